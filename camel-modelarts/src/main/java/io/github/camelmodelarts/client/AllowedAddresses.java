package io.github.camelmodelarts.client;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.session.ServiceAddresses;
import io.github.camelmodelarts.text.Printable;

/**
 * Decides which hosts may get credentials: hosts that the route's author configured, and hosts from an exchange or from the management API
 * only if they are on the allow-list. Plain http is allowed only to this machine, unless the options allow it. Immutable.
 */
public final class AllowedAddresses {

    /**
     * The hosts of addresses that ModelArts assigns (sources: its documentation, and addresses in public code; "modelarts-infer.com" is
     * used since 2024-12-31). The patterns are narrower than the domains of the cloud, because every customer can have a bucket in those.
     */
    private static final String CLOUD =
            "*.huaweicloudapis.com,*.modelarts-infer.com,infer-modelarts*.*.myhuaweicloud.com,"
                    + "infer-modelarts*.myhuaweicloud.com,modelarts-infers*.*.myhuaweicloud.com,*.apigw.*.myhuaweicloud.com,"
                    + "*.apigw.*.huaweicloud.com";

    private final HostPatterns hosts;
    private final PlainHttp plainHttp;

    /**
     * Reads the options.
     *
     * @param allowedHosts the option, or null for the hosts of the cloud
     */
    public AllowedAddresses(@Nullable String allowedHosts, PlainHttp plainHttp) {
        this.hosts = HostPatterns.of(allowedHosts == null ? CLOUD : allowedHosts);
        this.plainHttp = plainHttp;
    }

    /**
     * Validates an address that the route's author or an application configured.
     *
     * @throws ModelArtsRequestException if it is plain http to another machine, and the options do not allow that
     */
    public ServiceAddress configured(ServiceAddress address) {
        return plainHttp.checked(address, "The address " + Printable.of(address.toString(), 200));
    }

    /**
     * Validates an address that an exchange sets.
     *
     * @param whoAsks the beginning of the message, in front of the host
     * @param trusted an address whose host is allowed without being on the list, or null
     * @throws ModelArtsRequestException if credentials must not be sent there
     */
    public ServiceAddress chosen(ServiceAddress address, String whoAsks, @Nullable ServiceAddress trusted) {
        String host = address.uri().getHost();
        boolean known = trusted != null && address.authority().equals(trusted.authority());
        if (!known && !hosts.matches(host)) {
            throw new ModelArtsRequestException(whoAsks + host
                    + ", which is neither the configured one nor in allowedHosts; nothing was sent there");
        }
        return configured(address);
    }

    /**
     * Validates an address that the management API returned.
     *
     * @param source the address of the management API, whose host is also allowed, because both can be on one machine
     * @throws ModelArtsRequestException if credentials must not be sent there
     */
    ServiceAddress lookedUp(ServiceAddress address, ServiceAddress source) {
        try {
            configured(address);
        } catch (ModelArtsRequestException e) {
            throw new ModelArtsRequestException(ServiceAddresses.UNUSABLE + e.getMessage(), e);
        }
        return chosen(address, "ModelArts shows an address of the service with the host ", source);
    }
}
