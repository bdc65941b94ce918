package io.github.camelmodelarts.session;

import java.util.regex.Pattern;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.Printable;

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

    /** For messages. */
    @Override
    public String toString() {
        return (byName ? "serviceName=" : "serviceId=") + Printable.of(value, 80);
    }
}
