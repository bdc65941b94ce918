package io.github.camelmodelarts.benchmark.endtoend;

import java.util.Locale;

/** What is on the wire. */
enum Wire {
    PLAIN("HTTP/1.1"),
    TLS("HTTP/1.1 over TLS"),
    HTTP2("HTTP/2 over TLS");

    private final String label;

    Wire(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean isTls() {
        return this != PLAIN;
    }

    boolean isHttp2() {
        return this == HTTP2;
    }

    /** The name in arguments and names of files. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Wire of(String argument) {
        return valueOf(argument.toUpperCase(Locale.ROOT));
    }
}
