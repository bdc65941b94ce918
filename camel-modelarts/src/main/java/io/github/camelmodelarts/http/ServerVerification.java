package io.github.camelmodelarts.http;

import java.security.NoSuchAlgorithmException;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;

import org.jspecify.annotations.Nullable;

/** Verifies servers for HTTP clients other than HttpClient, by the same rules. */
public final class ServerVerification {

    private ServerVerification() {}

    /**
     * Creates sockets that verify the server's certificate. They do not verify its name.
     *
     * @param context the trusted certificates, or null for the platform's default
     */
    public static SSLSocketFactory sockets(@Nullable SSLContext context) {
        try {
            return (context == null ? SSLContext.getDefault() : context).getSocketFactory();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has TLS, but its default is not usable", e);
        }
    }

    /** Verifies that a certificate is for a host. */
    public static HostnameVerifier names() {
        return new CertificateNames();
    }
}
