package io.github.camelmodelarts.client;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

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
import io.github.camelmodelarts.auth.ProvidedCredentials;
import io.github.camelmodelarts.auth.ProvidedStrategy;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.secrets.Fingerprints;

/**
 * The identity that calls, from the options of an endpoint: exactly one of bean, provider and credentials.
 *
 * @param bean a custom strategy
 * @param provided credentials that a provider supplies later
 * @param credentials the credentials from the options
 */
public record Identity(
        @Nullable AuthStrategy bean,
        @Nullable Provided provided,
        @Nullable Credentials credentials,
        String stage) {

    /** Short limits: calls wait for these requests, and metadata services and vaults are near. */
    private static final Limits PROVIDER_LIMITS = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 64 * 1024);

    /**
     * Credentials that a bean of the user supplies.
     *
     * @param accepted the accepted kinds of credentials
     * @param plainHttp whether a user's password may be sent to IAM over plain http
     */
    public record Provided(CredentialsProvider provider, Set<AuthType> accepted, PlainHttp plainHttp) {

        /** What asks the provider. */
        ProvidedCredentials credentials(SharedResources resources, ClientSettings settings) {
            return new ProvidedCredentials(
                    provider,
                    transport(resources, settings),
                    accepted,
                    resources.threads().readers());
        }

        /** Refuses a user whose password would be sent over plain http to another machine. */
        Credentials requireSafe(Credentials set) {
            if (set instanceof Credentials.User user) {
                requireSecure(ServiceAddress.parse(user.iamEndpoint()));
            }
            return set;
        }

        private void requireSecure(ServiceAddress iam) {
            try {
                plainHttp.checked(iam, "The credentialsProvider supplied a user whose iamEndpoint");
            } catch (ModelArtsRequestException e) {
                // not a request exception, because the exchange did not cause this
                throw new ModelArtsAuthenticationException(String.valueOf(e.getMessage()), null, e);
            }
        }
    }

    /**
     * The use of signatures.
     *
     * @param clocks the clocks for the dates of signatures
     * @param sent whether the signed request is sent: if it is not, a wrong key needs no guard
     * @param used receives the credentials each time they are chosen
     */
    record Signing(HostClocks clocks, boolean sent, Consumer<Credentials> used) {}

    /** Whether the identity can also authenticate to the management API. */
    public boolean opensSession() {
        return Schemes.types(Scheme.Use.SESSION).containsAll(types());
    }

    /** Whether services are called with application authentication, which has a separate address in the first generation. */
    public boolean isApp() {
        return Schemes.types(Scheme.Use.APP).containsAll(types());
    }

    /** The possible kinds of credentials; all kinds for a bean. */
    private Set<AuthType> types() {
        if (credentials != null) {
            return EnumSet.of(credentials.authType());
        }
        return provided == null ? EnumSet.allOf(AuthType.class) : provided.accepted();
    }

    /** Describes for a message what authenticates requests: the scheme and its options, or the bean, without values. */
    public String described() {
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

    /** Creates the strategy of this identity, which can use the transport to fetch tokens. */
    AuthStrategy strategy(SharedResources resources, Signing signing, ClientSettings settings, Transport transport) {
        if (bean != null) {
            return bean;
        }
        Provided supplied = provided;
        if (supplied != null) {
            return new ProvidedStrategy(
                    supplied.provider(),
                    transport(resources, settings),
                    set -> strategy(supplied.requireSafe(set), resources, signing, settings, transport),
                    supplied.accepted(),
                    resources.threads().readers());
        }
        if (credentials == null) {
            throw new IllegalStateException("neither a bean nor a provider nor credentials");
        }
        return strategy(credentials, resources, signing, settings, transport);
    }

    /** The transport of a provider. Link-local addresses and vaults are not called through a proxy. */
    private static Transport transport(SharedResources resources, ClientSettings settings) {
        return new BeanTransport(
                resources.transports().transport(settings.withoutProxy(), PROVIDER_LIMITS),
                resources.threads().readers());
    }

    private AuthStrategy strategy(
            Credentials set, SharedResources resources, Signing signing, ClientSettings settings, Transport transport) {
        signing.used.accept(set);
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

    /** The key of this identity for maps: equal for equal credentials, and for the same bean. Contains no secret. */
    Object key(Fingerprints fingerprints) {
        if (credentials != null) {
            return fingerprints.of(credentials);
        }
        return provided == null
                ? new Same(bean)
                : List.of(new Same(provided.provider()), provided.accepted(), provided.plainHttp());
    }

    /** Compares a bean by identity: two beans that are equal can have different secrets. */
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

    /** Says what the identity is made of, without the values of credentials. */
    @Override
    public String toString() {
        return "Identity[" + (bean != null ? "a bean" : provided != null ? "a provider" : credentials) + "]";
    }
}
