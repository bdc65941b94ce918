package io.github.camelmodelarts;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;

/** Where calls go: the configured address and path, and what an exchange may choose in their place. Immutable. */
final class Targets {

    /**
     * The hosts of addresses that ModelArts hands out (its documentation, and addresses in public code; "modelarts-infer.com" since
     * 2024-12-31). Narrower than the cloud's domains: under those everybody can have a bucket.
     */
    private static final String CLOUD =
            "*.huaweicloudapis.com,*.modelarts-infer.com,infer-modelarts*.*.myhuaweicloud.com,"
                    + "infer-modelarts*.myhuaweicloud.com,modelarts-infers*.*.myhuaweicloud.com,*.apigw.*.myhuaweicloud.com,"
                    + "*.apigw.*.huaweicloud.com";

    private final ServiceAddress address;
    private final ServiceAddress configured;
    private final boolean allowHttp;
    private final boolean allowHeaderOverride;
    private final List<String> allowedHosts;

    private Targets(
            ServiceAddress address,
            @Nullable String path,
            boolean allowHttp,
            boolean allowHeaderOverride,
            List<String> allowedHosts) {
        this.address = address;
        this.configured = address.resolve(path);
        this.allowHttp = allowHttp;
        this.allowHeaderOverride = allowHeaderOverride;
        this.allowedHosts = allowedHosts;
        requireSecure(address);
    }

    /**
     * Reads the options.
     *
     * @throws ModelArtsRequestException if there is no address or it is refused
     */
    static Targets of(ModelArtsConfiguration options) {
        String address = options.getAddress();
        if (address == null || address.isBlank()) {
            throw new ModelArtsRequestException(
                    "The option address is missing: set it to the service's API address, as ModelArts"
                            + " shows it under Usage Guides");
        }
        String allowed = options.getAllowedHosts();
        return new Targets(
                ServiceAddress.parse(address),
                options.getPath(),
                options.isAllowHttp(),
                options.isAllowHeaderOverride(),
                hosts(allowed == null ? CLOUD : allowed));
    }

    /** Host names or {@code *.suffix}, separated by commas or bars, in lower case. */
    static List<String> hosts(String option) {
        return Arrays.stream(option.toLowerCase(Locale.ROOT).split("[,|]"))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** Where calls go that choose nothing themselves, without its query. */
    String configured() {
        return configured.toString();
    }

    /**
     * Where this message is to go.
     *
     * @throws ModelArtsRequestException if what it chooses is refused
     */
    ServiceAddress of(Message message) {
        String path = message.getHeader(ModelArtsConstants.PATH, String.class);
        String chosen = allowHeaderOverride ? message.getHeader(ModelArtsConstants.ADDRESS, String.class) : null;
        if (path == null && chosen == null) {
            return configured;
        }
        ServiceAddress base = chosen == null ? address : allowed(ServiceAddress.parse(chosen));
        return base.resolve(path);
    }

    private ServiceAddress allowed(ServiceAddress chosen) {
        String host = chosen.uri().getHost();
        boolean listed = allowedHosts.stream().anyMatch(pattern -> matches(pattern, host));
        if (!chosen.authority().equals(address.authority()) && !listed) {
            throw new ModelArtsRequestException("The header " + ModelArtsConstants.ADDRESS + " asks for the host "
                    + host + ", which is neither the configured one nor in allowedHosts; nothing was sent");
        }
        requireSecure(chosen);
        return chosen;
    }

    /** An asterisk at the start stands for any labels, elsewhere for a part of one. */
    private static boolean matches(String pattern, String host) {
        String rest = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
        String expression =
                Arrays.stream(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
        return host.matches((rest.equals(pattern) ? "" : ".+") + expression);
    }

    private void requireSecure(ServiceAddress target) {
        if (!target.isSecure() && !target.isLoopback() && !allowHttp) {
            throw new ModelArtsRequestException(
                    "The address " + target + " is plain http, over which credentials and data can be"
                            + " read: use https, or allowHttp=true where the network is trusted");
        }
    }
}
