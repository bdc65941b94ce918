package io.github.camelmodelarts.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.sun.net.httpserver.HttpServer;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.AllLoggersAtInfo;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.RefusingPort;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;

/** What the component logs at INFO: one line when an endpoint of a route starts, and one when a state changes. */
class StateLogTest {

    private static final Pattern LOGGED =
            Pattern.compile(".* (DEBUG|INFO|WARN) io\\.github\\.camelmodelarts\\.([\\w.]+) - .*");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (DEBUG|INFO|WARN) \\| `([\\w.]+)` \\|");

    /** Levels and loggers of the lines of all tests. */
    private static final Set<String> SEEN = new TreeSet<>();

    private static int ran;

    private static final Pattern OURS = Pattern.compile(".*(INFO|WARN) io\\.github\\.camelmodelarts\\.(?!local).*");

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local =
            ModelArtsLocal.builder().clock(clock.withZone(ZoneOffset.UTC)).start();
    private final Service echo = local.addService("echo", new EchoModel());

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(() -> Routes.withSession(local, clock));

    private Routes routes;
    private AllLoggersAtInfo log;

    @BeforeEach
    void open() throws Exception {
        routes = nothingLeft.routes();
        log = new AllLoggersAtInfo();
    }

    @AfterEach
    void close() throws Exception {
        ran++;
        log.close();
        local.close();
        log.text()
                .lines()
                .map(LOGGED::matcher)
                .filter(line -> line.matches() && !line.group(2).startsWith("local."))
                .filter(line -> !line.group(1).equals("DEBUG") || line.group(2).equals("call.AttemptLog"))
                .forEach(line -> SEEN.add(line.group(1) + " " + line.group(2)));
    }

    /** The table of the documents has each logger that these tests have seen, and no other one if all tests have run. */
    @AfterAll
    static void theDocumentsListEachLogger() throws IOException {
        Set<String> documented = ROW.matcher(Files.readString(new Guide("operating.md").file()))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(documented).containsAll(SEEN);
        long all = Arrays.stream(StateLogTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .count();
        if (ran == all) {
            assertThat(SEEN).containsAll(documented);
        }
    }

    private String uri() {
        return "modelarts:predict?authType=AK_SK&address=" + local.address("echo");
    }

    /** What the component logged at INFO and above, without the lines about starts and retries. */
    private List<String> changes() {
        return lines().stream()
                .filter(line -> !line.contains("ModelArtsEndpoint") && !line.contains("RetryLog"))
                .toList();
    }

    private List<String> lines() {
        return log.text().lines().filter(line -> OURS.matcher(line).matches()).toList();
    }

    // ---- starts

    @Test
    void anEndpointOfARouteLogsWhatItCallsAndHowItAuthenticates() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").routeId("asking").to(uri() + "?word=c4n4ry").to(uri() + "?word=c4n4ry");
                from("direct:list").routeId("listing").to("modelarts:listServices");
            }
        });

        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0))
                .contains("Route asking: predict calls " + local.address("echo"))
                .endsWith("authenticates with authType=AK_SK, with accessKey and secretKey (optional: securityToken)")
                .doesNotContain("c4n4ry");
        assertThat(lines().get(1)).contains("Route listing: listServices calls the management API and");
    }

    @Test
    void anEndpointThatSignsOrUsesObsDoesNotSayThatItCallsAService() throws Exception {
        String obs = "?obsPath=obs://pictures/work/&obsEndpoint=RAW(" + local.obsEndpoint() + ")";
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:sign").to(uri().replace("predict", "sign"));
                from("direct:upload").to("modelarts:uploadToObs" + obs);
                from("direct:batch").to("modelarts:runBatch" + obs + "&modelId=echo");
            }
        });

        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).contains("sign signs requests for " + local.address("echo") + " and");
        assertThat(lines().get(1)).contains("uploadToObs calls OBS and authenticates");
        assertThat(lines().get(2)).contains("runBatch calls OBS and the management API and authenticates");
    }

    @Test
    void theEndpointsOfToDLogNothing() throws Exception {
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").toD(uri() + "/${body}");
            }
        });

        for (int i = 0; i < 100; i++) {
            routes.call("direct:in", "path" + i);
        }

        assertThat(lines()).isEmpty();
    }

    @Test
    void callsThatSucceedLogNothing() throws Exception {
        String from = routes.route(uri());
        int atStart = lines().size();

        for (int i = 0; i < 100; i++) {
            assertPredicted(routes.call(from, "{}"));
        }

        assertThat(lines()).hasSize(atStart);
    }

    // ---- states

    @Test
    void aKeyThatIsPausedAndUsedAgainLogsTwoLines() throws Exception {
        String from = routes.route(uri());
        echo.failNext(
                3,
                Failure.error(
                        401, "APIG.0301", "Incorrect IAM authentication information: verify aksk signature fail"));

        for (int i = 0; i < 10; i++) {
            routes.call(from, "{}");
        }
        assertThat(changes())
                .singleElement()
                .asString()
                .contains("WARN", "Calls with the key AK_SK ***", "rejected 3 times in a row and is paused until")
                .doesNotContain(local.credentials().accessKey());

        clock.forward(Duration.ofMinutes(6));
        assertPredicted(routes.call(from, "{}"));
        assertPredicted(routes.call(from, "{}"));

        assertThat(changes()).hasSize(2);
        assertThat(changes().get(1)).contains("INFO", "is accepted and used again");
    }

    @Test
    void aHostThatCannotBeReachedAndCanBeAgainLogsTwoLines() throws Exception {
        int port;
        String from;
        try (RefusingPort refusing = new RefusingPort()) {
            port = refusing.number();
            from = routes.route("modelarts:predict?authType=NONE&maxRetries=0&address=http://127.0.0.1:" + port + "/x");
            for (int i = 0; i < 10; i++) {
                assertThat(routes.call(from, "{}").getException()).isNotNull();
            }
        }
        assertThat(changes()).singleElement().asString().contains("WARN", "127.0.0.1:" + port + " can't be reached: ");

        HttpServer server = server(port);
        try {
            assertPredicted(routes.call(from, "{}"));
            assertPredicted(routes.call(from, "{}"));
        } finally {
            server.stop(0);
        }

        assertThat(changes()).hasSize(2);
        assertThat(changes().get(1)).contains("INFO", "127.0.0.1:" + port + " can be reached again");
    }

    private static HttpServer server(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", call -> {
            call.getRequestBody().readAllBytes();
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.start();
        return server;
    }

    @Test
    void aServiceThatMovedLogsOneLine() throws Exception {
        AsyncProducer producer = routes.producer("modelarts:predict?authType=AK_SK&serviceId=" + echo.id());
        assertThat(routes.sendInParallel(producer, 1)).allSatisfy(exchange -> assertPredicted(exchange));
        String before = local.address("echo");
        echo.deployment().newAddressOnRestart(true);
        assertThat(echo.deployment().stop()).isTrue();
        assertThat(echo.deployment().start()).isTrue();
        clock.forward(Duration.ofMinutes(1));

        assertThat(routes.sendInParallel(producer, 20)).allSatisfy(exchange -> assertPredicted(exchange));

        assertThat(changes())
                .singleElement()
                .asString()
                .contains(
                        "INFO",
                        "serviceId=" + echo.id() + " has moved from " + before + " to " + local.address("echo"));
    }

    @Test
    void aClockThatIsCorrectedLogsOneLine() throws Exception {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        try (ModelArtsLocal elsewhere = ModelArtsLocal.start()) {
            elsewhere.addService("echo", new EchoModel());
            options.setAccessKey(elsewhere.credentials().accessKey());
            options.setSecretKey(elsewhere.credentials().secretKey());
            clock.set(Duration.ofHours(1));
            String uri = "modelarts:predict?authType=AK_SK&address=" + elsewhere.address("echo");

            List<Exchange> exchanges = routes.sendInParallel(uri, 20);

            assertThat(exchanges).allSatisfy(exchange -> assertPredicted(exchange));
            assertThat(changes())
                    .singleElement()
                    .asString()
                    .contains("INFO", "The clock of 127.0.0.1:", "by -3", "correct the clock of this machine");
        }
    }

    @Test
    void aUserWhomIamRejectsLogsOneLineAndOneWhenItIsAccepted() throws Exception {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        String from = routes.route("modelarts:predict?authType=PASSWORD&address=" + local.address("echo"));
        local.iam().failWith(Failure.error(401, "IAM.0062", "Incorrect password."));

        for (int i = 0; i < 10; i++) {
            routes.call(from, "{}");
            clock.forward(Duration.ofSeconds(2));
        }
        assertThat(changes())
                .singleElement()
                .asString()
                .contains("WARN", "Logins of the user PASSWORD ***", "IAM rejected 3 logins")
                .doesNotContain(local.credentials().username());

        local.iam().clear();
        clock.forward(Duration.ofMinutes(15));
        assertPredicted(routes.call(from, "{}"));

        assertThat(changes()).hasSize(2);
        assertThat(changes().get(1)).contains("INFO", "IAM accepts the user PASSWORD ***");
    }

    @Test
    void aUserWhomIamLockedLogsOneLine() throws Exception {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        String from = routes.route("modelarts:predict?authType=PASSWORD&address=" + local.address("echo"));
        local.iam().failWith(Failure.error(401, "IAM.0061", "The account is locked."));

        for (int i = 0; i < 10; i++) {
            routes.call(from, "{}");
            clock.forward(Duration.ofSeconds(2));
        }

        assertThat(changes()).singleElement().asString().contains("WARN", "IAM locked the user");
    }

    // ---- attempts

    @Test
    void eachAttemptIsALineAtDebugWithItsRequestId() throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0201", "Backend unavailable."));

        assertPredicted(routes.send(uri(), "{}"));

        List<RecordedRequest> received = local.awaitRequests(2);
        List<String> attempts =
                log.text().lines().filter(line -> line.contains("AttemptLog")).toList();
        assertThat(attempts).hasSize(2).allMatch(line -> line.contains("DEBUG"));
        assertThat(attempts.get(0))
                .endsWith(
                        "attempt 1: response 503, request id " + received.get(0).requestId());
        assertThat(attempts.get(1))
                .endsWith(
                        "attempt 2: response 200, request id " + received.get(1).requestId());
    }
}
