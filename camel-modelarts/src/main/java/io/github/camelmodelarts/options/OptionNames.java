package io.github.camelmodelarts.options;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names options in a remedy the way the reader sets them: as a property of the component, or with a setter for a session in Java. */
enum OptionNames {
    PROPERTIES,
    SETTERS;

    /** An option among others: {@code appKey}, or {@code setAppKey(...)}. */
    String of(String option) {
        return this == PROPERTIES
                ? option
                : "set" + option.substring(0, 1).toUpperCase(Locale.ROOT) + option.substring(1) + "(...)";
    }

    /** An instruction to set these options. */
    String set(List<String> options) {
        return options.stream()
                .map(option -> this == PROPERTIES ? "camel.component.modelarts." + option : of(option))
                .collect(Collectors.joining(" and ", verb(), ""));
    }

    /** The verb with which an instruction to set options begins. */
    String verb() {
        return this == PROPERTIES ? "Set " : "Call ";
    }

    /** An instruction to set an option to a constant of an enumeration. */
    String choose(String option, Enum<?> value) {
        return this == PROPERTIES
                ? "set " + option + "=" + value
                : "call " + of(option).replace("...", value.getDeclaringClass().getSimpleName() + "." + value);
    }
}
