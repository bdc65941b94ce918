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
     * Where a user gets tokens.
     *
     * @throws ModelArtsRequestException if it does not become clear where IAM is or which project is meant
     */
    static String tokenEndpoint(ModelArtsConfiguration all) {
        String region = StringHelper.trimToNull(all.getRegion());
        if (region == null && StringHelper.trimToNull(all.getProjectId()) == null) {
            throw new ModelArtsRequestException(
                    "authType=PASSWORD needs region or projectId: tokens are for one project, which is"
                            + " the region's own where projectId is not given");
        }
        return iamEndpoint(all, region);
    }

    /**
     * The session with the management API.
     *
     * @param identity who calls it
     * @throws ModelArtsRequestException if it does not become clear where it is or which project is meant
     */
    static SessionSettings of(ModelArtsConfiguration all, Identity identity) {
        String region = StringHelper.trimToNull(all.getRegion());
        String projectId = StringHelper.trimToNull(all.getProjectId());
        String endpoint = StringHelper.trimToNull(all.getModelArtsEndpoint());
        if (region == null && (endpoint == null || projectId == null)) {
            throw new ModelArtsRequestException(
                    "A session needs region, which says where the management API is and which"
                            + " project is meant; or modelArtsEndpoint and projectId");
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
                    "authType=PASSWORD needs region, which says where IAM is, or iamEndpoint");
        }
        return endpoint("iamEndpoint", set == null ? Regions.iamEndpoint(Objects.requireNonNull(region)) : set, all)
                .toString();
    }

    private static ServiceAddress endpoint(String option, String value, ModelArtsConfiguration all) {
        return new PlainHttp(all.isAllowHttp()).checked(ServiceAddress.parse(value), option);
    }
}
