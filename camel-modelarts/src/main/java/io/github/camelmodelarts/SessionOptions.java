package io.github.camelmodelarts;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.session.Regions;

/** Reads the options of a session. */
final class SessionOptions {

    private SessionOptions() {}

    /**
     * The user who logs in.
     *
     * @param place where the user and the password stand
     * @param all the endpoint's options
     * @throws ModelArtsRequestException if it does not become clear where IAM is or which project is meant
     */
    static Credentials user(ModelArtsConfiguration place, ModelArtsConfiguration all) {
        String username = CredentialOption.USERNAME.require(place);
        String account = CredentialOption.ACCOUNT.of(place);
        String region = given(all.getRegion());
        String projectId = given(all.getProjectId());
        if (region == null && projectId == null) {
            throw new ModelArtsRequestException(
                    "authType=PASSWORD needs region or projectId: tokens are for one project, which is"
                            + " the region's own where projectId is not given");
        }
        return new Credentials.User(
                iamEndpoint(all, region),
                account == null ? username : account,
                username,
                CredentialOption.PASSWORD.require(place),
                projectId,
                region);
    }

    private static String iamEndpoint(ModelArtsConfiguration all, @Nullable String region) {
        String set = given(all.getIamEndpoint());
        if (set == null && region == null) {
            throw new ModelArtsRequestException(
                    "authType=PASSWORD needs region, which says where IAM is, or iamEndpoint");
        }
        ServiceAddress address = ServiceAddress.parse(set == null ? Regions.iamEndpoint(String.valueOf(region)) : set);
        if (!address.isSecure() && !address.isLoopback() && !all.isAllowHttp()) {
            throw new ModelArtsRequestException(
                    "iamEndpoint is plain http, over which the password can be read: use https");
        }
        return address.toString();
    }

    private static @Nullable String given(@Nullable String option) {
        return option == null || option.isBlank() ? null : option.strip();
    }
}
