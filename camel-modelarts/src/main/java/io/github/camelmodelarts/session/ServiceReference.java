package io.github.camelmodelarts.session;

import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/**
 * Identifies a service by id or name.
 *
 * @param byName whether the value is the name instead of the id
 */
public record ServiceReference(boolean byName, String value) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final int LONGEST_NAME = 256;

    /**
     * A service by its id.
     *
     * @throws ModelArtsRequestException if it is not a valid id; ids are validated because they are used in a path
     */
    public static ServiceReference id(String id) {
        String text = id.strip();
        if (!ID.matcher(text).matches()) {
            throw new ModelArtsRequestException("serviceId=" + Printable.of(id, 80)
                    + " is not a valid service id: an id has letters, digits and hyphens, as ModelArts shows it; set a"
                    + " name as serviceName");
        }
        return new ServiceReference(false, text);
    }

    /**
     * A service by its name. All characters except control characters are allowed.
     *
     * @throws ModelArtsRequestException if it is empty, longer than 256 characters or has control characters
     */
    public static ServiceReference name(String name) {
        String text = name.strip();
        if (text.isEmpty() || text.length() > LONGEST_NAME || text.chars().anyMatch(Character::isISOControl)) {
            throw new ModelArtsRequestException("serviceName=" + Printable.of(name, 80)
                    + " is not a valid service name: a name has 1 to 256 characters and no control characters");
        }
        return new ServiceReference(true, text);
    }

    /**
     * The service that one of these three options identifies.
     *
     * @param which the names of the three options, for a message
     * @param address a service's address, or null
     * @return null if only the address or none of the three is set
     * @throws ModelArtsRequestException if more than one is set, or the id or name is not valid
     */
    public static @Nullable ServiceReference ofOne(
            String which, @Nullable String address, @Nullable String id, @Nullable String name) {
        if (Stream.of(address, id, name).filter(Objects::nonNull).count() > 1) {
            throw new ModelArtsRequestException(which + " each identify a service: set only one of them");
        } else if (id != null) {
            return id(id);
        }
        return name == null ? null : name(name);
    }

    /** The reference as messages show it. */
    @Override
    public String toString() {
        return (byName ? "serviceName=" : "serviceId=") + Printable.of(value, 80);
    }
}
