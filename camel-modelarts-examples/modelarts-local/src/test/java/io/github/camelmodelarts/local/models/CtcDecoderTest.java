package io.github.camelmodelarts.local.models;

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class CtcDecoderTest {

    /** The classes: blank, a, b, a wide comma, space. */
    private final CtcDecoder decoder = CtcDecoder.ofAlphabet("a\nb\n\uff0c\n");

    @Test
    void removesRepeatsUnlessABlankIsBetweenThem() throws IOException {
        assertThat(read("a a _ a b b").text()).isEqualTo("aab");
    }

    @Test
    void readsALikelySpaceEvenIfTheBlankIsMoreLikely() throws IOException {
        float[] steps = {0, 1, 0, 0, 0, 0.7f, 0, 0, 0, 0.3f, 0, 0, 1, 0, 0};

        assertThat(decoder.decode(new Tensor(steps, 1, 3, 5)).text()).isEqualTo("a b");
    }

    @Test
    void ignoresAnUnlikelySpace() throws IOException {
        float[] steps = {0, 1, 0, 0, 0, 0.9f, 0, 0, 0, 0.1f, 0, 0, 1, 0, 0};

        assertThat(decoder.decode(new Tensor(steps, 1, 3, 5)).text()).isEqualTo("ab");
    }

    @Test
    void writesOneSpaceForAWideGapAndNoneAtTheEnds() throws IOException {
        assertThat(read("- a - _ - b -").text()).isEqualTo("a b");
    }

    @Test
    void narrowsWidePunctuationOfLatinText() throws IOException {
        assertThat(read("a , b").text()).isEqualTo("a,b");
    }

    @Test
    void scoresTheMeanProbabilityOfTheCharacters() throws IOException {
        float[] steps = {0, 0.8f, 0.2f, 0, 0, 0, 0.4f, 0.6f, 0, 0};

        assertThat(decoder.decode(new Tensor(steps, 1, 2, 5)).score()).isCloseTo(0.7, within(1e-6));
        assertThat(read("_ _").score()).isZero();
    }

    @Test
    void rejectsANetworkWithAnotherAlphabet() {
        assertThatThrownBy(() -> decoder.decode(new Tensor(new float[6], 1, 1, 6)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("6 classes");
    }

    private CtcDecoder.Reading read(String steps) throws IOException {
        String[] names = steps.split(" ", -1);
        float[] values = new float[names.length * 5];
        for (int i = 0; i < names.length; i++) {
            values[i * 5 + "_ab,-".indexOf(names[i])] = 1;
        }
        return decoder.decode(new Tensor(values, 1, names.length, 5));
    }
}
