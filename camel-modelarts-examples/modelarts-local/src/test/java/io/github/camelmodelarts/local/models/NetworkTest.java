package io.github.camelmodelarts.local.models;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class NetworkTest {

    @Test
    void closesAfterAllRunsHaveEndedAndRejectsLaterRuns() throws Exception {
        Network network = new Network(PaddleOcr.lineOrientation());
        AtomicInteger runs = new AtomicInteger();
        List<CompletableFuture<String>> runners = Stream.generate(() -> CompletableFuture.supplyAsync(
                        () -> runUntilRefused(network, runs), task -> new Thread(task).start()))
                .limit(3)
                .toList();
        await().atMost(60, SECONDS).until(() -> runs.get() > 5);

        network.close();
        network.close();

        assertThat(runners)
                .allSatisfy(runner -> assertThat(runner.get(60, SECONDS)).isEqualTo("The network is closed"));
    }

    private static String runUntilRefused(Network network, AtomicInteger runs) {
        try {
            while (true) {
                network.run(new Tensor(new float[3 * 48 * 192], new long[] {1, 3, 48, 192}));
                runs.incrementAndGet();
            }
        } catch (Exception e) {
            return e.getMessage();
        }
    }
}
