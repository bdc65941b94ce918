package io.github.camelmodelarts.http;

import java.util.concurrent.Executor;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Makes HTTP clients with a small limit of open ones. */
public final class FewClients {

    private FewClients() {}

    /** With room for two. */
    public static Transports two(Executor readers) {
        return new HttpClients(readers, SystemDefaultDnsResolver.INSTANCE, 2);
    }
}
