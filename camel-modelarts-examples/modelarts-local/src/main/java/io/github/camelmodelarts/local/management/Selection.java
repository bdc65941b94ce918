package io.github.camelmodelarts.local.management;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

import io.github.camelmodelarts.local.rest.BadParameterException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * Selects the services for a list by the query. A part of the name is enough: the documentation does not state this,
 * but the sample {@code service_name="digit"} of the SDK's documentation implies it.
 */
final class Selection {

    private static final Map<String, BiPredicate<Deployment, String>> FILTERS = new LinkedHashMap<>();
    private static final Map<String, Comparator<Deployment>> ORDERS = Map.of(
            "publish_at", Comparator.comparing(Deployment::publishedAt).thenComparing(Deployment::sequence),
            "create_at", Comparator.comparing(Deployment::publishedAt).thenComparing(Deployment::sequence),
            "service_name", Comparator.comparing(Deployment::name).thenComparing(Deployment::sequence),
            "name", Comparator.comparing(Deployment::name).thenComparing(Deployment::sequence),
            "transition_at", Comparator.comparing(Selection::changedAt).thenComparing(Deployment::sequence),
            "update_at", Comparator.comparing(Selection::changedAt).thenComparing(Deployment::sequence));

    static {
        FILTERS.put("service_id", (service, id) -> service.id().equals(id));
        FILTERS.put("id", (service, id) -> service.id().equals(id));
        FILTERS.put("service_name", (service, name) -> service.name().contains(name));
        FILTERS.put("name", (service, name) -> service.name().contains(name));
        FILTERS.put("model_id", (service, id) -> service.description().hasModel(id));
        FILTERS.put(
                "infer_type",
                (service, type) -> service.description().inferType().equals(type));
        FILTERS.put("status", Selection::isIn);
        FILTERS.put("auth_type", (service, type) -> service.authType().equals(type));
        FILTERS.put("type", (service, type) -> type.equals("REAL_TIME"));
        FILTERS.put("tags", Selection::hasTags);
    }

    private Selection() {}

    private static Instant changedAt(Deployment service) {
        return service.lifecycle().since();
    }

    private static boolean isIn(Deployment service, String status) {
        return service.state().inV1().equals(status) || service.state().inV2().equals(status);
    }

    /** {@code key|value,key2|value2}: a service must have all of them. */
    private static boolean hasTags(Deployment service, String tags) {
        return Stream.of(tags.split(",", -1)).allMatch(tag -> {
            int bar = tag.indexOf('|');
            String key = bar < 0 ? tag : tag.substring(0, bar);
            String value = service.description().tags().get(key);
            return value != null && (bar < 0 || value.equals(tag.substring(bar + 1)));
        });
    }

    static List<Deployment> of(List<Deployment> all, RestRequest request, String orderBy, String direction) {
        String workspace = request.query("workspace_id", "0");
        Comparator<Deployment> order = ORDERS.get(orderBy);
        if (order == null) {
            throw new BadParameterException("sort_by");
        }
        return all.stream()
                .filter(service -> service.project().equals(request.variable("project")))
                .filter(service -> service.description().workspace().equals(workspace))
                .filter(service -> FILTERS.entrySet().stream().allMatch(filter -> {
                    String wanted = request.query(filter.getKey());
                    return wanted == null || filter.getValue().test(service, wanted);
                }))
                .sorted(direction.toLowerCase(Locale.ROOT).equals("asc") ? order : order.reversed())
                .toList();
    }
}
