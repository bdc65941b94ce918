package io.github.camelmodelarts.http;

import java.util.concurrent.Executor;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/** Makes {@link HttpClients} with a small limit of open clients. */
public final class FewClients {

    private FewClients() {}

    /** Creates an instance in which two clients can be open. */
    public static Transports two(Executor readers) {
        return new HttpClients(readers, SystemDefaultDnsResolver.INSTANCE, 2);
    }
}
