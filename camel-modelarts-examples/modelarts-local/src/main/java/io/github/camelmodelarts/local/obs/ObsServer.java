package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

import io.undertow.server.HttpHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.wire.Listeners;

/**
 * The store and its ports. The folder is created and the ports are opened when they are needed for the first time, so that
 * a server that is used without OBS does not start slower. Thread-safe.
 */
public final class ObsServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ObsServer.class);

    private final Options options;
    private final AccessKeys keys;
    private final Opener opener;
    private final Clock clock;
    private @Nullable ObjectStore store;
    private @Nullable Path temporary;
    private @Nullable Listeners listeners;
    private boolean closed;

    /** For a program that is ended with Ctrl-C and can't close anything. */
    private final Thread deletion = new Thread(this::deleteTemporaryFolder, "modelarts-local-obs");

    /**
     * The options of the object storage.
     *
     * @param folder the folder for the buckets, or null for a temporary one
     * @param port the port of plain HTTP, 0 for any free one
     * @param tlsPort the port of HTTPS, 0 for any free one
     */
    public record Options(@Nullable Path folder, int port, int tlsPort) {

        private boolean areExplicit() {
            return folder != null || port != 0 || tlsPort != 0;
        }
    }

    /** Opens the ports. */
    public interface Opener {

        /** Opens both ports for this handler. */
        Listeners open(HttpHandler handler, int port, int tlsPort) throws IOException;
    }

    /** Opens folder and ports only if an option is set. */
    public ObsServer(Options options, AccessKeys keys, Opener opener, Clock clock) throws IOException {
        this.options = options;
        this.keys = keys;
        this.opener = opener;
        this.clock = clock;
        if (options.areExplicit()) {
            try {
                listeners();
            } catch (UncheckedIOException e) {
                close();
                throw e.getCause();
            }
        }
    }

    /** The store. */
    public synchronized ObjectStore store() {
        if (store == null) {
            checkOpen();
            Path folder = options.folder();
            if (folder == null) {
                folder = temporary = temporaryFolder();
                Runtime.getRuntime().addShutdownHook(deletion);
            }
            store = ObjectStore.in(folder, clock);
        }
        return store;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("modelarts-local-obs");
        } catch (IOException e) {
            throw new UncheckedIOException("There is no folder for the object storage: " + e.getMessage(), e);
        }
    }

    /** The port of plain HTTP. */
    public int port() {
        return listeners().port();
    }

    /** The port of HTTPS. */
    public int tlsPort() {
        return listeners().tlsPort();
    }

    private synchronized Listeners listeners() {
        if (listeners == null) {
            checkOpen();
            try {
                listeners = opener.open(new ObsHandler(store(), keys, clock), options.port(), options.tlsPort());
            } catch (IOException e) {
                throw new UncheckedIOException("The ports of the object storage can't be opened: " + e.getMessage(), e);
            }
        }
        return listeners;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The server is closed");
        }
    }

    /** Closes ports and connections, and deletes a temporary folder. */
    @Override
    public synchronized void close() {
        closed = true;
        if (listeners != null) {
            listeners.close();
        }
        if (temporary != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(deletion);
            } catch (IllegalStateException e) {
                LOG.debug("The JVM is ending and deletes the temporary folder", e);
            }
        }
        deleteTemporaryFolder();
    }

    private synchronized void deleteTemporaryFolder() {
        Path folder = temporary;
        temporary = null;
        if (folder != null) {
            try {
                ObjectFiles.deleteTree(folder);
            } catch (IOException e) {
                LOG.warn("The temporary folder {} of the object storage can't be deleted", folder, e);
            }
        }
    }
}
