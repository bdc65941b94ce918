package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.Failures;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.secrets.Redaction;
import io.github.camelmodelarts.text.Ascii;
import io.github.camelmodelarts.text.PlainJson;
import io.github.camelmodelarts.text.Printable;
import io.github.camelmodelarts.text.RetryAfter;

/**
 * Gets the temporary access key of an ECS instance's agency from the instance's metadata service, so that no credentials need to be set on
 * the instance. One fetch serves all calls. The key is renewed before it expires. If the service does not respond, the old key is used
 * until it expires. A fetch is ended after 30 seconds. After a failed fetch the service gets no request for one second, or for as long as
 * its {@code Retry-After} asks for, at most 15 minutes. Endpoints that are given the same object share the key. Thread-safe.
 *
 * <p>Set as {@code credentialsProvider=#class:io.github.camelmodelarts.session.EcsMetadataCredentials}.
 */
public final class EcsMetadataCredentials implements CredentialsProvider {

    private static final String TOKEN = "X-Metadata-Token";
    private static final Logger LOG = LoggerFactory.getLogger(EcsMetadataCredentials.class);

    /** This address is the same on every instance (ECS user guide, "Obtaining Metadata"). */
    private static final String ENDPOINT = "http://169.254.169.254";

    private static final String TOKEN_PATH = "/meta-data/latest/api/token";
    private static final String KEY_PATH = "/openstack/latest/securitykey";
    private static final String TOKEN_TTL = "21600";

    /** Part of the error text that an instance without an agency gets (Huawei Cloud SDK for Java v3, MetadataAccessor). */
    private static final String NO_AGENCY = "configure cloud service agency";

    /** The assumed lifetime of a key without a valid {@code expires_at}: short, so that an expired key is soon replaced. */
    private static final Duration UNSAID = Duration.ofMinutes(5);

    /** The longest lifetime of temporary keys. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final String ELSEWHERE = "Check that no other server listens at this address";

    private final ServiceAddress endpoint;
    private final InstantSource clock;
    private final LeaseCache<Credentials> keys;
    /** The transport of the last caller: an earlier caller's component may be stopped already. */
    private volatile @Nullable Transport latest;

    /** Creates a provider for the key of this instance. */
    public EcsMetadataCredentials() {
        this(ENDPOINT);
    }

    /**
     * Creates a provider that asks a metadata service at another address, for example of another cloud, or a local one.
     *
     * @param endpoint its scheme, host and port
     */
    public EcsMetadataCredentials(String endpoint) {
        this(endpoint, new Timing(progress(), InstantSource.system(), System::nanoTime));
    }

    /** Creates a provider with other clocks. */
    EcsMetadataCredentials(String endpoint, Timing timing) {
        this.endpoint = ServiceAddress.parse(endpoint);
        this.clock = timing.clock();
        this.keys = new LeaseCache<>("temporary access key from " + this.endpoint, new Keys(), PAUSE, timing);
    }

    /**
     * Creates the executor for fetches. It has a thread only while a fetch is in flight. No component owns it, because components may share
     * the credentials, and the credentials may be used longer than a component.
     */
    static ScheduledThreadPoolExecutor progress() {
        ScheduledThreadPoolExecutor progress = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "ModelArtsMetadata");
            thread.setDaemon(true);
            return thread;
        });
        progress.setKeepAliveTime(1, TimeUnit.SECONDS);
        progress.allowCoreThreadTimeOut(true);
        progress.setRemoveOnCancelPolicy(true);
        return progress;
    }

    @Override
    public CompletionStage<Credentials> credentials(Transport transport) {
        latest = transport;
        return keys.current();
    }

    private final class Keys implements LeaseCache.Source<Credentials> {

        @Override
        public CompletableFuture<Lease<Credentials>> begin(Fetch fetch) {
            Transport transport = latest;
            if (transport == null) {
                throw new IllegalStateException("no transport was given");
            }
            return key(fetch.over(transport::send));
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsAuthenticationException(message, ELSEWHERE, true, null);
        }
    }

    private CompletableFuture<Lease<Credentials>> key(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender) {
        ServiceRequest tokenRequest = request("PUT", TOKEN_PATH, Body.of(new byte[0], null))
                .withHeader("X-Metadata-Token-Ttl-Seconds", TOKEN_TTL);
        return response(sender, tokenRequest)
                .thenApply(response -> withToken(request("GET", KEY_PATH, Body.NONE), response))
                .thenCompose(request -> response(sender, request)
                        .thenApply(response ->
                                lease(response, Redaction.of(request.headers().get(TOKEN)))));
    }

    private ServiceRequest request(String method, String path, Body body) {
        return new ServiceRequest(method, endpoint.resolve(path).uri(), Headers.NONE, body);
    }

    private CompletableFuture<ServiceResponse> response(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender, ServiceRequest request) {
        return sender.apply(request).handle((response, failure) -> {
            if (failure == null) {
                return response;
            }
            Throwable cause = Failures.unwrapped(failure);
            if (cause instanceof ModelArtsResponseException) {
                throw nonsense("valid: " + cause.getMessage());
            }
            throw new ModelArtsAuthenticationException(
                    "The metadata service at " + endpoint + " does not respond",
                    "It exists only on ECS instances of Huawei Cloud: on other machines set accessKey and secretKey, or"
                            + " other credentials, instead of this credentialsProvider",
                    true,
                    cause);
        });
    }

    /** Instances that do not support tokens return 404, 405 or 503 (Huawei Cloud SDK for Java v3, MetadataAccessor). */
    private ServiceRequest withToken(ServiceRequest request, ServiceResponse response) {
        int status = response.status();
        if (status == 404 || status == 405 || status == 503) {
            return request;
        }
        if (status != 200) {
            throw refusal(response, Redaction.of());
        }
        String token = response.text().strip();
        if (token.isEmpty() || !token.chars().allMatch(Ascii::isVisible)) {
            throw nonsense("a token");
        }
        return request.withHeader(TOKEN, token);
    }

    private Lease<Credentials> lease(ServiceResponse response, Redaction redaction) {
        if (response.status() != 200) {
            throw refusal(response, redaction);
        }
        JsonNode credential = json(response).path("credential");
        Duration life = life(credential, clock.instant());
        try {
            return Lease.living(
                    new Credentials.AccessKey(
                            credential.path("access").asText(""),
                            credential.path("secret").asText(""),
                            credential.path("securitytoken").asText("")),
                    life);
        } catch (IllegalArgumentException e) {
            throw nonsense("a valid key: " + e.getMessage());
        }
    }

    /**
     * The remaining lifetime of a key, by this machine's clock. The same clock dates the signatures, and the gateway rejects signatures if
     * the clock is wrong.
     */
    private Duration life(JsonNode credential, Instant now) {
        Instant end;
        try {
            end = Instant.parse(credential.path("expires_at").asText());
        } catch (DateTimeException e) {
            LOG.warn(
                    "The metadata service at {} returned a key without a valid expires_at; the key is renewed within {}",
                    endpoint,
                    UNSAID);
            return UNSAID;
        }
        if (!now.isBefore(end)) {
            throw new ModelArtsAuthenticationException(
                    "The metadata service at " + endpoint + " returned a key that expired at " + end
                            + ", but this machine's clock shows " + now,
                    "Check the clock of this machine",
                    true,
                    null);
        }
        return end.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, end);
    }

    /** Parses a response. If it is not JSON, Jackson's message is dropped, because it quotes text that may be a secret. */
    private JsonNode json(ServiceResponse response) {
        try {
            return PlainJson.MAPPER.readTree(new String(response.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw nonsense("JSON");
        }
    }

    private ModelArtsAuthenticationException refusal(ServiceResponse response, Redaction redaction) {
        int status = response.status();
        // a response that is not an error may contain a key
        String said =
                status < 400 ? "" : Printable.of(redaction.apply(response.text().strip()), 200);
        boolean noAgency = said.toLowerCase(Locale.ROOT).contains(NO_AGENCY);
        return new ModelArtsAuthenticationException(
                "The metadata service at " + endpoint + " returned no key: it responded with " + status
                        + (said.isEmpty() ? "" : " " + said),
                noAgency || status == 404
                        ? "Assign an agency that may use ModelArts to this ECS instance (an IAM agency for the service ECS), or"
                                + " set accessKey and secretKey instead of this credentialsProvider"
                        : status < 400 ? ELSEWHERE : null,
                status < 400 || status == 429 || status >= 500,
                RetryAfter.read(response.headers().get("Retry-After"), clock),
                null);
    }

    private ModelArtsAuthenticationException nonsense(String what) {
        return new ModelArtsAuthenticationException(
                "The metadata service at " + endpoint + " returned no key: its response is not " + what,
                ELSEWHERE,
                true,
                null);
    }

    /** The address of the metadata service, without key or token. */
    @Override
    public String toString() {
        return "EcsMetadataCredentials[" + endpoint + "]";
    }
}
