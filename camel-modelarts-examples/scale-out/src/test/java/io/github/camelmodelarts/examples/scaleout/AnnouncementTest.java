package io.github.camelmodelarts.examples.scaleout;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.examples.ledger.Input;
import io.github.camelmodelarts.examples.scaleout.kafkashare.KafkaShareConstants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AnnouncementTest {

    private static final byte[] CONTENT = "{\"petal\": 1.4}".getBytes(StandardCharsets.UTF_8);
    /** By sha256sum. */
    private static final String SHA256 = "d2ffdb2e003e6d1866b3ca961a94314221ece40cdf86470b1fb5a32b721f9aa4";

    @TempDir
    private Path folder;

    /** The exchange that a worker gets for a record. */
    private static Exchange delivered(ProducerRecord<String, byte[]> announced) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setBody(announced.value());
        exchange.getMessage().setHeader(KafkaShareConstants.KEY, announced.key());
        exchange.getMessage().setHeader(KafkaShareConstants.TOPIC, announced.topic());
        exchange.getMessage().setHeader(KafkaShareConstants.PARTITION, 0);
        exchange.getMessage().setHeader(KafkaShareConstants.OFFSET, 4711L);
        announced
                .headers()
                .forEach(header -> exchange.getMessage()
                        .setHeader(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return exchange;
    }

    private Exchange announcedFile() throws IOException {
        Files.createDirectories(folder.resolve("today"));
        Files.write(folder.resolve("today/flower.json"), CONTENT);
        return delivered(Announcement.ofPath("flower-1", folder, Path.of("today/flower.json"))
                .on("inputs"));
    }

    private static void open(Exchange exchange, Path folder) throws Exception {
        Announcement.read(exchange);
        Announcement.open(exchange, folder);
    }

    @Test
    void opensContentOfTheRecord() throws Exception {
        Exchange exchange = delivered(
                Announcement.ofBytes("flower-1", "flower.json", CONTENT).on("inputs"));

        open(exchange, null);

        assertThat(exchange.getMessage().getBody()).isEqualTo(CONTENT);
        assertThat(exchange.getMessage().getHeader(Exchange.FILE_NAME)).isEqualTo("flower.json");
        assertThat(Input.of(exchange)).isEqualTo(new Input("flower-1", SHA256, "inputs-0@4711"));
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKeys(Announcement.SHA256, Announcement.NAME);
    }

    @Test
    void opensAFileOfTheFolder() throws Exception {
        Exchange exchange = announcedFile();

        open(exchange, folder);

        assertThat(exchange.getMessage().getBody(File.class)).hasBinaryContent(CONTENT);
        assertThat(exchange.getMessage().getHeader(Exchange.FILE_NAME)).isEqualTo("flower.json");
        assertThat(Input.of(exchange).sha256()).isEqualTo(SHA256);
    }

    @Test
    void saysThatTheFileIsMissing() throws IOException {
        Exchange exchange = announcedFile();
        Files.delete(folder.resolve("today/flower.json"));

        assertThatThrownBy(() -> open(exchange, folder))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContainingAll("flower-1", "today/flower.json", "no file of the input");
    }

    @ParameterizedTest
    @CsvSource({"{\"petal\": 1.5},SHA-256", "{\"petal\": 10.4},15 bytes"})
    void refusesAFileThatWasChangedAfterItWasAnnounced(String changed, String difference) throws IOException {
        Exchange exchange = announcedFile();
        Files.writeString(folder.resolve("today/flower.json"), changed);

        assertThatThrownBy(() -> open(exchange, folder))
                .isInstanceOf(InvalidAnnouncementException.class)
                .hasMessageContainingAll("flower.json", difference, "changed after it was announced", "another id");
    }

    @Test
    void refusesFilesOutsideOfTheFolder() throws IOException {
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.createSymbolicLink(shared.resolve("link.json"), folder.resolve("today/flower.json"));

        for (String path : new String[] {"../today/flower.json", folder + "/today/flower.json", "link.json"}) {
            Exchange exchange = announcedFile();
            exchange.getMessage().setHeader(Announcement.FILE, path);
            assertThatThrownBy(() -> open(exchange, shared))
                    .isInstanceOf(InvalidAnnouncementException.class)
                    .hasMessageContaining("outside of the folder");
        }
    }

    @Test
    void saysThatTheFolderCanNotBeRead() throws IOException {
        Exchange exchange = announcedFile();

        assertThatThrownBy(() -> open(exchange, folder.resolve("not-mounted")))
                .isInstanceOf(UnreadableFolderException.class)
                .hasMessageContaining("is the drive mounted?");
    }

    @Test
    void refusesPathsIfTheWorkerHasNoFolder() throws IOException {
        Exchange exchange = announcedFile();

        assertThatThrownBy(() -> open(exchange, null))
                .isInstanceOf(InvalidAnnouncementException.class)
                .hasMessageContaining("--folder=DIR");
    }

    @ParameterizedTest
    @CsvSource({
        "CamelKafkaShareKey,,a key of 1 to 700 characters",
        "input.name,,no header input.name",
        "input.size,,no header input.size",
        "input.size,many,not a number of bytes: many",
        "input.sha256,,no header input.sha256",
        "input.sha256,abc,not a SHA-256",
        "input.file,both.json,both a value and the header input.file"
    })
    void refusesRecordsThatAreNoAnnouncements(String header, String value, String reason) {
        Exchange exchange = delivered(
                Announcement.ofBytes("flower-1", "flower.json", CONTENT).on("inputs"));
        exchange.getMessage().setHeader(header, value);

        assertThatThrownBy(() -> open(exchange, folder))
                .isInstanceOf(InvalidAnnouncementException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesARecordWithNeitherContentNorPath() {
        Exchange exchange = delivered(
                Announcement.ofBytes("flower-1", "flower.json", CONTENT).on("inputs"));
        exchange.getMessage().setBody(null);

        assertThatThrownBy(() -> open(exchange, folder))
                .isInstanceOf(InvalidAnnouncementException.class)
                .hasMessageContaining("neither a value nor the header input.file");
    }
}
