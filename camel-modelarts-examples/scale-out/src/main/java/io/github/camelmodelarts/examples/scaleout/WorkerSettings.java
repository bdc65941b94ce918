package io.github.camelmodelarts.examples.scaleout;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.OnUncertain;

import static java.util.Map.entry;

/**
 * The options of a worker. Secrets are not among them, because other users of a machine can read the command lines of its processes.
 *
 * @param worker the id of this worker, which no other one may have at the same time
 * @param maxDeliveries after how many deliveries an input that fails becomes a dead letter
 * @param onUncertain what happens to an input whose earlier call is uncertain
 * @param lease how long a worker counts as alive after its last heartbeat
 * @param folder the folder whose files may be announced by path, or null for none
 * @param options further options of the endpoint of ModelArts, as in a URI; can be empty
 */
record WorkerSettings(
        String bootstrap,
        String jdbc,
        String service,
        String worker,
        String topic,
        String group,
        int maxInFlight,
        int consumers,
        int maxDeliveries,
        OnUncertain onUncertain,
        Duration lease,
        @Nullable Path folder,
        String options) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            entry("bootstrap", ""),
            entry("jdbc", ""),
            entry("service", ""),
            entry("worker", ""),
            entry("topic", "inputs"),
            entry("group", "predictions"),
            entry("max-in-flight", "32"),
            entry("consumers", "4"),
            entry("max-deliveries", "3"),
            entry("on-uncertain", "park"),
            entry("lease", "10s"),
            entry("folder", ""),
            entry("options", ""));

    static final String HELP = """
            Predicts inputs that are announced on Kafka, each once, together with any number of other workers.

              --bootstrap=HOST:PORT  the brokers
              --jdbc=URL             the database of the ledger
              --service=ADDRESS      the address of the ModelArts service
              --topic=NAME           the topic of the announcements (default inputs); dead letters go to NAME.dead-letter
              --group=NAME           the share group of all workers (default predictions)
              --worker=ID            the id of this worker; no two that run at the same time may have the same (default: a new one)
              --max-in-flight=N      the most calls at a time (default 32)
              --consumers=N          the threads that poll (default 4)
              --max-deliveries=N     after how many deliveries an input that fails becomes a dead letter (default 3)
              --on-uncertain=WHAT    what to do with an input that may have been predicted before: park (default) or repeat
              --lease=TIME           how long a worker counts as alive after its last heartbeat (default 10s)
              --folder=DIR           the folder whose files may be announced by path
              --options=A=B&C=D      further options of the endpoint, for example inputName=images&authType=APP_CODE
              --help                 print this text

            Environment: APP_KEY and APP_SECRET for the service, LEDGER_USER and LEDGER_PASSWORD for the database;
            KAFKA_CLIENT_CONFIG names a file with further settings of Kafka's clients, for example for TLS and SASL. Options of
            the components can be set too, for example CAMEL_COMPONENT_MODELARTS_APP_CODE.
            Exit status: 0 stopped, 1 failed, 2 the command line is wrong.
            """;

    /**
     * Parses the arguments. The last of several equal options counts.
     *
     * @throws IllegalArgumentException if an option is unknown, wrong or missing; the message says what to do
     */
    static WorkerSettings parse(String... arguments) {
        Options given = Options.parse(DEFAULTS, arguments);
        String folder = given.text("folder");
        String worker = given.text("worker");
        return new WorkerSettings(
                given.required("bootstrap"),
                given.required("jdbc"),
                given.required("service"),
                worker.isEmpty() ? hostAndProcess() : worker,
                given.required("topic"),
                given.required("group"),
                given.number("max-in-flight", 1, 10_000),
                given.number("consumers", 1, 100),
                given.number("max-deliveries", 1, 10),
                given.oneOf("on-uncertain", OnUncertain.class),
                given.duration("lease"),
                folder.isEmpty() ? null : Path.of(folder).toAbsolutePath().normalize(),
                given.text("options"));
    }

    /** Differs from the ids of all other workers, also of those that ran on this machine before. */
    private static String hostAndProcess() {
        return ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8) + "@" + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
