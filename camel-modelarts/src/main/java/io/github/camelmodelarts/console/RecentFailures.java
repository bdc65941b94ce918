package io.github.camelmodelarts.console;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ResponseHead;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallPurpose;
import io.github.camelmodelarts.exchange.ResponseMapper;
import io.github.camelmodelarts.text.Printable;

/**
 * Keeps the failures of the last calls for the dev console. It listens to calls only if the context's dev console is enabled when the
 * component starts; otherwise no call is told to it. Thread-safe.
 */
public final class RecentFailures {

    private static final int MOST = 10;
    private static final int LONGEST_CODE = 64;

    private final InstantSource clock;
    /** The latest first. */
    private final Deque<FailedCall> failures = new ArrayDeque<>();

    /** @param clock gives the times of failures */
    public RecentFailures(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the listener for all calls; {@link CallListener#NONE} if the dev console of the context is not enabled. */
    public CallListener listener(CamelContext context) {
        return Boolean.TRUE.equals(context.isDevConsole()) ? new AllCalls() : CallListener.NONE;
    }

    /** The failures of the last calls, the latest first. */
    public List<FailedCall> latest() {
        synchronized (failures) {
            return List.copyOf(failures);
        }
    }

    private void add(FailedCall call) {
        synchronized (failures) {
            failures.addFirst(call);
            if (failures.size() > MOST) {
                failures.removeLast();
            }
        }
    }

    private final class AllCalls implements CallListener {

        @Override
        public CallListener started(CallPurpose purpose, ServiceRequest request) {
            String service = purpose.service();
            return new OneCall(purpose.operation(), service == null ? request.host() : Printable.of(service, 80));
        }

        @Override
        public void notAddressed(CallPurpose purpose, Duration time, Throwable failure) {
            new OneCall(purpose.operation(), Printable.of(String.valueOf(purpose.service()), 80))
                    .answered(null, failure);
        }
    }

    private final class OneCall implements CallListener {

        private final String operation;
        private final String target;

        OneCall(String operation, String target) {
            this.operation = operation;
            this.target = target;
        }

        @Override
        public void answered(@Nullable ResponseHead response, @Nullable Throwable failure) {
            if (failure == null) {
                return;
            }
            ErrorCategory category =
                    failure instanceof ModelArtsFailure known ? ResponseMapper.category(known) : ErrorCategory.UNKNOWN;
            String code = failure instanceof ModelArtsOperationFailedException refused ? refused.getErrorCode() : null;
            add(new FailedCall(
                    clock.instant(),
                    operation,
                    target,
                    category.name(),
                    code == null ? null : Printable.of(code, LONGEST_CODE),
                    response == null ? 0 : response.status(),
                    failure.getClass().getSimpleName()));
        }
    }
}
