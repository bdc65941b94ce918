package io.github.camelmodelarts.call;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.RetryOn;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The steps of a call over a transport with prepared responses: what is sent, how often, and with which result. */
class CallPipelineTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Body BODY = Body.of("{}".getBytes(StandardCharsets.UTF_8), "application/json");

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Queue<Supplier<CompletableFuture<ServiceResponse>>> answers = new ArrayDeque<>();
    private final List<ServiceRequest> sent = new ArrayList<>();
    private final List<CompletableFuture<ServiceResponse>> underWay = new ArrayList<>();
    private final Counting strategy = new Counting();
    private final Admission admission = new Admission(2, System::nanoTime);
    private final OpenCalls open = new OpenCalls(timer);
    private final OpenCalls.Origin origin = new OpenCalls.Origin(open.caller(null, Waiting.UNLIMITED), null);
    private CallListener listener = CallListener.NONE;

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    /** Authenticates each attempt with a new number, and records the calls of its verdicts. */
    private static class Counting implements AuthStrategy {
        private final List<String> settled = new CopyOnWriteArrayList<>();
        private int proofs;
        private int refusals;
        private boolean repairs;

        @Override
        public @Nullable CompletionStage<Authenticated> authenticate(ServiceRequest request) {
            String proof = "test-proof-" + ++proofs;
            return CompletableFuture.completedFuture(
                    new Authenticated(request.withHeader("X-Auth-Token", proof), verdict(proof)));
        }

        /** The verdict of one attempt, which records its calls. */
        Verdict verdict(String proof) {
            return new Noting(proof);
        }

        class Noting implements Verdict {
            private final String proof;

            Noting(String proof) {
                this.proof = proof;
            }

            @Override
            public @Nullable CompletionStage<Boolean> refused(ServiceResponse response) {
                refusals++;
                return CompletableFuture.completedFuture(repairs);
            }

            @Override
            public void settled(@Nullable ServiceResponse response) {
                settled.add(proof + " " + (response == null ? "unanswered" : response.status()));
            }
        }
    }

    private CallPipeline pipeline(AuthStrategy how, RetryOn retryOn) {
        return new CallPipeline(
                how,
                Responses.by(request -> {
                    sent.add(request);
                    CompletableFuture<ServiceResponse> answer = Objects.requireNonNull(
                                    answers.poll(), "this test expects no other request")
                            .get();
                    underWay.add(answer);
                    return answer;
                }),
                new RefusalReader(InstantSource.system(), Api.SERVICE, "authType=APP_CODE, with appCode"),
                new Retries(2, retryOn, () -> 0.999),
                LONG,
                new Threads(timer, Runnable::run, Runnable::run),
                open,
                listener);
    }

    private CallPipeline pipeline() {
        return pipeline(strategy, RetryOn.SAFE);
    }

    private static ServiceRequest request(Body body) {
        return new ServiceRequest("POST", URI.create("https://service.example/v1"), Headers.NONE, body);
    }

    private CompletableFuture<CallResult> start(CallPipeline pipeline) {
        return pipeline.start(request(BODY), admission, origin);
    }

    private void answers(int status, String code) {
        answers(status, code, Headers.NONE);
    }

    private void answers(int status, String code, Headers headers) {
        byte[] body = ("{\"error_code\":\"" + code + "\",\"error_msg\":\"words\"}").getBytes(StandardCharsets.UTF_8);
        answers.add(() -> CompletableFuture.completedFuture(Responses.of(status, headers, body)));
    }

    private void breaks(boolean mayHaveExecuted) {
        answers.add(() -> CompletableFuture.failedFuture(
                new ModelArtsConnectionException("broken", null, mayHaveExecuted, true, 1, null)));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static CallResult answered(CompletableFuture<CallResult> call) throws Exception {
        return call.get(60, TimeUnit.SECONDS);
    }

    private static ModelArtsOperationFailedException refused(CompletableFuture<CallResult> call) throws Exception {
        return Objects.requireNonNull(answered(call).failure());
    }

    private static <T extends Throwable> T failure(CompletableFuture<?> call, Class<T> type) throws Exception {
        try {
            call.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(type);
            return type.cast(e.getCause());
        }
        throw new AssertionError("It did not fail");
    }

    /** Asserts that all permits are free: as many calls are admitted before one of them ends. */
    private void assertAllPermitsAreBack() {
        List<String> inside = new ArrayList<>();
        Admission.Ticket one = admission.enter(this, 0, () -> inside.add("one"), Runnable::run);
        Admission.Ticket other = admission.enter(this, 0, () -> inside.add("other"), Runnable::run);
        assertThat(inside).containsExactly("one", "other");
        one.leave();
        other.leave();
    }

    @Test
    void returnsTheResponseOfARequestThatWasAuthenticatedOnce() throws Exception {
        answers(200, "");

        CallResult answer = answered(start(pipeline()));

        assertThat(answer.attempts()).isEqualTo(1);
        assertThat(answer.failure()).isNull();
        assertThat(answer.success().status()).isEqualTo(200);
        assertThat(sent)
                .extracting(request -> request.headers().get("X-Auth-Token"))
                .containsExactly("test-proof-1");
        assertThat(strategy.settled).containsExactly("test-proof-1 200");
        assertAllPermitsAreBack();
    }

    @Test
    void retriesAThrottledCallWithNewAuthentication() throws Exception {
        answers(429, "APIG.0308");
        answers(200, "");

        assertThat(answered(start(pipeline())).attempts()).isEqualTo(2);

        assertThat(strategy.settled).containsExactly("test-proof-1 429", "test-proof-2 200");
        assertAllPermitsAreBack();
    }

    @Test
    void failsAfterTheLastAttempt() throws Exception {
        for (int i = 0; i < 3; i++) {
            answers(429, "APIG.0308");
        }

        ModelArtsOperationFailedException refused = refused(start(pipeline()));

        assertThat(refused.getAttempts()).isEqualTo(3);
        assertThat(refused.getErrorCode()).isEqualTo("APIG.0308");
        assertThat(refused.isRetryable()).isTrue();
        assertThat(refused.mayHaveExecuted()).isFalse();
        assertAllPermitsAreBack();
    }

    @ParameterizedTest
    @CsvSource({"400, MR.0105", "403, APIG.0304", "500, ModelArts.4503", "503, ''"})
    void doesNotRetryARequestThatTheModelMayHaveSeen(int status, String code) throws Exception {
        answers(status, code);

        assertThat(refused(start(pipeline())).getAttempts()).isEqualTo(1);
        assertThat(answers).isEmpty();
    }

    @Test
    void repairsOnceInAdditionToRetries() throws Exception {
        strategy.repairs = true;
        answers(401, "APIG.0307");
        answers(200, "");
        assertThat(answered(start(pipeline())).attempts()).isEqualTo(2);

        answers(401, "APIG.0307");
        answers(401, "APIG.0307");
        assertThat(refused(start(pipeline())).getAttempts()).isEqualTo(2);

        assertThat(strategy.refusals).isEqualTo(2);
    }

    @Test
    void doesNotAskForARepairIfTheBodyIsNotRepeatable() throws Exception {
        strategy.repairs = true;
        answers(401, "APIG.0307");
        Body once = Body.once(new ByteArrayInputStream(new byte[1]), 1, "text/plain");

        assertThat(answered(pipeline().start(request(once), admission, origin)).attempts())
                .isEqualTo(1);
        assertThat(strategy.refusals).isZero();
    }

    @Test
    void asksForARepairOnlyAfterA401() throws Exception {
        strategy.repairs = true;
        answers(403, "APIG.0302");

        assertThat(answered(start(pipeline())).attempts()).isEqualTo(1);
        assertThat(strategy.refusals).isZero();
    }

    @Test
    void retriesARequestThatWasNotSent() throws Exception {
        breaks(false);
        answers(200, "");

        assertThat(answered(start(pipeline())).attempts()).isEqualTo(2);
        assertThat(strategy.settled).containsExactly("test-proof-1 unanswered", "test-proof-2 200");
    }

    @Test
    void doesNotRetryARequestThatMayHaveArrived() throws Exception {
        breaks(true);

        ModelArtsConnectionException broken = failure(start(pipeline()), ModelArtsConnectionException.class);

        assertThat(broken.getAttempts()).isEqualTo(1);
        assertThat(broken.mayHaveExecuted()).isTrue();
        assertAllPermitsAreBack();
    }

    @Test
    void remembersThatAnEarlierAttemptMayHaveArrived() throws Exception {
        breaks(true);
        breaks(false);
        breaks(false);

        ModelArtsConnectionException broken =
                failure(start(pipeline(strategy, RetryOn.IDEMPOTENT)), ModelArtsConnectionException.class);

        assertThat(broken.getAttempts()).isEqualTo(3);
        assertThat(broken.mayHaveExecuted()).isTrue();

        breaks(true);
        answers(400, "MR.0105");
        assertThat(refused(start(pipeline(strategy, RetryOn.IDEMPOTENT))).mayHaveExecuted())
                .isTrue();
    }

    @Test
    void saysThatABodyThatCanBeReadOnceWasNotRetried() throws Exception {
        breaks(false);
        Body once = Body.once(new ByteArrayInputStream(new byte[1]), 1, "text/plain");

        ModelArtsConnectionException broken =
                failure(pipeline().start(request(once), admission, origin), ModelArtsConnectionException.class);

        assertThat(broken.getAttempts()).isEqualTo(1);
        assertThat(broken.getHint()).contains("read only once");

        answers(429, "APIG.0308");
        assertThat(refused(pipeline().start(request(once), admission, origin)).getHint())
                .contains("read only once");
        breaks(true);
        assertThat(failure(pipeline().start(request(once), admission, origin), ModelArtsConnectionException.class)
                        .getHint())
                .isNull();
    }

    @Test
    void doesNotWaitForAnAttemptAfterTheTimeLimit() throws Exception {
        answers(429, "APIG.0308", Headers.received(List.of(Map.entry("Retry-After", "20"))));

        CallResult answer = answered(pipeline().start(request(BODY), admission, origin, Duration.ofSeconds(10)));

        assertThat(answer.attempts()).isEqualTo(1);
        assertThat(Objects.requireNonNull(answer.failure()).getRetryAfter()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void doesNotRetryMoreThanTheQuotaAllowsInAnOutage() throws Exception {
        int calls = 60;
        for (int i = 0; i < 3 * calls; i++) {
            breaks(false);
        }
        for (int i = 0; i < calls; i++) {
            failure(start(pipeline()), ModelArtsConnectionException.class);
        }

        assertThat(sent).hasSize(calls + 500 / 14);

        answers.clear();
        for (int i = 0; i < 14; i++) {
            answers(200, "");
            answered(start(pipeline()));
        }
        breaks(false);
        answers(200, "");
        assertThat(answered(start(pipeline())).attempts()).isEqualTo(2);
    }

    @Test
    void endsACallThatTakesTooLong() throws Exception {
        answers.add(CompletableFuture::new);
        // the time limit must not end before the call is sent: that is a different case
        CountDownLatch started = new CountDownLatch(1);
        timer.execute(() -> awaitQuietly(started));
        CompletableFuture<CallResult> call = pipeline().start(request(BODY), admission, origin, Duration.ofMillis(30));
        started.countDown();

        ModelArtsTimeoutException timeout = failure(call, ModelArtsTimeoutException.class);

        assertThat(timeout).hasMessageContaining("totalTimeout=PT1M").hasMessageNotContaining("it was not sent");
        assertThat(timeout.getAttempts()).isEqualTo(1);
        assertThat(timeout.mayHaveExecuted()).isTrue();
        assertThat(underWay.get(0)).isCancelled();
        await().untilAsserted(() -> assertThat(strategy.settled).containsExactly("test-proof-1 unanswered"));
        assertAllPermitsAreBack();
    }

    @Test
    void endsACallWithoutCredentialsInTimeAndSendsNothingWhenTheyComeLater() throws Exception {
        CompletableFuture<Authenticated> proof = new CompletableFuture<>();
        Counting late = new Counting() {
            @Override
            public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
                return proof;
            }
        };
        ServiceRequest request = request(BODY);

        ModelArtsTimeoutException timeout = failure(
                pipeline(late, RetryOn.SAFE).start(request, admission, origin, Duration.ofMillis(30)),
                ModelArtsTimeoutException.class);
        proof.complete(new Authenticated(request.withHeader("X-Auth-Token", "test-late"), late.verdict("test-late")));

        assertThat(timeout).hasMessageContaining("it was not sent");
        assertThat(timeout.getAttempts()).isZero();
        assertThat(timeout.mayHaveExecuted()).isFalse();
        assertThat(sent).isEmpty();
        assertThat(late.settled).containsExactly("test-late unanswered");
        assertAllPermitsAreBack();
    }

    @Test
    void endsCallsInFlightWaitingCallsAndLaterCallsWhenClosed() throws Exception {
        answers.add(CompletableFuture::new);
        answers.add(CompletableFuture::new);
        CallPipeline pipeline = pipeline();
        CompletableFuture<CallResult> first = start(pipeline);
        CompletableFuture<CallResult> second = start(pipeline);
        CompletableFuture<CallResult> waiting = start(pipeline);
        assertThat(sent).hasSize(2);

        open.close();

        for (CompletableFuture<CallResult> call : List.of(first, second)) {
            ModelArtsConnectionException stopped = failure(call, ModelArtsConnectionException.class);
            assertThat(stopped.getAttempts()).isEqualTo(1);
            assertThat(stopped.mayHaveExecuted()).isTrue();
        }
        for (CompletableFuture<CallResult> call : List.of(waiting, start(pipeline))) {
            ModelArtsConnectionException stopped = failure(call, ModelArtsConnectionException.class);
            assertThat(stopped.getAttempts()).isZero();
            assertThat(stopped.mayHaveExecuted()).isFalse();
        }
        assertThat(sent).hasSize(2);
        assertThat(underWay).allSatisfy(call -> assertThat(call).isCancelled());
        assertAllPermitsAreBack();
    }

    @Test
    void admitsTheNextCallWhenOneEnds() throws Exception {
        CompletableFuture<ServiceResponse> first = new CompletableFuture<>();
        answers.add(() -> first);
        answers.add(CompletableFuture::new);
        CallPipeline pipeline = pipeline();
        CompletableFuture<CallResult> one = start(pipeline);
        start(pipeline);
        CompletableFuture<CallResult> third = start(pipeline);
        assertThat(sent).hasSize(2);
        answers(200, "");

        first.complete(Responses.of(200, Headers.NONE, new byte[0]));

        assertThat(answered(one).attempts()).isEqualTo(1);
        assertThat(answered(third).attempts()).isEqualTo(1);
        assertThat(sent).hasSize(3);
        open.close();
    }

    @Test
    void aTransportThatThrowsFailsOneCall() throws Exception {
        answers.add(() -> {
            throw new IllegalStateException("thrown");
        });

        assertThat(failure(start(pipeline()), IllegalStateException.class)).hasMessage("thrown");
        assertThat(strategy.settled).containsExactly("test-proof-1 unanswered");
        assertAllPermitsAreBack();
    }

    @Test
    void sendsNothingWithoutAuthentication() throws Exception {
        AuthStrategy nothing = request -> null;
        AuthStrategy later = request -> CompletableFuture.completedFuture(null);
        AuthStrategy requestless = request -> CompletableFuture.completedFuture(new Authenticated(null, Verdict.NONE));
        AuthStrategy verdictless =
                request -> CompletableFuture.supplyAsync(() -> new Authenticated(request, null), Runnable::run);
        AuthStrategy throwing = request -> {
            throw new IllegalStateException("no key");
        };
        AuthStrategy failing = request -> CompletableFuture.failedFuture(new IllegalStateException("no key"));
        AuthStrategy refusing = request -> {
            throw new ModelArtsAuthenticationException("known", null, null);
        };

        for (AuthStrategy empty : List.of(nothing, later)) {
            assertThat(failure(start(pipeline(empty, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                    .hasMessageContaining("returned null");
        }
        for (AuthStrategy incomplete : List.of(requestless, verdictless)) {
            assertThat(failure(start(pipeline(incomplete, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                    .hasMessageContaining("The authStrategy failed")
                    .hasCauseInstanceOf(NullPointerException.class);
        }
        for (AuthStrategy broken : List.of(throwing, failing)) {
            assertThat(failure(start(pipeline(broken, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                    .hasMessageContaining("The authStrategy failed")
                    .hasMessageContaining("no key");
        }
        assertThat(failure(start(pipeline(refusing, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                .hasMessage("known");
        assertThat(sent).isEmpty();
        assertAllPermitsAreBack();
    }

    @Test
    void doesNotSendARequestIfTheStrategyChangedMoreThanHeaders() throws Exception {
        List<UnaryOperator<ServiceRequest>> meddling = List.of(
                request -> new ServiceRequest("PUT", request.uri(), request.headers(), request.body()),
                request -> new ServiceRequest(
                        "POST", URI.create("https://evil.example/v1"), request.headers(), request.body()),
                request -> new ServiceRequest("POST", request.uri(), request.headers(), Body.NONE));

        for (UnaryOperator<ServiceRequest> change : meddling) {
            Counting changing = new Counting() {
                @Override
                public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
                    return CompletableFuture.completedFuture(
                            new Authenticated(change.apply(request), verdict("test-changed")));
                }
            };
            assertThat(failure(start(pipeline(changing, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                    .hasMessageContaining("changed more than headers");
            assertThat(changing.settled).containsExactly("test-changed unanswered");
        }
        assertThat(sent).isEmpty();
    }

    /** A strategy with verdicts that the test makes. */
    private static Counting with(Function<Counting, Verdict> verdicts) {
        return new Counting() {
            @Override
            Verdict verdict(String proof) {
                return verdicts.apply(this);
            }
        };
    }

    @Test
    void returnsTheResponseAlthoughTheStrategyFailsAfterIt() throws Exception {
        AuthStrategy failing = with(counting -> new Verdict() {
            @Override
            public void settled(@Nullable ServiceResponse response) {
                throw new IllegalStateException("too late");
            }

            @Override
            public @Nullable String explain(String errorMessage) {
                throw new IllegalStateException("unable");
            }
        });
        answers(200, "");
        assertThat(answered(start(pipeline(failing, RetryOn.SAFE))).failure()).isNull();

        answers(400, "MR.0105");
        assertThat(refused(start(pipeline(failing, RetryOn.SAFE))).getErrorCode())
                .isEqualTo("MR.0105");
    }

    @Test
    void returnsTheResponseAlthoughTheVerdictThrowsAnError() throws Exception {
        AuthStrategy failing = with(counting -> new Verdict() {
            @Override
            public void settled(@Nullable ServiceResponse response) {
                throw new StackOverflowError("as an example");
            }
        });
        answers(429, "APIG.0308");
        answers(200, "");
        assertThat(answered(start(pipeline(failing, RetryOn.SAFE))).attempts()).isEqualTo(2);

        breaks(true);
        failure(start(pipeline(failing, RetryOn.SAFE)), ModelArtsConnectionException.class);
        assertThat(pipeline(failing, RetryOn.SAFE).sign(request(BODY), origin, LONG))
                .isCompleted();
        assertAllPermitsAreBack();
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "fails", "an error", "nothing", "a stage of nothing"})
    void failsACallWhoseVerdictDoesNotDecideAboutARetry(String what) throws Exception {
        Counting unsure = with(counting -> counting.new Noting("test-proof") {
            @Override
            public @Nullable CompletionStage<Boolean> refused(ServiceResponse response) {
                return switch (what) {
                    case "throws" -> throw new IllegalStateException("vault is sealed");
                    case "fails" -> CompletableFuture.failedFuture(new IllegalStateException("vault is sealed"));
                    case "an error" -> throw new StackOverflowError("as an example");
                    case "nothing" -> null;
                    default -> CompletableFuture.completedFuture(null);
                };
            }
        });
        answers(401, "APIG.0307");

        failure(start(pipeline(unsure, RetryOn.SAFE)), ModelArtsAuthenticationException.class);

        assertThat(sent).hasSize(1);
        assertThat(unsure.settled).containsExactly("test-proof 401");
        assertAllPermitsAreBack();
    }

    @Test
    void settlesEachVerdictOnceWithTheResultOfItsAttempt() throws Exception {
        strategy.repairs = true;
        answers(401, "APIG.0307");
        answers(429, "APIG.0308");
        breaks(false);
        answers(200, "");

        assertThat(answered(start(pipeline())).attempts()).isEqualTo(4);

        assertThat(strategy.settled)
                .containsExactly("test-proof-1 401", "test-proof-2 429", "test-proof-3 unanswered", "test-proof-4 200");
        assertThat(strategy.refusals).isEqualTo(1);
    }

    @Test
    void settlesOnceTheVerdictOfARequestThatWasStoppedBeforeItWasSent() throws Exception {
        CompletableFuture<Authenticated> proof = new CompletableFuture<>();
        Counting late = new Counting() {
            @Override
            public CompletionStage<Authenticated> authenticate(ServiceRequest request) {
                return proof;
            }
        };
        CallPipeline pipeline = pipeline(late, RetryOn.SAFE);
        ServiceRequest sending = request(BODY);
        CompletableFuture<CallResult> call = pipeline.start(sending, admission, origin);
        open.close();
        failure(call, ModelArtsConnectionException.class);
        assertThat(late.settled).isEmpty();

        proof.complete(new Authenticated(sending, late.verdict("test-late")));

        assertThat(late.settled).containsExactly("test-late unanswered");
        assertThat(sent).isEmpty();
    }

    @Test
    void settlesAnAttemptWhileTheRenewalIsStillOpen() throws Exception {
        CompletableFuture<Boolean> renewal = new CompletableFuture<>();
        List<String> heard = new CopyOnWriteArrayList<>();
        Counting renewing = with(counting -> counting.new Noting("test-proof") {
            @Override
            public CompletionStage<Boolean> refused(ServiceResponse response) {
                heard.add("refused before " + counting.settled);
                return renewal;
            }
        });
        answers(401, "APIG.0307");
        answers(200, "");
        CompletableFuture<CallResult> call = start(pipeline(renewing, RetryOn.SAFE));

        assertThat(call).isNotDone();
        assertThat(heard).containsExactly("refused before []");
        assertThat(renewing.settled).containsExactly("test-proof 401");
        renewal.complete(true);

        assertThat(answered(call).attempts()).isEqualTo(2);
        assertThat(renewing.settled).containsExactly("test-proof 401", "test-proof 200");
    }

    @Test
    void usesTheExplanationOfTheStrategyAsHint() throws Exception {
        AuthStrategy explaining = with(counting -> new Verdict() {
            @Override
            public String explain(String errorMessage) {
                return "because of " + errorMessage;
            }
        });
        answers(401, "APIG.0301");

        assertThat(refused(start(pipeline(explaining, RetryOn.SAFE))).getHint())
                .startsWith("because of words. The request used authType=APP_CODE");
    }

    @Test
    void usesTheExplanationOfTheLastAttempt() throws Exception {
        AuthStrategy explaining = new Counting() {
            @Override
            Verdict verdict(String proof) {
                return new Verdict() {
                    @Override
                    public CompletionStage<Boolean> refused(ServiceResponse response) {
                        return CompletableFuture.completedFuture(true);
                    }

                    @Override
                    public String explain(String errorMessage) {
                        return errorMessage + " about " + proof.replace("test-proof-", "attempt ");
                    }
                };
            }
        };
        answers(401, "APIG.0301");
        answers(401, "APIG.0301");

        assertThat(refused(start(pipeline(explaining, RetryOn.SAFE))).getHint())
                .startsWith("words about attempt 2. The");
    }

    @Test
    void signsWithoutSending() throws Exception {
        ServiceRequest signed = pipeline().sign(request(BODY), origin, LONG).get(20, TimeUnit.SECONDS);

        assertThat(signed.headers().get("X-Auth-Token")).isEqualTo("test-proof-1");
        assertThat(sent).isEmpty();
        assertThat(strategy.settled).containsExactly("test-proof-1 unanswered");
        AuthStrategy nothing = request -> null;
        failure(
                pipeline(nothing, RetryOn.SAFE).sign(request(BODY), origin, LONG),
                ModelArtsAuthenticationException.class);
    }

    @Test
    void returnsTheSuccessOrThrowsTheRejection() throws Exception {
        answers(400, "MR.0105");
        CallResult refused = answered(start(pipeline()));

        assertThatThrownBy(refused::success)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ModelArtsOperationFailedException.class);
    }

    /** Records the steps of one call. */
    private record Steps(List<String> told, boolean fails) implements CallListener {

        @Override
        public CallListener started(CallPurpose purpose, ServiceRequest request) {
            note("started " + request.method());
            return this;
        }

        @Override
        public void admitted() {
            note("admitted");
        }

        @Override
        public void sent(int attempt, long bytes) {
            note("sent " + attempt);
        }

        @Override
        public void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {
            note("judged " + outcome(response, failure));
        }

        @Override
        public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
            note("answered " + outcome(response, failure));
        }

        @Override
        public void over() {
            note("over");
        }

        private static String outcome(@Nullable ResponseHead response, @Nullable Throwable failure) {
            return response == null
                    ? Objects.requireNonNull(failure).getClass().getSimpleName()
                    : String.valueOf(response.status());
        }

        private void note(String step) {
            told.add(step);
            if (fails) {
                throw new LinkageError("a listener's own");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsAListenerEachStepAndIsNotAffectedByItsExceptions(boolean fails) throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        listener = new Steps(told, fails);
        strategy.repairs = true;
        answers(401, "");
        breaks(false);
        answers(200, "");

        CallResult result = answered(start(pipeline()));

        assertThat(result.attempts()).isEqualTo(3);
        List<String> all = List.of(
                "started POST",
                "admitted",
                "sent 1",
                "judged 401",
                "sent 2",
                "judged ModelArtsConnectionException",
                "sent 3",
                "judged 200",
                "answered 200",
                "over");
        // a listener that fails at the beginning of a call is not notified of its later steps
        assertThat(told).isEqualTo(fails ? all.subList(0, 1) : all);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alsoTellsTheListenerOfOneCall(boolean othersFail) throws Exception {
        List<String> ofAll = new CopyOnWriteArrayList<>();
        List<String> ofOne = new CopyOnWriteArrayList<>();
        listener = new Steps(ofAll, othersFail);
        answers(200, "");
        CallPurpose purpose = new CallPurpose(CallPurpose.PREDICT, "ocr");

        answered(pipeline()
                .start(
                        request(BODY),
                        admission,
                        new OpenCalls.Origin(
                                open.caller(null, Waiting.UNLIMITED), null, purpose, new Steps(ofOne, false))));

        assertThat(ofOne).containsExactly("started POST", "admitted", "sent 1", "judged 200", "answered 200", "over");
        assertThat(ofAll).isEqualTo(othersFail ? ofOne.subList(0, 1) : ofOne);
    }

    @Test
    void tellsAListenerTheEndOfACallThatWasNotSent() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        listener = new Steps(told, false);
        AuthStrategy failing = request -> {
            throw new NoClassDefFoundError("no such class");
        };

        failure(start(pipeline(failing, RetryOn.SAFE)), ModelArtsAuthenticationException.class);

        assertThat(told)
                .containsExactly("started POST", "admitted", "answered ModelArtsAuthenticationException", "over");
    }

    @Test
    void tellsAListenerNothingAboutACallThatIsOnlySigned() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        listener = new Steps(told, false);

        pipeline().sign(request(BODY), origin, LONG).get(20, TimeUnit.SECONDS);

        assertThat(told).isEmpty();
    }

    @Test
    void tellsNothingMoreWhenACallHasEnded() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        listener = new Steps(told, false);
        answers.add(CompletableFuture::new);
        CompletableFuture<CallResult> call = start(pipeline());

        open.close();

        failure(call, ModelArtsConnectionException.class);
        assertThat(underWay.get(0)).isCancelled();
        assertThat(told)
                .containsExactly("started POST", "admitted", "sent 1", "answered ModelArtsConnectionException", "over");
    }

    @Test
    void endsTheCallsOfARouteAndNoOthers() throws Exception {
        answers.add(CompletableFuture::new);
        answers.add(CompletableFuture::new);
        CallPipeline pipeline = pipeline();
        OpenCalls.Caller caller = open.caller(null, Waiting.UNLIMITED);
        CompletableFuture<CallResult> of =
                pipeline.start(request(BODY), admission, new OpenCalls.Origin(caller, "stopping"));
        CompletableFuture<CallResult> other =
                pipeline.start(request(BODY), admission, new OpenCalls.Origin(caller, "going-on"));

        open.stop(from -> "stopping".equals(from.fromRoute()));

        failure(of, ModelArtsConnectionException.class);
        assertThat(other).isNotDone();
        caller.stop();
        failure(other, ModelArtsConnectionException.class);
        assertAllPermitsAreBack();
    }

    @Test
    void sendsARequestOnceAlthoughTheStrategyCompletesTwice() throws Exception {
        answers(200, "");
        AuthStrategy twice = request -> new CompletableFuture<Authenticated>() {
            @Override
            public CompletableFuture<Authenticated> whenComplete(
                    BiConsumer<? super Authenticated, ? super Throwable> action) {
                action.accept(new Authenticated(request), null);
                action.accept(new Authenticated(request), null);
                return this;
            }
        };

        assertThat(answered(start(pipeline(twice, RetryOn.SAFE))).attempts()).isEqualTo(1);
        assertThat(sent).hasSize(1);
    }

    @Test
    void completesWithoutWaitingForAVerdictThatBlocks() throws Exception {
        ExecutorService readers = Executors.newCachedThreadPool();
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        AuthStrategy blocking = request -> CompletableFuture.completedFuture(new Authenticated(request, new Verdict() {
            @Override
            public void settled(@Nullable ServiceResponse response) {
                told.countDown();
                awaitQuietly(letGo);
            }
        }));
        answers(200, "");
        CallPipeline pipeline = new CallPipeline(
                blocking,
                Responses.by(
                        request -> Objects.requireNonNull(answers.poll(), "one").get()),
                new RefusalReader(InstantSource.system(), Api.SERVICE, "authType=APP_CODE, with appCode"),
                new Retries(2, RetryOn.SAFE, () -> 0.999),
                LONG,
                new Threads(timer, readers, Runnable::run),
                open,
                listener);

        assertThat(answered(start(pipeline)).attempts()).isEqualTo(1);
        assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
        letGo.countDown();
        readers.shutdown();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void completesTheCallAlthoughThereIsNoThread(int calls) throws Exception {
        OutOfMemory progress = new OutOfMemory();
        CallPipeline pipeline = new CallPipeline(
                strategy,
                Responses.by(request -> {
                    CompletableFuture<ServiceResponse> answer = new CompletableFuture<>();
                    underWay.add(answer);
                    return answer;
                }),
                new RefusalReader(InstantSource.system(), Api.SERVICE, "authType=APP_CODE, with appCode"),
                new Retries(2, RetryOn.SAFE, () -> 0.999),
                LONG,
                new Threads(progress, Runnable::run, Runnable::run),
                open,
                listener);
        List<CompletableFuture<CallResult>> all = new ArrayList<>();
        for (int i = 0; i < 2 * calls; i++) {
            all.add(start(pipeline));
        }
        progress.full = true;

        for (int i = 0; i < underWay.size(); i++) {
            underWay.get(i).complete(Responses.of(200, Headers.NONE, new byte[0]));
        }

        assertThat(all).allMatch(CompletableFuture::isDone);
        int requests = underWay.size();
        progress.queued.forEach(Runnable::run);
        assertThat(underWay).as("a task that has already run does nothing more").hasSize(requests);
        progress.shutdownNow();
        assertAllPermitsAreBack();
    }

    /** Queues a task and then fails to create a thread for it. */
    private static final class OutOfMemory extends ScheduledThreadPoolExecutor {
        private final List<Runnable> queued = new ArrayList<>();
        private boolean full;

        OutOfMemory() {
            super(1);
        }

        @Override
        public void execute(Runnable task) {
            if (!full) {
                super.execute(task);
                return;
            }
            queued.add(task);
            throw new OutOfMemoryError("a test's: unable to create native thread");
        }
    }

    @Test
    void saysThatTheRequestWasNotRetriedIfTheVerdictReturnsNull() throws Exception {
        answers(401, "");
        Counting nothing = new Counting() {
            @Override
            Verdict verdict(String proof) {
                return new Noting(proof) {
                    @Override
                    public @Nullable CompletionStage<Boolean> refused(ServiceResponse response) {
                        return null;
                    }
                };
            }
        };

        assertThat(failure(start(pipeline(nothing, RetryOn.SAFE)), ModelArtsAuthenticationException.class))
                .hasMessageContaining("returned null")
                .hasMessageContaining("not retried")
                .hasMessageNotContaining("nothing was sent");
    }
}
