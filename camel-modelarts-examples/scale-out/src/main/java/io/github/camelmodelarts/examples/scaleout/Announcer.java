package io.github.camelmodelarts.examples.scaleout;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Announces inputs on a topic. An input that is announced twice is predicted once, because its id is the same and the ledger knows it.
 * Used by one thread.
 */
public final class Announcer implements AutoCloseable {

    /** The size in bytes up to which the content of a file travels in the record. Kafka's default limit for a record is 1 MB. */
    public static final int BYTES_UP_TO = 65_536;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String topic;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicReference<Exception> failure = new AtomicReference<>();

    /** Announces on this topic, which must exist. */
    public Announcer(String bootstrap, String topic) {
        this.topic = topic;
        Map<String, Object> settings = KafkaSettings.of(bootstrap);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Announces each file in a folder and its subfolders, but hidden ones: its id is its path in the folder, with slashes. Files up to a
     * size travel in their records; the others are announced by path, and the workers need the same folder.
     *
     * @return the number of files
     * @throws IOException if a file can't be read or an announcement was not stored. It is safe to announce the folder again
     */
    int announceFolder(Path folder, long bytesUpTo) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is not a folder: give the folder with the inputs");
        }
        int count = 0;
        try (Stream<Path> all = Files.walk(folder)) {
            Iterator<Path> files = all.filter(file -> !isHidden(folder.relativize(file)))
                    .filter(Files::isRegularFile)
                    .iterator();
            while (files.hasNext()) {
                Path file = folder.relativize(files.next());
                String id = file.toString().replace(File.separatorChar, '/');
                announce(
                        Files.size(folder.resolve(file)) > bytesUpTo
                                ? Announcement.ofPath(id, folder, file)
                                : Announcement.ofBytes(
                                        id, file.getFileName().toString(), Files.readAllBytes(folder.resolve(file))));
                count++;
            }
        }
        flush();
        return count;
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    /** Sends an announcement. It is stored for sure after {@link #flush}. */
    void announce(Announcement announcement) throws IOException {
        send(announcement.on(topic));
    }

    /** Sends a record that is an announcement. */
    void send(ProducerRecord<String, byte[]> announcement) throws IOException {
        requireNoFailure();
        try {
            producer.send(announcement, (stored, e) -> {
                if (e != null) {
                    failure.compareAndSet(null, e);
                }
            });
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** Waits until all announcements are stored. */
    void flush() throws IOException {
        producer.flush();
        requireNoFailure();
    }

    private void requireNoFailure() throws IOException {
        Exception first = failure.get();
        if (first != null) {
            throw new IOException(
                    "An announcement was not stored in the topic " + topic + ": " + first.getMessage()
                            + ". Check that the brokers run and that the topic exists. It is safe to announce again.",
                    first);
        }
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
