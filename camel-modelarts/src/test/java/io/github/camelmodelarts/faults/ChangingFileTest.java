package io.github.camelmodelarts.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.support.NothingLeft;

import static org.assertj.core.api.Assertions.assertThat;

/** A file changes while it is sent: either the original file arrives complete, or no complete request arrives. */
class ChangingFileTest {

    /** Much more than fits into sockets and buffers. */
    private static final int LENGTH = 16_000_000;

    @RegisterExtension
    final NothingLeft nothingLeft = new NothingLeft();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "scripted-server"));

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private enum Sent {
        RAW("&bodyType=RAW", "a.bin"),
        MULTIPART("", "a.png"),
        JSON("", "a.json"),
        BASE64("&bodyType=BASE64", "a.bin");

        private final String options;
        private final String name;

        Sent(String options, String name) {
            this.options = options;
            this.name = name;
        }

        /** Whether the file is hashed before it is sent. */
        boolean isSigned() {
            return this == JSON || this == BASE64;
        }
    }

    private enum Change {
        GROWS {
            @Override
            void of(Path file) throws IOException {
                Files.writeString(file, "more", StandardOpenOption.APPEND);
            }
        },
        SHRINKS {
            @Override
            void of(Path file) throws IOException {
                try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                    channel.truncate(LENGTH - 1000);
                }
            }
        },
        IS_EMPTIED {
            @Override
            void of(Path file) throws IOException {
                Files.newByteChannel(file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
                        .close();
            }
        },
        VANISHES {
            @Override
            void of(Path file) throws IOException {
                Files.delete(file);
            }
        },
        IS_REPLACED {
            @Override
            void of(Path file) throws IOException {
                Path other = Files.write(file.resolveSibling("other"), content('y'));
                Files.move(other, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        },
        CHANGES_AT_ITS_END {
            @Override
            void of(Path file) throws IOException {
                try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
                    channel.position(LENGTH - 10)
                            .write(java.nio.ByteBuffer.wrap("changed".getBytes(StandardCharsets.US_ASCII)));
                }
            }
        },
        CHANGES_AND_KEEPS_ITS_TIME {
            @Override
            void of(Path file) throws IOException {
                FileTime time = Files.getLastModifiedTime(file);
                CHANGES_AT_ITS_END.of(file);
                Files.setLastModifiedTime(file, time);
            }
        };

        abstract void of(Path file) throws IOException;
    }

    private static byte[] content(char filling) {
        return ("\"" + String.valueOf(filling).repeat(LENGTH - 2) + "\"").getBytes(StandardCharsets.US_ASCII);
    }

    static Stream<Arguments> changes() {
        return Stream.of(Sent.values())
                .flatMap(sent -> Stream.of(Change.values())
                        // only a hash detects this change
                        .filter(change -> change != Change.CHANGES_AND_KEEPS_ITS_TIME || sent.isSigned())
                        .map(change -> Arguments.of(sent, change)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("changes")
    @DisplayName("A file that changes while it is sent as")
    void isNotSentCompletelyIfItChangesWhileSent(Sent sent, Change change) throws Exception {
        Path file = old(Files.write(folder.resolve(sent.name), content('x')));
        try (SlowReader server = new SlowReader()) {
            Future<Exchange> call = threads.submit(() -> call(server, sent, file));
            server.awaitBeginning();
            change.of(file);
            server.readOn();

            assertThat(call.get(60, TimeUnit.SECONDS).getException())
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageMatching("(?s).*(changed|could not be read any more|ended).*");
            assertThat(server.isComplete()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isSentCompletelyIfItDoesNotChange(Sent sent) throws Exception {
        Path file = old(Files.write(folder.resolve(sent.name), content('x')));
        try (SlowReader server = new SlowReader()) {
            Future<Exchange> call = threads.submit(() -> call(server, sent, file));
            server.awaitBeginning();
            server.readOn();

            assertThat(call.get(60, TimeUnit.SECONDS).getException()).isNull();
            assertThat(server.isComplete()).isTrue();
        }
    }

    /** Sets an old modification time, so that a later write changes it. */
    private static Path old(Path file) throws IOException {
        return Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));
    }

    private Exchange call(SlowReader server, Sent sent, Path file) throws Exception {
        return nothingLeft
                .routes()
                .send(
                        "modelarts:predict?authType=APP_SIGNATURE&retryOn=IDEMPOTENT&address=http://127.0.0.1:"
                                + server.port() + "/v1" + sent.options,
                        file.toFile());
    }

    /** Reads the beginning of a request, waits, and reads the rest. */
    private final class SlowReader implements AutoCloseable {

        private static final Pattern LENGTH_HEADER = Pattern.compile("(?i)content-length: (\\d+)");

        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final Future<Boolean> complete;

        SlowReader() throws IOException {
            complete = threads.submit(this::read);
        }

        int port() {
            return server.getLocalPort();
        }

        void awaitBeginning() throws InterruptedException {
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
        }

        void readOn() {
            goOn.countDown();
        }

        boolean isComplete() throws Exception {
            return complete.get(60, TimeUnit.SECONDS);
        }

        private boolean read() throws Exception {
            try (Socket socket = server.accept()) {
                InputStream in = socket.getInputStream();
                ByteArrayOutputStream head = new ByteArrayOutputStream();
                while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                    int octet = in.read();
                    assertThat(octet).as("hung up").isNotNegative();
                    head.write(octet);
                }
                Matcher length = LENGTH_HEADER.matcher(head.toString(StandardCharsets.ISO_8859_1));
                assertThat(length.find()).isTrue();
                long missing = Long.parseLong(length.group(1)) - in.readNBytes(1000).length;
                begun.countDown();
                goOn.await();
                byte[] buffer = new byte[65_536];
                int read = 0;
                while (missing > 0 && read >= 0) {
                    missing -= read;
                    read = missing == 0 ? 0 : in.read(buffer, 0, (int) Math.min(buffer.length, missing));
                }
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII));
                return missing == 0;
            } catch (IOException reset) {
                return false;
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
