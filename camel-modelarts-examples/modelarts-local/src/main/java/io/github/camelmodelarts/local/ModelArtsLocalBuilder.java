package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.gateway.Entrance;
import io.github.camelmodelarts.local.obs.ObsServer;

/** The options of a {@link ModelArtsLocal}. Not thread-safe. */
public final class ModelArtsLocalBuilder {

    private int port;
    private int tlsPort;
    private boolean http2 = true;
    private Clock clock = Clock.systemUTC();
    private Credentials credentials = Credentials.random();
    private int recordedRequests = 10_000;
    private Entrance.HeadLimits headLimits = new Entrance.HeadLimits(32 << 10, 128 << 10);

    private int obsPort;
    private int obsTlsPort;
    private @Nullable Path obsFolder;

    ModelArtsLocalBuilder() {}

    /** Sets the port of plain HTTP; 0, the default, for any free one. */
    public ModelArtsLocalBuilder port(int number) {
        port = number;
        return this;
    }

    /** Sets the port of HTTPS; 0, the default, for any free one. */
    public ModelArtsLocalBuilder tlsPort(int number) {
        tlsPort = number;
        return this;
    }

    /** Sets whether the server offers HTTP/2 over TLS. Default: true. Plain HTTP is always 1.1. */
    public ModelArtsLocalBuilder http2(boolean offered) {
        http2 = offered;
        return this;
    }

    /** Sets the clock for all time checks and the header {@code Date}. Default: the system's clock. */
    public ModelArtsLocalBuilder clock(Clock value) {
        clock = value;
        return this;
    }

    /** Sets the credentials. Default: {@link Credentials#random()}. */
    public ModelArtsLocalBuilder credentials(Credentials value) {
        credentials = value;
        return this;
    }

    /**
     * Sets the limits of one request header and of all request headers together, in bytes. Default, as in the cloud: 32
     * KiB and 128 KiB.
     */
    public ModelArtsLocalBuilder headerLimits(int oneHeader, int allHeaders) {
        headLimits = new Entrance.HeadLimits(oneHeader, allHeaders);
        return this;
    }

    /** Sets the maximum number of recorded requests; 0 records none, for example for a load test. Default: 10,000. */
    public ModelArtsLocalBuilder recordedRequests(int number) {
        recordedRequests = number;
        return this;
    }

    /** Sets the port of the object storage for plain HTTP; 0, the default, for any free one. */
    public ModelArtsLocalBuilder obsPort(int number) {
        obsPort = number;
        return this;
    }

    /** Sets the port of the object storage for HTTPS; 0, the default, for any free one. */
    public ModelArtsLocalBuilder obsTlsPort(int number) {
        obsTlsPort = number;
        return this;
    }

    /**
     * Sets the folder with the buckets of the object storage, which is created if it does not exist. Its content remains
     * after the end. Default: a temporary folder, which is deleted when the server is closed.
     */
    public ModelArtsLocalBuilder obsFolder(Path folder) {
        obsFolder = folder;
        return this;
    }

    /**
     * Starts the server: opens the ports.
     *
     * @throws UncheckedIOException if a port is taken
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

    ObsServer.Options obs() {
        return new ObsServer.Options(obsFolder, obsPort, obsTlsPort);
    }

    Entrance.HeadLimits headLimits() {
        return headLimits;
    }
}
