package io.github.camelmodelarts.local.obs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The decoded parameters of a query; the first of several with the same name counts. Immutable. */
final class Query {

    private final Map<String, String> values = new LinkedHashMap<>();

    private Query() {}

    static Query none() {
        return new Query();
    }

    static Query parse(String query) throws ObsException {
        Query parsed = new Query();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            String pair = query.substring(start, end < 0 ? query.length() : end);
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = PercentText.decode(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : PercentText.decode(pair.substring(equals + 1), true);
                parsed.values.putIfAbsent(name, value);
            }
            start = end < 0 ? query.length() : end + 1;
        }
        return parsed;
    }

    /** The value of a parameter, empty for one without a value, or null without the parameter. */
    @Nullable
    String get(String name) {
        return values.get(name);
    }

    /** The value of a parameter, or an empty text. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    Set<String> names() {
        return values.keySet();
    }

    /**
     * The value of a parameter as a number.
     *
     * @throws ObsException 400 InvalidArgument if it is no number or not in the range
     */
    int number(String name, int missing, int least, int most) throws ObsException {
        String text = values.get(name);
        if (text == null || text.isEmpty()) {
            return missing;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw ObsException.invalidArgument(name, name + " must be a number").with("ArgumentValue", text);
        }
        throw ObsException.invalidArgument(name, name + " must be from " + least + " to " + most)
                .with("ArgumentValue", text);
    }

    /** Whether names in the response are percent-coded: {@code encoding-type=url}. */
    boolean wantsCodedNames() throws ObsException {
        String type = text("encoding-type");
        if (!type.isEmpty() && !type.equals("url")) {
            throw ObsException.invalidArgument("encoding-type", "encoding-type must be url")
                    .with("ArgumentValue", type);
        }
        return !type.isEmpty();
    }
}
