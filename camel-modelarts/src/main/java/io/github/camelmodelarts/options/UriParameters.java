package io.github.camelmodelarts.options;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/** Checks the names and the form of the parameters of an endpoint's URI, before they are set as options. */
public final class UriParameters {

    private UriParameters() {}

    /** Whether the parameters name a service; an endpoint's service replaces the component's. */
    public static boolean nameService(Map<String, Object> parameters) {
        return parameters.keySet().stream().anyMatch(UriParameters::namesService);
    }

    private static boolean namesService(String option) {
        String name = option.replace("-", "");
        return Stream.of("address", "serviceId", "serviceName").anyMatch(name::equalsIgnoreCase);
    }

    /** Whether {@code address} or {@code path} has a query. Camel cuts off all parameters of such a query except the first. */
    public static boolean haveQuery(Map<String, Object> parameters) {
        return parameters.entrySet().stream().anyMatch(UriParameters::hasQuery);
    }

    private static boolean hasQuery(Map.Entry<String, Object> option) {
        boolean mayHaveQuery =
                option.getKey().equalsIgnoreCase("address") || option.getKey().equalsIgnoreCase("path");
        return mayHaveQuery && String.valueOf(option.getValue()).indexOf('?') >= 0;
    }

    /**
     * The error for a query that was cut off at its first {@code &}. A parameter of the query that has the name of an option,
     * {@code path} for example, can't be told from that option and is set. Shows no values, because they may be secrets.
     */
    public static ModelArtsRequestException cutOff(Set<String> unknown) {
        return new ModelArtsRequestException("There are no options named "
                + Printable.of(String.join(", ", unknown), 200)
                + ". They may belong to the query of address or path, because an endpoint's URI ends a value at its first &, also in a"
                + " property placeholder or a parameter of YAML. Put the value into RAW(), as in address=RAW({{my.address}}), or set"
                + " camel.component.modelarts.address, which needs no RAW()");
    }
}
