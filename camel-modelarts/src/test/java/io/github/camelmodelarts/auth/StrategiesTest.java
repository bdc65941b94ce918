package io.github.camelmodelarts.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.auth.signing.SigningKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The headers that each scheme sets, and how a signing key is paused before the cloud locks it; without sockets. */
class StrategiesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final Credentials KEY =
            new Credentials.AccessKey("test-access", "test-secret", "test-security-token");
    private static final ServiceRequest REQUEST = ServiceRequest.of("POST", "https://service.example/v1", Body.NONE);

    private Instant now = NOW;
    private final List<Runnable> later = new ArrayList<>();
    private final HostClocks clocks = HostClocks.corrected(() -> now);
    private final KeyGuards guards = new KeyGuards(() -> now, this::nanoTime, later::add);

    private long nanoTime() {
        return Duration.between(NOW, now).toNanos();
    }

    private AuthStrategy strategy(Credentials credentials) {
        return Schemes.strategy(
                credentials, new Scheme.Surroundings("RELEASE", clocks, user -> request -> new CompletableFuture<>()));
    }

    private AuthStrategy guarded(Credentials credentials) {
        return guards.guarded(strategy(credentials), credentials);
    }

    private static ServiceRequest proven(AuthStrategy strategy) {
        return proven(strategy, REQUEST);
    }

    private static ServiceRequest proven(AuthStrategy strategy, ServiceRequest request) {
        return authenticated(strategy, request).request();
    }

    /** The verdict of another attempt. */
    private static Verdict verdict(AuthStrategy strategy) {
        return authenticated(strategy, REQUEST).verdict();
    }

    private static Authenticated authenticated(AuthStrategy strategy, ServiceRequest request) {
        CompletableFuture<Authenticated> stage =
                Objects.requireNonNull(strategy.authenticate(request)).toCompletableFuture();
        assertThat(stage).isDone();
        return stage.join();
    }

    private static ServiceResponse answer(int status, String code, String message) {
        return Responses.of(
                status,
                Headers.NONE,
                ("{\"error_code\":\"" + code + "\",\"error_msg\":\"" + message + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static final ServiceResponse WRONG = answer(401, "APIG.0303", "Incorrect app authentication information");
    private static final ServiceResponse OK = Responses.of(200, Headers.NONE, new byte[0]);

    private void runLater() {
        List<Runnable> tasks = List.copyOf(later);
        later.clear();
        tasks.forEach(Runnable::run);
    }

    private static ModelArtsAuthenticationException refused(AuthStrategy strategy) {
        CompletableFuture<Authenticated> stage =
                Objects.requireNonNull(strategy.authenticate(REQUEST)).toCompletableFuture();
        assertThat(stage).isCompletedExceptionally();
        try {
            stage.join();
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(ModelArtsAuthenticationException.class);
            return (ModelArtsAuthenticationException) e.getCause();
        }
        throw new AssertionError("The request was authenticated");
    }

    private void reject(AuthStrategy strategy, ServiceResponse answer, int times) {
        for (int i = 0; i < times; i++) {
            verdict(strategy).settled(answer);
        }
    }

    @Test
    void authenticatesWithHeaders() {
        assertThat(proven(strategy(new Credentials.AppCode("test-code")))
                        .headers()
                        .asMap())
                .containsOnly(Map.entry("X-Apig-AppCode", "test-code"), Map.entry("x-stage", "RELEASE"));
        assertThat(proven(strategy(new Credentials.AppKey("test-key")))
                        .headers()
                        .asMap())
                .containsOnly(Map.entry("apikey", "test-key"), Map.entry("x-stage", "RELEASE"));
        assertThat(proven(strategy(new Credentials.Token("test-token")))
                        .headers()
                        .asMap())
                .containsOnly(Map.entry("X-Auth-Token", "test-token"));
        assertThat(proven(strategy(new Credentials.ApiKey("test-api-key")))
                        .headers()
                        .asMap())
                .containsOnly(Map.entry("Authorization", "Bearer test-api-key"));
        assertThat(proven(strategy(new Credentials.Anonymous())).headers().asMap())
                .isEmpty();
        assertThatThrownBy(() -> strategy(new Credentials.User("https://iam.example", null, "u", "p", null, "r")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void signsWithTheTimeOfTheHost() {
        Map<String, String> iam = proven(strategy(KEY)).headers().asMap();
        assertThat(iam)
                .containsEntry("X-Sdk-Date", "20261122T080000Z")
                .containsEntry("X-Security-Token", "test-security-token");
        assertThat(iam.get("Authorization"))
                .startsWith("SDK-HMAC-SHA256 Access=test-access, SignedHeaders=host;x-sdk-date;x-security-token, ");

        Map<String, String> app = proven(strategy(new Credentials.AppSignature("test-key", "test-secret")))
                .headers()
                .asMap();
        assertThat(app).containsEntry("x-stage", "RELEASE").doesNotContainKey("X-Security-Token");
        assertThat(app.get("Authorization"))
                .startsWith("SDK-HMAC-SHA256 Access=test-key, SignedHeaders=host;x-sdk-date;x-stage, ");
        assertThat(proven(strategy(new Credentials.AccessKey("a", "s")))
                        .headers()
                        .asMap())
                .doesNotContainKey("X-Security-Token");
    }

    @Test
    void signsEachRequestByItselfWhateverWasSignedBefore() throws GeneralSecurityException {
        AuthStrategy signing = strategy(new Credentials.AppSignature("test-key", "test-secret"));
        ServiceRequest json = ServiceRequest.of(
                "POST", "https://service.example/v1?a=1", Body.of(new byte[] {1}, "application/json"));
        String unsigned = "UNSIGNED-PAYLOAD";
        List<ServiceRequest> requests = List.of(
                json,
                json.withBody(Body.of(new byte[] {2}, "application/json")),
                json.withHeader("X-Trace", "1").withHeader("Accept", "application/json"),
                json.withHeader("x-project-id", "1"),
                json.withHeader("X-Project-Id", "2"),
                json.withHeader("x-stage", "TEST"),
                json.withHeader("x-sdk-date", "20000101T000000Z"),
                json.withHeader("x-sdk-content-sha256", unsigned),
                json.withBody(Body.once(new ByteArrayInputStream(new byte[1]), 1, null)),
                json.withBody(Body.NONE),
                new ServiceRequest("PUT", json.uri(), json.headers(), json.body()),
                ServiceRequest.of("POST", "https://service.example/v1?a=2", json.body()),
                ServiceRequest.of("POST", "https://service.example/v2?a=1", json.body()),
                ServiceRequest.of("POST", "https://another.example/v1?a=1", json.body()));
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec("test-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));

        for (ServiceRequest before : requests) {
            for (ServiceRequest request : requests) {
                proven(signing, before);
                now = now.plusMillis(300);
                ServiceRequest signed = proven(signing, request);

                SignatureInput input = Objects.requireNonNull(SignatureInput.of(signed));
                assertThat(signed.headers().get("Authorization"))
                        .endsWith(HexFormat.of()
                                .formatHex(hmac.doFinal(input.stringToSign().getBytes(StandardCharsets.UTF_8))));
                assertThat(signed.headers().get("X-Sdk-Date")).isEqualTo(SigningKey.date(now));
                assertThat(signed.headers().get("x-stage")).isEqualTo("RELEASE");
                assertThat(signed.headers().get("X-Trace"))
                        .isEqualTo(request.headers().get("X-Trace"));
                assertThat(signed.headers().get("x-project-id"))
                        .isEqualTo(request.headers().get("x-project-id"));
                assertThat(input.canonicalRequest())
                        .endsWith(
                                signed.headers().get("x-sdk-content-sha256") == null
                                        ? sha256(request.body())
                                        : unsigned);
            }
        }
    }

    private static String sha256(Body body) {
        try {
            return body.sha256();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void doesNotSignAStreamAndSendsItOverTlsOnly() {
        Body once = Body.once(new ByteArrayInputStream(new byte[1]), 1, "image/png");

        assertThat(proven(strategy(KEY), ServiceRequest.of("POST", "https://service.example/v1", once))
                        .headers()
                        .get("x-sdk-content-sha256"))
                .isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(proven(strategy(KEY), ServiceRequest.of("POST", "http://127.0.0.1/v1", once))
                        .headers()
                        .get("x-sdk-content-sha256"))
                .isEqualTo("UNSIGNED-PAYLOAD");
        assertThatThrownBy(
                        () -> strategy(KEY).authenticate(ServiceRequest.of("POST", "http://service.example/v1", once)))
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("over TLS only");
    }

    @Test
    void failsWhenABodyCantBeReadToSignIt() {
        Body broken = Body.repeatable(
                () -> {
                    throw new IOException("gone");
                },
                1,
                "application/json");

        CompletableFuture<Authenticated> stage = Objects.requireNonNull(
                        strategy(KEY).authenticate(ServiceRequest.of("POST", "https://service.example/v1", broken)))
                .toCompletableFuture();

        assertThat(stage).isCompletedExceptionally();
        assertThatThrownBy(stage::join)
                .hasCauseInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("can't be read to sign it");
    }

    @Test
    void correctsTheClockAfterARejectionWithACode() {
        AuthStrategy signing = strategy(KEY);
        Verdict verdict = verdict(signing);
        String words = "signature expired,server time: " + SigningKey.date(NOW.plusSeconds(3600));

        assertThat(verdict.refused(Responses.of(401, Headers.NONE, words.getBytes(StandardCharsets.UTF_8))))
                .isCompletedWithValue(false);
        assertThat(verdict.refused(answer(401, "APIG.0301", words))).isCompletedWithValue(true);
        assertThat(proven(signing).headers().get("X-Sdk-Date")).isEqualTo("20261122T090000Z");
    }

    @Test
    void explainsARejectionByTheFirstDifferentLine() {
        Verdict verdict = verdict(strategy(KEY));

        assertThat(verdict.explain("verify signature fail, canonicalRequest:PUT|/v1/||host:service.example||host|0"))
                .contains("'POST'", "'PUT'");
        assertThat(verdict(guarded(KEY)).explain("verify signature fail, canonicalRequest:PUT|"))
                .contains("'PUT'");
        assertThat(verdict.explain("no idea")).isNull();
    }

    @Test
    void guardsOnlyKeysThatSign() {
        AuthStrategy header = strategy(new Credentials.AppCode("test-code"));

        assertThat(guards.guarded(header, new Credentials.AppCode("test-code"))).isSameAs(header);
        assertThat(guarded(KEY)).isNotSameAs(guarded(KEY));
        reject(guarded(KEY), WRONG, 3);
        refused(guarded(KEY));
        proven(guarded(new Credentials.AccessKey("test-access", "another-secret", "test-security-token")));
    }

    @Test
    void pausesTheKeyAfterThreeRejectionsAndTriesOnceAfterFiveMinutes() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, WRONG, 3);

        ModelArtsAuthenticationException refused = refused(strategy);
        assertThat(refused)
                .hasMessageContaining("rejected 3 times in a row")
                .hasMessageContaining("is paused until 2026-11-22T08:05:00Z")
                .hasMessageContaining("APIG.0303");
        now = NOW.plus(Duration.ofMinutes(5)).minusMillis(1);
        refused(strategy);
        now = NOW.plus(Duration.ofMinutes(5));
        Verdict probe = verdict(strategy);
        CompletableFuture<Authenticated> waiting =
                Objects.requireNonNull(strategy.authenticate(REQUEST)).toCompletableFuture();
        assertThat(waiting).isNotDone();

        probe.settled(WRONG);

        assertThat(waiting.handle((request, failure) -> failure)).satisfies(stage -> {
            runLater();
            assertThat(waiting).isCompletedExceptionally();
        });
        assertThat(refused(strategy)).hasMessageContaining("until 2026-11-22T08:10:00Z");
    }

    @Test
    void endsThePauseForAllCallsAfterASuccess() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, WRONG, 3);
        now = NOW.plus(Duration.ofMinutes(6));
        Verdict probe = verdict(strategy);
        CompletableFuture<Authenticated> waiting =
                Objects.requireNonNull(strategy.authenticate(REQUEST)).toCompletableFuture();

        probe.settled(OK);
        runLater();

        assertThat(waiting).isCompleted();
        waiting.join().verdict().settled(OK);
        List<Verdict> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add(verdict(strategy));
        }
        many.forEach(verdict -> verdict.settled(OK));
        reject(strategy, WRONG, 2);
        proven(strategy);
    }

    @Test
    void countsOnlyRejectionsInARow() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, WRONG, 2);
        reject(strategy, OK, 1);
        reject(strategy, WRONG, 2);

        proven(strategy);
    }

    @Test
    void admitsTwoCallsUntilOneHasSucceededAndTheNextWhenOneEnds() {
        AuthStrategy strategy = guarded(KEY);
        Verdict first = verdict(strategy);
        proven(strategy);
        CompletableFuture<Authenticated> third =
                Objects.requireNonNull(strategy.authenticate(REQUEST)).toCompletableFuture();
        CompletableFuture<Authenticated> fourth =
                Objects.requireNonNull(strategy.authenticate(REQUEST)).toCompletableFuture();
        assertThat(third).isNotDone();

        first.settled(null);
        runLater();

        assertThat(third).isCompleted();
        assertThat(fourth).isNotDone();
        third.join().verdict().settled(answer(404, "APIG.0101", "words"));
        runLater();
        assertThat(fourth).isCompleted();
    }

    @ParameterizedTest
    @CsvSource({
        "401, APIG.0303, x, true",
        "401, APIG.0301, verify signature fail, true",
        "403, APIGW.0301, x, true",
        "401, APIC.1009, x, true",
        "401, ModelArts.0205, x, true",
        "401, ModelArts.0208, x, true",
        "401, ModelArts.0209, x, false",
        "400, APIG.0303, x, false",
        "401, APIG.0304, x, false",
        "403, APIG.0302, x, false",
        "500, APIG.0303, x, false",
    })
    void countsOnlyRejectionsOfTheKey(int status, String code, String message, boolean counts) {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, answer(status, code, message), 3);

        if (counts) {
            refused(strategy);
        } else {
            proven(strategy);
        }
    }

    @Test
    void pausesAtOnceIfTheKeyIsLocked() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, answer(401, "APIG.0301", "AK access failed to reach the limit,forbidden"), 1);

        assertThat(refused(strategy))
                .hasMessageContaining("The key was rejected and is paused until")
                .hasMessageContaining("APIG.0301: AK access failed to reach the limit");
    }

    @Test
    void doesNotQuoteAnUnknownRejection() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, answer(401, "APIG.0303", "Authorization was test-signature"), 3);

        assertThat(refused(strategy).getMessage())
                .contains("The last rejection: APIG.0303")
                .doesNotContain("test-sig");
    }

    @Test
    void acceptsTheKeyAfterAResponseOfTheModel() {
        AuthStrategy strategy = guarded(KEY);
        reject(strategy, answer(400, "MR.0105", "x"), 1);
        proven(strategy);
        proven(strategy);
        proven(strategy);

        AuthStrategy other = guarded(new Credentials.AccessKey("b", "s"));
        reject(other, answer(403, "ModelArts.0203", "x"), 1);
        proven(other);
        proven(other);
        assertThat(Objects.requireNonNull(other.authenticate(REQUEST)).toCompletableFuture())
                .isNotDone();
    }

    @Test
    void doesNotCountARejectedDateThatIsCorrectedNow() {
        AuthStrategy strategy = guarded(KEY);
        String words = "signature expired,server time: " + SigningKey.date(NOW.plusSeconds(3600));
        List<Verdict> misdated = List.of(verdict(strategy), verdict(strategy));

        misdated.forEach(verdict -> verdict.settled(answer(401, "APIG.0301", words)));
        reject(strategy, WRONG, 2);

        proven(strategy);
    }

    @Test
    void givesBackThePlaceOfARequestThatCouldNotBeSigned() {
        AuthStrategy strategy = guarded(KEY);
        Body once = Body.once(new ByteArrayInputStream(new byte[1]), 1, "image/png");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Objects.requireNonNull(
                                    strategy.authenticate(ServiceRequest.of("POST", "http://service.example/v1", once)))
                            .toCompletableFuture()
                            .join())
                    .hasRootCauseInstanceOf(ModelArtsRequestException.class);
        }

        proven(strategy);
    }

    private ProvidedStrategy provided(CredentialsProvider provider, Set<AuthType> accepted) {
        return new ProvidedStrategy(
                provider, Responses.by(request -> new CompletableFuture<>()), this::strategy, accepted, later::add);
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "APP_CODE"})
    void authenticatesWithTheCurrentCredentialsOfTheProvider(AuthType type) {
        Credentials given =
                type == AuthType.TOKEN ? new Credentials.Token("test-1") : new Credentials.AppCode("test-1");

        assertThat(proven(provided(
                                transport -> CompletableFuture.completedFuture(given), EnumSet.allOf(AuthType.class)))
                        .headers()
                        .asMap())
                .containsValue("test-1");
    }

    @Test
    void continuesOnAReaderThreadIfCredentialsHadToBeFetched() {
        CompletableFuture<Credentials> fetched = new CompletableFuture<>();
        CompletableFuture<Authenticated> stage = Objects.requireNonNull(
                        provided(transport -> fetched, EnumSet.allOf(AuthType.class))
                                .authenticate(REQUEST))
                .toCompletableFuture();

        fetched.complete(new Credentials.Token("test-1"));
        assertThat(stage).isNotDone();
        runLater();

        assertThat(stage).isCompleted();
    }

    @Test
    void asksForOtherCredentialsAfterARejection() {
        AtomicReference<Credentials> has = new AtomicReference<>(new Credentials.Token("test-1"));
        ProvidedStrategy strategy =
                provided(transport -> CompletableFuture.completedFuture(has.get()), EnumSet.allOf(AuthType.class));
        Verdict first = verdict(strategy);

        assertThat(first.refused(WRONG)).isCompletedWithValue(false);
        has.set(new Credentials.Token("test-2"));
        assertThat(first.refused(WRONG)).isCompletedWithValue(true);
        first.settled(WRONG);
        Verdict second = verdict(strategy);
        assertThat(second.refused(WRONG)).isCompletedWithValue(false);
        second.settled(WRONG);
    }

    @Test
    void comparesWithTheCredentialsOfTheRejectedAttempt() {
        AtomicReference<@Nullable Credentials> has = new AtomicReference<>(new Credentials.Token("test-1"));
        ProvidedStrategy strategy =
                provided(transport -> CompletableFuture.completedFuture(has.get()), EnumSet.allOf(AuthType.class));
        Verdict before = verdict(strategy);
        has.set(new Credentials.Token("test-2"));
        Verdict after = verdict(strategy);

        assertThat(after.refused(WRONG)).isCompletedWithValue(false);
        assertThat(before.refused(WRONG)).isCompletedWithValue(true);
        has.set(new Credentials.Token("test-1"));
        assertThat(after.refused(WRONG)).isCompletedWithValue(true);
        assertThat(before.refused(WRONG)).isCompletedWithValue(false);
        has.set(null);
        assertThat(List.of(before, after))
                .allSatisfy(verdict -> assertThat(verdict.refused(WRONG)).isCompletedWithValue(false));
    }

    @Test
    void asksTheVerdictOfTheAttemptWhileTheCredentialsAreTheSame() {
        ProvidedStrategy strategy =
                provided(transport -> CompletableFuture.completedFuture(KEY), EnumSet.allOf(AuthType.class));
        String words = "signature expired,server time: " + SigningKey.date(NOW.plusSeconds(3600));

        assertThat(verdict(strategy).refused(answer(401, "APIG.0301", words))).isCompletedWithValue(true);
        assertThat(proven(strategy).headers().get("X-Sdk-Date")).isEqualTo("20261122T090000Z");
    }

    @Test
    void settlesTheVerdictOfTheStrategyThatSigned() {
        AtomicReference<Credentials> has = new AtomicReference<>(new Credentials.Token("test"));
        List<String> told = new ArrayList<>();
        ProvidedStrategy strategy = new ProvidedStrategy(
                transport -> CompletableFuture.completedFuture(has.get()),
                Responses.by(request -> new CompletableFuture<>()),
                credentials -> request -> CompletableFuture.completedFuture(new Authenticated(
                        request.withHeader("X-Auth-Token", "test"), new Verdict() {
                            @Override
                            public void settled(@Nullable ServiceResponse response) {
                                told.add(credentials.authType() + " " + (response == OK ? "OK" : response));
                            }
                        })),
                EnumSet.allOf(AuthType.class),
                later::add);
        Verdict first = verdict(strategy);
        has.set(KEY);
        Verdict second = verdict(strategy);

        second.settled(OK);
        first.settled(null);

        assertThat(told).containsExactly("AK_SK OK", "TOKEN null");
        assertThat(first.explain("canonicalRequest:PUT|")).isNull();
    }

    @Test
    void explainsWithTheStrategyThatSignedAlthoughTheProviderHasOtherCredentials() {
        AtomicReference<Credentials> has = new AtomicReference<>(KEY);
        ProvidedStrategy strategy =
                provided(transport -> CompletableFuture.completedFuture(has.get()), EnumSet.allOf(AuthType.class));
        Verdict signed = verdict(strategy);
        has.set(new Credentials.Token("test-1"));

        assertThat(signed.explain("canonicalRequest:PUT|")).contains("'PUT'");
        assertThat(verdict(strategy).explain("canonicalRequest:PUT|")).isNull();
    }

    @Test
    void saysWhatTheProviderReturnedInsteadOfCredentials() {
        EnumSet<AuthType> all = EnumSet.allOf(AuthType.class);
        Credentials token = new Credentials.Token("test-1");

        assertThat(refused(provided(transport -> null, all))).hasMessageContaining("returned no credentials");
        assertThat(refused(provided(transport -> CompletableFuture.completedFuture(null), all)))
                .hasMessageContaining("returned no credentials");
        assertThat(refused(provided(transport -> CompletableFuture.completedFuture(token), EnumSet.of(AuthType.AK_SK))))
                .hasMessageContaining(
                        "authType=AK_SK, but the credentialsProvider returned credentials for authType=TOKEN");
        assertThat(refused(provided(
                        transport -> CompletableFuture.completedFuture(token),
                        EnumSet.of(AuthType.AK_SK, AuthType.PASSWORD))))
                .hasMessageContaining("A session requires one of [AK_SK, PASSWORD]");
        ModelArtsAuthenticationException own = new ModelArtsAuthenticationException("mine", null, null);
        assertThat(refused(provided(transport -> CompletableFuture.failedFuture(own), all)))
                .isSameAs(own);
    }

    @Test
    void saysWhetherAFailureOfTheProviderIsRetryable() {
        Map<Throwable, Boolean> failures = Map.of(
                new IOException("x"), true,
                new TimeoutException("x"), true,
                new IllegalStateException("x"), false,
                new ModelArtsConnectionException("x", null, true, true, 1, null), true,
                new ModelArtsConnectionException("x", null, true, false, 1, null), false);

        failures.forEach((failure, later) -> {
            ModelArtsAuthenticationException failed = refused(
                    provided(transport -> CompletableFuture.failedFuture(failure), EnumSet.allOf(AuthType.class)));
            assertThat(failed)
                    .hasMessageContaining("The credentialsProvider failed")
                    .hasCause(failure);
            assertThat(failed.isRetryable()).isEqualTo(later);
        });
        assertThat(refused(provided(
                        transport -> {
                            throw new IllegalStateException("thrown");
                        },
                        EnumSet.allOf(AuthType.class))))
                .hasMessageContaining("thrown");
    }

    @Test
    void givesBackThePlaceOfACallThatGetsNoThread() {
        KeyGuards refusing = new KeyGuards(() -> now, this::nanoTime, task -> {
            throw new OutOfMemoryError("a test's: unable to create native thread");
        });
        AuthStrategy strategy = refusing.guarded(strategy(KEY), KEY);
        List<Authenticated> out = List.of(authenticated(strategy, REQUEST), authenticated(strategy, REQUEST));
        List<CompletableFuture<Authenticated>> waiting = List.of(
                strategy.authenticate(REQUEST).toCompletableFuture(),
                strategy.authenticate(REQUEST).toCompletableFuture());
        assertThat(waiting).noneMatch(CompletableFuture::isDone);

        out.forEach(attempt -> attempt.verdict().settled(null));

        assertThat(waiting).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(strategy.authenticate(REQUEST).toCompletableFuture()).isCompleted();
        assertThat(strategy.authenticate(REQUEST).toCompletableFuture()).isCompleted();
    }
}
