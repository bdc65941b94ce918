package io.github.camelmodelarts.session;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.text.Printable;

/**
 * Looks up the id of a region's project (IAM API reference, "Querying Project Information Based on the Specified Criteria"). The
 * look-up is done once: a project keeps its id. Thread-safe.
 */
public final class Projects {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final LeaseCache<String> id;

    /**
     * Creates the look-up for a region.
     *
     * @param sender authenticates and sends requests, and fails for an error response
     */
    public Projects(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender,
            ServiceAddress iam,
            String region,
            Timing timing) {
        this.id = new LeaseCache<>("project's id", new Lookup(sender, iam, region), PAUSE, timing);
    }

    /** The project's id; fails with a {@link ModelArtsRequestException} if the region has none or several. */
    public CompletionStage<String> id() {
        return id.current();
    }

    private record Lookup(
            Function<ServiceRequest, CompletableFuture<ServiceResponse>> sender, ServiceAddress iam, String region)
            implements LeaseCache.Source<String> {

        @Override
        public CompletableFuture<Lease<String>> begin(Fetch fetch) {
            ServiceAddress address =
                    iam.resolve("/v3/projects?name=" + URLEncoder.encode(region, StandardCharsets.UTF_8));
            return fetch.over(sender)
                    .apply(new ServiceRequest("GET", address.uri(), Headers.NONE, Body.NONE))
                    .thenApply(response -> Lease.lasting(
                            single(region, Json.readObject(response, "IAM").path("projects"))));
        }

        @Override
        public Throwable late(String message) {
            return new ModelArtsTimeoutException(
                    message + ". IAM or the connection to it is too slow: check iamEndpoint and the proxy",
                    false,
                    0,
                    null);
        }
    }

    /**
     * Selects the only enabled project of the region. Names may not be unique: the sample in IAM's documentation shows two projects with
     * one name.
     */
    private static String single(String region, JsonNode projects) {
        if (!projects.isArray()) {
            throw new CompletionException(
                    new ModelArtsResponseException("IAM's response has no list projects: check iamEndpoint", null));
        }
        List<String> ids = new ArrayList<>();
        for (JsonNode project : projects) {
            boolean named = project.path("name").asText().equals(region);
            if (named && project.path("enabled").asBoolean(true)) {
                ids.add(id(project));
            }
        }
        if (ids.size() != 1) {
            throw new ModelArtsRequestException(
                    "region=" + region + " has " + (ids.isEmpty() ? "no enabled project" : "several projects " + ids)
                            + " visible to these credentials: check region, or set projectId, which ModelArts shows under My Credentials");
        }
        return ids.get(0);
    }

    /** Validates the id, because it is used in paths and in a header. */
    private static String id(JsonNode project) {
        String id = project.path("id").asText("");
        if (!ID.matcher(id).matches()) {
            throw new CompletionException(new ModelArtsResponseException(
                    "IAM's response contains a project with the invalid id " + Printable.of(id, 80)
                            + ": check iamEndpoint, or set projectId",
                    null));
        }
        return id;
    }
}
