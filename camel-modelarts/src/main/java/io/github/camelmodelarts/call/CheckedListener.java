package io.github.camelmodelarts.call;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;

/** Wraps a listener and logs its exceptions, so that they do not affect calls. */
record CheckedListener(CallListener listener) implements CallListener {

    private static final Logger LOG = LoggerFactory.getLogger(CheckedListener.class);

    /** Wraps the listener. {@code NONE} stays as it is, so that it costs nothing. */
    static CallListener of(CallListener listener) {
        return listener == NONE ? listener : new CheckedListener(listener);
    }

    @Override
    public CallListener started(ServiceRequest request) {
        try {
            return of(listener.started(request));
        } catch (Throwable e) {
            failed(e);
            return NONE;
        }
    }

    @Override
    public void admitted() {
        guarded(listener::admitted);
    }

    @Override
    public void sent(int attempt) {
        guarded(() -> listener.sent(attempt));
    }

    @Override
    public void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {
        guarded(() -> listener.judged(response, failure));
    }

    @Override
    public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
        guarded(() -> listener.answered(response, failure));
    }

    @Override
    public void over() {
        guarded(listener::over);
    }

    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            failed(e);
        }
    }

    private static void failed(Throwable e) {
        LOG.warn("A listener of calls threw an exception, which does not affect the call", e);
    }
}
