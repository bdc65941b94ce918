package io.github.camelmodelarts.faults;

import java.time.Duration;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The wall clock of this machine is set while calls wait or values age: nothing happens earlier or later. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SetClockTest {

    private static final Duration DAY = Duration.ofDays(1);

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());

    @RegisterExtension
    private final NothingLeft nothingLeft = new NothingLeft(this::withPassword);

    private final Ends ends = new Ends();
    private Routes routes;
    private ModelArtsConfiguration options;

    private Routes withPassword() throws Exception {
        Routes made = Routes.anonymous(clock);
        options = made.component().getConfiguration();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        return made;
    }

    @BeforeEach
    void open() {
        routes = nothingLeft.routes();
    }

    @AfterEach
    void close() {
        local.close();
    }

    private String uri() {
        return "modelarts:predict?address=" + local.address("echo");
    }

    @Test
    @Tag("K11")
    @DisplayName(
            "K11: the clock is 8 h ahead at the login, then set back, and the token is revoked: it is renewed at once")
    void renewsARevokedTokenAfterTheClockWasSetBack() throws Exception {
        clock.set(Duration.ofHours(8));
        assertPredicted(routes.send(uri(), "{}"));
        clock.set(Duration.ofHours(-8));
        clock.forward(Duration.ofSeconds(30));
        local.iam().revokeTokens();

        assertThat(routes.sendInParallel(uri(), 50)).allSatisfy(exchange -> assertPredicted(exchange));
        assertThat(local.iam().tokenRequests()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Tag("K11")
    @DisplayName("K11: the clock is set by a day during and after a renewal: the token is renewed by its age")
    void renewsATokenByItsAge(int days) throws Exception {
        assertPredicted(routes.send(uri(), "{}"));
        clock.forward(Duration.ofHours(22));
        local.iam().delay(Duration.ofMillis(200));
        assertPredicted(routes.send(uri(), "{}"));
        clock.set(DAY.multipliedBy(days));
        await().until(() -> local.iam().tokenRequests() == 2);
        nothingLeft.awaitAllReturned();
        local.iam().clear();

        clock.set(DAY.multipliedBy(days));
        clock.forward(Duration.ofHours(21));
        assertPredicted(routes.send(uri(), "{}"));
        assertThat(local.iam().tokenRequests()).isEqualTo(2);

        clock.forward(Duration.ofHours(1));
        assertPredicted(routes.send(uri(), "{}"));
        await().until(() -> local.iam().tokenRequests() == 3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Tag("K11")
    @DisplayName("K11: the clock is set by a day while wrong passwords are counted and logins are paused")
    void expiresWrongPasswordsByTheirAge(int days) throws Exception {
        local.iam().failWith(Failure.error(401, "IAM.0062", "Incorrect password."));
        for (int i = 0; i < 5; i++) {
            routes.send(uri(), "{}");
            clock.forward(Duration.ofSeconds(1));
        }
        clock.set(DAY.multipliedBy(days));
        local.iam().clear();

        assertThat(routes.send(uri(), "{}").getException())
                .hasMessageContaining("no login with this password is sent before");
        assertThat(local.iam().tokenRequests()).isEqualTo(3);
        clock.forward(Duration.ofMinutes(15));
        assertPredicted(routes.send(uri(), "{}"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Tag("K11")
    @DisplayName("K11: the clock is set by a day while a key is paused: the pause lasts 5 minutes")
    void pausesAKeyForFiveMinutes(int days) throws Exception {
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey("test-secret-that-is-wrong");
        String from = routes.route(uri() + "&authType=AK_SK&clockSkewCorrection=false");
        for (int i = 0; i < 5; i++) {
            routes.call(from, "{}");
        }
        assertThat(local.awaitRequests(3)).hasSize(3);

        clock.set(DAY.multipliedBy(days));
        clock.forward(Duration.ofSeconds(290));
        assertThat(routes.call(from, "{}").getException()).hasMessageContaining("is paused until");
        clock.forward(Duration.ofSeconds(10));
        routes.call(from, "{}");

        assertThat(local.awaitRequests(4)).hasSize(4);
    }

    @Test
    @Tag("K11")
    @DisplayName(
            "K11: the clock is set by a day, forward and back, during the pause before a retry: the retry follows anyway")
    void retriesAfterThePause() throws Exception {
        echo.failNext(1, Failure.error(503, "APIG.0202", "Backend unavailable").withHeader("Retry-After", "1"));
        AsyncProducer producer =
                routes.producer("modelarts:predict?authType=NONE&totalTimeout=20s&address=" + local.address("echo"));
        echo.accepts(Scheme.NONE);
        ends.send(producer, routes.exchange("{}"));
        await().until(() -> local.requests().size() == 1);

        clock.set(DAY);
        clock.set(DAY.multipliedBy(-2));

        Exchange exchange = ends.awaitExchanges().get(0);
        assertPredicted(exchange);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.ATTEMPTS)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    @Tag("K11")
    @DisplayName("K11: the clock is set by a day while an address is cached: it is looked up again by its age")
    void renewsAnAddressByItsAge(int days) throws Exception {
        String from = routes.route("modelarts:predict?serviceId=" + echo.id() + "&projectId="
                + local.credentials().projectId());
        assertPredicted(routes.call(from, "{}"));
        clock.set(DAY.multipliedBy(days));
        clock.forward(Duration.ofMinutes(14));
        assertPredicted(routes.call(from, "{}"));
        assertThat(local.management().requests()).isEqualTo(1);

        clock.forward(Duration.ofMinutes(1));
        assertPredicted(routes.call(from, "{}"));

        await().until(() -> local.management().requests() == 2);
    }
}
