package io.github.camelmodelarts.local.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** Maps methods and paths to operations. After it is filled, any number of threads can read it. */
public final class OperationTable {

    private final List<Row> rows = new ArrayList<>();

    private record Row(String method, List<String> template, Operation operation) {}

    /** The operation of a request, and the request with the variables of its path. */
    public record Match(Operation operation, RestRequest request) {}

    /** Creates an empty table. */
    public OperationTable() {}

    /**
     * Adds an operation. If two match a request, the earlier one counts.
     *
     * @param template a path; {@code {name}} in it stands for one segment, which is not empty
     */
    public OperationTable on(String method, String template, Operation operation) {
        rows.add(new Row(method, List.of(template.split("/", -1)), operation));
        return this;
    }

    /** Returns the operation of a request, or null if no operation has its method and path. */
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
                // in a path, a plus is a plus
                variables.put(part.substring(1, part.length() - 1), RestRequest.decoded(path[i].replace("+", "%2B")));
            } else if (!part.equals(path[i])) {
                return null;
            }
        }
        return variables;
    }
}
