package io.github.camelmodelarts.exchange;

import org.apache.camel.Message;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.client.AllowedAddresses;
import io.github.camelmodelarts.client.Target;
import io.github.camelmodelarts.session.ServiceReference;
import io.github.camelmodelarts.text.Printable;

/**
 * Determines the target of a message: the configured service and path, unless headers of the message choose others.
 * Headers may always choose the path, and the service only with {@code allowHeaderOverride}. Immutable.
 */
public final class TargetMapper {

    private static final int LONGEST_LABEL = 64;

    private static final String NONE_NAMED =
            "The option address is missing: set it to the service's API address, as ModelArts shows it under Usage"
                    + " Guides; or set serviceId or serviceName";

    private final @Nullable ServiceAddress address;
    private final @Nullable ServiceReference service;
    private final @Nullable String path;
    private final boolean allowHeaderOverride;
    private final AllowedAddresses allowedAddresses;
    private final @Nullable Target configured;

    /**
     * Creates a mapper for the configured service. An address or a reference names the service; both may be null.
     *
     * @param path the path to append to the address, or null
     * @param allowHeaderOverride whether headers may name another service
     * @throws ModelArtsRequestException if the address is not allowed, or the path is refused
     */
    public TargetMapper(
            @Nullable ServiceAddress address,
            @Nullable ServiceReference service,
            @Nullable String path,
            boolean allowHeaderOverride,
            AllowedAddresses allowedAddresses) {
        this.address = address;
        this.service = service;
        this.path = path;
        this.allowHeaderOverride = allowHeaderOverride;
        this.allowedAddresses = allowedAddresses;
        if (address != null) {
            this.configured = new Target(Target.below(allowedAddresses.configured(address), path), null, null);
        } else {
            this.configured = service == null ? null : new Target(null, service, path);
        }
    }

    /** Returns the configured target without its query, or null if none is configured and headers must choose one. */
    public @Nullable String configured() {
        if (configured == null) {
            return null;
        }
        return String.valueOf(configured.address() == null ? configured.service() : configured.address());
    }

    /** Returns the name or the id of the configured service, cut to 64 characters, or the host of its address; null if none is configured. */
    public @Nullable String label() {
        if (configured == null) {
            return null;
        }
        ServiceReference named = configured.service();
        if (named != null) {
            return Printable.of(named.value(), LONGEST_LABEL);
        }
        ServiceAddress address = configured.address();
        return Printable.of(String.valueOf(address == null ? null : address.authority()), Printable.LONGEST_HOST);
    }

    /**
     * Refuses options that name no service.
     *
     * @throws ModelArtsRequestException if the options name no service and headers may not name one
     */
    public void requireService() {
        if (configured == null && !allowHeaderOverride) {
            throw new ModelArtsRequestException(NONE_NAMED);
        }
    }

    /**
     * Returns the target of this message.
     *
     * @throws ModelArtsRequestException if the target that its headers choose is refused
     */
    Target of(Message message) {
        String ownPath = message.getHeader(ModelArtsConstants.PATH, String.class);
        ServiceReference chosen = chosenService(message);
        ServiceAddress elsewhere = chosenAddress(message);
        if (chosen != null) {
            return new Target(null, chosen, ownPath == null ? path : ownPath);
        } else if (elsewhere != null) {
            return new Target(Target.below(elsewhere, ownPath), null, null);
        } else if (configured == null) {
            throw new ModelArtsRequestException(NONE_NAMED + "; or set allowHeaderOverride=true and one of the headers "
                    + ModelArtsConstants.ADDRESS + ", " + ModelArtsConstants.SERVICE_ID + ", "
                    + ModelArtsConstants.SERVICE_NAME);
        } else if (ownPath == null) {
            return configured;
        }
        return address == null
                ? new Target(null, service, ownPath)
                : new Target(Target.below(address, ownPath), null, null);
    }

    /** Returns the configured reference, or null if an address or no service is configured. */
    public @Nullable ServiceReference service() {
        return service;
    }

    /**
     * Returns the configured target.
     *
     * @throws ModelArtsRequestException if no service is configured
     */
    Target target() {
        if (configured == null) {
            throw new ModelArtsRequestException(NONE_NAMED);
        }
        return configured;
    }

    /** Returns the reference that this message names, otherwise the configured one; null if there is none. */
    public @Nullable ServiceReference service(Message message) {
        ServiceReference chosen = chosenService(message);
        return chosen == null ? service : chosen;
    }

    /** Returns the reference that this message names, or null. */
    @Nullable
    ServiceReference chosenService(Message message) {
        return allowHeaderOverride
                ? ServiceReference.ofOne(
                        "The headers " + ModelArtsConstants.ADDRESS + ", " + ModelArtsConstants.SERVICE_ID + " and "
                                + ModelArtsConstants.SERVICE_NAME,
                        header(message, ModelArtsConstants.ADDRESS),
                        header(message, ModelArtsConstants.SERVICE_ID),
                        header(message, ModelArtsConstants.SERVICE_NAME))
                : null;
    }

    private @Nullable ServiceAddress chosenAddress(Message message) {
        String chosen = allowHeaderOverride ? header(message, ModelArtsConstants.ADDRESS) : null;
        return chosen == null
                ? null
                : allowedAddresses.chosen(
                        ServiceAddress.parse(chosen),
                        "The header " + ModelArtsConstants.ADDRESS + " asks for the host ",
                        address);
    }

    private static @Nullable String header(Message message, String name) {
        return StringHelper.trimToNull(message.getHeader(name, String.class));
    }
}
