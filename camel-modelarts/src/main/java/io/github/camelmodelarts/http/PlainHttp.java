package io.github.camelmodelarts.http;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;

/**
 * The rule for plain http: always allowed to this machine, and to other machines only if the options allow it.
 *
 * @param allowed the option {@code allowHttp}
 */
public record PlainHttp(boolean allowed) {

    /**
     * The address, if requests to it are allowed.
     *
     * @param whose the subject of the message: "The address" or the name of an option
     * @throws ModelArtsRequestException if they are not allowed
     */
    public ServiceAddress checked(ServiceAddress address, String whose) {
        if (!address.isSecure() && !address.isLoopback() && !allowed) {
            throw new ModelArtsRequestException(whose + " is plain http, over which credentials and data can be read"
                    + "; nothing was sent: use https, or, if the network is trusted, set allowHttp=true in a"
                    + " modelarts: endpoint");
        }
        return address;
    }
}
