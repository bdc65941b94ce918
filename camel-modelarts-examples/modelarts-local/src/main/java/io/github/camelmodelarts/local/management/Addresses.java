package io.github.camelmodelarts.local.management;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.text.StableId;

/**
 * The paths that lead to one service. What is a host of its own in the cloud, for application authentication and after a restart,
 * is a first segment of 32 hexadecimal digits here. Thread-safe.
 */
public final class Addresses {

    private static final Pattern FORM =
            Pattern.compile("(?:/([0-9a-f]{32}))?/(v[12])/infers/([^/]+)(.*)", Pattern.DOTALL);

    private final String serviceId;
    private volatile int generation;

    /**
     * A request's path, taken apart.
     *
     * @param place the first segment that stands for a host, or empty
     * @param version {@code v1} or {@code v2}
     * @param rest the model's own path, empty or beginning with a slash
     */
    public record Target(String place, String version, String serviceId, String rest) {

        /** Null if the path is not that of a service. */
        public static @Nullable Target parse(String path) {
            Matcher form = FORM.matcher(path);
            if (!form.matches()) {
                return null;
            }
            String place = form.group(1);
            return new Target(place == null ? "" : place, form.group(2), form.group(3), form.group(4));
        }
    }

    Addresses(String serviceId) {
        this.serviceId = serviceId;
    }

    synchronized void renew() {
        generation++;
    }

    /** The present path. */
    public String path(AddressKind kind) {
        String place = place(kind);
        return (place.isEmpty() ? "" : "/" + place) + "/" + kind.version() + "/infers/" + serviceId;
    }

    private String place(AddressKind kind) {
        int now = generation;
        if (now == 0 && kind.salt().isEmpty()) {
            return "";
        }
        return StableId.hex(serviceId + "/" + kind.salt() + "/" + now);
    }

    /** Which present address it is that a target names, or null: none, or one that the service had before a restart. */
    @Nullable
    AddressKind kindOf(Target target) {
        for (AddressKind kind : AddressKind.values()) {
            if (kind.version().equals(target.version()) && place(kind).equals(target.place())) {
                return kind;
            }
        }
        return null;
    }
}
