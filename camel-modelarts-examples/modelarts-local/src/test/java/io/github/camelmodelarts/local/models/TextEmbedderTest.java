package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class TextEmbedderTest {

    private static final TextEmbedder EMBEDDER = new TextEmbedder();

    @AfterAll
    static void close() throws IOException {
        EMBEDDER.close();
    }

    private static float[] vector(String text) throws IOException {
        return EMBEDDER.vector(EMBEDDER.pieces(text));
    }

    private static double cosine(float[] one, float[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> (double) one[i] * other[i])
                .sum();
    }

    /** The expected numbers are those of LangChain4j's model of the same artifact. Processors round differently. */
    @Test
    void hasTheVectorsOfLangChain4j() throws IOException {
        float[] vector = vector("Kaifeng lies on the Yellow River");

        assertThat(vector).hasSize(384);
        assertThat(vector)
                .startsWith(
                        new float[] {-0.073907286f, 0.10388344f, 0.00727f, 0.04750959f, -0.019788994f}, within(0.02f));
    }

    @Test
    void everyVectorHasTheLengthOne() throws IOException {
        for (String text : List.of("a", "你好", "word ".repeat(600))) {
            float[] vector = vector(text);
            assertThat(cosine(vector, vector)).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void readsALongTextToItsEnd() throws IOException {
        String rain = "It rains in the mountains and the rivers rise. ".repeat(40);
        String tax = "The tax office sends a form to each citizen. ".repeat(80);

        float[] question = vector("A form of the tax office");

        assertThat(cosine(question, vector(rain + tax)))
                .isGreaterThan(cosine(question, vector(rain)) + 0.1)
                .isLessThan(cosine(question, vector(tax)));
    }

    @Test
    void givesAllThreadsTheSameVectorFromTheFirstCallOn() {
        try (Closing fresh = new Closing(new TextEmbedder())) {
            List<CompletableFuture<float[]>> vectors = Stream.generate(
                            () -> CompletableFuture.supplyAsync(fresh::vector, task -> new Thread(task).start()))
                    .limit(4)
                    .toList();

            assertThat(vectors)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(vector -> assertThat(vector).isEqualTo(fresh.vector()));
        }
    }

    private record Closing(TextEmbedder embedder) implements AutoCloseable {
        float[] vector() {
            try {
                return embedder.vector(embedder.pieces("the same text"));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            try {
                embedder.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void failsAfterItsEnd() throws IOException {
        TextEmbedder unused = new TextEmbedder();
        unused.close();
        unused.close();

        assertThatThrownBy(() -> unused.pieces("a"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
    }
}
