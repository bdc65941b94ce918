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
 * The temporary access key of the agency that an ECS instance has, from the instance's metadata service: no credentials need to be set
 * there at all. It is fetched by one call for all, renewed ahead of its end, and kept until then while the service does not answer. A
 * fetch ends after 30 seconds; after one that failed the service is left alone for a second, or for as long as
 * its {@code Retry-After} asks for, at most a quarter of an hour.
 * Endpoints share it if they are given the same object. Thread-safe.
 *
 * <p>Given as {@code credentialsProvider=#class:io.github.camelmodelarts.session.EcsMetadataCredentials}.
 */
public final class EcsMetadataCredentials implements CredentialsProvider {

    private static final String TOKEN = "X-Metadata-Token";
    private static final Logger LOG = LoggerFactory.getLogger(EcsMetadataCredentials.class);

    /** The same on every instance (ECS user guide, "Obtaining Metadata"). */
    private static final String ENDPOINT = "http://169.254.169.254";

    private static final String TOKEN_PATH = "/meta-data/latest/api/token";
    private static final String KEY_PATH = "/openstack/latest/securitykey";
    private static final String TOKEN_TTL = "21600";

    /** What the service says to an instance that has no agency (Huawei Cloud SDK for Java v3, MetadataAccessor). */
    private static final String NO_AGENCY = "configure cloud service agency";

    /** What a key is taken to live for that does not say it itself: short enough to be found out soon. */
    private static final Duration UNSAID = Duration.ofMinutes(5);

    /** The longest that temporary keys live for. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final String ELSEWHERE = "Check that nothing else listens there";

    private final ServiceAddress endpoint;
    private final InstantSource clock;
    private final LeaseCache<Credentials> keys;
    /** Of whoever asked last: one's component may be stopped long before the others'. */
    private volatile @Nullable Transport latest;

    /** The key of this instance. */
    public EcsMetadataCredentials() {
        this(ENDPOINT);
    }

    /**
     * The key from a metadata service elsewhere: another cloud's, or a local one.
     *
     * @param endpoint its scheme, host and port
     */
    public EcsMetadataCredentials(String endpoint) {
        this(endpoint, new Timing(progress(), InstantSource.system(), System::nanoTime));
    }

    /** The same with other clocks. */
    EcsMetadataCredentials(String endpoint, Timing timing) {
        this.endpoint = ServiceAddress.parse(endpoint);
        this.clock = timing.clock();
        this.keys = new LeaseCache<>("temporary access key from " + this.endpoint, new Keys(), PAUSE, timing);
    }

    /** Has a thread while a fetch is under way. It is no component's, because the credentials may be shared and outlive them. */
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
                throw nonsense("something that is no answer of its: " + cause.getMessage());
            }
            throw new ModelArtsAuthenticationException(
                    "The metadata service at " + endpoint + " does not answer",
                    "It is there on ECS instances of Huawei Cloud only: elsewhere set accessKey and secretKey, or other"
                            + " credentials, in place of this credentialsProvider",
                    true,
                    cause);
        });
    }

    /** Instances without tokens answer 404, 405 or 503 (Huawei Cloud SDK for Java v3, MetadataAccessor). */
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
            throw nonsense("something that is no token");
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
            throw nonsense("something that is no key: " + e.getMessage());
        }
    }

    /** By this machine's clock at the moment: signatures are dated by it too, and are refused if it is wrong. */
    private Duration life(JsonNode credential, Instant now) {
        Instant end;
        try {
            end = Instant.parse(credential.path("expires_at").asText());
        } catch (DateTimeException e) {
            LOG.warn(
                    "The metadata service at {} does not say when its key ends; another one is asked for within {}",
                    endpoint,
                    UNSAID);
            return UNSAID;
        }
        if (!now.isBefore(end)) {
            throw new ModelArtsAuthenticationException(
                    "The metadata service at " + endpoint + " gave a key that ended at " + end
                            + ", and by this machine's clock it is " + now,
                    "Check the clock",
                    true,
                    null);
        }
        return end.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, end);
    }

    /** Without Jackson's words if it is none: they quote what may be a secret. */
    private JsonNode json(ServiceResponse response) {
        try {
            return PlainJson.MAPPER.readTree(new String(response.body(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw nonsense("something that is no JSON");
        }
    }

    private ModelArtsAuthenticationException refusal(ServiceResponse response, Redaction redaction) {
        int status = response.status();
        // what is no refusal may hold a key
        String said =
                status < 400 ? "" : Printable.of(redaction.apply(response.text().strip()), 200);
        boolean noAgency = said.toLowerCase(Locale.ROOT).contains(NO_AGENCY);
        return new ModelArtsAuthenticationException(
                "The metadata service at " + endpoint + " gave no key: it answered " + status
                        + (said.isEmpty() ? "" : " " + said),
                noAgency || status == 404
                        ? "Give this ECS instance an agency that may use ModelArts (an agency of IAM for the service ECS), or"
                                + " set accessKey and secretKey in place of this credentialsProvider"
                        : status < 400 ? ELSEWHERE : null,
                status < 400 || status == 429 || status >= 500,
                RetryAfter.read(response.headers().get("Retry-After"), clock),
                null);
    }

    private ModelArtsAuthenticationException nonsense(String what) {
        return new ModelArtsAuthenticationException(
                "The metadata service at " + endpoint + " gave no key: it answered with " + what,
                ELSEWHERE,
                true,
                null);
    }

    /** Where it asks; nothing of what it was given. */
    @Override
    public String toString() {
        return "EcsMetadataCredentials[" + endpoint + "]";
    }
}
