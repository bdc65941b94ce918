package io.github.camelmodelarts.local;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;

/** Calls of services: finds the service, checks who calls, asks the model, and answers when it is time. */
final class InferenceHandler implements CallHandler {

    /** What the address of every service begins with. */
    static final String PREFIX = "/v1/infers/";

    private static final Logger LOG = LoggerFactory.getLogger(InferenceHandler.class);

    private final Map<String, Service> services;
    private final Authentication authentication;

    InferenceHandler(Map<String, Service> servicesById, Authentication authentication) {
        this.services = servicesById;
        this.authentication = authentication;
    }

    @Override
    public void handle(Call call) {
        Service service = services.get(serviceId(call.head().path()));
        if (service == null) {
            Answers.send(call, Refusals.noSuchApi());
            return;
        }
        call.leadsTo(service);
        service.enter();
        call.exchange().addExchangeCompleteListener((exchange, next) -> {
            service.leave();
            next.proceed();
        });
        Failure refusal = refusalOfHead(call, service);
        if (refusal == null) {
            call.exchange().dispatch(() -> serve(call, service));
        } else {
            Answers.send(call, refusal);
        }
    }

    private static String serviceId(String path) {
        int end = path.indexOf('/', PREFIX.length());
        return path.substring(PREFIX.length(), end < 0 ? path.length() : end);
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

    private void serve(Call call, Service service) {
        try {
            call.provedBy(authentication.authenticate(call, service));
            service.admit();
            Failure failure = service.nextFailure();
            if (failure == null) {
                predict(call, service);
            } else {
                call.body().drain();
                later(call, service.delay(), () -> Answers.send(call, failure));
            }
        } catch (RefusedException e) {
            LOG.debug("The gateway refused {} with {}", call.requestId(), e.answer());
            Answers.send(call, e.answer());
        } catch (RequestBody.TooLargeException e) {
            Answers.send(call, Refusals.bodyTooLarge());
        } catch (IOException e) {
            LOG.debug("The client of {} left in the middle of its request", call.requestId(), e);
            Answers.cut(call);
        } catch (RuntimeException | Error e) {
            LOG.error("The gateway itself failed on {}", call.requestId(), e);
            if (call.exchange().isResponseStarted()) {
                Answers.cut(call);
            } else {
                Answers.send(call, Refusals.internalError());
            }
        }
    }

    private static void predict(Call call, Service service) throws IOException {
        String path = call.head().path();
        String rest = path.substring(PREFIX.length() + serviceId(path).length());
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
        Duration delay = service.delay();
        Duration timeout = service.backendTimeout();
        if (!timeout.isZero() && taken.plus(delay).compareTo(timeout) > 0) {
            later(call, timeout.minus(taken), () -> Answers.send(call, Refusals.backendTimeout()));
        } else if (answer == null) {
            later(call, delay, () -> Answers.send(call, Refusals.backendUnavailable()));
        } else {
            later(call, delay, () -> Answers.send(call, answer));
        }
    }

    private static void later(Call call, Duration delay, Runnable answer) {
        HttpServerExchange exchange = call.exchange();
        long millis = Math.max(0, delay.toMillis());
        if (millis == 0) {
            answer.run();
        } else {
            // set on the I/O thread itself: from another one, XNIO 3.8 may miss it and sleep until something else wakes
            // it
            XnioIoThread thread = exchange.getIoThread();
            thread.execute(() -> thread.executeAfter(() -> orCut(call, answer), millis, TimeUnit.MILLISECONDS));
        }
    }

    /** Nobody is above an I/O thread who could answer in place of an answer that can't be written. */
    private static void orCut(Call call, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            LOG.error("The answer to {} can't be written", call.requestId(), e);
            Answers.cut(call);
        }
    }
}
