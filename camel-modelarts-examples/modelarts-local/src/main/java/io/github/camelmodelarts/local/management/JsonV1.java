package io.github.camelmodelarts.local.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** The first generation's JSON (ModelArts API reference, "Service Management"). Times are milliseconds since 1970. */
final class JsonV1 {

    private JsonV1() {}

    static Map<String, Object> page(String name, List<Map<String, Object>> entries, int total) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("total_count", total);
        page.put("count", entries.size());
        page.put(name, entries);
        return page;
    }

    static Map<String, Object> head(Deployment service) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service_id", service.id());
        fields.put("service_name", service.name());
        return fields;
    }

    /** A service as in a list. */
    static Map<String, Object> summary(Deployment service) {
        Map<String, Object> fields = head(service);
        fields.put("description", service.description().text());
        fields.put("infer_type", service.description().inferType());
        fields.put("workspace_id", service.description().workspace());
        fields.put("project", service.project());
        fields.put("status", service.state().inV1());
        put(fields, "progress", service.lifecycle().progress());
        put(fields, "error_msg", service.lifecycle().error());
        fields.put("publish_at", service.publishedAt().toEpochMilli());
        fields.put("transition_at", service.lifecycle().since().toEpochMilli());
        fields.put("invocation_times", service.calls().all());
        fields.put("failed_times", service.calls().failed());
        fields.put("is_shared", false);
        fields.put("shared_count", 0);
        fields.put("is_free", false);
        return fields;
    }

    /** A service as requested by its id. In the states deploying and failed it has no address; a stopped service has one. */
    static Map<String, Object> detail(Deployment service, String origin) {
        Map<String, Object> fields = summary(service);
        fields.put("update_time", service.lifecycle().since().toEpochMilli());
        boolean deployed = service.state() != ServiceState.DEPLOYING && service.state() != ServiceState.FAILED;
        if (deployed && service.description().inferType().equals("real-time")) {
            fields.put("access_address", service.address(AddressKind.IAM, origin));
        }
        fields.put("config", service.description().config());
        fields.put("schedule", List.of());
        fields.put("additional_properties", Map.of());
        return fields;
    }

    static Map<String, Object> monitor(Deployment service) {
        Map<String, Object> fields = head(service);
        fields.put(
                "monitors",
                service.description().config().stream()
                        .map(config -> monitored(service, config))
                        .toList());
        return fields;
    }

    private static Map<String, Object> monitored(Deployment service, Map<String, Object> config) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : List.of("model_id", "model_name", "model_version")) {
            put(fields, name, config.get(name));
        }
        fields.put("invocation_times", service.calls().all());
        fields.put("failed_times", service.calls().failed());
        put(fields, "instance_count", config.get("instance_count"));
        put(fields, "instance_running_count", service.state().serves() ? config.get("instance_count") : 0);
        fields.put("cpu_core_usage", "0.1");
        fields.put("cpu_core_total", "2");
        fields.put("cpu_memory_usage", "256");
        fields.put("cpu_memory_total", "8192");
        fields.put("gpu_usage", "0");
        fields.put("gpu_total", "0");
        fields.put("req_count_per_min", 0);
        return fields;
    }

    static Map<String, Object> logs(Deployment service) {
        Map<String, Object> fields = head(service);
        fields.put(
                "logs",
                service.journal().updates().stream()
                        .map(update -> Map.of(
                                "update_time", update.time().toEpochMilli(),
                                "result", update.result(),
                                "result_detail", update.detail(),
                                "config", service.description().config()))
                        .toList());
        return fields;
    }

    static Map<String, Object> event(Journal.Event event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event_type", event.type());
        fields.put("event_info", event.info());
        fields.put("occur_time", event.time().toEpochMilli());
        return fields;
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
