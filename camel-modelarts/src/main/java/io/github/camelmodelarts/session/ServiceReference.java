package io.github.camelmodelarts.session;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * Which service is meant.
 *
 * @param byName whether the value is its name, and not its id
 */
public record ServiceReference(boolean byName, String value) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int LONGEST_NAME = 256;

    /**
     * A service by its id.
     *
     * @throws ModelArtsRequestException if it is no id: it becomes a part of a path
     */
    public static ServiceReference id(String id) {
        String text = id.strip();
        if (!ID.matcher(text).matches()) {
            throw new ModelArtsRequestException("serviceId=" + Printable.of(id, 80)
                    + " is no id of a service: it has letters, digits and hyphens, as ModelArts shows it; a name goes"
                    + " into serviceName");
        }
        return new ServiceReference(false, text);
    }

    /**
     * A service by its name, whatever characters it has.
     *
     * @throws ModelArtsRequestException if it is empty, endless or holds control characters
     */
    public static ServiceReference name(String name) {
        String text = name.strip();
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw new ModelArtsRequestException("serviceName=" + Printable.of(name, 80)
                    + " is no name of a service: it has characters, not more than 256, and no line breaks");
        }
        return new ServiceReference(true, text);
    }

    /**
     * The service that one of these names.
     *
     * @param which the names of the three, for a message
     * @param address a service's address, or null
     * @return null if its address is named, or none of the three
     * @throws ModelArtsRequestException if more than one is there, or it is no id or name
     */
    public static @Nullable ServiceReference ofOne(
            String which, @Nullable String address, @Nullable String id, @Nullable String name) {
        if (Stream.of(address, id, name).filter(Objects::nonNull).count() > 1) {
            throw new ModelArtsRequestException(which + " name a service each: keep the one that is meant");
        } else if (id != null) {
            return id(id);
        }
        return name == null ? null : name(name);
    }

    /** For messages. */
    @Override
    public String toString() {
        return (byName ? "serviceName=" : "serviceId=") + Printable.of(value, 80);
    }
}
