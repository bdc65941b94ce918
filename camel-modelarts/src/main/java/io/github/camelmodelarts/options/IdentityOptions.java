package io.github.camelmodelarts.options;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.client.Identity;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.text.Ascii;

/**
 * Selects the identity that the options describe. A set of credentials is taken whole from one place: the endpoint, else the component,
 * else the environment. Places are never mixed, because a key of one application does not match the secret of another.
 */
final class IdentityOptions {

    private static final Set<AuthType> SESSIONS = Schemes.types(Scheme.Use.SESSION);

    private final ModelArtsConfiguration endpoint;
    private final ModelArtsConfiguration component;
    private final List<ModelArtsConfiguration> places;
    private final OptionNames names;

    /**
     * @param environment the variables of the process, the last place to look at
     * @param names how messages name options
     */
    IdentityOptions(
            ModelArtsConfiguration endpoint,
            ModelArtsConfiguration component,
            Map<String, String> environment,
            OptionNames names) {
        this.names = names;
        this.endpoint = EnvironmentCredentials.withPassword(endpoint, environment);
        this.component = EnvironmentCredentials.withPassword(component, environment);
        this.places = List.of(this.endpoint, this.component, EnvironmentCredentials.accessKey(environment));
    }

    /**
     * The identity for calls of services.
     *
     * @throws ModelArtsAuthenticationException if the options describe no identity, several ones or an incomplete one; it names options,
     *     never their values
     */
    Identity identity() {
        boolean ownCredentials = touched(endpoint);
        boolean ownBean = endpoint.getAuthStrategy() != null || endpoint.getCredentialsProvider() != null;
        ModelArtsConfiguration chooser =
                ownBean || endpoint.getAuthType() != null || ownCredentials ? endpoint : component;
        AuthStrategy bean = chooser.getAuthStrategy();
        AuthType type = chooser.getAuthType();
        // an endpoint's authType alone selects among the component's credentials, which may be a provider
        ModelArtsConfiguration supplier = ownBean || ownCredentials ? endpoint : component;
        CredentialsProvider provider = supplier.getCredentialsProvider();
        boolean declined = chooser != supplier && type == AuthType.NONE;
        if (provider != null && !declined) {
            Set<AuthType> accepted = type == null ? EnumSet.allOf(AuthType.class) : EnumSet.of(type);
            return new Identity(null, provided(provider, supplier, accepted), null, endpoint.getStage());
        }
        if (bean != null) {
            if (type != null || (chooser == endpoint && ownCredentials)) {
                throw refused("authStrategy is set together with authType or credentials", "Set only one of them");
            }
            return new Identity(bean, null, null, endpoint.getStage());
        }
        CredentialSet set = type == null
                ? inferred(firstPlace(IdentityOptions::touched))
                : CredentialSet.of(
                        type, firstPlace(place -> CredentialSet.of(type, place).isTouched()));
        if (!set.isComplete()) {
            throw incomplete(set, "");
        }
        return plain(set);
    }

    /**
     * The identity for calls of the management API. It is the identity that calls services if the management API accepts it. Otherwise it
     * is the provider, or else the first complete access key, user with a password, or token, from the first place that has one of these.
     * If no place has one, it is the custom strategy that calls services.
     *
     * @param identity the identity that calls services, or null if there is none
     * @throws ModelArtsAuthenticationException if there is no such identity
     */
    Identity session(@Nullable Identity identity) {
        if (identity != null && identity.opensSession()) {
            return identity;
        }
        for (ModelArtsConfiguration place : places) {
            CredentialsProvider provider = place.getCredentialsProvider();
            if (provider != null && !isForApps(provider, identity)) {
                return new Identity(null, provided(provider, place, SESSIONS), null, endpoint.getStage());
            }
            for (AuthType type : SESSIONS) {
                CredentialSet set = CredentialSet.of(type, place);
                if (set.isComplete()) {
                    return plain(set);
                }
            }
        }
        if (identity != null && identity.bean() != null) {
            return identity;
        }
        refuseHalfSession();
        throw refused(
                "No credentials are configured for the session that looks up and manages services and opens OBS",
                names.verb() + eachSet(SESSIONS.stream().map(Schemes::of), ", or ") + ", or "
                        + names.of("credentialsProvider") + besideCall());
    }

    private String besideCall() {
        return names == OptionNames.SETTERS
                ? ""
                : ", preferably as camel.component.modelarts.* with placeholders. If the credentials of the calls are set"
                        + " there, too, select those with authType. If the calls use a credentialsProvider, set it on the endpoint"
                        + " together with authType, and set the session's credentials on the component";
    }

    private void refuseHalfSession() {
        for (ModelArtsConfiguration place : places) {
            for (AuthType type : SESSIONS) {
                CredentialSet set = CredentialSet.of(type, place);
                if (set.isTouched()) {
                    throw incomplete(set, "");
                }
            }
        }
    }

    private static boolean isForApps(CredentialsProvider provider, @Nullable Identity identity) {
        return identity != null
                && identity.isApp()
                && identity.provided() != null
                && identity.provided().provider() == provider;
    }

    private Identity plain(CredentialSet set) {
        requireSendable("stage", endpoint.getStage());
        try {
            return new Identity(null, null, set.credentials(endpoint), endpoint.getStage());
        } catch (ModelArtsRequestException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            // credentials validate themselves; the message names the option
            throw refused(String.valueOf(e.getMessage()), null);
        }
    }

    private Identity.Provided provided(
            CredentialsProvider provider, ModelArtsConfiguration place, Set<AuthType> accepted) {
        List<String> others = Stream.concat(
                        place.getAuthStrategy() == null ? Stream.empty() : Stream.of("authStrategy"),
                        Schemes.credentialOptions().stream().filter(option -> place.credential(option) != null))
                .toList();
        if (!others.isEmpty()) {
            throw refused(
                    "credentialsProvider is set together with " + String.join(", ", others), "Set only one of them");
        }
        if (accepted.equals(EnumSet.of(AuthType.NONE))) {
            throw refused("credentialsProvider is set together with authType=NONE", "Set only one of them");
        }
        requireSendable("stage", endpoint.getStage());
        return new Identity.Provided(provider, accepted, new PlainHttp(endpoint.isAllowHttp()));
    }

    private ModelArtsConfiguration firstPlace(Predicate<ModelArtsConfiguration> condition) {
        return places.stream().filter(condition).findFirst().orElse(component);
    }

    private CredentialSet inferred(ModelArtsConfiguration place) {
        List<CredentialSet> complete =
                CredentialSet.inferred(place).filter(CredentialSet::isComplete).toList();
        if (complete.size() == 1) {
            return complete.get(0);
        }
        if (complete.size() > 1) {
            String types = complete.stream().map(set -> set.authType().name()).collect(Collectors.joining(", "));
            throw refused(
                    "Several sets of credentials are complete: " + types,
                    names.verb() + names.of("authType") + " to select one");
        }
        if (!touched(place)) {
            throw refused("No credentials are configured", names.verb() + anyCredentials());
        }
        throw halfSet(place);
    }

    private String anyCredentials() {
        String sets = eachSet(Schemes.all().stream().filter(Scheme::inferred), "; or ");
        String place =
                names == OptionNames.PROPERTIES ? ", preferably as camel.component.modelarts.* with placeholders" : "";
        return sets + place + "; or set the variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; or "
                + names.choose("authType", AuthType.NONE) + " for a service without authentication; or use "
                + names.of("credentialsProvider");
    }

    /** The required options of each scheme. */
    private String eachSet(Stream<Scheme> schemes, String or) {
        return schemes.map(scheme -> scheme.required().stream().map(names::of).collect(Collectors.joining(" and ")))
                .collect(Collectors.joining(or));
    }

    private ModelArtsAuthenticationException halfSet(ModelArtsConfiguration place) {
        CredentialSet begun = CredentialSet.inferred(place)
                .filter(CredentialSet::isTouched)
                .findFirst()
                .orElseThrow();
        String appKeyOnly = begun.authType() == AuthType.APP_SIGNATURE && place.credential("appKey") != null
                ? ", or " + names.choose("authType", AuthType.APP_KEY) + " if the service accepts the AppKey alone"
                : "";
        return incomplete(begun, appKeyOnly);
    }

    private ModelArtsAuthenticationException incomplete(CredentialSet set, String or) {
        ModelArtsConfiguration place = set.place();
        List<String> missing = set.missing();
        String what = "authType=" + set.authType() + " requires " + String.join(" and ", missing);
        boolean elsewhere =
                place == endpoint && missing.stream().anyMatch(option -> component.credential(option) != null);
        if (elsewhere) {
            return refused(
                    what,
                    "A set of credentials is taken whole from one place, and the endpoint has only a part of it: move the whole set to"
                            + " the component" + or);
        }
        if (place != endpoint && place != component) {
            return refused(
                    what,
                    "The environment has only a part of the set: set the variable "
                            + missing.stream()
                                    .map(EnvironmentCredentials::variable)
                                    .collect(Collectors.joining(" and "))
                            + " too, or unset the others");
        }
        return refused(what, names.set(missing) + or);
    }

    /** Refuses a value that a header can't hold. The message does not show the character, because it may belong to a secret. */
    private static void requireSendable(String option, String value) {
        if (!value.chars().allMatch(Ascii::isPrintable)) {
            throw refused(
                    option + " contains a character that is not allowed in an HTTP header",
                    "Check how it was copied, and its encoding");
        }
    }

    private static boolean touched(ModelArtsConfiguration place) {
        return Schemes.credentialOptions().stream().anyMatch(option -> place.credential(option) != null);
    }

    private static ModelArtsAuthenticationException refused(String what, @Nullable String remedy) {
        return new ModelArtsAuthenticationException(what, remedy, null);
    }
}
