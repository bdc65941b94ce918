package io.github.camelmodelarts.benchmark;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Authenticated;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.auth.SignatureInput;

/** Measures the signature of a request with a small body, and the hashing that each signer needs at least. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 2, jvmArgsAppend = "-Xmx1g")
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup first
public class AuthenticateBenchmark {

    private static final String SECRET = "test-app-secret";

    private final byte[] json = Sample.json();
    private final ServiceRequest request = ServiceRequest.of("POST", Sample.ADDRESS, Body.NONE);
    private final AuthStrategy strategy = Schemes.strategy(
            new Credentials.AppSignature("test-app-key", SECRET),
            new Scheme.Surroundings("RELEASE", HostClocks.corrected(InstantSource.system()), user -> {
                throw new IllegalStateException("An app has no token");
            }));

    private MessageDigest sha256;
    private Mac hmac;
    private byte[] canonicalRequest;
    private byte[] stringToSign;

    /** Prepares the input of {@link #floor}: the same data that the strategy hashes. */
    @Setup
    public void prepareFloor() throws GeneralSecurityException {
        sha256 = MessageDigest.getInstance("SHA-256");
        hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        ServiceRequest signed = authenticate().toCompletableFuture().join().request();
        SignatureInput input = Objects.requireNonNull(SignatureInput.of(signed));
        canonicalRequest = input.canonicalRequest().getBytes(StandardCharsets.UTF_8);
        stringToSign = input.stringToSign().getBytes(StandardCharsets.UTF_8);
    }

    /** Measures the strategy. Each call has a new body, so that its hash is not cached. */
    @Benchmark
    public CompletionStage<Authenticated> authenticate() {
        Body body = Body.of(json, "application/json");
        return strategy.authenticate(new ServiceRequest(request.method(), request.uri(), request.headers(), body));
    }

    /** Measures only the hashes of body and canonical request and one HMAC, with reused objects. */
    @Benchmark
    public void floor(Blackhole blackhole) {
        blackhole.consume(sha256.digest(json));
        blackhole.consume(sha256.digest(canonicalRequest));
        blackhole.consume(hmac.doFinal(stringToSign));
    }
}
