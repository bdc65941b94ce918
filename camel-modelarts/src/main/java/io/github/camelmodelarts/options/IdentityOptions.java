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
 * Decides by the options who is calling. A set of credentials is taken whole from one place, the endpoint or else the component, or else the environment,
 * never mixed: a key of one application with another's secret is nobody's.
 */
final class IdentityOptions {

    private static final Set<AuthType> SESSIONS = Schemes.types(Scheme.Use.SESSION);

    private final ModelArtsConfiguration endpoint;
    private final ModelArtsConfiguration component;
    private final List<ModelArtsConfiguration> places;

    /** @param environment the variables of the process, the last place to look at */
    IdentityOptions(
            ModelArtsConfiguration endpoint, ModelArtsConfiguration component, Map<String, String> environment) {
        this.endpoint = EnvironmentCredentials.withPassword(endpoint, environment);
        this.component = EnvironmentCredentials.withPassword(component, environment);
        this.places = List.of(this.endpoint, this.component, EnvironmentCredentials.accessKey(environment));
    }

    /**
     * Who the options say is calling.
     *
     * @throws ModelArtsAuthenticationException if they ask for none, for several or for one that is not complete; it names options,
     *     never their values
     */
    Identity identity() {
        boolean ownCredentials = touched(endpoint);
        boolean ownBean = endpoint.getAuthStrategy() != null || endpoint.getCredentialsProvider() != null;
        ModelArtsConfiguration chooser =
                ownBean || endpoint.getAuthType() != null || ownCredentials ? endpoint : component;
        AuthStrategy bean = chooser.getAuthStrategy();
        AuthType type = chooser.getAuthType();
        // an endpoint's authType alone chooses among what the component has, and that may be a provider
        ModelArtsConfiguration supplier = ownBean || ownCredentials ? endpoint : component;
        CredentialsProvider provider = supplier.getCredentialsProvider();
        boolean declined = chooser != supplier && type == AuthType.NONE;
        if (provider != null && !declined) {
            Set<AuthType> accepted = type == null ? EnumSet.allOf(AuthType.class) : EnumSet.of(type);
            return new Identity(null, provided(provider, supplier, accepted), null, endpoint.getStage());
        }
        if (bean != null) {
            if (type != null || (chooser == endpoint && ownCredentials)) {
                throw refused("authStrategy and authType or credentials are both given", "Keep the one that is meant");
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
     * Who calls the management API: whoever calls services, where that proves it there, too; else an access key, a user with a
     * password or a token, the first that is complete in the first place that has one, or has a provider; else a strategy of
     * somebody's own.
     *
     * @param identity who calls services, or null if nobody does
     * @throws ModelArtsAuthenticationException if there is none
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
                "Nothing says who opens the session that looks up services and manages them",
                "Set accessKey and secretKey, or username and password, or token, or credentialsProvider, best as"
                        + " camel.component.modelarts.* with placeholders; they may stand beside the credentials of the call, which authType"
                        + " chooses then. A credentialsProvider of the calls goes onto the endpoint, beside authType, and the"
                        + " session's credentials onto the component");
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
            // credentials check themselves; the message names the option, and there is no more to know
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
                    "credentialsProvider and " + String.join(", ", others) + " are given together",
                    "Keep what is meant");
        }
        if (accepted.equals(EnumSet.of(AuthType.NONE))) {
            throw refused("credentialsProvider and authType=NONE are given together", "Keep what is meant");
        }
        requireSendable("stage", endpoint.getStage());
        return new Identity.Provided(provider, accepted, new PlainHttp(endpoint.isAllowHttp()));
    }

    private ModelArtsConfiguration firstPlace(Predicate<ModelArtsConfiguration> speaks) {
        return places.stream().filter(speaks).findFirst().orElse(component);
    }

    private CredentialSet inferred(ModelArtsConfiguration place) {
        List<CredentialSet> complete =
                CredentialSet.inferred(place).filter(CredentialSet::isComplete).toList();
        if (complete.size() == 1) {
            return complete.get(0);
        }
        if (complete.size() > 1) {
            String types = complete.stream().map(set -> set.authType().name()).collect(Collectors.joining(", "));
            throw refused("Several sets of credentials are complete: " + types, "Say with authType which one to use");
        }
        if (!touched(place)) {
            throw refused(
                    "Nothing says who is calling",
                    "Set appKey and appSecret; or appCode; or accessKey and secretKey; or username and password; or token; or"
                            + " apiKey, best as camel.component.modelarts.* with placeholders, or the variables"
                            + " HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK; or credentialsProvider; or authType=NONE for a service without"
                            + " authentication");
        }
        throw halfSet(place);
    }

    private ModelArtsAuthenticationException halfSet(ModelArtsConfiguration place) {
        CredentialSet begun = CredentialSet.inferred(place)
                .filter(CredentialSet::isTouched)
                .findFirst()
                .orElseThrow();
        String appKeyOnly = begun.authType() == AuthType.APP_SIGNATURE && place.credential("appKey") != null
                ? ", or say authType=APP_KEY if the service takes the AppKey alone"
                : "";
        return incomplete(begun, appKeyOnly);
    }

    private ModelArtsAuthenticationException incomplete(CredentialSet set, String or) {
        ModelArtsConfiguration place = set.place();
        List<String> missing = set.missing();
        String what = "authType=" + set.authType() + " lacks " + String.join(" and ", missing);
        boolean elsewhere =
                place == endpoint && missing.stream().anyMatch(option -> component.credential(option) != null);
        if (elsewhere) {
            return refused(
                    what,
                    "A set of credentials is taken whole from one place, and the endpoint has a part of it: move all of it to the"
                            + " component" + or);
        }
        if (place != endpoint && place != component) {
            return refused(
                    what,
                    "A part of it is in the environment: set the variable "
                            + missing.stream()
                                    .map(EnvironmentCredentials::variable)
                                    .collect(Collectors.joining(" and "))
                            + ", too, or unset the others");
        }
        String where = missing.stream()
                .map(name -> "camel.component.modelarts." + name)
                .collect(Collectors.joining(" and "));
        return refused(what, "Best set " + where + or);
    }

    /** Without the character in the message: it may be a secret's. */
    private static void requireSendable(String option, String value) {
        if (!value.chars().allMatch(Ascii::isPrintable)) {
            throw refused(
                    option + " holds a character that can't stand in an HTTP header",
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
