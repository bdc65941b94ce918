package io.github.camelmodelarts.examples.scaleout;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.Input;
import io.github.camelmodelarts.examples.scaleout.kafkashare.KafkaShareConstants;

/**
 * An input that is announced on a topic. The key of the record is the id of the input. The value is the content, or the header
 * {@link #FILE} has the path of the file. Size and hash show whether the content has changed.
 *
 * @param id the id of the input; the same id is the same input
 * @param name the name of the file, by which the component knows the content type
 * @param file the path of the file with the content, below the folder that the workers share; or null
 * @param content the content, or null
 * @param size the length in bytes
 * @param sha256 the hash of the content in lower-case hexadecimal digits
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Announcement(String id, String name, @Nullable Path file, byte @Nullable [] content, long size, String sha256) {

    private static final String PROPERTY = "scaleOutAnnouncement";

    static final String NAME = "input.name";
    static final String FILE = "input.file";
    static final String SIZE = "input.size";
    static final String SHA256 = "input.sha256";

    /** The ledger has no room for a longer one. */
    private static final int LONGEST_ID = 700;

    private static final int SHA256_DIGITS = 64;

    /**
     * Announces the content of a file by its path. Reads the file.
     *
     * @param folder the folder that the workers share
     * @param file a path below the folder, relative to it
     */
    static Announcement ofPath(String id, Path folder, Path file) throws IOException {
        Path there = folder.resolve(file);
        return new Announcement(id, there.getFileName().toString(), file, null, Files.size(there), hash(there));
    }

    /** Announces content that is sent in the record. */
    static Announcement ofBytes(String id, String name, byte[] content) {
        return new Announcement(id, name, null, content, content.length, hash(content));
    }

    /** Returns the record for a topic. */
    ProducerRecord<String, byte[]> on(String topic) {
        ProducerRecord<String, byte[]> announced = new ProducerRecord<>(topic, id, content);
        header(announced, NAME, name);
        header(announced, SIZE, Long.toString(size));
        header(announced, SHA256, sha256);
        if (file != null) {
            header(announced, FILE, file.toString());
        }
        return announced;
    }

    private static void header(ProducerRecord<String, byte[]> announced, String name, String value) {
        announced.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads the announcement in a delivered record.
     *
     * @throws InvalidAnnouncementException if the record is no announcement
     */
    static void read(Exchange exchange) throws InvalidAnnouncementException {
        Message message = exchange.getMessage();
        exchange.setProperty(PROPERTY, of(message));
        message.setHeader(Exchange.FILE_NAME, message.getHeader(NAME));
        message.removeHeaders("input.*");
    }

    /**
     * Makes the announced input the body of the exchange, after its size and hash were compared, and tells the ledger which input it is.
     * Before each call, because a file can change while a call waits.
     *
     * @param folder the folder whose files may be announced by path, or null for none. Without this limit, anyone who can write to the
     *     topic could send any file of the worker to the service
     * @throws InvalidAnnouncementException if the content is not the announced one
     * @throws UnreadableFolderException if the folder can't be read
     * @throws NoSuchFileException if no file is there; on a network drive it may appear later
     * @throws IOException if the file can't be read
     */
    static void open(Exchange exchange, @Nullable Path folder) throws InvalidAnnouncementException, IOException {
        Announcement announced = Objects.requireNonNull(
                exchange.getProperty(PROPERTY, Announcement.class), "read the announcement first");
        Path there = announced.in(folder);
        announced.compare(there);
        Message message = exchange.getMessage();
        new Input(announced.id, announced.sha256, source(message)).putOn(exchange);
        message.setBody(there == null ? announced.content : there.toFile());
    }

    private @Nullable Path in(@Nullable Path folder) throws InvalidAnnouncementException, IOException {
        if (file == null) {
            return null;
        }
        if (folder == null) {
            throw new InvalidAnnouncementException(
                    "The input " + id + " is announced by the path of a file, and this worker has no"
                            + " folder: start it with --folder=DIR");
        }
        if (!Files.isDirectory(folder) || !Files.isReadable(folder)) {
            throw new UnreadableFolderException("The folder " + folder + " can't be read: is the drive mounted?");
        }
        Path there = folder.resolve(file);
        if (!Files.isRegularFile(there)) {
            throw new NoSuchFileException(
                    there.toString(),
                    null,
                    "no file of the input " + id + " is there: check that this worker"
                            + " has the drive, and that the file was not removed before it was predicted");
        }
        // through symbolic links
        if (!there.toRealPath().startsWith(folder.toRealPath())) {
            throw new InvalidAnnouncementException(
                    "The file " + file + " of the input " + id + " is outside of the folder " + folder);
        }
        return there;
    }

    private static Announcement of(Message message) throws InvalidAnnouncementException {
        String id = message.getHeader(KafkaShareConstants.KEY, String.class);
        if (id == null || id.isBlank() || id.length() > LONGEST_ID) {
            throw new InvalidAnnouncementException(
                    "The record needs a key of 1 to " + LONGEST_ID + " characters, the id of the input");
        }
        String file = message.getHeader(FILE, String.class);
        byte[] content = message.getBody(byte[].class);
        if ((file == null) == (content == null)) {
            throw new InvalidAnnouncementException("The record of the input " + id
                    + (file == null ? " has neither a value nor" : " has both a value and") + " the header " + FILE
                    + ": announce the content as the value, or the path of a file in the header");
        }
        String sha256 = required(message, id, SHA256).toLowerCase(Locale.ROOT);
        if (sha256.length() != SHA256_DIGITS) {
            throw new InvalidAnnouncementException(
                    "The header " + SHA256 + " of the input " + id + " is not a SHA-256 of 64 hexadecimal digits");
        }
        return new Announcement(
                id,
                required(message, id, NAME),
                file == null ? null : path(file, id),
                content,
                size(required(message, id, SIZE), id),
                sha256);
    }

    private static String required(Message message, String id, String name) throws InvalidAnnouncementException {
        String value = message.getHeader(name, String.class);
        if (value == null || value.isBlank()) {
            throw new InvalidAnnouncementException("The record of the input " + id + " has no header " + name);
        }
        return value;
    }

    private static Path path(String file, String id) throws InvalidAnnouncementException {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new InvalidAnnouncementException(
                    "The header " + FILE + " of the input " + id + " is not a path: " + e.getReason());
        }
    }

    private static long size(String text, String id) throws InvalidAnnouncementException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new InvalidAnnouncementException(
                    "The header " + SIZE + " of the input " + id + " is not a number of bytes: " + text);
        }
    }

    private void compare(@Nullable Path there) throws InvalidAnnouncementException, IOException {
        byte[] value = content == null ? new byte[0] : content;
        long length = there == null ? value.length : Files.size(there);
        if (length != size) {
            throw changed("has " + length + " bytes, announced were " + size);
        }
        String hash = there == null ? hash(value) : hash(there);
        if (!hash.equals(sha256)) {
            throw changed("has the SHA-256 " + hash + ", announced was " + sha256);
        }
    }

    private InvalidAnnouncementException changed(String difference) {
        return new InvalidAnnouncementException(
                (file == null ? "The content" : "The file " + file) + " of the input " + id + " " + difference
                        + ": it was changed after it was announced; announce it again under another id");
    }

    private static String source(Message message) {
        return message.getHeader(KafkaShareConstants.TOPIC) + "-" + message.getHeader(KafkaShareConstants.PARTITION)
                + "@" + message.getHeader(KafkaShareConstants.OFFSET);
    }

    private static String hash(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return Input.sha256(content);
        }
    }

    private static String hash(byte[] content) {
        try {
            return Input.sha256(new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not from memory
        }
    }
}
