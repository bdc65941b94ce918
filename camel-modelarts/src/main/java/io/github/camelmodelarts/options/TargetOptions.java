package io.github.camelmodelarts.options;

import org.apache.camel.util.StringHelper;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.client.AllowedAddresses;
import io.github.camelmodelarts.exchange.TargetMapper;
import io.github.camelmodelarts.session.ServiceReference;

/** Reads the options that name the called service. */
final class TargetOptions {

    private TargetOptions() {}

    /**
     * The mapper for the service that the options name, or for none.
     *
     * @throws ModelArtsRequestException if an address is refused or the options name a service in several ways
     */
    static TargetMapper of(ModelArtsConfiguration options, AllowedAddresses allowedAddresses) {
        String address = StringHelper.trimToNull(options.getAddress());
        ServiceReference service = ServiceReference.ofOne(
                "The options address, serviceId and serviceName",
                address,
                StringHelper.trimToNull(options.getServiceId()),
                StringHelper.trimToNull(options.getServiceName()));
        return new TargetMapper(
                address == null ? null : ServiceAddress.parse(address),
                service,
                options.getPath(),
                options.isAllowHeaderOverride(),
                allowedAddresses);
    }
}
