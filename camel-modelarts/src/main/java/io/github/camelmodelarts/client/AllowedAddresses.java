package io.github.camelmodelarts.client;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.session.ServiceAddresses;
import io.github.camelmodelarts.text.Printable;

/**
 * The rule which hosts may get a credential: those that the route's author configured, and of the ones that an exchange or the
 * management API names only those on the allow-list; plain http to this machine only, unless the options allow it. Immutable.
 */
public final class AllowedAddresses {

    /**
     * The hosts of addresses that ModelArts hands out (its documentation, and addresses in public code; "modelarts-infer.com" since
     * 2024-12-31). Narrower than the cloud's domains: under those everybody can have a bucket.
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
     * An address that the route's author or an application chose.
     *
     * @throws ModelArtsRequestException if it is plain http, to another machine, and the options don't allow that
     */
    public ServiceAddress configured(ServiceAddress address) {
        return plainHttp.checked(address, "The address " + Printable.of(address.toString(), 200));
    }

    /**
     * An address that an exchange chose.
     *
     * @param whoAsks how the message begins, in front of the host
     * @param trusted whose host may serve without being on the list, or null
     * @throws ModelArtsRequestException if credentials may not go there
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
     * An address that the management API gave.
     *
     * @param source where that is: its own host may serve, too, as it does where both are on one machine
     * @throws ModelArtsRequestException if credentials may not go there
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
