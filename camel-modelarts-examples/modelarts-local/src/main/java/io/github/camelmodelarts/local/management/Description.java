package io.github.camelmodelarts.local.management;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The description of a service and the models with which it was deployed. Immutable. */
record Description(
        String inferType, String text, String workspace, Map<String, String> tags, List<Map<String, Object>> config) {

    static final String REAL_TIME = "real-time";
    static final String BATCH = "batch";

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> FIELDS = new TypeReference<>() {};

    static Description of(String modelId) {
        return new Description(REAL_TIME, "", "0", Map.of(), List.of(entry(modelId, Map.of())));
    }

    /** The description in a deployment or an update; missing fields keep the values of {@code this}. */
    Description with(JsonNode body) {
        return new Description(
                inferType,
                body.path("description").asText(text),
                body.path("workspace_id").asText(workspace),
                tags,
                body.path("config").isEmpty() ? config : entries(body.path("config"), isBatch()));
    }

    Description ofType(String type) {
        return new Description(type, text, workspace, tags, config);
    }

    Description withTags(Map<String, String> values) {
        return new Description(inferType, text, workspace, Map.copyOf(values), config);
    }

    Description inWorkspace(String id) {
        return new Description(inferType, text, id, tags, config);
    }

    boolean hasModel(String id) {
        return config.stream().anyMatch(entry -> id.equals(entry.get("model_id")));
    }

    boolean isBatch() {
        return inferType.equals(BATCH);
    }

    private static List<Map<String, Object>> entries(JsonNode config, boolean batch) {
        List<Map<String, Object>> entries = new ArrayList<>();
        for (JsonNode given : config) {
            Map<String, Object> entry = entry(given.path("model_id").asText(), JSON.convertValue(given, FIELDS));
            if (batch && !given.has("weight")) {
                entry.remove("weight");
            }
            entries.add(entry);
        }
        return List.copyOf(entries);
    }

    /** Adds the fields that are missing. */
    private static Map<String, Object> entry(String modelId, Map<String, Object> given) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("model_id", modelId);
        entry.put("model_name", modelId);
        entry.put("model_version", "0.0.1");
        entry.put("weight", 100);
        entry.put("specification", "modelarts.vm.cpu.2u");
        entry.put("instance_count", 1);
        entry.put("status", "ready");
        entry.putAll(given);
        return entry;
    }
}
