package io.github.camelmodelarts.http;

/** Reads the pools of a test's HTTP clients. */
public final class Leases {

    private Leases() {}

    /** How many connections of all clients are in use or requested. */
    public static int of(Transports clients) {
        return ((HttpClients) clients).leased();
    }
}
