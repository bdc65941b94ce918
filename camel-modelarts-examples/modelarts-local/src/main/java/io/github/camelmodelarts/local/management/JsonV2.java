package io.github.camelmodelarts.local.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The second generation's JSON (ModelArts API reference, "Inference Service"). Times are milliseconds since 1970. */
final class JsonV2 {

    private JsonV2() {}

    /** A service as in a list. */
    static Map<String, Object> summary(Deployment service) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", service.id());
        fields.put("name", service.name());
        fields.put("description", service.description().text());
        fields.put("type", "REAL_TIME");
        fields.put("workspace_id", service.description().workspace());
        fields.put("status", service.state().inV2());
        String error = service.lifecycle().error();
        if (error != null) {
            fields.put("failure_reason", error);
        }
        fields.put("auth_type", service.authType());
        fields.put("create_at", service.publishedAt().toEpochMilli());
        fields.put("update_at", service.lifecycle().since().toEpochMilli());
        return fields;
    }

    /** A service as requested by its id. */
    static Map<String, Object> detail(Deployment service, String origin) {
        Map<String, Object> fields = summary(service);
        String url = service.address(AddressKind.V2, origin);
        fields.put("predict_url", List.of(Map.of("type", "PUBLIC", "urls", List.of(url))));
        Map<String, Object> invoke = new LinkedHashMap<>();
        invoke.put("protocol", "HTTPS");
        invoke.put("auth_type", service.authType());
        invoke.put("internet_access_enable", true);
        Map<String, Object> limit = new LinkedHashMap<>();
        limit.put("request_size_limit", 12);
        limit.put("request_timeout", 40);
        fields.put("version", Map.of("runtime_config", Map.of("service_invoke", invoke, "service_limit", limit)));
        return fields;
    }

    static Map<String, Object> event(Journal.Event event) {
        return JsonV1.event(event);
    }
}
