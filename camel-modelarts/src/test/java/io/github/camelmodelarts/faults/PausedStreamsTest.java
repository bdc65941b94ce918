package io.github.camelmodelarts.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.gateway.RecordedStream;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.support.FaultTest;
import io.github.camelmodelarts.support.JavaProcess;
import io.github.camelmodelarts.support.PausedReaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A stream whose reader stops costs little memory and loses no event, however fast the service sends. */
class PausedStreamsTest {

    private static final String PASSWORD = "changeit";
    private static final int STREAMS = 8;
    private static final int MOST_HEAP = 256 * 1024;
    private static final int LARGE_EVENTS = 8_000;
    private static final int TINY_EVENTS = 15_000;

    /** Tiny events are each in a chunk, a TLS record or a frame of their own, and must not take a multiple of their length. */
    @Test
    void costsLittleMemoryAndLosesNoEvent(@TempDir Path folder) throws Exception {
        int large = 1_000;
        int tiny = 20;
        try (ModelArtsLocal local = ModelArtsLocal.start()) {
            ModelAnswer chunked = ModelAnswer.events(AnswerStream.events(numbered(large, LARGE_EVENTS)));
            ModelAnswer known = chunked.withHeader("Content-Length", String.valueOf(large * LARGE_EVENTS));
            ModelAnswer small = ModelAnswer.events(AnswerStream.events(numbered(tiny, TINY_EVENTS)));
            local.writeTrustStore(folder.resolve("trust.p12"), PASSWORD.toCharArray());
            List<Service> called = List.of(
                    local.addService("chunked", request -> chunked),
                    local.addService("known", request -> known),
                    local.addService("tls", request -> chunked),
                    local.addService("http2", request -> chunked),
                    local.addService("tiny-chunked", request -> small),
                    local.addService("tiny-tls", request -> small),
                    local.addService("tiny-http2", request -> small));
            List<String> arguments = new ArrayList<>(List.of(String.valueOf(STREAMS)));
            for (Service service : called) {
                String name = service.withoutAuthentication().name();
                arguments.add("modelarts:predict?authType=NONE&streaming=true"
                        + (name.endsWith("http2") ? "&http2=true" : "") + "&address="
                        + (name.matches(".*(tls|http2)") ? local.tlsAddress(name) : local.address(name)));
            }
            Process readers = JavaProcess.of(
                            PausedReaders.class,
                            List.of(
                                    "-Xmx64m",
                                    "-XX:+UseSerialGC",
                                    "-XX:TieredStopAtLevel=1",
                                    "-Djavax.net.ssl.trustStore=" + folder.resolve("trust.p12"),
                                    "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
                            arguments)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(readers.getInputStream(), StandardCharsets.UTF_8))) {
                continueWhenStanding(readers, output, called);
                for (Service service : called) {
                    continueWhenStanding(readers, output, called);
                    int heap = Integer.parseInt(output.readLine());
                    System.out.println("A paused stream of " + service.name() + " takes " + heap / 1024
                            + " KiB of heap; the service has sent "
                            + sent(service) / (STREAMS + 1) / 1024 + " KiB");
                    assertThat(heap).as(service.name()).isLessThanOrEqualTo(MOST_HEAP);
                }
                for (Service service : called) {
                    boolean isTiny = service.name().startsWith("tiny");
                    assertThat(output.readLine()).isEqualTo(String.valueOf(isTiny ? TINY_EVENTS : LARGE_EVENTS));
                }
                assertThat(readers.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(readers.exitValue()).isZero();
            } finally {
                readers.destroyForcibly();
            }
        }
    }

    /** Waits until the readers have stopped and no service sends any more, and lets the process continue. */
    private static void continueWhenStanding(Process readers, BufferedReader output, List<Service> called)
            throws IOException {
        assertThat(output.readLine()).isEqualTo("stopped");
        Deque<Long> seen = new ArrayDeque<>();
        await().pollInterval(Duration.ofMillis(20)).atMost(FaultTest.SOON).until(() -> {
            seen.add(called.stream().mapToLong(PausedStreamsTest::sent).sum());
            return seen.size() > 10 && seen.poll().equals(seen.peekLast());
        });
        readers.getOutputStream().write('\n');
        readers.getOutputStream().flush();
    }

    private static long sent(Service service) {
        return service.streams().recorded().stream()
                .mapToLong(RecordedStream::bytes)
                .sum();
    }

    /** Data of events with this length on the wire, each with its number. */
    private static Iterable<String> numbered(int size, int events) {
        int overhead = "data: \n\n".length();
        return () -> IntStream.range(0, events)
                .mapToObj(i -> String.format("%07d", i) + "x".repeat(size - overhead - 7))
                .iterator();
    }
}
