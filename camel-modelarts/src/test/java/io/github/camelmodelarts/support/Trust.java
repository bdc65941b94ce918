package io.github.camelmodelarts.support;

import java.security.KeyStore;

import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

import io.github.camelmodelarts.local.ModelArtsLocal;

/** TLS parameters as the author of a route writes them. */
public final class Trust {

    private Trust() {}

    /** Trusts only this server. */
    public static SSLContextParameters in(ModelArtsLocal local) {
        return in(local.trustStore());
    }

    /** Trusts only the certificates in a store. */
    public static SSLContextParameters in(KeyStore store) {
        KeyStoreParameters keyStore = new KeyStoreParameters() {
            @Override
            public KeyStore createKeyStore() {
                return store;
            }
        };
        TrustManagersParameters trust = new TrustManagersParameters();
        trust.setKeyStore(keyStore);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(trust);
        return parameters;
    }
}
