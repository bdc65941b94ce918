package io.github.camelmodelarts.options;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;

import static io.github.camelmodelarts.options.CredentialOption.ACCESS_KEY;
import static io.github.camelmodelarts.options.CredentialOption.ACCOUNT;
import static io.github.camelmodelarts.options.CredentialOption.API_KEY;
import static io.github.camelmodelarts.options.CredentialOption.APP_CODE;
import static io.github.camelmodelarts.options.CredentialOption.APP_KEY;
import static io.github.camelmodelarts.options.CredentialOption.APP_SECRET;
import static io.github.camelmodelarts.options.CredentialOption.PASSWORD;
import static io.github.camelmodelarts.options.CredentialOption.SECRET_KEY;
import static io.github.camelmodelarts.options.CredentialOption.SECURITY_TOKEN;
import static io.github.camelmodelarts.options.CredentialOption.TOKEN;
import static io.github.camelmodelarts.options.CredentialOption.USERNAME;

/**
 * Which options make up the credentials for a way of proving who is calling.
 *
 * @param inferable whether a complete set says by itself that this way is meant; an AppKey alone does not, because a forgotten
 *     AppSecret must not send the key in clear
 * @param optional what may go with the required ones
 * @param credentials reads a complete set, and what else it needs of all the endpoint's options
 */
record CredentialSet(
        AuthType authType,
        boolean inferable,
        List<CredentialOption> required,
        List<CredentialOption> optional,
        BiFunction<ModelArtsConfiguration, ModelArtsConfiguration, Credentials> credentials) {

    private static final List<CredentialSet> ALL = List.of(
            set(
                    AuthType.APP_SIGNATURE,
                    List.of(APP_KEY, APP_SECRET),
                    (o, all) -> new Credentials.AppSignature(APP_KEY.require(o), APP_SECRET.require(o))),
            set(AuthType.APP_CODE, List.of(APP_CODE), (o, all) -> new Credentials.AppCode(APP_CODE.require(o))),
            new CredentialSet(
                    AuthType.APP_KEY,
                    false,
                    List.of(APP_KEY),
                    List.of(),
                    (o, all) -> new Credentials.AppKey(APP_KEY.require(o))),
            new CredentialSet(
                    AuthType.AK_SK,
                    true,
                    List.of(ACCESS_KEY, SECRET_KEY),
                    List.of(SECURITY_TOKEN),
                    (o, all) -> new Credentials.AccessKey(
                            ACCESS_KEY.require(o), SECRET_KEY.require(o), SECURITY_TOKEN.of(o))),
            new CredentialSet(
                    AuthType.PASSWORD, true, List.of(USERNAME, PASSWORD), List.of(ACCOUNT), SessionOptions::user),
            set(AuthType.TOKEN, List.of(TOKEN), (o, all) -> new Credentials.Token(TOKEN.require(o))),
            set(AuthType.API_KEY, List.of(API_KEY), (o, all) -> new Credentials.ApiKey(API_KEY.require(o))),
            new CredentialSet(AuthType.NONE, false, List.of(), List.of(), (o, all) -> new Credentials.Anonymous()));

    private static CredentialSet set(
            AuthType type,
            List<CredentialOption> required,
            BiFunction<ModelArtsConfiguration, ModelArtsConfiguration, Credentials> credentials) {
        return new CredentialSet(type, true, required, List.of(), credentials);
    }

    static CredentialSet of(AuthType type) {
        return ALL.stream().filter(set -> set.authType == type).findFirst().orElseThrow();
    }

    /** Those whose completeness says by itself that they are meant. */
    static Stream<CredentialSet> inferables() {
        return ALL.stream().filter(CredentialSet::inferable);
    }

    boolean isTouchedBy(ModelArtsConfiguration options) {
        return Stream.concat(required.stream(), optional.stream()).anyMatch(option -> option.isSet(options));
    }

    List<CredentialOption> missing(ModelArtsConfiguration options) {
        return required.stream().filter(option -> !option.isSet(options)).toList();
    }
}
