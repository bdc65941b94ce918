package io.github.camelmodelarts.examples.ledger;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConstants;

/** Asks the ledger, makes the call, and writes its end, for one exchange after the other or many at the same time. */
final class OneCall extends DelegateAsyncProcessor {

    private final CamelContext context;
    private final CallLedger ledger;
    private final String step;
    private @Nullable ExecutorService later;

    OneCall(CamelContext context, CallLedger ledger, String step, AsyncProcessor call) {
        super(call);
        this.context = context;
        this.ledger = ledger;
        this.step = step;
    }

    @Override
    protected void doStart() throws Exception {
        // has no threads until it is used. Camel's default, CallerRuns, would drop exchanges after the route has
        // stopped
        ThreadPoolProfile profile = new ThreadPoolProfileBuilder("CallLedgerEnds")
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
        later = context.getExecutorServiceManager().newThreadPool(this, "CallLedgerEnds", profile);
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        context.getExecutorServiceManager().shutdown(later);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Runnable later = () -> runLater(() -> call(exchange, callback, false));
        return ledger.turns().tryTake(later) && call(exchange, callback, true);
    }

    /** Returns whether the exchange is done and {@code callback} knows that. */
    private boolean call(Exchange exchange, AsyncCallback callback, boolean sync) {
        // of an earlier call of this exchange
        exchange.removeProperty(CallOnce.STATE);
        exchange.removeProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY);
        Call call = begin(exchange);
        if (call == null) {
            giveTurn();
            callback.done(sync);
            return sync;
        }
        call(exchange, call, doneSync -> {
            giveTurn();
            callback.done(false);
        });
        return false;
    }

    private void giveTurn() {
        Runnable next = ledger.turns().next();
        if (next != null) {
            next.run();
        }
    }

    /** Asks the ledger for a call; returns null if the exchange has its result, or its failure, without one. */
    private @Nullable Call begin(Exchange exchange) {
        try {
            CallBegins.Begin begin = ledger.begin(Input.of(exchange), step);
            if (begin.call() == null) {
                exchange.getMessage().setBody(begin.result());
            }
            return begin.call();
        } catch (LedgerException | RuntimeException e) {
            exchange.setException(e);
            return null;
        }
    }

    private void call(Exchange exchange, Call call, AsyncCallback callback) {
        AtomicBoolean ended = new AtomicBoolean();
        try {
            super.process(exchange, doneSync -> {
                if (ended.compareAndSet(false, true)) {
                    end(exchange, call, CallEnd.of(exchange), callback);
                }
            });
        } catch (Throwable e) {
            // also an Error: the exchange must complete, and the call may have been made
            if (ended.compareAndSet(false, true)) {
                exchange.setException(e);
                end(exchange, call, CallEnd.failed(CallState.UNCERTAIN, e), callback);
            }
        }
    }

    private void end(Exchange exchange, Call call, CallEnd end, AsyncCallback callback) {
        Thread caller = Thread.currentThread();
        ledger.end(call, end, written -> {
            Runnable rest = () -> {
                handOn(exchange, end, written);
                callback.done(false);
            };
            if (Thread.currentThread() == caller) {
                rest.run();
            } else {
                // the rest of the route must not run on a thread of the ledger
                runLater(rest);
            }
        });
    }

    private static void handOn(Exchange exchange, CallEnd end, CallEnds.Written written) {
        exchange.setProperty(CallOnce.STATE, written.state());
        if (written.failure() != null) {
            exchange.setException(written.failure());
        } else if (written.state() == CallState.DONE) {
            if (end.state() != CallState.DONE) {
                // another call for the same input has its result
                exchange.setException(null);
                exchange.removeProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY);
            }
            exchange.getMessage().setBody(written.result());
        }
    }

    private void runLater(Runnable rest) {
        ExecutorService pool = later;
        try {
            if (pool != null) {
                pool.execute(rest);
                return;
            }
        } catch (RejectedExecutionException e) {
            // too many wait, or the route has stopped: the exchange must complete nevertheless
        }
        rest.run();
    }
}
