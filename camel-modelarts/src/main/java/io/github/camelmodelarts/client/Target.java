package io.github.camelmodelarts.client;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.session.ServiceReference;

/**
 * Where a prediction is asked for.
 *
 * @param address complete with its path, or null if it has to be looked up
 * @param service the service to look up, or null if the address is known
 * @param path to be appended to what is found, or null
 */
public record Target(
        @Nullable ServiceAddress address,
        @Nullable ServiceReference service,
        @Nullable String path) {

    /**
     * An address with the path appended that an option or an exchange names.
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
