package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

/**
 * Where and how a client calls the server.
 *
 * @param connections the size of a pool of connections that is raised to the calls in flight
 * @param file the file to send; the empty path if the request is JSON
 */
record Target(int port, boolean tls, boolean http2, int connections, Path store, Path file) {

    /** The password of the key store, which has a key of this run only. */
    static final String PASSWORD = "benchmark";

    private static final String PATH = "/v1/infers/0f5a5a7c-6ac8-4b0e-9f4e-2d1c7f3e9a10";

    /** The arguments of a process, for {@link #of}. */
    List<String> arguments() {
        return List.of(
                Integer.toString(port),
                Boolean.toString(tls),
                Boolean.toString(http2),
                Integer.toString(connections),
                store.toString(),
                file.toString());
    }

    static Target of(List<String> arguments) {
        return new Target(
                Integer.parseInt(arguments.get(0)),
                Boolean.parseBoolean(arguments.get(1)),
                Boolean.parseBoolean(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                Path.of(arguments.get(4)),
                Path.of(arguments.get(5)));
    }

    String address() {
        return (tls ? "https" : "http") + "://127.0.0.1:" + port + PATH;
    }

    boolean sendsFile() {
        return !file.toString().isEmpty();
    }

    /** The server's certificate as the only trusted one, for Camel. */
    SSLContextParameters camelTrust() {
        KeyStoreParameters keyStore = new KeyStoreParameters();
        keyStore.setResource("file:" + store);
        keyStore.setPassword(PASSWORD);
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(keyStore);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }

    /** The same for other clients. */
    SSLContext trust() {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keyStore = KeyStore.getInstance("PKCS12");
            keyStore.load(in, PASSWORD.toCharArray());
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(keyStore);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("The certificate can't be read from " + store, e);
        }
    }
}
