package io.github.camelmodelarts.http;

import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.ServiceRequest;

/** Says in the component's own exceptions what HttpClient says in its: what happened, whether anything was sent, what to do. */
final class SendFailure {

    private SendFailure() {}

    static Throwable of(
            Throwable failure, ServiceRequest request, ClientSettings settings, Limits limits, HttpContext context) {
        if (failure instanceof ModelArtsFailure) {
            return failure;
        }
        boolean sent = Progress.isSent(context);
        if (failure instanceof FileSystemException || failure instanceof UncheckedIOException) {
            return new ModelArtsRequestException(
                    "The body can't be read: " + failure.getMessage() + ". Nothing complete was sent", failure);
        }
        String host = request.host();
        if (failure instanceof ConnectTimeoutException) {
            return new ModelArtsTimeoutException(
                    "No connection to " + host + via(settings) + " within connectTimeout=" + limits.connectTimeout()
                            + ". Check host and port, and whether a proxy is needed (proxyHost)",
                    false,
                    1,
                    failure);
        }
        if (failure instanceof SocketTimeoutException) {
            return new ModelArtsTimeoutException(
                    "Nothing came from " + host + " for "
                            + (sent
                                    ? "responseTimeout=" + limits.responseTimeout()
                                    : "connectTimeout=" + limits.connectTimeout()),
                    sent,
                    1,
                    failure);
        }
        return new ModelArtsConnectionException(
                message(failure, host + via(settings), sent),
                hint(failure, settings.proxy()),
                sent,
                !(failure instanceof SSLException),
                1,
                failure);
    }

    private static String message(Throwable failure, String host, boolean sent) {
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        if (failure instanceof SSLException) {
            return "No TLS connection to " + host + ": " + reason;
        }
        return (sent
                        ? "The connection to " + host + " broke before a complete answer: "
                        : "No connection to " + host + ": ")
                + reason;
    }

    private static @Nullable String hint(Throwable failure, ClientSettings.@Nullable Proxy proxy) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return "The certificate is not for this host name: use the name that it is made for as address";
        } else if (failure instanceof SSLException) {
            return "If the service's certificate is not signed by a public authority, give sslContextParameters a trust store"
                    + " that holds it";
        } else if (failure instanceof UnknownHostException) {
            return "The name is not known here: check the address (a service's host may change when it restarts), the DNS, and"
                    + " whether a proxy is needed (proxyHost)";
        } else if (failure instanceof ConnectException) {
            return proxy == null
                    ? "Nothing listens there: check host and port of the address"
                    : "Check proxyHost and proxyPort, then host and port of the address";
        }
        return null;
    }

    private static String via(ClientSettings settings) {
        return settings.proxy() == null ? "" : " through the proxy " + settings.proxy();
    }
}
