package io.github.camelmodelarts.local.management;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * API keys of the second generation. A new key is shown once, in a CSV file; a project has at most 100. Inferred: the
 * columns of that file, the fields around a list, and the codes of errors.
 */
final class ApiKeysV2 {

    private static final String KEYS = "/v2/{project}/services/api-keys";
    private static final String BINDING = "/v2/{project}/services/{service}/api-keys/{key}";
    private static final int MOST = 100;

    private final Catalogue catalogue;
    private final ApiKeys keys;

    ApiKeysV2(Catalogue catalogue, ApiKeys keys) {
        this.catalogue = catalogue;
        this.keys = keys;
    }

    /** Adds the operations. */
    void addTo(OperationTable operations) {
        operations
                .on("GET", KEYS, this::list)
                .on("POST", KEYS, this::make)
                .on("POST", KEYS + "/temp", this::makeTemporary)
                .on("DELETE", KEYS + "/{key}", this::delete)
                .on("POST", BINDING + "/bind", request -> bind(request, true))
                .on("POST", BINDING + "/unbind", request -> bind(request, false));
    }

    private RestAnswer list(RestRequest request) throws RestException {
        return RestAnswer.json(PageV2.of(keys.listed(request.variable("project")), request, ApiKeysV2::fields));
    }

    private RestAnswer make(RestRequest request) throws RestException {
        JsonNode body = SharedOperations.object(request);
        String project = request.variable("project");
        String name = SharedOperations.name(body, "name");
        String scope = body.path("scope").asText("USER");
        if (!scope.equals("USER") && !scope.equals("SERVICE")) {
            throw ManagementErrors.invalid("scope");
        }
        if (keys.listed(project).size() >= MOST) {
            throw ManagementErrors.invalid("name: there are 100 keys already, which");
        }
        ApiKeys.ApiKey key = keys.make(project, name, scope.equals("USER"), null);
        String csv = "key_id,name,api_key\n" + key.id() + "," + name.replace(",", " ") + "," + key.value() + "\n";
        return new RestAnswer(200, "application/octet-stream", csv, Map.of());
    }

    /** {@code expire_time} is in hours, 1 to 24. */
    private RestAnswer makeTemporary(RestRequest request) throws RestException {
        JsonNode hours = SharedOperations.object(request).path("expire_time");
        if (!hours.isIntegralNumber() || hours.asLong() < 1 || hours.asLong() > 24) {
            throw ManagementErrors.invalid("expire_time");
        }
        Duration life = Duration.ofHours(hours.asLong());
        ApiKeys.ApiKey key = keys.make(request.variable("project"), "", true, life);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("api_key", key.value());
        answer.put("create_time", key.made().toEpochMilli());
        answer.put("expire_time", key.made().plus(life).toEpochMilli());
        return RestAnswer.json(answer);
    }

    private RestAnswer delete(RestRequest request) throws RestException {
        keys.remove(key(request));
        return RestAnswer.json(Map.of());
    }

    private RestAnswer bind(RestRequest request, boolean bound) throws RestException {
        Deployment service = SharedOperations.service(catalogue, request, request.variable("service"));
        ApiKeys.ApiKey key = key(request);
        List<String> services = new ArrayList<>(key.services());
        services.remove(service.id());
        if (bound) {
            services.add(service.id());
        }
        keys.put(key.withServices(services));
        return RestAnswer.json(Map.of());
    }

    private ApiKeys.ApiKey key(RestRequest request) throws RestException {
        ApiKeys.ApiKey key = keys.find(request.variable("project"), request.variable("key"));
        if (key == null) {
            throw new RestException(404, "ModelArts.3502", "The API key does not exist.");
        }
        return key;
    }

    private static Map<String, Object> fields(ApiKeys.ApiKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("key_id", key.id());
        fields.put("name", key.name());
        fields.put("description", "");
        fields.put("create_time", String.valueOf(key.made().toEpochMilli()));
        fields.put("scope", key.ofUser() ? "USER" : "SERVICE");
        fields.put("project_id", key.project());
        fields.put(
                "services", key.services().stream().map(id -> Map.of("id", id)).toList());
        return fields;
    }
}
