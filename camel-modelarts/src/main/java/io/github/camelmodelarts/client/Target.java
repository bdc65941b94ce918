package io.github.camelmodelarts.client;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * The destination of a prediction.
 *
 * @param address the complete address with its path, or null if it must be looked up
 * @param service the service to look up, or null if the address is known
 * @param path the path that is appended to the looked-up address, or null
 */
public record Target(
        @Nullable ServiceAddress address,
        @Nullable ServiceReference service,
        @Nullable String path) {

    /**
     * Appends the path of an option or of an exchange to an address.
     *
     * @throws ModelArtsRequestException if the path is refused
     */
    public static ServiceAddress below(ServiceAddress address, @Nullable String path) {
        try {
            return address.resolve(path);
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException(
                    "The option path or the header " + ModelArtsConstants.PATH + " can't be appended. "
                            + e.getMessage(),
                    e);
        }
    }
}
