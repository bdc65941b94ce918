package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.gateway.Entrance;

/** Options for the start of a {@link ModelArtsLocal}. Not thread-safe. */
public final class ModelArtsLocalBuilder {

    private int port;
    private int tlsPort;
    private boolean http2 = true;
    private Clock clock = Clock.systemUTC();
    private Credentials credentials = Credentials.random();
    private int recordedRequests = 10_000;
    private Entrance.HeadLimits headLimits = new Entrance.HeadLimits(32 << 10, 128 << 10);

    ModelArtsLocalBuilder() {}

    /** The port of plain HTTP, 0 for any free one, which is the default. */
    public ModelArtsLocalBuilder port(int number) {
        port = number;
        return this;
    }

    /** The port of HTTPS, 0 for any free one, which is the default. */
    public ModelArtsLocalBuilder tlsPort(int number) {
        tlsPort = number;
        return this;
    }

    /** Whether HTTP/2 is offered over TLS; it is by default. Plain HTTP is 1.1 always. */
    public ModelArtsLocalBuilder http2(boolean offered) {
        http2 = offered;
        return this;
    }

    /** What all checks of time and the header {@code Date} go by; the system's clock by default. */
    public ModelArtsLocalBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** Fixed credentials in place of fresh ones. */
    public ModelArtsLocalBuilder credentials(Credentials value) {
        credentials = value;
        return this;
    }

    /** The limits of one request header and of all together, in bytes; 32 KiB and 128 KiB by default, as in the cloud. */
    public ModelArtsLocalBuilder headerLimits(int oneHeader, int allHeaders) {
        headLimits = new Entrance.HeadLimits(oneHeader, allHeaders);
        return this;
    }

    /** How many requests are recorded at most, 10,000 by default; 0 for none, as a load test may want it. */
    public ModelArtsLocalBuilder recordedRequests(int number) {
        recordedRequests = number;
        return this;
    }

    /**
     * Opens the ports.
     *
     * @throws UncheckedIOException if one of them is taken
     */
    public ModelArtsLocal start() {
        try {
            return new ModelArtsLocal(this);
        } catch (IOException e) {
            throw new UncheckedIOException("The local ModelArts can't start: " + e.getMessage(), e);
        }
    }

    int port() {
        return port;
    }

    int tlsPort() {
        return tlsPort;
    }

    boolean http2() {
        return http2;
    }

    Clock clock() {
        return clock;
    }

    Credentials credentials() {
        return credentials;
    }

    int recordedRequests() {
        return recordedRequests;
    }

    Entrance.HeadLimits headLimits() {
        return headLimits;
    }
}
