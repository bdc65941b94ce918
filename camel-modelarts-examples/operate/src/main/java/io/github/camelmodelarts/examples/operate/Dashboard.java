package io.github.camelmodelarts.examples.operate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** The panels as a dashboard that Grafana imports. */
final class Dashboard {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The format of Grafana 12. Newer versions read it, too. */
    private static final int SCHEMA_VERSION = 41;

    private static final int COLUMNS = 3;
    private static final int WIDTH = 8;
    private static final int HEIGHT = 8;
    private static final Map<String, Object> SOURCE = ordered("type", "prometheus", "uid", "${datasource}");

    private Dashboard() {}

    /** Returns the JSON. */
    static String json(List<Panel> panels) {
        List<Object> drawn = new ArrayList<>();
        for (Panel panel : panels) {
            drawn.add(panel(panel, drawn.size()));
        }
        Map<String, Object> dashboard = ordered(
                "uid",
                "camel-modelarts",
                "title",
                "Camel ModelArts",
                "description",
                "Calls of ModelArts services by the Camel component modelarts",
                "tags",
                List.of("camel", "modelarts"),
                "schemaVersion",
                SCHEMA_VERSION,
                "editable",
                true,
                "graphTooltip",
                1,
                "refresh",
                "10s",
                "time",
                ordered("from", "now-15m", "to", "now"),
                "timezone",
                "browser",
                "templating",
                ordered(
                        "list",
                        List.of(ordered(
                                "name", "datasource",
                                "label", "Data source",
                                "type", "datasource",
                                "query", "prometheus",
                                "refresh", 1))),
                "panels",
                drawn);
        try {
            return JSON.writeValueAsString(dashboard) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Jackson can't write maps of strings", e);
        }
    }

    private static Map<String, Object> panel(Panel panel, int index) {
        List<Object> targets = new ArrayList<>();
        for (Query query : panel.queries()) {
            targets.add(ordered(
                    "refId", String.valueOf((char) ('A' + targets.size())),
                    "datasource", SOURCE,
                    "expr", query.promQl(),
                    "legendFormat", query.legend(),
                    "range", true));
        }
        return ordered(
                "id", index + 1,
                "type", "timeseries",
                "title", panel.title(),
                "description", panel.description(),
                "datasource", SOURCE,
                "gridPos",
                        ordered("x", index % COLUMNS * WIDTH, "y", index / COLUMNS * HEIGHT, "w", WIDTH, "h", HEIGHT),
                "fieldConfig",
                        ordered(
                                "defaults",
                                ordered(
                                        "unit", panel.unit().grafana(),
                                        "min", 0,
                                        "custom", ordered("lineWidth", 2, "fillOpacity", 5, "showPoints", "never")),
                                "overrides",
                                List.of()),
                "options",
                        ordered(
                                "legend",
                                        ordered(
                                                "displayMode",
                                                "table",
                                                "placement",
                                                "bottom",
                                                "calcs",
                                                List.of("lastNotNull", "max")),
                                "tooltip", ordered("mode", "multi", "sort", "desc")),
                "targets", targets);
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }
}
