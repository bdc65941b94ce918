package io.github.camelmodelarts.local.management;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.text.StableId;

/**
 * The paths of one service. In the cloud, the address for application authentication has another host, and so has an
 * address that a restart changed. Here, a first segment of 32 hexadecimal digits stands for the other host. Thread-safe.
 */
public final class Addresses {

    private static final Pattern FORM =
            Pattern.compile("(?:/([0-9a-f]{32}))?/(v[12])/infers/([^/]+)(.*)", Pattern.DOTALL);

    private final String serviceId;
    private volatile int generation;

    /**
     * The parts of a request's path.
     *
     * @param place the first segment that stands for a host, or empty
     * @param version {@code v1} or {@code v2}
     * @param rest the model's own path, empty or beginning with a slash
     */
    public record Target(String place, String version, String serviceId, String rest) {

        /** Splits a path; null if it is not the path of a service. */
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

    /** The current path. */
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

    /**
     * The kind of the current address with this path; null if no address has it, for example after a restart changed it.
     */
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
