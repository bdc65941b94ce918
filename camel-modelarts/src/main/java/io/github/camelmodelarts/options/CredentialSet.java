package io.github.camelmodelarts.options;

import java.util.List;
import java.util.stream.Stream;

import org.apache.camel.util.StringHelper;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;

/**
 * The options of one scheme from one place.
 *
 * @param place the options of the endpoint, of the component or of the environment
 */
record CredentialSet(Scheme scheme, ModelArtsConfiguration place) {

    static CredentialSet of(AuthType type, ModelArtsConfiguration place) {
        return new CredentialSet(Schemes.of(type), place);
    }

    /** The sets that are selected without {@code authType} if they are complete. */
    static Stream<CredentialSet> inferred(ModelArtsConfiguration place) {
        return Schemes.all().stream().filter(Scheme::inferred).map(scheme -> new CredentialSet(scheme, place));
    }

    AuthType authType() {
        return scheme.type();
    }

    /** Whether one of its options is set. */
    boolean isTouched() {
        return scheme.options().stream().anyMatch(option -> place.credential(option) != null);
    }

    /** The required options that are not set. */
    List<String> missing() {
        return scheme.required().stream()
                .filter(option -> place.credential(option) == null)
                .toList();
    }

    boolean isComplete() {
        return missing().isEmpty();
    }

    /**
     * The credentials of a complete set.
     *
     * @param all the endpoint's options; a user's token requires more of them
     * @throws ModelArtsRequestException if the options do not determine the address of IAM or the project
     * @throws IllegalArgumentException if a value can't be valid
     */
    Credentials credentials(ModelArtsConfiguration all) {
        return scheme.credentials().apply(option -> switch (option) {
            case "iamEndpoint" -> SessionOptions.tokenEndpoint(all);
            case "region" -> StringHelper.trimToNull(all.getRegion());
            case "projectId" -> StringHelper.trimToNull(all.getProjectId());
            default -> place.credential(option);
        });
    }
}
