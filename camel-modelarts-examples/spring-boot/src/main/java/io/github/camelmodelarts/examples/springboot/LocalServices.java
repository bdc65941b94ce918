package io.github.camelmodelarts.examples.springboot;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.maas.ChatModel;

/**
 * Resolves {@code {{local:NAME}}} to the address of a service or to a credential of a local ModelArts. The first such placeholder starts
 * the local ModelArts; an application without such placeholders has none. Thread-safe.
 */
@Component
final class LocalServices implements PropertiesFunction, CamelContextConfiguration, AutoCloseable {

    private static final Map<String, Function<Credentials, String>> CREDENTIALS = Map.of(
            "accessKey", Credentials::accessKey,
            "secretKey", Credentials::secretKey,
            "appKey", Credentials::appKey,
            "appSecret", Credentials::appSecret,
            "appCode", Credentials::appCode);

    private final ChatModel chat = new ChatModel().tokenPause(Duration.ofMillis(40));
    private @Nullable ModelArtsLocal server;

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        camel.getPropertiesComponent().addPropertiesFunction(this);
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // nothing to do: the routes have resolved their placeholders by now
    }

    @Override
    public String getName() {
        return "local";
    }

    @Override
    public String apply(String name) {
        ModelArtsLocal started = server();
        Function<Credentials, String> credential = CREDENTIALS.get(name);
        return credential == null ? started.address(name) : credential.apply(started.credentials());
    }

    synchronized ModelArtsLocal server() {
        if (server == null) {
            server = ModelArtsLocal.start().withModels();
            server.addService("chat", chat);
        }
        return server;
    }

    /** The language model of the service {@code chat}. */
    ChatModel chat() {
        return chat;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
