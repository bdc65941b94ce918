package io.github.camelmodelarts.http;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Collection;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLProtocolException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStreamResetException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.RequestNotExecutedException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.secrets.Proof;
import io.github.camelmodelarts.secrets.Redaction;

/** Says in the component's own exceptions what HttpClient says in its: what happened, whether anything was sent, what to do. */
final class SendFailure {

    private static final String INCOMPATIBLE =
            "The two sides don't agree on how to talk: the service has to speak TLS 1.2 or 1.3 and to prove who it is, with a"
                    + " cipher suite that this Java takes; if it wants a certificate, sslContextParameters takes a key store";

    /** The largest request body that the gateway takes, in bytes (API Gateway, "Error Codes": APIG.0201, 413). */
    private static final long GATEWAYS_LIMIT = 12L << 20;

    private SendFailure() {}

    /** @param proxy through which the request went, or null */
    static Throwable of(
            Throwable failure,
            ServiceRequest request,
            ClientSettings.@Nullable Proxy proxy,
            Limits limits,
            HttpContext context) {
        Throwable inner = failure.getCause();
        boolean wrapped = inner instanceof ModelArtsFailure || failure instanceof HttpStreamResetException;
        Throwable cause = wrapped && inner != null ? inner : failure;
        Redaction redaction = redaction(request, proxy);
        Throwable clean = redaction.apply(cause);
        if (cause instanceof ModelArtsResponseException && clean != cause) {
            return new ModelArtsResponseException(
                    redaction.shown(String.valueOf(cause.getMessage()), Integer.MAX_VALUE), clean.getCause());
        } else if (cause instanceof ModelArtsFailure) {
            return cause;
        }
        boolean sent = SentMark.isSent(context);
        String host = request.host() + (proxy == null ? "" : " through the proxy " + proxy);
        if (cause instanceof ConnectTimeoutException) {
            return new ModelArtsTimeoutException(
                            "No connection to " + host + " within connectTimeout=" + limits.connectTimeout(),
                            false,
                            1,
                            clean)
                    .hinting("Check host and port, and whether a proxy is needed (proxyHost)");
        } else if (isSilence(cause)) {
            return sent
                    ? new ModelArtsTimeoutException(
                                    "No data received from " + host + " within responseTimeout="
                                            + limits.responseTimeout(),
                                    true,
                                    1,
                                    clean)
                            .hinting(
                                    "Check the service's load and logs; if the model needs this long, raise responseTimeout")
                    : new ModelArtsTimeoutException(
                                    "No data received from " + host + " within connectTimeout="
                                            + limits.connectTimeout() + ", before the request was sent",
                                    false,
                                    1,
                                    clean)
                            .hinting("Check that this port speaks https, and any proxy or firewall on the way");
        } else if (isNotExecuted(cause)) {
            return new ModelArtsConnectionException(
                    host + " has not processed the request: " + reason(cause, redaction), null, false, true, 1, clean);
        } else if (sent && (cause instanceof HttpException || cause instanceof MessageConstraintException)) {
            return new ModelArtsResponseException(
                    "What " + host + " answered is no HTTP that can be taken: " + reason(cause, redaction), clean);
        }
        boolean untrusted = isUntrusted(cause);
        boolean incompatible = !sent && !untrusted && isIncompatible(cause);
        long size = SentMark.bodySize(context);
        if (sent && size > GATEWAYS_LIMIT && !SentMark.isAnswered(context)) {
            return new ModelArtsConnectionException(
                    message(cause, host, sent, redaction), tooLarge(size), sent, false, 1, clean);
        }
        return new ModelArtsConnectionException(
                message(cause, host, sent, redaction),
                incompatible ? INCOMPATIBLE : hint(cause, untrusted, sent, request, proxy, context),
                sent,
                !untrusted && !incompatible,
                1,
                clean);
    }

    private static String message(Throwable cause, String host, boolean sent, Redaction redaction) {
        if (sent) {
            return "The connection to " + host + " broke before a complete answer: " + reason(cause, redaction);
        }
        return (cause instanceof SSLException ? "No TLS connection to " : "No connection to ") + host + ": "
                + reason(cause, redaction);
    }

    /** Of all that was sent to say who is calling. */
    private static Redaction redaction(ServiceRequest request, ClientSettings.@Nullable Proxy proxy) {
        Collection<String> sent =
                new Proof(Headers.NONE, request.headers()).secrets().values();
        return Redaction.of(Stream.concat(sent.stream(), proxy == null ? Stream.empty() : proxy.secrets().stream())
                .toArray(String[]::new));
    }

    /** Some of HttpClient's messages quote what the server sent, which may be what it was sent. Cut last: half a secret is not found. */
    private static String reason(Throwable cause, Redaction redaction) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : redaction.shown(cause.getMessage(), 300);
    }

    private static @Nullable String hint(
            Throwable cause,
            boolean untrusted,
            boolean sent,
            ServiceRequest request,
            ClientSettings.@Nullable Proxy proxy,
            HttpContext context) {
        if (cause instanceof SSLPeerUnverifiedException) {
            return "The certificate is not for this host name: use the name that it is made for as address";
        } else if (untrusted) {
            return "If the service's certificate is not signed by a public authority, give sslContextParameters, or camel.ssl.*"
                    + " with useGlobalSslContextParameters=true, a trust store that holds it";
        } else if (cause instanceof UnknownHostException) {
            return "The name is not known here: check the address (a service's host may change when it restarts) or region, the DNS, and"
                    + " whether a proxy is needed (proxyHost)";
        } else if (cause instanceof ConnectException) {
            return proxy == null
                    ? "Nothing listens there: check host and port of the address"
                    : "Check proxyHost and proxyPort, then host and port of the address";
        } else if (sent && SentMark.isReused(context)) {
            return "The connection was kept from an earlier call, and the service may have closed it meanwhile: with"
                    + " retryOn=IDEMPOTENT such a call is sent again";
        } else if (sent
                && !SentMark.isAnswered(context)
                && request.uri().getScheme().equals("http")) {
            return "If this port speaks https, write https in the address";
        }
        return null;
    }

    /** The hint for a body over the gateway's limit, which may close the connection without a response. It does so again. */
    private static String tooLarge(long size) {
        return "The body has " + size
                + " bytes. Gateways and v1 services take 12 MB, and may close the connection while more than"
                + " that is sent: send less, or use a v2 service with a higher request_size_limit";
    }

    /** Over HTTP/2 a silence ends all streams of a connection, with an exception that says so in words only (httpcore 5.3). */
    private static boolean isSilence(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || (cause instanceof H2StreamResetException
                        && String.valueOf(cause.getMessage()).startsWith("Timeout due to inactivity"));
    }

    /** What the server says over HTTP/2 of a request that it has not processed at all (RFC 9113, 8.7). */
    private static boolean isNotExecuted(Throwable cause) {
        return cause instanceof RequestNotExecutedException
                || (cause instanceof H2StreamResetException reset
                        && reset.getCode() == H2Error.REFUSED_STREAM.getCode());
    }

    private static boolean isUntrusted(Throwable cause) {
        return Stream.<@Nullable Throwable>iterate(cause, e -> e != null, e -> e == null ? null : e.getCause())
                .limit(20)
                .anyMatch(e -> e instanceof SSLPeerUnverifiedException
                        || e instanceof CertificateException
                        || e instanceof CertPathValidatorException);
    }

    /** Both sides were heard; one that hangs up in the middle has another exception as its cause, or none of these. */
    private static boolean isIncompatible(Throwable cause) {
        return (cause instanceof SSLHandshakeException || cause instanceof SSLProtocolException)
                && (cause.getCause() == null || cause.getCause() instanceof SSLException);
    }
}
