package io.github.camelmodelarts;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.ExecutionException;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.FileEntity;
import org.apache.hc.core5.http.io.entity.PathEntity;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.http.HostPatterns;
import io.github.camelmodelarts.http.PlainHttp;
import io.github.camelmodelarts.secrets.Proof;

/**
 * Authenticates the requests of an {@code http:} or {@code https:} endpoint of Camel, so that a route can call any API of Huawei Cloud:
 * {@code httpClientConfigurer=#bean:signer}. Each attempt is signed anew once its connection is open, also a retry by HttpClient itself.
 * Refuses plain http to another machine. Does not follow redirects, because they would send the authentication headers to any host that a
 * response names. Immutable; prints no secret.
 */
public final class SigningHttpClientConfigurer implements HttpClientConfigurer {

    private final Credentials credentials;
    private final String stage;
    private final InstantSource clock;
    private final HostPatterns allowedHosts;
    private final AuthStrategy strategy;

    /**
     * A configurer for the stage {@code RELEASE}.
     *
     * @param allowedHosts the hosts that may receive authentication headers: names separated by commas; {@code *.} at the start matches any
     *     subdomain, and an asterisk elsewhere matches any characters of one label. A request to another host fails
     * @throws IllegalArgumentException if the credentials must be exchanged for a token first, or no host is named
     */
    public SigningHttpClientConfigurer(Credentials credentials, String allowedHosts) {
        this(credentials, "RELEASE", InstantSource.system(), HostPatterns.of(allowedHosts));
    }

    private SigningHttpClientConfigurer(
            Credentials credentials, String stage, InstantSource clock, HostPatterns allowedHosts) {
        if (allowedHosts.isEmpty()) {
            throw new IllegalArgumentException(
                    "allowedHosts names no host: set the hosts that may receive credentials, ecs.*.myhuaweicloud.com for example");
        }
        this.credentials = credentials;
        this.stage = stage;
        this.clock = clock;
        this.allowedHosts = allowedHosts;
        this.strategy = Schemes.strategy(
                credentials,
                new Scheme.Surroundings(stage, HostClocks.of(clock), SigningHttpClientConfigurer::noTokens));
    }

    private static AuthStrategy noTokens(Credentials.User user) {
        throw new IllegalArgumentException(
                "A user's password can't sign requests: use an AccessKey, or a Token that you already have");
    }

    /**
     * A copy with another stage. The stage is the environment to which the API is published; a request with app authentication must name
     * it.
     */
    public SigningHttpClientConfigurer withStage(String name) {
        return new SigningHttpClientConfigurer(credentials, name, clock, allowedHosts);
    }

    /** A copy that dates signatures with another clock. */
    public SigningHttpClientConfigurer withClock(InstantSource source) {
        return new SigningHttpClientConfigurer(credentials, stage, source, allowedHosts);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableRedirectHandling()
                // before the connection is opened, because opening it already sends data to the host
                .addExecInterceptorBefore(ChainElement.CONNECT.name(), "modelarts-target", this::checked)
                // after the wait for a connection and inside the retry loop
                .addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "modelarts-proof", this::proven);
    }

    private ClassicHttpResponse checked(ClassicHttpRequest request, Scope scope, ExecChain chain)
            throws IOException, HttpException {
        HttpHost target = scope.route.getTargetHost();
        ServiceAddress address = ServiceAddress.parse(target.toURI());
        new PlainHttp(false).checked(address, "The address " + address);
        if (!address.isSecure() && scope.route.getProxyHost() != null) {
            throw new ModelArtsRequestException("The address " + address + " is plain http, and the proxy "
                    + scope.route.getProxyHost().toHostString()
                    + " would see the credentials; nothing was sent: call this machine without a proxy");
        }
        String host = address.uri().getHost();
        if (!allowedHosts.matches(host)) {
            throw new ModelArtsRequestException("The host " + host + " is not in allowedHosts; nothing was sent there");
        }
        return chain.proceed(request, scope);
    }

    private ClassicHttpResponse proven(ClassicHttpRequest request, Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ServiceRequest proven = prove(unproven(request, scope));
        // authentication headers are never taken from an exchange
        Schemes.headerNames().forEach(request::removeHeaders);
        proven.headers().forEach(request::setHeader);
        // the request must be sent exactly as it was signed, even if an exchange names another host or writes the
        // address in another form
        request.setHeader(HttpHeaders.HOST, proven.host());
        request.setPath(target(proven));
        return chain.proceed(request, scope);
    }

    private static ServiceRequest unproven(ClassicHttpRequest request, Scope scope) throws IOException {
        // the original entity: the entity of this attempt is a wrapper that hides the class of the original
        HttpEntity entity = scope.originalRequest.getEntity();
        ServiceRequest unproven = ServiceRequest.of(
                request.getMethod().toUpperCase(Locale.ROOT),
                scope.route.getTargetHost().toURI() + withoutPlus(request.getPath()),
                body(entity));
        Header project = request.getFirstHeader(Proof.PROJECT);
        return project == null ? unproven : unproven.withHeader(Proof.PROJECT, project.getValue());
    }

    /** Camel encodes a blank in a query as a plus, which gateways decode in two ways. */
    private static String withoutPlus(String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? target
                : target.substring(0, mark) + target.substring(mark).replace("+", "%20");
    }

    /** The body that the signature covers. HttpClient itself sends the entity. */
    private static Body body(@Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return Body.NONE;
        }
        String type = entity.getContentType();
        boolean multipart = type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
        boolean file = entity instanceof FileEntity || entity instanceof PathEntity;
        return multipart || file || !entity.isRepeatable()
                ? Body.once(InputStream.nullInputStream(), -1, null)
                : Body.repeatable(entity::getContent, entity.getContentLength(), null);
    }

    private ServiceRequest prove(ServiceRequest request) throws IOException {
        try {
            return strategy.authenticate(request).toCompletableFuture().get().request();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted before the request was signed; nothing was sent");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ModelArtsRequestException refused) {
                throw refused;
            }
            throw new ModelArtsAuthenticationException(
                    "The request can't be signed; nothing was sent", null, e.getCause());
        }
    }

    private static String target(ServiceRequest request) {
        String path = request.uri().getRawPath();
        String query = request.uri().getRawQuery();
        return (path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query);
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "SigningHttpClientConfigurer[" + credentials.authType() + "]";
    }
}
