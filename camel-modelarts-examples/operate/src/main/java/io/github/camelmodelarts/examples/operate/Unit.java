package io.github.camelmodelarts.examples.operate;

import java.util.Locale;

/** The unit of a panel's values. */
enum Unit {
    CALLS_PER_SECOND("reqps", "/s"),
    PER_SECOND("cps", "/s"),
    COUNT("short", ""),
    SHARE("percentunit", "%"),
    SECONDS("s", "s"),
    BYTES_PER_SECOND("Bps", "B/s");

    private static final double THOUSAND = 1000;
    private static final double HUNDRED = 100;

    private final String grafana;
    private final String sign;

    Unit(String grafana, String sign) {
        this.grafana = grafana;
        this.sign = sign;
    }

    /** Its id in Grafana. */
    String grafana() {
        return grafana;
    }

    /** A value for people. */
    String format(double value) {
        if (Double.isNaN(value)) {
            return "-";
        } else if (this == SHARE) {
            return round(value * HUNDRED) + " %";
        } else if (this == SECONDS) {
            return value < 1 ? round(value * THOUSAND) + " ms" : round(value) + " s";
        } else if (value >= THOUSAND * THOUSAND) {
            return (round(value / THOUSAND / THOUSAND) + " M" + sign).strip();
        } else if (value >= THOUSAND) {
            return (round(value / THOUSAND) + " k" + sign).strip();
        }
        return (round(value) + " " + sign).strip();
    }

    private static String round(double value) {
        String text = String.format(Locale.ROOT, value >= HUNDRED ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }
}
