package io.github.camelmodelarts.benchmark.endtoend;

import java.util.Arrays;
import java.util.Locale;

/** The clients that are compared. */
enum Contestant {
    SIGNED("modelarts:, signed", true),
    APP_CODE("modelarts:, AppCode", true),
    NONE("modelarts:, unauthenticated", true),
    SIGNED_FORM("modelarts:, signed, multipart", true),
    RAW("HttpClient 5", false),
    RAW_SIGNED("HttpClient 5, precomputed signature", false),
    CLASSIC("HttpClient 5, classic", false),
    HTTP("http:", false),
    HTTP_RAISED("http:, raised pool", false),
    HTTP_UNCACHED("http:, no stream caching", false),
    VERTX_HTTP("vertx-http:, raised pool", false),
    NETTY_HTTP("netty-http:", false);

    private final String label;
    private final boolean ours;

    Contestant(String label, boolean ours) {
        this.label = label;
        this.ours = ours;
    }

    /** The name in tables and charts. */
    String label() {
        return label;
    }

    /** Whether this is the component. */
    boolean isOurs() {
        return ours;
    }

    /** The name in arguments. */
    String argument() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Contestant of(String argument) {
        return Arrays.stream(values())
                .filter(one -> one.argument().equals(argument))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no contestant '" + argument + "', only "
                        + Arrays.stream(values()).map(Contestant::argument).toList()));
    }

    Caller caller(Target target) {
        return switch (this) {
            case RAW -> new RawCaller(target, false);
            case RAW_SIGNED -> new RawCaller(target, true);
            case CLASSIC -> new ClassicCaller(target);
            default -> new CamelCaller(target, this);
        };
    }
}
