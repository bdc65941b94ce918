package io.github.camelmodelarts.http;

import java.util.concurrent.Executor;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Makes HTTP clients of which only a few may be open. */
public final class FewClients {

    private FewClients() {}

    /** With room for two. */
    public static Transports two(Executor readers) {
        return new HttpClients(readers, SystemDefaultDnsResolver.INSTANCE, 2);
    }
}
