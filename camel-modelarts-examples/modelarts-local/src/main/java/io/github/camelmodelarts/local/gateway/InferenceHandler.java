package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.call.Answers;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.call.RequestBody;
import io.github.camelmodelarts.local.management.AddressKind;
import io.github.camelmodelarts.local.management.Addresses;

/** Handles calls of services: finds the service, authenticates, calls the model, and responds after the delay. */
public final class InferenceHandler implements CallHandler {

    /** The prefixes of the services' paths. A segment that stands for a host can precede them: see {@link Addresses}. */
    public static final List<String> PREFIXES = List.of("/v1/infers/", "/v2/infers/");

    private static final Logger LOG = LoggerFactory.getLogger(InferenceHandler.class);

    private final Services services;
    private final ServiceAuthentication authentication;

    /** Handles calls of these services. */
    public InferenceHandler(Services services, ServiceAuthentication authentication) {
        this.services = services;
        this.authentication = authentication;
    }

    @Override
    public void handle(Call call) {
        Addresses.Target target = Addresses.Target.parse(call.head().path());
        Service service = target == null ? null : services.withId(target.serviceId());
        AddressKind kind =
                target == null || service == null ? null : service.deployment().kindOf(target);
        if (target == null || service == null || kind == null) {
            Answers.send(call, Refusals.noSuchApi());
        } else {
            arrive(call, service, kind, target.rest());
        }
    }

    private void arrive(Call call, Service service, AddressKind kind, String path) {
        call.leadsTo(service.name(), service.bodyLimit());
        service.enter();
        call.exchange().addExchangeCompleteListener((exchange, next) -> {
            service.leave();
            if (call.scheme() != null) {
                service.deployment().calls().add(call.status() == 0 || call.status() >= 400);
            }
            next.proceed();
        });
        Failure refusal = refusalOfHead(call, service);
        if (refusal == null) {
            call.exchange().dispatch(() -> serve(call, service, kind, path));
        } else {
            Answers.send(call, refusal);
        }
    }

    private static @Nullable Failure refusalOfHead(Call call, Service service) {
        String stage = call.head().header("x-stage");
        if (stage != null && !stage.trim().equals("RELEASE")) {
            return Refusals.noSuchApi();
        }
        if (!service.allows(call.head().method().toUpperCase(Locale.ROOT))) {
            return Refusals.wrongMethod();
        }
        long limit = service.bodyLimit();
        return limit > 0 && call.exchange().getRequestContentLength() > limit ? Refusals.bodyTooLarge() : null;
    }

    private void serve(Call call, Service service, AddressKind kind, String path) {
        try {
            call.provedBy(authentication.authenticate(call, service, service.schemesAt(kind)));
            if (!service.deployment().state().serves()) {
                throw new RefusedException(Refusals.serviceNotStarted());
            }
            service.disturbance().admit();
            Failure failure = service.disturbance().nextFailure();
            if (failure == null) {
                predict(call, service, path);
            } else {
                call.body().drain();
                Answers.later(call, service.disturbance().delay(), () -> Answers.send(call, failure));
            }
        } catch (RefusedException e) {
            LOG.debug("The gateway rejected {} with {}", call.requestId(), e.answer());
            Answers.send(call, e.answer());
        } catch (RequestBody.TooLargeException e) {
            Answers.send(call, Refusals.bodyTooLarge());
        } catch (IOException e) {
            LOG.debug("The client of {} closed the connection before the end of its request", call.requestId(), e);
            Answers.cut(call);
        } catch (RuntimeException | Error e) {
            LOG.error("The gateway failed with an internal error on {}", call.requestId(), e);
            if (call.exchange().isResponseStarted()) {
                Answers.cut(call);
            } else {
                Answers.send(call, Refusals.internalError());
            }
        }
    }

    private static void predict(Call call, Service service, String rest) throws IOException {
        ModelAnswer answer = null;
        long start = System.nanoTime();
        try {
            answer = service.model().predict(new GatewayRequest(call, rest));
        } catch (RequestBody.TooLargeException | RequestBody.ClientLeftException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            LOG.warn("The model of service {} failed on {}", service.name(), call.requestId(), e);
        }
        call.body().drain();
        Duration taken =
                Duration.ofNanos(System.nanoTime() - Math.max(start, call.body().endedAt()));
        answerInTime(call, service, answer, taken);
    }

    private static void answerInTime(Call call, Service service, @Nullable ModelAnswer answer, Duration taken) {
        Duration delay = service.disturbance().delay();
        Duration timeout = service.backendTimeout();
        if (!timeout.isZero() && taken.plus(delay).compareTo(timeout) > 0) {
            Answers.later(call, timeout.minus(taken), () -> Answers.send(call, Refusals.backendTimeout()));
        } else if (answer == null) {
            Answers.later(call, delay, () -> Answers.send(call, Refusals.backendUnavailable()));
        } else {
            Answers.later(call, delay, () -> StreamedAnswer.send(call, answer, service.streams()));
        }
    }
}
