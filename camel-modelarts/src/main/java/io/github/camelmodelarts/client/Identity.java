package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.Transport;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.ProvidedStrategy;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * Who is calling, as an endpoint's options say: exactly one of the three.
 *
 * @param bean a strategy of somebody's own
 * @param provided credentials that are not known yet
 * @param credentials those that the options hold
 */
public record Identity(
        @Nullable AuthStrategy bean,
        @Nullable Provided provided,
        @Nullable Credentials credentials,
        String stage) {

    /** Calls wait for what is fetched; metadata services and vaults are near. */
    private static final Limits PROVIDER_LIMITS = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 64 * 1024);

    /**
     * Credentials that somebody's bean supplies.
     *
     * @param accepted the kinds that are meant
     * @param plainHttp whether a user's password may go to IAM over plain http
     */
    public record Provided(CredentialsProvider provider, Set<AuthType> accepted, PlainHttp plainHttp) {

        Credentials requireSafe(Credentials set) {
            if (set instanceof Credentials.User user) {
                requireSecure(ServiceAddress.parse(user.iamEndpoint()));
            }
            return set;
        }

        private void requireSecure(ServiceAddress iam) {
            try {
                plainHttp.checked(iam, "The credentialsProvider gave a user whose iamEndpoint");
            } catch (ModelArtsRequestException e) {
                // it is no fault of the exchange
                throw new ModelArtsAuthenticationException(String.valueOf(e.getMessage()), null, e);
            }
        }
    }

    /**
     * What signatures are for.
     *
     * @param clocks what they are dated by
     * @param sent whether what is signed goes out, where a wrong key does harm
     */
    record Signing(HostClocks clocks, boolean sent) {}

    /** Whether it proves to the management API, too, who is calling. */
    public boolean opensSession() {
        return Schemes.types(Scheme.Use.SESSION).containsAll(types());
    }

    /** Whether services are called as an application, at an address of its own in the first generation. */
    public boolean isApp() {
        return Schemes.types(Scheme.Use.APP).containsAll(types());
    }

    /** The kinds of credentials that it may have; any where only a bean knows. */
    private Set<AuthType> types() {
        if (credentials != null) {
            return EnumSet.of(credentials.authType());
        }
        return provided == null ? EnumSet.allOf(AuthType.class) : provided.accepted();
    }

    /** What requests are authenticated with: the scheme and its options, or the bean, without values, for a message. */
    String described() {
        if (credentials != null) {
            return Schemes.of(credentials.authType()).described();
        } else if (provided == null) {
            return "the authStrategy bean";
        }
        return "credentials of the credentialsProvider"
                + (provided.accepted().size() == 1
                        ? " for authType=" + provided.accepted().iterator().next()
                        : "");
    }

    /** The strategy that proves it, which may have to fetch something over the transport. */
    AuthStrategy strategy(SharedResources resources, Signing signing, ClientSettings settings, Transport transport) {
        if (bean != null) {
            return bean;
        }
        Provided supplied = provided;
        if (supplied != null) {
            return new ProvidedStrategy(
                    supplied.provider(),
                    // link-local addresses and vaults are not for proxies
                    new BeanTransport(
                            resources.transports().transport(settings.withoutProxy(), PROVIDER_LIMITS),
                            resources.threads().readers()),
                    set -> strategy(supplied.requireSafe(set), resources, signing, settings, transport),
                    supplied.accepted(),
                    resources.threads().readers());
        }
        if (credentials == null) {
            throw new IllegalStateException("neither a bean nor a provider nor credentials");
        }
        return strategy(credentials, resources, signing, settings, transport);
    }

    private AuthStrategy strategy(
            Credentials set, SharedResources resources, Signing signing, ClientSettings settings, Transport transport) {
        AuthStrategy strategy = Schemes.strategy(
                set,
                new Scheme.Surroundings(
                        stage,
                        signing.clocks,
                        user -> resources
                                .tokens()
                                .strategy(user, resources.key(settings).way(), transport)));
        return signing.sent ? resources.keys().guarded(strategy, set) : strategy;
    }

    /** Stands for it in keys of maps: equal for equal credentials, and for the same bean. Holds no secret. */
    Object key(Fingerprints fingerprints) {
        if (credentials != null) {
            return fingerprints.of(credentials);
        }
        return provided == null
                ? new Same(bean)
                : List.of(new Same(provided.provider()), provided.accepted(), provided.plainHttp());
    }

    /** A bean is compared by identity: two that call themselves equal may have different secrets. */
    private record Same(@Nullable Object bean) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Same same && same.bean == bean;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(bean);
        }
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "Identity[" + (bean != null ? "a bean" : provided != null ? "a provider" : credentials) + "]";
    }
}
