package io.github.camelmodelarts.examples.scaleout;

import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.OnExceptionDefinition;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallOnce;
import io.github.camelmodelarts.examples.ledger.OnUncertain;
import io.github.camelmodelarts.examples.scaleout.kafkashare.Acknowledgement;
import io.github.camelmodelarts.examples.scaleout.kafkashare.KafkaShareConstants;

/** The routes of a worker: from an announcement to the result in the ledger. */
final class WorkerRoutes extends RouteBuilder {

    /** The bean with further settings of Kafka's clients. */
    static final String KAFKA_SETTINGS = "kafkaSettings";

    /** The step of the ledger. A worker makes one call for an input. */
    static final String STEP = "predict";

    /** The longest delay of redeliveries. The first is 1 s. */
    private static final long LONGEST_DELAY_MILLIS = 10_000;

    private final WorkerSettings settings;
    private final CallLedger ledger;
    private final SuspectInputs suspects = new SuspectInputs();

    WorkerRoutes(WorkerSettings settings, CallLedger ledger) {
        this.settings = settings;
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        // one line for each failure is enough: the consumer writes it
        errorHandler(defaultErrorHandler().logExhausted(false));
        // Not caused by the input: the service is away, throttles or rejects the credentials, the database is away, or
        // another worker makes the call. Camel repeats within this delivery, because each further delivery counts
        // towards Kafka's limit.
        OnExceptionDefinition later = onException(Exception.class)
                .onWhen(exchange -> Ending.of(exchange) == Ending.LATER && !suspects.isToBlame(exchange))
                .maximumRedeliveries(-1)
                .redeliveryDelay(1_000)
                .useExponentialBackOff()
                .backOffMultiplier(2)
                .maximumRedeliveryDelay(LONGEST_DELAY_MILLIS)
                .useCollisionAvoidance()
                .asyncDelayedRedelivery()
                .retryAttemptedLogLevel(LoggingLevel.DEBUG);
        later.onRedelivery(new WaitingInputs());
        // a stop does not wait for the end of an outage: the record is released
        later.getRedeliveryPolicyType().allowRedeliveryWhileStopping(false);
        // the ledger lists it; with repeat, the next delivery makes another call
        onException(Exception.class)
                .onWhen(exchange ->
                        settings.onUncertain() == OnUncertain.PARK && Ending.of(exchange) == Ending.UNCERTAIN)
                .maximumRedeliveries(0)
                .handled(true)
                .log(
                        LoggingLevel.WARN,
                        "The input ${header.CamelKafkaShareKey} is uncertain and parked: ${exception.message}");
        // no delivery can succeed: a dead letter
        onException(Exception.class)
                .onWhen(exchange -> Ending.of(exchange) == Ending.NEVER)
                .maximumRedeliveries(0)
                .setProperty(KafkaShareConstants.ACKNOWLEDGE, constant(Acknowledgement.REJECT));
        // After all other failures the record is released, and becomes a dead letter after maxDeliveries. Without this
        // line, such a failure after one of the first kind would be repeated without an end.
        onException(Exception.class).maximumRedeliveries(0);

        from("kafka-share:" + settings.topic() + "?group=" + settings.group() + "&maxInFlight=" + settings.maxInFlight()
                        + "&consumers=" + settings.consumers() + "&maxDeliveries=" + settings.maxDeliveries()
                        + "&offsetReset=earliest&additionalProperties=#" + KAFKA_SETTINGS)
                .routeId("inputs")
                .process(Announcement::read)
                .to("direct:predict");

        // No error handler here: a redelivery must begin with the ledger, not with the call.
        from("direct:predict")
                .routeId("predict")
                .errorHandler(noErrorHandler())
                // of an earlier call of this exchange
                .removeProperty(CallOnce.STATE)
                .process(exchange -> Announcement.open(exchange, settings.folder()))
                .policy(ledger.once(STEP))
                .to("modelarts:predict?address=RAW(" + settings.service() + ")&retryOn=SAFE" + "&maxConnections="
                        + settings.maxInFlight() + (settings.options().isEmpty() ? "" : "&" + settings.options()))
                .end()
                .process(exchange -> suspects.predicted());
    }
}
