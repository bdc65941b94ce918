package io.github.camelmodelarts.hostile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.Service;
import org.apache.camel.main.Main;
import org.apache.camel.spi.BacklogDebugger;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.Canaries;
import io.github.camelmodelarts.support.ManagedObjects;
import io.github.camelmodelarts.support.OwnObjects;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * With credentials where the documentation recommends them, and with all displays of Camel switched on, no secret is shown, whether calls
 * succeed or fail.
 */
@Tag("H69")
@Tag("S2")
class SecretScanTest {

    private static final String JMX_DISABLED = "org.apache.camel.jmx.disabled";
    private static final String PROXY_PASSWORD = "c4n4ry-proxy=/+2c9e71b0";
    /** With characters that are escaped in URLs and JSON, if they are allowed in a header. */
    private static final Credentials KNOWN = Credentials.builder()
            .app("c4n4ryAppKey5b7f0e2a91", "c4n4ry-app%secret&8d1c6a3f27)", "c4n4ry+app/code\"e90b54d7aa==")
            .accessKey("C4N4RYACCESSKEY00001", "c4n4ry-secret/key+0123456789")
            .temporaryAccessKey(
                    "C4N4RYTEMPORARY00001", "c4n4ry-temporary/key+012345", "c4n4ry-security/token+==0a1b2c3d")
            .token("c4n4ry-token/17f3ce8b60+abcdef==")
            .apiKey("c4n4ry-api/key+5d3b0f9a77")
            .user("test-account", "test-user", "c4n4ry-pass%word&\u00fc:9b8a7c6d")
            .build();

    private static final Canaries CANARIES = new Canaries()
            .with("appKey", KNOWN.appKey())
            .with("appSecret", KNOWN.appSecret())
            .with("appCode", KNOWN.appCode())
            .with("secretKey", KNOWN.secretKey())
            .with("temporary secretKey", KNOWN.temporarySecretKey())
            .with("securityToken", KNOWN.securityToken())
            .with("token", KNOWN.token())
            .with("apiKey", KNOWN.apiKey())
            .with("password", KNOWN.password())
            .with("proxyPassword", PROXY_PASSWORD);

    private final ModelArtsLocal local =
            ModelArtsLocal.builder().credentials(KNOWN).start();
    private final ModelArtsLocal stranger = ModelArtsLocal.start();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final Map<String, String> uris = new LinkedHashMap<>();
    private final List<AutoCloseable> open = new ArrayList<>(List.of(local, stranger));
    private AllLoggersAtInfo log;

    @BeforeEach
    void prepare() throws Exception {
        local.addService("echo", new EchoModel());
        stranger.addService("echo", new EchoModel());
        ScriptedServer echoing = opened(ScriptedServer.running((request, out, connection) -> {
            String line = request.replaceAll("[\r\n]+", " ");
            out.write(("HTTP/1.1 403 " + line + "\r\nX-Echo: " + line + "\r\nContent-Length: " + request.length()
                            + "\r\n\r\n" + request)
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }));
        ScriptedServer confused = opened(ScriptedServer.playing(
                connection -> connection.send(connection.request().replaceAll("[\r\n]+", " ") + "\r\n\r\n")));
        ScriptedServer silent = opened(ScriptedServer.playing(connection -> {
            connection.request();
            connection.awaitHangUp();
        }));
        RefusingPort refusing = new RefusingPort();
        open.add(refusing);
        uris.put("accepted", predict(local.address("echo"), ""));
        uris.put("previewed", predict(local.address("echo"), "").replaceFirst("predict", "sign"));
        uris.put("refused", predict(stranger.address("echo"), "&iamEndpoint=" + stranger.iamEndpoint()));
        uris.put("refused, as a message", uris.get("refused") + "&throwExceptionOnFailure=false");
        uris.put("echoed", predict(echoing.address(), "&iamEndpoint=" + origin(echoing)));
        uris.put("echoed by the service alone", predict(echoing.address(), ""));
        uris.put("echoed as no HTTP", predict(confused.address(), "&iamEndpoint=" + origin(confused)));
        uris.put("not trusted", predict(local.tlsAddress("echo"), ""));
        uris.put("not answered", predict(silent.address(), "&totalTimeout=300ms"));
        uris.put("not there", predict("http://127.0.0.1:" + refusing.number() + "/v1", ""));
        uris.put("echoed by a proxy", predict("http://service.example.com/v1", "&allowHttp=true"));
        uris.put("managed", "modelarts:listServices?maxRetries=0");
        uris.put("managed, refused", uris.get("managed") + "&modelArtsEndpoint=" + stranger.modelArtsEndpoint());
        uris.put("managed, echoed", uris.get("managed") + "&modelArtsEndpoint=" + origin(echoing));
        uris.put("proxy", echoing.address().replaceAll("[^:]*:[^:]*:(\\d+).*", "$1"));
        System.clearProperty(JMX_DISABLED);
        log = new AllLoggersAtInfo();
    }

    @AfterEach
    void close() throws Exception {
        System.setProperty(JMX_DISABLED, "true");
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("scan."));
        log.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private ScriptedServer opened(ScriptedServer server) {
        open.add(server);
        return server;
    }

    private static String predict(String address, String options) {
        return "modelarts:predict?maxRetries=0&address=" + address + options;
    }

    private static String origin(ScriptedServer server) {
        return server.address().replaceFirst("/v1.*", "");
    }

    /** As in application.properties: options of the component that refer to other properties. */
    private Main configured(AuthType type) {
        Main main = new Main();
        Map<String, String> options = new LinkedHashMap<>(Map.of(
                "auth-type", type.name(),
                "iam-endpoint", local.iamEndpoint(),
                "model-arts-endpoint", local.modelArtsEndpoint(),
                "region", KNOWN.region(),
                "proxy-host", "127.0.0.1",
                "proxy-port", uris.remove("proxy"),
                "proxy-username", "someone",
                "proxy-password", PROXY_PASSWORD,
                "non-proxy-hosts", "127.0.0.1|localhost"));
        options.putAll(
                switch (type) {
                    case APP_SIGNATURE -> Map.of("app-key", KNOWN.appKey(), "app-secret", KNOWN.appSecret());
                    case APP_CODE -> Map.of("app-code", KNOWN.appCode());
                    case APP_KEY -> Map.of("app-key", KNOWN.appKey());
                    case AK_SK ->
                        Map.of(
                                "access-key", KNOWN.temporaryAccessKey(),
                                "secret-key", KNOWN.temporarySecretKey(),
                                "security-token", KNOWN.securityToken());
                    case PASSWORD ->
                        Map.of("account", KNOWN.account(), "username", KNOWN.username(), "password", KNOWN.password());
                    case TOKEN -> Map.of("token", KNOWN.token());
                    case API_KEY -> Map.of("api-key", KNOWN.apiKey());
                    case NONE -> Map.of();
                });
        options.forEach((name, value) -> {
            System.setProperty("scan." + name, value);
            main.addProperty("camel.component.modelarts." + name, "{{sys:scan." + name + "}}");
        });
        for (String on : List.of(
                "main.tracing", "trace.enabled", "main.messageHistory", "main.useMdcLogging", "debug.enabled")) {
            main.addProperty("camel." + on, "true");
        }
        main.addProperty("camel.debug.jmxConnectorEnabled", "false");
        return main;
    }

    private Resource yaml() {
        return ResourceHelper.fromString(
                "routes.yaml",
                uris.entrySet().stream()
                        .map(target -> """
                                - route:
                                    id: "%1$s"
                                    errorHandler:
                                      noErrorHandler: {}
                                    from:
                                      uri: "direct:%1$s"
                                      steps:
                                        - to:
                                            id: "%1$s-call"
                                            uri: "%2$s"
                                        - to:
                                            id: "%1$s-after"
                                            uri: "log:after?showAll=true&multiline=true"
                                """.formatted(target.getKey(), target.getValue()))
                        .collect(Collectors.joining("\n")));
    }

    @ParameterizedTest
    @EnumSource(value = AuthType.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    @DisplayName("H69: all that Camel shows of calls by")
    void showsNoSecret(AuthType type) throws Exception {
        if (!Schemes.types(Scheme.Use.SESSION).contains(type)) {
            uris.keySet().removeIf(target -> target.startsWith("managed"));
        }
        Main main = configured(type);
        main.bind("notes", new Notes());
        main.start();
        CamelContext context = main.getCamelContext();
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(yaml());
            ProducerTemplate template = context.createProducerTemplate();
            for (String target : uris.keySet()) {
                Exchange exchange = template.send(
                        "direct:" + target, sent -> sent.getMessage().setBody("{}"));

                assertThat(exchange.getException() == null)
                        .as("%s: %s", target, exchange.getException())
                        .isEqualTo(List.of("accepted", "previewed", "refused, as a message", "managed")
                                        .contains(target)
                                && !(type == AuthType.PASSWORD && target.equals("refused, as a message")));
                CANARIES.assertNotIn("The exchange of a call " + target, Canaries.shownBy(exchange));
            }
            String managed = managedWhileACallIsHeld(context, template);
            assertThat(managed).contains("dumpRouteAsXml[]", "modelarts:predict", "BacklogTracer");
            CANARIES.assertNotIn("JMX or the debugger", managed);
            assertThat(events).anyMatch(event -> event.startsWith("ExchangeFailed"));
            CANARIES.assertNotIn("An event", String.join("\n", events));
            CANARIES.assertNotIn("A toString", printed(context));
            CANARIES.assertNotIn(
                    "A thread's name",
                    Thread.getAllStackTraces().keySet().stream()
                            .map(Thread::getName)
                            .collect(Collectors.joining("\n")));
        } finally {
            main.stop();
        }
        assertThat(log.text()).contains("INFO org.apache.camel", "modelarts:predict");
        CANARIES.assertNotIn("The log", log.text());
    }

    /** What JMX shows after all calls, while the debugger holds another one; and what the debugger shows of that one. */
    private static String managedWhileACallIsHeld(CamelContext context, ProducerTemplate template) throws Exception {
        BacklogDebugger debugger = context.hasService(BacklogDebugger.class);
        debugger.enableDebugger();
        debugger.addBreakpoint("accepted-after");
        Future<Object> held = template.asyncRequestBody("direct:accepted", "{}");
        await().until(() -> debugger.getSuspendedBreakpointNodeIds().contains("accepted-after"));
        String shown = debugger.dumpTracedMessagesAsXml("accepted-after")
                + debugger.dumpTracedMessagesAsJSon("accepted-after")
                + ManagedObjects.shownBy(context);
        debugger.disableDebugger();
        assertThat(held.get(60, TimeUnit.SECONDS)).isNotNull();
        return shown;
    }

    private static String printed(CamelContext context) throws IllegalAccessException {
        List<Object> roots = new ArrayList<>(List.of(context.getComponent("modelarts")));
        for (Endpoint endpoint : context.getEndpoints()) {
            roots.add(endpoint);
        }
        for (Route route : context.getRoutes()) {
            for (Service service : route.getServices()) {
                roots.add(service);
            }
        }
        OwnObjects objects = OwnObjects.reachableFrom(roots.toArray());
        assertThat(objects.printed()).contains("Settings[");
        return objects.printed() + objects.keys();
    }

    /** The texts that event listeners receive. */
    private final class Notes extends EventNotifierSupport {

        @Override
        public void notify(CamelEvent event) {
            events.add(event.getType() + ": " + event);
            if (event instanceof CamelEvent.ExchangeEvent told) {
                events.add(Canaries.shownBy(told.getExchange()));
            }
        }
    }
}
