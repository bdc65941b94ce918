package io.github.camelmodelarts.examples.scaleout;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.scaleout.kafkashare.KafkaShareConstants;

/**
 * A worker of a classic consumer group, to compare with: Camel's component {@code kafka}, with as many consumers as a {@link Worker} has
 * calls in flight. It accepts the options of a {@link Worker}, and uses those for addresses, folder, topic, group, worker and max-in-flight.
 * It does not handle failures: do not use it for anything else.
 */
public final class ClassicWorker {

    private ClassicWorker() {}

    /** Runs it until it is stopped, and exits with the status of a {@link Worker}. */
    public static void main(String[] arguments) {
        System.exit(Worker.run(System.out, System.err, System.getenv(), Routes::new, arguments));
    }

    private static final class Routes extends RouteBuilder {

        private final WorkerSettings settings;
        private final CallLedger ledger;

        Routes(WorkerSettings settings, CallLedger ledger) {
            this.settings = settings;
            this.ledger = ledger;
        }

        @Override
        public void configure() {
            from("kafka:" + settings.topic() + "?brokers=" + settings.bootstrap() + "&groupId=" + settings.group()
                            + "&consumersCount=" + settings.maxInFlight() + "&autoOffsetReset=earliest"
                            + "&valueDeserializer=org.apache.kafka.common.serialization.ByteArrayDeserializer")
                    .process(exchange -> {
                        rename(exchange);
                        Announcement.read(exchange);
                        Announcement.open(exchange, settings.folder());
                    })
                    .policy(ledger.once(WorkerRoutes.STEP))
                    .to("modelarts:predict?address=RAW(" + settings.service() + ")&retryOn=SAFE");
        }

        /** Gives the headers the names under which an announcement is read. */
        private static void rename(Exchange exchange) {
            Message message = exchange.getMessage();
            message.setHeader(KafkaShareConstants.KEY, message.getHeader("kafka.KEY"));
            message.setHeader(KafkaShareConstants.TOPIC, message.getHeader("kafka.TOPIC"));
            message.setHeader(KafkaShareConstants.PARTITION, message.getHeader("kafka.PARTITION"));
            message.setHeader(KafkaShareConstants.OFFSET, message.getHeader("kafka.OFFSET"));
        }
    }
}
