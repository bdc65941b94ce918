package io.github.camelmodelarts.examples.operate;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A panel of the dashboard and of the page.
 *
 * @param description what it shows, and what to look at
 */
record Panel(String title, String description, Unit unit, List<Query> queries) {

    /** Computes all curves by their names. Of each query, the curve with the highest value comes first. */
    Map<String, double[]> curves(List<Sample> samples) {
        Map<String, double[]> curves = new LinkedHashMap<>();
        for (Query query : queries) {
            query.curves(samples).entrySet().stream()
                    .sorted(Comparator.comparingDouble(curve -> -Chart.highest(curve.getValue())))
                    .forEach(curve -> curves.put(curve.getKey(), curve.getValue()));
        }
        return curves;
    }
}
