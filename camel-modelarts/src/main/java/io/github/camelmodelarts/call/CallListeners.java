package io.github.camelmodelarts.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.StreamEnd;

/** Tells listeners of calls, one after the other, and logs their exceptions, so that they affect neither calls nor other listeners. */
public final class CallListeners implements CallListener {

    private static final Logger LOG = LoggerFactory.getLogger(CallListeners.class);

    private final List<CallListener> each;

    private CallListeners(List<CallListener> each) {
        this.each = each;
    }

    /** A listener that tells these ones. It is {@link CallListener#NONE} if all of them are, so that it costs nothing. */
    public static CallListener of(CallListener first, CallListener... others) {
        if (others.length == 0 && first instanceof CallListeners) {
            return first;
        }
        List<CallListener> all = new ArrayList<>();
        add(first, all);
        for (CallListener other : others) {
            add(other, all);
        }
        return of(all);
    }

    private static CallListener of(List<CallListener> all) {
        return all.isEmpty() ? NONE : new CallListeners(all);
    }

    private static void add(CallListener listener, List<CallListener> all) {
        if (listener instanceof CallListeners several) {
            all.addAll(several.each);
        } else if (listener != NONE) {
            all.add(listener);
        }
    }

    @Override
    public CallListener started(CallPurpose purpose, ServiceRequest request) {
        List<CallListener> ofCall = new ArrayList<>(each.size());
        tell(listener -> add(listener.started(purpose, request), ofCall));
        return of(ofCall);
    }

    @Override
    public void notAddressed(CallPurpose purpose, Duration time, Throwable failure) {
        tell(listener -> listener.notAddressed(purpose, time, failure));
    }

    @Override
    public void admitted() {
        tell(CallListener::admitted);
    }

    @Override
    public void sent(int attempt, long bytes) {
        tell(listener -> listener.sent(attempt, bytes));
    }

    @Override
    public void received(ServiceResponse response) {
        tell(listener -> listener.received(response));
    }

    @Override
    public void judged(@Nullable ResponseHead response, @Nullable Throwable failure) {
        tell(listener -> listener.judged(response, failure));
    }

    @Override
    public void repaired(String kind) {
        tell(listener -> listener.repaired(kind));
    }

    @Override
    public void retrying(Throwable failure, Duration pause) {
        tell(listener -> listener.retrying(failure, pause));
    }

    @Override
    public void outOfQuota() {
        tell(CallListener::outOfQuota);
    }

    @Override
    public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
        tell(listener -> listener.answered(response, failure));
    }

    @Override
    public void over() {
        tell(CallListener::over);
    }

    @Override
    public void streamEnded(StreamEnd end) {
        tell(listener -> listener.streamEnded(end));
    }

    @Override
    public void tokensUsed(@Nullable String model, long input, long output) {
        tell(listener -> listener.tokensUsed(model, input, output));
    }

    @Override
    public void tokenFetched(String outcome) {
        tell(listener -> listener.tokenFetched(outcome));
    }

    @Override
    public void batchEnded(int predictions) {
        tell(listener -> listener.batchEnded(predictions));
    }

    @Override
    public void callerStopped() {
        tell(CallListener::callerStopped);
    }

    private void tell(Consumer<CallListener> step) {
        for (CallListener listener : each) {
            try {
                step.accept(listener);
            } catch (Throwable e) {
                LOG.warn("A listener of calls threw an exception, which does not affect the call", e);
            }
        }
    }
}
