package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.clients.CommonClientConfigs;

/**
 * The settings of Kafka's clients: the brokers, and those in the file that the environment variable {@value #FILE} names, for example for
 * TLS and SASL. A file, because its secrets must not be in the arguments of a process.
 */
final class KafkaSettings {

    static final String FILE = "KAFKA_CLIENT_CONFIG";

    private KafkaSettings() {}

    /** Returns the settings for the environment of this process; the caller may change the map. */
    static Map<String, Object> of(String bootstrap) {
        Map<String, Object> settings = ofFile(System.getenv());
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return settings;
    }

    /**
     * Returns only the settings of the file; empty if the variable is not set.
     *
     * @throws UncheckedIOException if the file can't be read
     */
    static Map<String, Object> ofFile(Map<String, String> environment) {
        Map<String, Object> settings = new HashMap<>();
        String file = environment.get(FILE);
        if (file != null && !file.isBlank()) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(Path.of(file))) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The file " + file + " can't be read. Check the environment variable " + FILE, e);
            }
            properties.forEach((name, value) -> settings.put(name.toString(), value));
        }
        return settings;
    }
}
