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
import org.apache.hc.core5.http2.H2Error;
import org.apache.hc.core5.http2.H2StreamResetException;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.secrets.Proof;
import io.github.camelmodelarts.secrets.Redaction;

/** Translates an exception of HttpClient into one of the component: what happened, whether anything was sent, what to do. */
final class SendFailure {

    private static final String INCOMPATIBLE =
            "The TLS handshake failed: check that the port speaks TLS 1.2 or 1.3 and not plain http, and that the server has a"
                    + " certificate and a cipher suite that this Java supports; if it demands a client certificate, set a key store in"
                    + " sslContextParameters";

    private static final String PLAIN_HTTP = "The port does not speak TLS, and probably speaks plain http: use the port"
            + " that speaks https, or write http in the address";

    /** The largest request body that the gateway accepts, in bytes (API Gateway, "Error Codes": APIG.0201, 413). */
    private static final long GATEWAYS_LIMIT = 12L << 20;

    private SendFailure() {}

    /** @param proxy the proxy through which the request was sent, or null */
    static Throwable of(
            Throwable failure,
            ServiceRequest request,
            ClientSettings.@Nullable Proxy proxy,
            Limits limits,
            ExchangeContext context) {
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
        boolean sent = context.isSent();
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
                            .hinting("Check that this port speaks https, and check any proxy or firewall on the way");
        } else if (isNotExecuted(cause)) {
            return new ModelArtsConnectionException(
                    host + " has not processed the request: " + reason(cause, redaction), null, false, true, 1, clean);
        } else if (sent && (cause instanceof HttpException || cause instanceof MessageConstraintException)) {
            return new ModelArtsResponseException(
                    "The response of " + host + " is not valid HTTP: " + reason(cause, redaction), clean);
        }
        boolean untrusted = isUntrusted(cause);
        String noTls = sent || untrusted ? null : noTls(cause, request);
        long size = context.bodySize();
        if (sent && size > GATEWAYS_LIMIT && !context.isAnswered()) {
            return new ModelArtsConnectionException(
                    message(cause, host, sent, redaction), tooLarge(size), sent, false, 1, clean);
        }
        return new ModelArtsConnectionException(
                message(cause, host, sent, redaction),
                noTls == null ? hint(cause, untrusted, sent, request, proxy, context) : noTls,
                sent,
                !untrusted && (noTls == null || isHangUp(cause)),
                1,
                clean);
    }

    private static String message(Throwable cause, String host, boolean sent, Redaction redaction) {
        if (sent) {
            return "The connection to " + host + " broke before the response was complete: " + reason(cause, redaction);
        }
        return (cause instanceof SSLException ? "No TLS connection to " : "No connection to ") + host + ": "
                + reason(cause, redaction);
    }

    /** The redaction of all credentials that were sent, to the service and to the proxy. */
    private static Redaction redaction(ServiceRequest request, ClientSettings.@Nullable Proxy proxy) {
        Collection<String> sent =
                new Proof(Headers.NONE, request.headers()).secrets().values();
        return Redaction.of(Stream.concat(sent.stream(), proxy == null ? Stream.empty() : proxy.secrets().stream())
                .toArray(String[]::new));
    }

    /**
     * The message of the cause. HttpClient quotes the server in some messages, and the server can echo credentials. The message is cut after
     * the redaction, because half a secret would not be found.
     */
    private static String reason(Throwable cause, Redaction redaction) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : redaction.shown(cause.getMessage(), 300);
    }

    private static @Nullable String hint(
            Throwable cause,
            boolean untrusted,
            boolean sent,
            ServiceRequest request,
            ClientSettings.@Nullable Proxy proxy,
            ExchangeContext context) {
        if (cause instanceof SSLPeerUnverifiedException) {
            return "The certificate is not for this host name: use a host name of the certificate in the address";
        } else if (untrusted) {
            return "If the certificate of the service, or of a proxy that decrypts TLS, is not signed by a public authority, set a"
                    + " trust store that contains it in sslContextParameters, or in camel.ssl.* with"
                    + " useGlobalSslContextParameters=true";
        } else if (cause instanceof UnknownHostException) {
            return proxy == null
                    ? "The host name can't be resolved: check the address (the host of a service can change when the service"
                            + " restarts) or region, the DNS, and whether a proxy is needed (proxyHost)"
                    : "The host name of the proxy can't be resolved: check proxyHost and the DNS";
        } else if (cause instanceof ConnectException) {
            return proxy == null
                    ? "No server listens on this port: check host and port of the address"
                    : "Check proxyHost and proxyPort, then host and port of the address";
        } else if (sent && context.isReused()) {
            return "The connection was kept open from an earlier call, and the service has probably closed it: with"
                    + " retryOn=IDEMPOTENT such a call is retried";
        } else if (sent && !context.isAnswered() && request.uri().getScheme().equals("http")) {
            return "If this port speaks https, write https in the address";
        }
        return null;
    }

    /** The hint for a handshake that fails at each retry, or null. Plain http to another machine is refused without {@code allowHttp}. */
    private static @Nullable String noTls(Throwable cause, ServiceRequest request) {
        if (isIncompatible(cause)) {
            return INCOMPATIBLE;
        } else if (!isPlaintext(cause)) {
            return null;
        }
        return ServiceAddress.isLoopback(request.uri().getHost())
                ? PLAIN_HTTP
                : PLAIN_HTTP + " and set allowHttp=true, with which credentials and data can be read on the network";
    }

    /**
     * The hint for a body over the gateway's limit. The gateway can close the connection without a response, and would do so at each
     * retry.
     */
    private static String tooLarge(long size) {
        return "The body has " + size
                + " bytes. Gateways and v1 services accept 12 MB, and can close the connection while more is sent:"
                + " send less, or use a v2 service with a higher request_size_limit";
    }

    /**
     * Whether no data was received in time. Over HTTP/2 this ends all streams of a connection, and only the message of the exception says why
     * (httpcore 5.3).
     */
    private static boolean isSilence(Throwable cause) {
        return cause instanceof SocketTimeoutException
                || (cause instanceof H2StreamResetException
                        && String.valueOf(cause.getMessage()).startsWith("Timeout due to inactivity"));
    }

    /** Whether the server reported over HTTP/2 that it did not process the request at all (RFC 9113, 8.7). */
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

    /**
     * Whether the two sides could not agree in the TLS handshake, or the server closed the connection without a TLS message. If the connection
     * breaks in the middle, the exception has another cause, or another type.
     */
    private static boolean isIncompatible(Throwable cause) {
        return (cause instanceof SSLHandshakeException || cause instanceof SSLProtocolException)
                && (cause.getCause() == null || cause.getCause() instanceof SSLException);
    }

    /**
     * Whether the connection was closed in the TLS handshake, as a load balancer or a proxy does while the service restarts. Only the message
     * of the exception says so (httpcore 5.3, SSLIOSession).
     */
    private static boolean isHangUp(Throwable cause) {
        return cause instanceof SSLHandshakeException && "TLS handshake failed".equals(cause.getMessage());
    }

    /** Whether the server sent something that is not TLS. Only the message of the exception says so (Java 17 to 25, SSLEngine). */
    private static boolean isPlaintext(Throwable cause) {
        return cause instanceof SSLException
                && String.valueOf(cause.getMessage()).contains("plaintext connection");
    }
}
