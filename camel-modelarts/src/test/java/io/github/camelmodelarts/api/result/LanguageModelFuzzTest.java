package io.github.camelmodelarts.api.result;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsResponseException;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** The response of a language model becomes a complete record, or is refused with a reason that quotes no value. */
class LanguageModelFuzzTest {

    @FuzzTest
    void readsAResponseOrSaysWhatIsWrong(byte[] response) {
        ChatCompletion chat = read(ChatCompletion::parse, response);
        if (chat != null) {
            assertThat(chat.choices()).isNotEmpty();
            assertThat(chat.text()).isEqualTo(chat.choices().get(0).text());
            assertCounts(chat.usage());
        }
        ChatChunk chunk = read(ChatChunk::parse, response);
        if (chunk != null) {
            assertThat(chunk.text()).isNotNull();
            assertThat(chunk.reasoning()).isNotNull();
            assertThat(chunk.toolCalls()).isNotNull();
            assertCounts(chunk.usage());
        }
        Embeddings embeddings = read(Embeddings::parse, response);
        if (embeddings != null) {
            int length = embeddings.vectors().get(0).length;
            assertThat(length).isPositive();
            for (float[] vector : embeddings.vectors()) {
                assertThat(vector).hasSize(length);
                for (float number : vector) {
                    assertThat(number).isFinite();
                }
            }
            assertThat(embeddings).isEqualTo(read(Embeddings::parse, response));
            assertCounts(embeddings.usage());
        }
        Rerank rerank = read(Rerank::parse, response);
        if (rerank != null) {
            assertThat(rerank.results()).extracting("index").doesNotHaveDuplicates();
            for (Rerank.Result result : rerank.results()) {
                assertThat(result.index()).isNotNegative();
                assertThat(result.score()).isFinite();
            }
            assertCounts(rerank.usage());
        }
    }

    private static void assertCounts(@Nullable TokenUsage usage) {
        if (usage != null) {
            assertThat(usage.inputTokens()).isNotNegative();
            assertThat(usage.outputTokens()).isNotNegative();
            assertThat(usage.totalTokens()).isNotNegative();
        }
    }

    private static <T> @Nullable T read(Reading<T> reading, byte[] response) {
        try {
            return reading.read(response);
        } catch (ModelArtsResponseException e) {
            assertPlain(e.getMessage(), 2000);
            return null;
        }
    }

    private interface Reading<T> {
        T read(byte[] response) throws ModelArtsResponseException;
    }
}
