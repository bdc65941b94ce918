package io.github.camelmodelarts.examples.filedrop;

import java.util.Map;
import java.util.function.Function;

import org.apache.camel.spi.PropertiesFunction;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

/**
 * Resolves {@code {{local:NAME}}} to the address of a service or to a credential of a local ModelArts. The first such placeholder starts
 * the local ModelArts; a run without such placeholders has none. Thread-safe.
 */
final class LocalServices implements PropertiesFunction, AutoCloseable {

    private static final Map<String, Function<Credentials, String>> CREDENTIALS = Map.of(
            "accessKey", Credentials::accessKey,
            "secretKey", Credentials::secretKey,
            "appKey", Credentials::appKey,
            "appSecret", Credentials::appSecret,
            "appCode", Credentials::appCode);

    private @Nullable ModelArtsLocal server;

    @Override
    public String getName() {
        return "local";
    }

    @Override
    public String apply(String name) {
        ModelArtsLocal started = started();
        Function<Credentials, String> credential = CREDENTIALS.get(name);
        return credential == null ? started.address(name) : credential.apply(started.credentials());
    }

    private synchronized ModelArtsLocal started() {
        if (server == null) {
            server = ModelArtsLocal.start().withModels();
        }
        return server;
    }

    /** Returns whether a placeholder has started the local ModelArts. */
    synchronized boolean isStarted() {
        return server != null;
    }

    @Override
    public synchronized void close() {
        if (server != null) {
            server.close();
        }
    }
}
