package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Converts the output of a text recognition network to text: removes repeats and blanks ("CTC", best path). */
final class CtcDecoder {

    private static final int BLANK = 0;

    /**
     * The lowest probability with which a space is read although the CTC blank is more likely. At a gap between words, mostly
     * after a comma, the network often gives the space a slightly lower probability than the blank. Inside a word, the
     * probability of a space is less than a hundredth of this value.
     */
    private static final float SPACE = 0.2f;

    /** Unicode has wide forms of the printable ASCII characters from the exclamation mark to the tilde. */
    private static final int FIRST_WIDE = 0xFF01;

    private static final int LAST_WIDE = 0xFF5E;

    /** A text and the mean probability of its characters. */
    record Reading(String text, double score) {}

    private final List<String> classes;
    private final int space;

    private CtcDecoder(List<String> classes) {
        this.classes = classes;
        this.space = classes.size() - 1;
    }

    /** The alphabet has one character per line; in the network, the blank precedes it and the space follows it. */
    static CtcDecoder ofAlphabet(String alphabet) {
        List<String> classes = new ArrayList<>();
        classes.add("");
        classes.addAll(alphabet.lines().toList());
        classes.add(" ");
        return new CtcDecoder(List.copyOf(classes));
    }

    /** Decodes the output of the network: the probabilities of all classes for each step. */
    Reading decode(Tensor steps) throws IOException {
        int width = steps.size(-1);
        if (width != classes.size()) {
            throw new IOException("The network has " + width + " classes, but its alphabet has " + classes.size());
        }
        StringBuilder text = new StringBuilder();
        double sum = 0;
        int characters = 0;
        int last = BLANK;
        for (int step = 0; step < steps.size(-2); step++) {
            int best = likeliest(steps.values(), step * width);
            if (best != BLANK && best != last) {
                text.append(classes.get(best));
                sum += steps.values()[step * width + best];
                characters++;
            }
            last = best;
        }
        String words = text.toString().strip().replaceAll(" +", " ");
        return new Reading(narrow(words), characters == 0 ? 0 : sum / characters);
    }

    private int likeliest(float[] values, int from) {
        int best = BLANK;
        for (int i = 1; i < classes.size(); i++) {
            if (values[from + i] > values[from + best]) {
                best = i;
            }
        }
        return best == BLANK && values[from + space] >= SPACE ? space : best;
    }

    /** Replaces wide commas and digits of Chinese print in Latin text by the usual ones; keeps them in Chinese text. */
    private static String narrow(String text) {
        if (text.codePoints().anyMatch(Character::isIdeographic)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c >= FIRST_WIDE && c <= LAST_WIDE ? c - FIRST_WIDE + '!' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
