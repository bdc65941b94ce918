package io.github.camelmodelarts.local.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Which operation answers which method and path. Filled first, then read by any number of threads. */
public final class OperationTable {

    private final List<Row> rows = new ArrayList<>();

    private record Row(String method, List<String> template, Operation operation) {}

    /** An operation that was found, and the request with the variables of its path. */
    public record Match(Operation operation, RestRequest request) {}

    /** An empty table. */
    public OperationTable() {}

    /**
     * Adds a row. Of two that match, the earlier counts.
     *
     * @param template a path in which {@code {name}} stands for one segment, not empty
     */
    public OperationTable on(String method, String template, Operation operation) {
        rows.add(new Row(method, List.of(template.split("/", -1)), operation));
        return this;
    }

    /** What answers a request, or null: no such method or path. */
    public @Nullable Match find(RestRequest request) {
        String[] path = request.path().split("/", -1);
        for (Row row : rows) {
            Map<String, String> variables =
                    row.method().equals(request.method()) ? variables(row.template(), path) : null;
            if (variables != null) {
                return new Match(row.operation(), request.with(variables));
            }
        }
        return null;
    }

    private static @Nullable Map<String, String> variables(List<String> template, String[] path) {
        if (template.size() != path.length) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < path.length; i++) {
            String part = template.get(i);
            if (part.startsWith("{") && !path[i].isEmpty()) {
                // a plus stands for itself in a path
                variables.put(part.substring(1, part.length() - 1), RestRequest.decoded(path[i].replace("+", "%2B")));
            } else if (!part.equals(path[i])) {
                return null;
            }
        }
        return variables;
    }
}
