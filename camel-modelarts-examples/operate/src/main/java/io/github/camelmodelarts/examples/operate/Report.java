package io.github.camelmodelarts.examples.operate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.github.camelmodelarts.examples.operate.Watch.Health;

/** The page that shows the panels of the dashboard as pictures. It needs no other file and runs no script. */
final class Report {

    private final List<Sample> samples;
    private final List<Health> health;
    private final double seconds;
    private final StringBuilder html = new StringBuilder();

    private Report(Watch watch, double seconds) {
        this.samples = watch.samples();
        this.health = watch.health();
        this.seconds = seconds;
    }

    /** Returns the document. */
    static String html(List<Panel> panels, Watch watch, double seconds) {
        Report report = new Report(watch, seconds);
        report.head();
        report.troubles();
        report.health();
        report.add("<div class=\"panels\">\n");
        panels.forEach(report::panel);
        report.add("</div>\n</main>\n</body>\n</html>\n");
        return report.html.toString();
    }

    private void head() {
        add("""
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>Camel ModelArts: a run with failures</title>
                <style>
                """);
        html.append(style());
        add("""
                </style>
                </head>
                <body>
                <main>
                <h1>Camel ModelArts: a run with failures</h1>
                <p>An application called services of a local ModelArts for %.0f seconds, and some failures were planned. The pictures are drawn from
                %d samples of its <code>/observe/metrics</code>. They show what the dashboard for Grafana shows, which has the same expressions;
                here, <code>$__rate_interval</code> is the time of the last %d samples.</p>
                """, seconds, samples.size(), Query.WINDOW);
    }

    private void troubles() {
        add("<h2>What was planned</h2>\n<ol class=\"plan\">\n");
        for (Trouble trouble : Trouble.values()) {
            add(
                    "<li><b>%s</b> <span>%.0f s to %.0f s</span><em>%s</em></li>\n",
                    trouble.letter(), trouble.begin(seconds), trouble.end(seconds), Html.text(trouble.description()));
        }
        add("</ol>\n");
    }

    /** When the application was DOWN, and what it said then. */
    private void health() {
        add("<h2>Health</h2>\n<div class=\"health\" role=\"img\" aria-label=\"%s\">\n", Html.text(spans()));
        double end = health.isEmpty() ? 0 : health.get(health.size() - 1).second();
        for (int i = 0; i + 1 < health.size(); i++) {
            Health now = health.get(i);
            add(
                    "<i class=\"%s\" style=\"flex-grow:%.3f\"></i>",
                    now.up() ? "up" : "down", (health.get(i + 1).second() - now.second()) / end);
        }
        add("</div>\n<p>%s <code>/observe/health</code> was read with each sample.</p>\n", Html.text(spans()));
        for (Map.Entry<String, String> check : checks().entrySet()) {
            add(
                    "<details><summary>%s</summary><pre>%s</pre></details>\n",
                    Html.text(check.getKey()), Html.text(check.getValue()));
        }
    }

    private String spans() {
        StringBuilder text = new StringBuilder();
        boolean up = true;
        for (Health now : health) {
            if (now.up() != up) {
                text.append(String.format(Locale.ROOT, now.up() ? " to %.0f s" : ", DOWN from %.0f s", now.second()));
                up = now.up();
            }
        }
        return text.isEmpty() ? "UP all the time." : text.substring(2) + (up ? "; otherwise UP." : ".");
    }

    /** What each check said first when it was down, for each trouble. */
    private Map<String, String> checks() {
        Map<String, String> first = new LinkedHashMap<>();
        for (Health now : health) {
            for (JsonNode check : now.checks()) {
                first.putIfAbsent(
                        since(now.second()) + check.path("name").asText() + " is DOWN",
                        String.format(Locale.ROOT, "at %.0f s: %s", now.second(), check.toPrettyString()));
            }
        }
        return first;
    }

    /** The last trouble before a moment. */
    private String since(double second) {
        String last = "";
        for (Trouble trouble : Trouble.values()) {
            last = trouble.begin(seconds) <= second ? trouble.letter() + ": " : last;
        }
        return last;
    }

    private void panel(Panel panel) {
        Map<String, double[]> curves = panel.curves(samples);
        add("<section>\n<h2>%s</h2>\n<p>%s</p>\n", Html.text(panel.title()), Html.text(panel.description()));
        html.append(Chart.of(panel, curves, samples, seconds));
        add("<ul class=\"legend\">\n");
        int index = 0;
        for (Map.Entry<String, double[]> curve : curves.entrySet()) {
            add(
                    "<li><i class=\"c%d\"></i>%s <span>at most %s</span></li>\n",
                    index++ % Chart.COLOURS,
                    Html.text(curve.getKey()),
                    Html.text(panel.unit().format(Chart.highest(curve.getValue()))));
        }
        add("</ul>\n<details open><summary>PromQL</summary>");
        panel.queries().forEach(query -> add("<pre>%s</pre>", Html.text(query.promQl())));
        add("</details>\n</section>\n");
    }

    private static String style() {
        try (InputStream css = Report.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing beside " + Report.class);
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String format, Object... values) {
        html.append(String.format(Locale.ROOT, format, values));
    }
}
