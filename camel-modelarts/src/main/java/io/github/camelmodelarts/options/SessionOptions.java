package io.github.camelmodelarts.options;

import java.util.Objects;

import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.client.Identity;
import io.github.camelmodelarts.client.SessionSettings;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.session.Regions;

/** Reads the options of a session. */
final class SessionOptions {

    private SessionOptions() {}

    /**
     * The address of IAM, which issues a user's tokens.
     *
     * @throws ModelArtsRequestException if the options do not determine the address of IAM or the project
     */
    static String tokenEndpoint(ModelArtsConfiguration all) {
        String region = StringHelper.trimToNull(all.getRegion());
        if (region == null && StringHelper.trimToNull(all.getProjectId()) == null) {
            throw new ModelArtsRequestException(
                    "authType=PASSWORD requires region or projectId: a token is valid for one project, by default the"
                            + " region's own");
        }
        return iamEndpoint(all, region);
    }

    /** The address of IAM by option or by region. */
    static ServiceAddress iam(ModelArtsConfiguration all, @Nullable String region) {
        return ServiceAddress.parse(iamEndpoint(all, region));
    }

    /**
     * The session with the management API.
     *
     * @param identity the caller
     * @param names how messages name options
     * @throws ModelArtsRequestException if the options do not determine the address of the management API or the project
     */
    static SessionSettings of(ModelArtsConfiguration all, Identity identity, OptionNames names) {
        String region = StringHelper.trimToNull(all.getRegion());
        String projectId = StringHelper.trimToNull(all.getProjectId());
        String endpoint = StringHelper.trimToNull(all.getModelArtsEndpoint());
        if (region == null && (endpoint == null || projectId == null)) {
            throw new ModelArtsRequestException(
                    "A session requires a region, which determines the management API and the project. "
                            + names.verb() + names.of("region") + ", or " + names.of("modelArtsEndpoint") + " and "
                            + names.of("projectId"));
        }
        return new SessionSettings(
                identity,
                endpoint(
                        "modelArtsEndpoint",
                        endpoint == null ? Regions.modelArtsEndpoint(Objects.requireNonNull(region)) : endpoint,
                        all),
                all.getApiVersion(),
                projectId == null ? ServiceAddress.parse(iamEndpoint(all, region)) : null,
                projectId == null ? region : null,
                projectId,
                all.getAwaitTimeout(),
                all.getPollInterval());
    }

    private static String iamEndpoint(ModelArtsConfiguration all, @Nullable String region) {
        String set = StringHelper.trimToNull(all.getIamEndpoint());
        if (set == null && region == null) {
            throw new ModelArtsRequestException(
                    "authType=PASSWORD requires region, which determines the address of IAM, or iamEndpoint");
        }
        return endpoint("iamEndpoint", set == null ? Regions.iamEndpoint(Objects.requireNonNull(region)) : set, all)
                .toString();
    }

    private static ServiceAddress endpoint(String option, String value, ModelArtsConfiguration all) {
        return new PlainHttp(all.isAllowHttp()).checked(ServiceAddress.parse(value), option);
    }
}
