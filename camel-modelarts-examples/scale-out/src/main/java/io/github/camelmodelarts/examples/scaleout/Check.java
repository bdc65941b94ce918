package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerException;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;

/** Compares the announcements that a topic still has with the ledger and the dead letters: does each input have its end? */
final class Check {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, String> OPTIONS = Map.of("bootstrap", "", "jdbc", "", "topic", "inputs");
    private static final int SHOWN = 20;

    private final String bootstrap;
    private final Map<CallState, Integer> states = new EnumMap<>(CallState.class);
    private final List<String> open = new ArrayList<>();
    private int announced;
    private int deadLetters;

    private Check(String bootstrap) {
        this.bootstrap = bootstrap;
    }

    /**
     * Runs the command.
     *
     * @return whether each announced input has its end: a result, a place in the list of uncertain or rejected inputs, or a dead letter
     */
    static boolean run(PrintStream out, Map<String, String> environment, String... arguments) throws IOException {
        Options options = Options.parse(OPTIONS, arguments);
        LedgerSettings settings = LedgerSettings.of(options.required("jdbc"))
                .withUser(environment.get("LEDGER_USER"), environment.get("LEDGER_PASSWORD"));
        Check check = new Check(options.required("bootstrap"));
        try (CallLedger ledger = CallLedger.openToLook(settings)) {
            check.compare(options.required("topic"), ledger);
        } catch (LedgerException | KafkaException e) {
            throw new IOException(e.getMessage(), e);
        }
        check.print(out);
        return check.open.isEmpty();
    }

    private void compare(String topic, CallLedger ledger) throws IOException, LedgerException {
        Set<String> dead = new HashSet<>();
        read(topic + ".dead-letter", letter -> dead.add(letter.key()));
        List<String> ids = new ArrayList<>();
        read(topic, announcement -> ids.add(announcement.key()));
        announced = ids.size();
        for (String id : ids) {
            CallState state =
                    id == null ? null : ledger.state(id, WorkerRoutes.STEP).orElse(null);
            if (state != null) {
                states.merge(state, 1, Integer::sum);
            } else if (dead.contains(id)) {
                deadLetters++;
            }
            boolean ended = state == null ? dead.contains(id) : state.isEnd();
            if (!ended) {
                open.add(String.valueOf(id));
            }
        }
    }

    /** Reads all records that the topic has now. */
    private void read(String topic, Consumer<ConsumerRecord<String, byte[]>> reader) throws IOException {
        try (KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                KafkaSettings.of(bootstrap), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    until = System.nanoTime() + PATIENCE.toNanos();
                    reader.accept(record);
                }
                if (System.nanoTime() - until > 0) {
                    throw new IOException("The topic " + topic + " could not be read to its end. Check --bootstrap.");
                }
            }
        }
    }

    private void print(PrintStream out) {
        out.printf("%-12s %d%n", "announced", announced);
        for (CallState state : CallState.values()) {
            out.printf("%-12s %d%n", state, states.getOrDefault(state, 0));
        }
        out.printf("%-12s %d%n", "dead letter", deadLetters);
        if (open.isEmpty()) {
            out.println("Each announced input has its end.");
        } else {
            out.println(open.size() + " without an end: "
                    + String.join(", ", open.subList(0, Math.min(SHOWN, open.size())))
                    + (open.size() > SHOWN ? ", ..." : "") + ". They wait for a worker, or their call is in flight.");
        }
    }
}
