package io.github.camelmodelarts.faults;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.TwiceCallingStage;

import static org.assertj.core.api.Assertions.assertThat;

/** A custom strategy or provider that breaks its contract harms only the calls that use it. */
class BadBeansTest extends CoreFaultTest {

    private final ExecutorService own = Executors.newSingleThreadExecutor(task -> new Thread(task, "the-beans-own"));

    @AfterEach
    void stop() {
        own.shutdownNow();
    }

    /** The options that take a bean. */
    private enum Bean {
        STRATEGY("authStrategy"),
        PROVIDER("credentialsProvider");

        private final String option;

        Bean(String option) {
            this.option = option;
        }
    }

    private enum Broken {
        THROWS_AN_ERROR(code -> {
            throw new NoClassDefFoundError("test/Missing");
        }),
        THROWS_AN_EXCEPTION(code -> {
            throw new IllegalStateException("of the test");
        }),
        RETURNS_NULL(code -> null),
        COMPLETES_WITH_NULL(code -> CompletableFuture.completedFuture(null)),
        FAILS_WITH_AN_ERROR(code -> CompletableFuture.failedFuture(new NoClassDefFoundError("test/Missing")));

        @SuppressWarnings("ImmutableEnumChecker") // a lambda without a state
        private final Function<Object, CompletableFuture<Object>> answer;

        Broken(Function<Object, CompletableFuture<Object>> answer) {
            this.answer = answer;
        }
    }

    private String with(Bean bean, Object instance) {
        routes.context().getRegistry().bind("bean", instance);
        return "modelarts:predict?" + bean.option + "=#bean:bean&address=" + local.address(echo.name());
    }

    /** Binds a bean that returns this result for an authenticated request or for the credentials. */
    @SuppressWarnings("unchecked")
    private String withResult(Bean bean, Function<Object, CompletableFuture<Object>> answer) {
        return switch (bean) {
            case STRATEGY ->
                with(bean, (AuthStrategy) request -> (CompletableFuture<Authenticated>)
                        (CompletableFuture<?>) answer.apply(new Authenticated(request.withHeader(
                                "X-Apig-AppCode", local.credentials().appCode()))));
            case PROVIDER ->
                with(bean, (CredentialsProvider) transport -> (CompletableFuture<Credentials>) (CompletableFuture<?>)
                        answer.apply(new Credentials.AppCode(local.credentials().appCode())));
        };
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A bean that blocks, as")
    void delaysOnlyTheCallsWithABlockingBean(Bean bean) throws Exception {
        String uri = withResult(bean, proof -> {
            block();
            return CompletableFuture.completedFuture(proof);
        });
        Ends others = new Ends();

        start(uri + "&totalTimeout=1s", 20);
        var producer = routes.producer(predict(echo));
        for (int i = 0; i < 20; i++) {
            others.send(producer, routes.exchange("{}"));
        }

        assertThat(others.awaitExchanges()).hasSize(20).allSatisfy(RouteTest::assertPredicted);
        assertThat(ends.awaitAll()).hasSize(20).allSatisfy(end -> {
            assertThat(end.thread()).contains(ROUTES);
            assertThat(end.exchange().getException())
                    .isInstanceOf(ModelArtsTimeoutException.class)
                    .hasMessageContaining("totalTimeout=PT1S");
        });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A strategy that")
    void failsEachCallOnceForAStrategyThat(Broken broken) throws Exception {
        assertFailsOnce(withResult(Bean.STRATEGY, broken.answer));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A provider that")
    void failsEachCallOnceForAProviderThat(Broken broken) throws Exception {
        assertFailsOnce(withResult(Bean.PROVIDER, broken.answer));
    }

    private void assertFailsOnce(String uri) throws Exception {
        start(uri, 5);

        assertThat(ends.awaitAll()).hasSize(5).allSatisfy(end -> {
            assertThat(end.exchange().getException()).isInstanceOf(ModelArtsAuthenticationException.class);
            assertThat(end.thread()).contains(ROUTES);
            assertThat(end.doneSync()).isFalse();
        });
        RouteTest.assertPredicted(routes.send(predict(echo), "{}"));
        assertThat(local.awaitRequests(1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("A strategy whose stage calls back twice; it is already completed: ")
    void sendsOneRequestForAStageThatCallsBackTwice(boolean completed) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Void> go = completed ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
        String uri = with(Bean.STRATEGY, (AuthStrategy) request -> {
            asked.countDown();
            return TwiceCallingStage.of(go.thenApply(none -> new Authenticated(
                    request.withHeader("X-Apig-AppCode", local.credentials().appCode()))));
        });

        start(uri, 1);
        waitFor(asked);
        own.execute(() -> go.complete(null));

        RouteTest.assertPredicted(ends.awaitExchanges().get(0));
        // a second request would have arrived before this one
        RouteTest.assertPredicted(routes.send(predict(echo), "{}"));
        assertThat(local.awaitRequests(2)).hasSize(2);
        assertThat(ends.awaitAll()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A bean that completes on its own thread, as")
    void predictsWithABeanThatCompletesOnItsOwnThread(Bean bean) throws Exception {
        String uri = withResult(bean, proof -> CompletableFuture.supplyAsync(() -> proof, own));

        start(uri, 20);

        assertThat(ends.awaitAll()).hasSize(20).allSatisfy(end -> {
            RouteTest.assertPredicted(end.exchange());
            assertThat(end.thread()).contains(ROUTES);
        });
    }

    @ParameterizedTest
    @EnumSource
    @Tag("K15")
    @DisplayName("K15: a bean that fails on its own thread, as")
    void handlesTheFailureOfABeanOnARouteThread(Bean bean) throws Exception {
        CompletableFuture<Object> proof = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        String uri = withResult(bean, ignored -> {
            asked.countDown();
            return proof;
        });
        CompletableFuture<String> handledOn = new CompletableFuture<>();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class)
                        .process(exchange ->
                                handledOn.complete(Thread.currentThread().getName()));
                from("direct:failing").to(uri);
            }
        });

        start("direct:failing", 1);
        waitFor(asked);
        own.execute(() -> proof.completeExceptionally(new IllegalStateException("of the test")));

        End end = ends.awaitAll().get(0);
        Exchange exchange = end.exchange();
        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsAuthenticationException.class)
                .hasStackTraceContaining("of the test");
        assertThat(handledOn).isCompletedWithValueMatching(name -> name.contains(ROUTES));
        assertThat(end.thread()).contains(ROUTES);
    }

    @Test
    @DisplayName("A strategy that never completes its stage")
    void endsACallWhoseStrategyNeverCompletes() throws Exception {
        start(withResult(Bean.STRATEGY, proof -> new CompletableFuture<>()) + "&totalTimeout=1s", 20);

        assertThat(ends.awaitAll()).hasSize(20).allSatisfy(end -> {
            assertThat(end.exchange().getException()).isInstanceOf(ModelArtsTimeoutException.class);
            assertThat(end.thread()).contains(ROUTES);
        });
    }
}
