package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/** R5 of the goals: a wrong clock of this machine costs one additional request, once. */
class ClockSkewTest {

    private static final ModelArtsLocal LOCAL = ModelArtsLocal.start();

    private final TestClock clock = new TestClock();

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::signing);

    private Routes routes;

    @BeforeEach
    void open() {
        if (!LOCAL.serviceNames().contains("echo")) {
            LOCAL.addService("echo", new EchoModel());
        }
        LOCAL.clearRequests();
        routes = nothingLeft.routes();
    }

    private Routes signing() throws Exception {
        Routes made = Routes.anonymous(clock);
        ModelArtsConfiguration options = made.component().getConfiguration();
        options.setAppKey(LOCAL.credentials().appKey());
        options.setAppSecret(LOCAL.credentials().appSecret());
        options.setAccessKey(LOCAL.credentials().accessKey());
        options.setSecretKey(LOCAL.credentials().secretKey());
        return made;
    }

    @AfterAll
    static void stop() {
        LOCAL.close();
    }

    private static String uri(String authType) {
        return "modelarts:predict?authType=" + authType + "&address=" + LOCAL.address("echo");
    }

    @ParameterizedTest
    @Tag("F18")
    @CsvSource({
        "APP_SIGNATURE, PT20M",
        "APP_SIGNATURE, PT-16M",
        "APP_SIGNATURE, P1D",
        "APP_SIGNATURE, P-9000D",
        "AK_SK, PT20M",
        "AK_SK, PT-20M",
        "AK_SK, P-1D",
    })
    void followsTheGatewaysClockAfterOneRejection(String authType, Duration wrong) throws Exception {
        clock.set(wrong);
        String from = routes.route(uri(authType));

        Exchange first = routes.call(from, "{}");
        Exchange second = routes.call(from, "{}");

        assertThat(first.getException()).isNull();
        assertThat(first.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
        assertThat(second.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(1);
        requests(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT14M", "PT-14M"})
    void doesNotCorrectASmallClockError(Duration wrong) throws Exception {
        clock.set(wrong);

        Exchange exchange = routes.send(uri("APP_SIGNATURE"), "{}");

        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void correctsTheClockForAHundredCallsRejectedTogether() throws Exception {
        // one success first: until a key has succeeded, at most two calls use it at a time
        assertThat(routes.send(uri("APP_SIGNATURE"), "{}").getException()).isNull();
        clock.set(Duration.ofMinutes(40));
        LOCAL.clearRequests();

        List<Exchange> exchanges = routes.sendInParallel(uri("APP_SIGNATURE"), 100);

        assertThat(exchanges).allSatisfy(exchange -> {
            assertThat(exchange.getException()).isNull();
            assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS, Integer.class))
                    .isLessThanOrEqualTo(2);
        });
        LOCAL.clearRequests();
        routes.sendInParallel(uri("APP_SIGNATURE"), 10);
        requests(10);
    }

    @Test
    void followsAClockThatJumpsForwardAndBack() throws Exception {
        String from = routes.route(uri("APP_SIGNATURE"));
        for (int hours : new int[] {3, -3, 5, -10}) {
            clock.set(Duration.ofHours(hours));
            assertThat(routes.call(from, "{}").getException()).isNull();
            Exchange next = routes.call(from, "{}");
            assertThat(next.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(1);
        }
    }

    @Test
    void doesNotCorrectTheClockIfTheOptionIsOff() throws Exception {
        clock.set(Duration.ofMinutes(20));

        Exchange exchange = routes.send(uri("APP_SIGNATURE") + "&clockSkewCorrection=false", "{}");

        ModelArtsOperationFailedException failure = refused(exchange);
        assertThat(failure.getAttempts()).isEqualTo(1);
        assertThat(failure.getHint()).contains("set the clock");
    }

    @Test
    @Tag("F22")
    void doesNotTreatAWrongSecretAsAWrongClock() throws Exception {
        routes.component().getConfiguration().setAppSecret("test-secret-that-is-wrong");

        Exchange exchange = routes.send(uri("APP_SIGNATURE"), "{}");

        assertThat(refused(exchange).getAttempts()).isEqualTo(1);
        requests(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Date: yesterday\r\n",
                "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n",
                "Date: Fri, 31 Dec 9999 23:59:59 GMT\r\n",
                "Date: Mon, 99 Foo 2026 99:99:99 GMT\r\n",
            })
    void ignoresAnImpossibleServerTime(String date) throws Exception {
        String body = "{\"error_code\":\"APIG.0301\",\"error_msg\":\"signature expired\"}";
        try (ScriptedServer server = ScriptedServer.answering(401, date, body)) {
            Exchange exchange = routes.send("modelarts:predict?authType=AK_SK&address=" + server.address(), "{}");

            assertThat(refused(exchange).getAttempts()).isEqualTo(1);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void correctsTheClockAtMostOncePerCall() throws Exception {
        String body = "{\"error_code\":\"APIG.0303\",\"error_msg\":\"signature expired,signature"
                + " time:20260101T000000Z,server time:20400101T000000Z\"}";
        try (ScriptedServer server = ScriptedServer.answering(401, "", body)) {
            routes.send("modelarts:predict?authType=APP_SIGNATURE&address=" + server.address(), "{}");
            assertThat(server.heads()).hasSize(2);
        }
    }

    @Test
    void ignoresTheTimeOfAnotherServer() throws Exception {
        try (ScriptedServer server =
                ScriptedServer.answering(401, "Date: Sat, 01 Jan 2028 00:00:00 GMT\r\n", "<html>Log in</html>")) {
            routes.send("modelarts:predict?authType=APP_SIGNATURE&address=" + server.address(), "{}");

            assertThat(server.heads()).hasSize(1);
        }
    }

    /** Waits for the number of recorded requests: the server records a request after it has responded. */
    private static void requests(int count) {
        assertThat(LOCAL.awaitRequests(count)).hasSize(count);
    }

    private static ModelArtsOperationFailedException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        return (ModelArtsOperationFailedException) exchange.getException();
    }
}
