package io.github.camelmodelarts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.Printable;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.session.ServiceReference;

/** Where calls go: the configured service and path, and what an exchange may choose in their place. Immutable. */
final class Targets {

    /**
     * The hosts of addresses that ModelArts hands out (its documentation, and addresses in public code; "modelarts-infer.com" since
     * 2024-12-31). Narrower than the cloud's domains: under those everybody can have a bucket.
     */
    private static final String CLOUD =
            "*.huaweicloudapis.com,*.modelarts-infer.com,infer-modelarts*.*.myhuaweicloud.com,"
                    + "infer-modelarts*.myhuaweicloud.com,modelarts-infers*.*.myhuaweicloud.com,*.apigw.*.myhuaweicloud.com,"
                    + "*.apigw.*.huaweicloud.com";

    private static final String NONE_NAMED =
            "The option address is missing: set it to the service's API address, as ModelArts shows it under Usage"
                    + " Guides; or set serviceId or serviceName";

    private final @Nullable ServiceAddress address;
    private final @Nullable ServiceReference service;
    private final @Nullable String path;
    private final @Nullable Target configured;
    private final PlainHttp plainHttp;
    private final boolean allowHeaderOverride;
    private final List<String> allowedHosts;

    private Targets(
            ModelArtsConfiguration options, @Nullable ServiceAddress address, @Nullable ServiceReference service) {
        this.address = address;
        this.service = service;
        this.path = options.getPath();
        this.plainHttp = new PlainHttp(options.isAllowHttp());
        this.allowHeaderOverride = options.isAllowHeaderOverride();
        String allowed = options.getAllowedHosts();
        this.allowedHosts = hosts(allowed == null ? CLOUD : allowed);
        if (address != null) {
            requireSecure(address);
            this.configured = new Target(Target.below(address, path), null, null);
        } else {
            this.configured = service == null ? null : new Target(null, service, path);
        }
    }

    /**
     * Reads the options.
     *
     * @throws ModelArtsRequestException if an address is refused or a service is named in several ways
     */
    static Targets of(ModelArtsConfiguration options) {
        String address = SessionOptions.given(options.getAddress());
        String id = SessionOptions.given(options.getServiceId());
        String name = SessionOptions.given(options.getServiceName());
        requireOne("The options address, serviceId and serviceName", address, id, name);
        return new Targets(options, address == null ? null : ServiceAddress.parse(address), reference(id, name));
    }

    /** Host names or {@code *.suffix}, separated by commas or bars, in lower case. */
    static List<String> hosts(String option) {
        return Arrays.stream(option.toLowerCase(Locale.ROOT).split("[,|]"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Whether a host, in lower case, is one of those that {@link #hosts} read. */
    static boolean isAmong(List<String> patterns, String host) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, host));
    }

    /** Where calls go that choose nothing themselves, without its query; null if they have to. */
    @Nullable
    String configured() {
        return address == null
                ? (service == null ? null : service.toString())
                : Target.below(address, path).toString();
    }

    /**
     * Refuses options that lead nowhere.
     *
     * @throws ModelArtsRequestException if no service is named and no exchange may name one
     */
    void requireService() {
        if (configured == null && !allowHeaderOverride) {
            throw new ModelArtsRequestException(NONE_NAMED);
        }
    }

    /**
     * Where this message is to go.
     *
     * @throws ModelArtsRequestException if what it chooses is refused
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
            throw new ModelArtsRequestException(NONE_NAMED + "; or with allowHeaderOverride=true one of the headers "
                    + ModelArtsConstants.ADDRESS + ", " + ModelArtsConstants.SERVICE_ID + ", "
                    + ModelArtsConstants.SERVICE_NAME);
        } else if (ownPath == null) {
            return configured;
        }
        return address == null
                ? new Target(null, service, ownPath)
                : new Target(Target.below(address, ownPath), null, null);
    }

    /** The service that is configured, or null if none is or its address is known. */
    @Nullable
    ServiceReference service() {
        return service;
    }

    /** Where calls go that choose nothing themselves. */
    Target target() {
        if (configured == null) {
            throw new ModelArtsRequestException(NONE_NAMED);
        }
        return configured;
    }

    /** The service that this message is about, or null if none is named. */
    @Nullable
    ServiceReference service(Message message) {
        ServiceReference chosen = chosenService(message);
        return chosen == null ? service : chosen;
    }

    private @Nullable ServiceReference chosenService(Message message) {
        if (!allowHeaderOverride) {
            return null;
        }
        String id = header(message, ModelArtsConstants.SERVICE_ID);
        String name = header(message, ModelArtsConstants.SERVICE_NAME);
        requireOne(
                "The headers " + ModelArtsConstants.ADDRESS + ", " + ModelArtsConstants.SERVICE_ID + " and "
                        + ModelArtsConstants.SERVICE_NAME,
                header(message, ModelArtsConstants.ADDRESS),
                id,
                name);
        return reference(id, name);
    }

    private @Nullable ServiceAddress chosenAddress(Message message) {
        String chosen = allowHeaderOverride ? header(message, ModelArtsConstants.ADDRESS) : null;
        return chosen == null
                ? null
                : allowed(
                        ServiceAddress.parse(chosen),
                        "The header " + ModelArtsConstants.ADDRESS + " asks for the host ",
                        address);
    }

    /**
     * An address that the management API gave.
     *
     * @param source where that is: its own host may serve, too, as it does where both are on one machine
     * @throws ModelArtsRequestException if credentials may not go there
     */
    ServiceAddress lookedUp(String found, ServiceAddress source) {
        ServiceAddress address;
        try {
            address = ServiceAddress.parse(found);
            requireSecure(address);
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException(
                    "ModelArts shows an address of the service that can't be used; nothing was sent there. "
                            + e.getMessage(),
                    e);
        }
        return allowed(address, "ModelArts shows an address of the service with the host ", source);
    }

    private ServiceAddress allowed(ServiceAddress chosen, String whoAsks, @Nullable ServiceAddress trusted) {
        String host = chosen.uri().getHost();
        boolean known = trusted != null && chosen.authority().equals(trusted.authority());
        if (!known && !isAmong(allowedHosts, host)) {
            throw new ModelArtsRequestException(whoAsks + host
                    + ", which is neither the configured one nor in allowedHosts; nothing was sent there");
        }
        return requireSecure(chosen);
    }

    /** An asterisk at the start stands for any labels, elsewhere for a part of one. */
    private static boolean matches(String pattern, String host) {
        String rest = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
        String expression =
                Arrays.stream(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
        return host.matches((rest.equals(pattern) ? "" : ".+") + expression);
    }

    /** Refuses plain http to another machine, unless the options allow it. */
    ServiceAddress requireSecure(ServiceAddress target) {
        return plainHttp.checked(target, "The address " + Printable.of(target.toString(), 200));
    }

    private static @Nullable String header(Message message, String name) {
        return SessionOptions.given(message.getHeader(name, String.class));
    }

    private static @Nullable ServiceReference reference(@Nullable String id, @Nullable String name) {
        if (id != null) {
            return ServiceReference.id(id);
        }
        return name == null ? null : ServiceReference.name(name);
    }

    private static void requireOne(String which, @Nullable String... named) {
        if (Stream.of(named).filter(Objects::nonNull).count() > 1) {
            throw new ModelArtsRequestException(which + " name a service each: keep the one that is meant");
        }
    }
}
