package io.github.camelmodelarts.examples.scaleout;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.apache.camel.util.TimeUtils;

/** The options of a command line, each {@code --name=value}, with their defaults. Immutable. */
final class Options {

    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final Map<String, String> values;

    private Options(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Parses the arguments. The last of several equal options counts.
     *
     * @param defaults all options with their defaults; empty if there is none
     * @throws IllegalArgumentException if an option is unknown or has no value; the message says what to do
     */
    static Options parse(Map<String, String> defaults, String... arguments) {
        Map<String, String> values = new TreeMap<>(defaults);
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = equals > 2 && argument.startsWith("--") ? argument.substring(2, equals) : "";
            if (!defaults.containsKey(name)) {
                throw new IllegalArgumentException(
                        "Unknown option " + argument + ". Options are --name=value; --help lists them.");
            }
            values.put(name, argument.substring(equals + 1));
        }
        return new Options(values);
    }

    /** Returns the value, which can be empty. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** @throws IllegalArgumentException if the option is not given and has no default */
    String required(String name) {
        String value = text(name);
        if (value.isBlank()) {
            throw new IllegalArgumentException("The option --" + name + " is missing. --help explains it.");
        }
        return value;
    }

    /** @throws IllegalArgumentException if the value is not a number in this range */
    int number(String name, int least, int most) {
        try {
            int number = Integer.parseInt(text(name));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the message below says what is allowed
        }
        throw new IllegalArgumentException(
                "--" + name + "=" + text(name) + " is not possible: use a number from " + least + " to " + most + ".");
    }

    /** @throws IllegalArgumentException if the value is not a time of at least a second */
    Duration duration(String name) {
        try {
            Duration time = Duration.ofMillis(TimeUtils.toMilliSeconds(text(name)));
            if (time.compareTo(SHORTEST) >= 0) {
                return time;
            }
        } catch (RuntimeException e) {
            // Camel throws several; the message below says what is allowed
        }
        throw new IllegalArgumentException(
                "--" + name + "=" + text(name) + " is not possible: use a time like 10s or 2m.");
    }

    /** @throws IllegalArgumentException if the value is none of the constants, in lower case */
    <E extends Enum<E>> E oneOf(String name, Class<E> constants) {
        for (E constant : constants.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text(name))) {
                return constant;
            }
        }
        throw new IllegalArgumentException("--" + name + "=" + text(name) + " is not possible: use one of "
                + String.join(
                        ", ",
                        Arrays.stream(constants.getEnumConstants())
                                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                                .toList())
                + ".");
    }
}
