package io.github.camelmodelarts.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.http.Leases;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.HeldModel;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * State that calls share by host or identity, while more hosts and identities are used than the component keeps. State in use exists
 * once; rejected credentials are remembered.
 */
class StateInUseTest extends CoreFaultTest {

    /** More than the component keeps. */
    private static final int MANY = 1100;

    private static final String WRONG = "mi-test-secret-that-is-wrong";

    private final HeldModel model = new HeldModel();
    /** The credentials that the provider returns: of one tenant after the other, as in an application with many tenants. */
    private volatile Credentials tenant = new Credentials.Anonymous();

    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void bind() {
        CredentialsProvider provider = transport -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(tenant);
        };
        routes.context().getRegistry().bind("tenants", provider);
    }

    private AsyncProducer toManyHosts(String options) throws Exception {
        return routes.producer(
                "modelarts:predict?allowHeaderOverride=true&allowedHosts=localhost,127.*.*.*&maxRetries=0&address="
                        + local.address("echo") + options);
    }

    private Exchange to(String address) {
        Exchange exchange = routes.exchange("{}");
        exchange.getMessage().setHeader(ModelArtsConstants.ADDRESS, address);
        return exchange;
    }

    /** Calls an address of this machine at which no server listens. */
    private void callUnreachableHost(AsyncProducer producer, int host) throws Exception {
        Exchange exchange = to("http://127.1." + host / 250 + "." + (host % 250 + 1) + ":1/");
        producer.process(exchange);
        assertThat(exchange.getException()).isInstanceOf(ModelArtsConnectionException.class);
    }

    /** Makes one call and a garbage collection: afterwards earlier requests have arrived, and unreferenced state is gone. */
    private void settle() throws Exception {
        System.gc();
        Exchange exchange = to(local.address("echo").replace("127.0.0.1", "localhost"));
        toManyHosts("&authType=APP_CODE").process(exchange);
        RouteTest.assertPredicted(exchange);
    }

    private void awaitInFlight(Service service, int calls) {
        await().atMost(SOON).until(() -> service.inFlight() == calls);
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: a host has no more calls than maxConnections, however many other hosts are called meanwhile")
    void countsTheCallsOfAHostWhileManyOthersAreCalled() throws Exception {
        Service held = held("held", model);
        AsyncProducer producer = toManyHosts("&authType=APP_CODE&maxConnections=2");
        ends.send(producer, to(local.address("held")));
        ends.send(producer, to(local.address("held")));
        awaitInFlight(held, 2);

        for (int i = 0; i < MANY; i++) {
            callUnreachableHost(producer, i);
        }
        settle();
        ends.send(producer, to(local.address("held")));
        ends.send(producer, to(local.address("held")));
        settle();

        // a second admission would admit them, and they would wait for one of the client's connections
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(Leases.of(
                                ComponentAccess.resources(routes.component()).transports()))
                        .isEqualTo(2));
        model.release();

        assertThat(ends.awaitExchanges()).hasSize(4).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("K27")
    @DisplayName(
            "K27: at most 2 calls use a key that has not succeeded yet, however many other keys are used meanwhile")
    void countsTheCallsOfAKeyWhileManyOthersAreUsed() throws Exception {
        Service held = held("held", model);
        AsyncProducer producer = toManyHosts("&credentialsProvider=#tenants");
        Credentials key = new Credentials.AccessKey(
                local.credentials().accessKey(), local.credentials().secretKey());
        tenant = key;
        ends.send(producer, to(local.address("held")));
        ends.send(producer, to(local.address("held")));
        awaitInFlight(held, 2);

        useManyOthers();
        settle();
        tenant = key;
        int before = asked.get();
        ends.send(producer, to(local.address("held")));
        ends.send(producer, to(local.address("held")));
        await().atMost(SOON).until(() -> asked.get() == before + 2);
        settle();

        assertThat(held.inFlight()).isEqualTo(2);
        model.release();

        assertThat(ends.awaitExchanges()).hasSize(4).allSatisfy(RouteTest::assertPredicted);
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: a wrong key is still paused after many other keys were used")
    void remembersAWrongKey() throws Exception {
        AsyncProducer producer = toManyHosts("&credentialsProvider=#tenants");
        Credentials wrong = new Credentials.AccessKey(local.credentials().accessKey(), WRONG);
        tenant = wrong;
        for (int i = 0; i < 3; i++) {
            assertThat(called(producer).getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        }

        useManyOthers();
        settle();
        tenant = wrong;

        assertThat(called(producer).getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasMessageContaining("rejected 3 times in a row");
    }

    @Test
    @Tag("K27")
    @DisplayName("K27: a wrong password is not tried again after many other users logged in")
    void remembersAWrongPassword() throws Exception {
        AsyncProducer producer = toManyHosts("&credentialsProvider=#tenants");
        Credentials wrong = user(local.iamEndpoint(), local.credentials().username(), WRONG);
        tenant = wrong;
        for (int i = 0; i < 3; i++) {
            assertThat(called(producer).getException()).isInstanceOf(ModelArtsAuthenticationException.class);
            // the pause after a failed login
            routes.clock().forward(Duration.ofSeconds(1));
        }

        useManyOthers();
        settle();
        tenant = wrong;

        assertThat(called(producer).getException()).hasMessageContaining("IAM rejected 3 logins of this user");
        assertThat(local.iam().tokenRequests()).isEqualTo(3);
    }

    /** Uses the shared state for many other identities, as endpoints of these do. */
    private void useManyOthers() {
        SharedResources resources = ComponentAccess.resources(routes.component());
        for (int i = 0; i < MANY; i++) {
            Credentials key = new Credentials.AccessKey("access-key-" + i, WRONG);
            resources
                    .keys()
                    .guarded(
                            Schemes.strategy(
                                    key,
                                    new Scheme.Surroundings(
                                            "",
                                            HostClocks.of(resources.clock()),
                                            user -> request -> new CompletableFuture<>())),
                            key);
            resources
                    .tokens()
                    .strategy(
                            user(local.iamEndpoint(), "user-" + i, WRONG),
                            "way",
                            Responses.by(request -> new CompletableFuture<>()));
        }
    }

    private Exchange called(AsyncProducer producer) throws Exception {
        Exchange exchange = to(local.address("echo"));
        producer.process(exchange);
        return exchange;
    }

    private Credentials.User user(String iam, String name, String password) {
        return new Credentials.User(
                iam,
                local.credentials().account(),
                name,
                password,
                null,
                local.credentials().region());
    }

    @Test
    @Tag("K27")
    @DisplayName(
            "K27: 1,500 parallel identities, some from two endpoints: all calls succeed, with one token for each user")
    void sharesTheStateOfAnIdentityWhileManyAreInUse() throws Exception {
        Service open = local.addService("open", new EchoModel()).withoutAuthentication();
        List<AsyncProducer> inUse = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            inUse.add(call(open, "&accessKey=access-key-" + i + "&secretKey=" + WRONG));
            inUse.add(call(open, "&token=RAW(token-" + i + ")"));
        }
        for (int i = 0; i < MANY; i++) {
            local.iam().addUser(local.credentials().account(), "user-" + i, "mi-test-password-" + i);
            inUse.add(call(echo, user(i)));
        }
        System.gc();

        for (int i = 0; i < 150; i++) {
            inUse.add(call(echo, user(i) + "&maxRetries=1"));
        }

        assertThat(ends.awaitExchanges()).hasSize(inUse.size()).allSatisfy(RouteTest::assertPredicted);
        assertThat(local.iam().tokenRequests()).isEqualTo(MANY);
    }

    private String user(int number) {
        return "&iamEndpoint=" + local.iamEndpoint() + "&region="
                + local.credentials().region() + "&account="
                + local.credentials().account() + "&username=user-" + number + "&password=RAW(mi-test-password-"
                + number + ")";
    }

    /** Starts a call of an endpoint that stays in use. */
    private AsyncProducer call(Service service, String options) throws Exception {
        AsyncProducer producer = routes.context()
                .getEndpoint("modelarts:predict?maxConnections=5000&address=" + local.address(service.name()) + options)
                .createAsyncProducer();
        producer.start();
        ends.send(producer, routes.exchange("{}"));
        return producer;
    }
}
