package io.github.camelmodelarts.metrics;

import java.time.Duration;
import java.util.function.Supplier;

import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.call.CallListener;
import io.github.camelmodelarts.call.CallPurpose;
import io.github.camelmodelarts.call.LanguageModelPaths;
import io.github.camelmodelarts.client.ComponentState;

/** Measures all calls of a component. Thread-safe; no method throws an exception of the registry. */
final class CallMetrics implements CallListener, AutoCloseable {

    private final Meters meters;
    private final CallMeters calls;
    private final HostGauges hosts;
    private final StateGauges states;

    CallMetrics(Meters meters) {
        this.meters = meters;
        this.calls = new CallMeters(meters);
        this.states = new StateGauges(meters);
        this.hosts = new HostGauges(meters, states);
    }

    @Override
    public CallListener started(CallPurpose purpose, ServiceRequest request) {
        if (meters.isClosed()) {
            return NONE;
        }
        try {
            String named = purpose.service();
            ServiceMeters service = named == null ? calls.ofHost(request.host()) : calls.ofService(named);
            String chat = purpose.operation().equals(CallPurpose.PREDICT)
                    ? LanguageModelPaths.operation(request.uri().getRawPath())
                    : null;
            return new MeteredCall(calls, purpose.operation(), service, chat, hosts.waiting(request.host()));
        } catch (Throwable e) {
            meters.failed(e);
            return NONE;
        }
    }

    @Override
    public void notAddressed(CallPurpose purpose, Duration time, Throwable failure) {
        calls.safely(() -> calls.ended(
                new CallMeters.CallTags(
                        purpose.operation(),
                        calls.ofService(String.valueOf(purpose.service())).service(),
                        Outcome.of(failure),
                        "0"),
                time));
    }

    @Override
    public void repaired(String kind) {
        calls.repaired(kind);
    }

    @Override
    public void tokenFetched(String outcome) {
        calls.tokenFetched(outcome);
    }

    @Override
    public void batchEnded(int predictions) {
        calls.batchEnded(predictions);
    }

    @Override
    public void callerStopped() {
        calls.safely(hosts::removeIdle);
    }

    /** Creates the gauges of the state of the component. */
    void show(Supplier<ComponentState> state) {
        calls.safely(() -> states.show(state));
    }

    /** Removes all meters. */
    @Override
    public void close() {
        meters.close();
    }
}
