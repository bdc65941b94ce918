package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.CallState;
import io.github.camelmodelarts.examples.ledger.LedgerException;
import io.github.camelmodelarts.examples.ledger.LedgerRow;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;

/**
 * Lets inputs be called again that are uncertain or were rejected: reads each announcement from the topic again, releases the input in the
 * ledger, and announces it once more.
 */
final class Repeat {

    private static final Pattern SOURCE = Pattern.compile("(.+)-(\\d+)@(\\d+)");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Map<String, String> OPTIONS = Map.of("bootstrap", "", "jdbc", "", "step", "");

    private final String bootstrap;
    private final CallLedger ledger;
    private final @Nullable String step;

    private Repeat(String bootstrap, CallLedger ledger, @Nullable String step) {
        this.bootstrap = bootstrap;
        this.ledger = ledger;
        this.step = step;
    }

    /**
     * Runs the command.
     *
     * @param inputs the ids
     * @throws IOException if one of them can't be repeated; those before it are announced
     */
    static void run(PrintStream out, Map<String, String> environment, List<String> inputs, String... arguments)
            throws IOException {
        Options options = Options.parse(OPTIONS, arguments);
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "The ids of the inputs are missing. Use repeat INPUT...; ledger list shows the ids.");
        }
        String bootstrap = options.required("bootstrap");
        String step = options.text("step");
        LedgerSettings settings = LedgerSettings.of(options.required("jdbc"))
                .withUser(environment.get("LEDGER_USER"), environment.get("LEDGER_PASSWORD"));
        try (CallLedger ledger = CallLedger.openToLook(settings)) {
            Repeat repeat = new Repeat(bootstrap, ledger, step.isEmpty() ? null : step);
            for (String input : inputs) {
                out.println(input + " is announced again: " + repeat.repeat(input));
            }
        } catch (LedgerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Returns the place of the first announcement. */
    private String repeat(String input) throws IOException, LedgerException {
        LedgerRow row = ledger.list(CallState.UNCERTAIN, CallState.REJECTED, CallState.OPEN).stream()
                .filter(listed -> listed.input().equals(input)
                        && (step == null || listed.step().equals(step)))
                .findFirst()
                .orElseThrow(() -> new IOException("The ledger has no uncertain, rejected or open input " + input
                        + ". ledger list shows all inputs and their states."));
        String source = String.valueOf(row.source());
        Matcher place = SOURCE.matcher(source);
        if (!place.matches()) {
            throw new IOException(
                    "The source of the input " + input + " is " + source
                            + ", not a record of a topic. Release it with ledger release, and announce it again with announce.");
        }
        TopicPartition partition = new TopicPartition(place.group(1), Integer.parseInt(place.group(2)));
        ConsumerRecord<String, byte[]> announced = read(partition, Long.parseLong(place.group(3)), input);
        ledger.release(input, row.step());
        try (Announcer announcer = new Announcer(bootstrap, partition.topic())) {
            announcer.send(new ProducerRecord<>(
                    partition.topic(), null, announced.key(), announced.value(), announced.headers()));
            announcer.flush();
        }
        return source;
    }

    private ConsumerRecord<String, byte[]> read(TopicPartition partition, long offset, String input)
            throws IOException {
        Map<String, Object> settings = KafkaSettings.of(bootstrap);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                for (ConsumerRecord<String, byte[]> announced : consumer.poll(Duration.ofSeconds(1))) {
                    if (announced.offset() == offset && input.equals(announced.key())) {
                        return announced;
                    }
                    throw gone(partition, offset, input);
                }
            }
            throw new IOException("The record " + partition + "@" + offset + " of the input " + input
                    + " could not be read within " + PATIENCE.toSeconds() + " s. Check --bootstrap.");
        } catch (OffsetOutOfRangeException e) {
            throw gone(partition, offset, input);
        } catch (KafkaException e) {
            throw new IOException(
                    "The record " + partition + "@" + offset + " of the input " + input + " could not be read: "
                            + e.getMessage(),
                    e);
        }
    }

    private static IOException gone(TopicPartition partition, long offset, String input) {
        return new IOException(
                "The announcement of the input " + input + " is not in the topic any more (" + partition + "@"
                        + offset
                        + "), probably because its retention time is over. Release the input with ledger release, and announce"
                        + " it again with announce.");
    }
}
