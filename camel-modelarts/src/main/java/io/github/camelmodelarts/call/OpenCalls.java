package io.github.camelmodelarts.call;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ModelArtsConnectionException;

/**
 * All calls that are under way, so that they can be ended: those of a producer that stops, those of a route that stops, all of them.
 * Thread-safe; its owner closes it when it stops.
 */
public final class OpenCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenCalls.class);

    private final Set<OpenCall> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** What can be ended from outside. */
    public interface OpenCall {

        /** For whom. */
        Origin origin();

        /** Ends it because its route does; once is enough. */
        void stop();
    }

    /**
     * For whom a call is made.
     *
     * @param caller the producer or session
     * @param fromRoute the route that the exchange came from, or null if it came from none
     */
    public record Origin(Caller caller, @Nullable String fromRoute) {

        boolean isStopped() {
            return caller.isStopped();
        }
    }

    /** One who makes calls, until it stops. */
    public final class Caller {

        private volatile boolean stopped;

        private Caller() {}

        boolean isStopped() {
            return stopped || closed;
        }

        /** Ends its calls; later ones end at once. */
        public void stop() {
            stopped = true;
            OpenCalls.this.stop(origin -> origin.caller == this);
        }
    }

    /** What a call ends with because its route does; it may be repeated. */
    public static ModelArtsConnectionException stopped(boolean mayHaveExecuted, int attempts) {
        return new ModelArtsConnectionException(
                "The route or session was stopped before an answer came", null, mayHaveExecuted, true, attempts, null);
    }

    /** Another one who will make calls. */
    public Caller caller() {
        return new Caller();
    }

    /** A call begins. It is stopped at once if it comes too late. */
    public void add(OpenCall call) {
        open.add(call);
        if (call.origin().isStopped()) {
            call.stop();
        }
    }

    /** A call is over. */
    public void remove(OpenCall call) {
        open.remove(call);
    }

    /** Ends the calls from where it is so. */
    public void stop(Predicate<Origin> where) {
        for (OpenCall call : open) {
            try {
                if (where.test(call.origin())) {
                    call.stop();
                }
            } catch (Throwable e) {
                LOG.warn("A call could not be stopped; the others are", e);
            }
        }
    }

    /** Ends all; later ones end at once. */
    @Override
    public void close() {
        closed = true;
        stop(origin -> true);
    }
}
