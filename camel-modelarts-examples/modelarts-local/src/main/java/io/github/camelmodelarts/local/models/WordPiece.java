package io.github.camelmodelarts.local.models;

import java.io.IOException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Splits a text into the word pieces of a vocabulary, like BERT's tokenizer without case. Names of marks in the text, for example
 * {@code [SEP]}, are words like all others. Immutable.
 */
final class WordPiece {

    private static final int LONGEST_WORD = 100;

    private static final Pattern IGNORED = Pattern.compile("\\uFFFD|[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}&&[^\t\n\r]]");
    private static final Pattern ACCENT = Pattern.compile("\\p{Mn}");
    /** Punctuation and Chinese characters, each of which is a word. */
    private static final String ALONE = "\\p{P}$+<=>^`|~\\x{3400}-\\x{4DBF}\\x{4E00}-\\x{9FFF}\\x{F900}-\\x{FAFF}"
            + "\\x{20000}-\\x{2A6DF}\\x{2A700}-\\x{2B81F}\\x{2B920}-\\x{2CEAF}\\x{2F800}-\\x{2FA1F}";

    private static final Pattern WORD = Pattern.compile("[" + ALONE + "]|[^\\s\\p{Z}" + ALONE + "]+");

    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final int unknown;

    /**
     * Reads a vocabulary.
     *
     * @param tokenizer the file {@code tokenizer.json} of Hugging Face
     */
    WordPiece(byte[] tokenizer) throws IOException {
        JsonNode words = new JsonMapper().readTree(tokenizer).at("/model/vocab");
        words.properties()
                .forEach(
                        entry -> vocabulary.put(entry.getKey(), entry.getValue().intValue()));
        unknown = number("[UNK]");
    }

    /** The number of a piece that the vocabulary must have. */
    int number(String piece) throws IOException {
        Integer number = vocabulary.get(piece);
        if (number == null) {
            throw new IOException("The vocabulary of the model has no " + piece);
        }
        return number;
    }

    /** The numbers of the pieces of a text, without marks at its begin and end. */
    int[] pieces(String text) {
        String plain = Normalizer.normalize(IGNORED.matcher(text).replaceAll(""), Normalizer.Form.NFD);
        String lowerCase = ACCENT.matcher(plain)
                .replaceAll("")
                .codePoints()
                // by itself: a capital sigma at the end of a word has the same lower case as any other
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        IntStream.Builder pieces = IntStream.builder();
        for (Matcher word = WORD.matcher(lowerCase); word.find(); ) {
            Arrays.stream(ofWord(word.group())).forEach(pieces);
        }
        return pieces.build().toArray();
    }

    /** The longest pieces from the left, or the unknown one if the vocabulary can't build the word. */
    private int[] ofWord(String word) {
        int[] none = {unknown};
        if (word.codePointCount(0, word.length()) > LONGEST_WORD) {
            return none;
        }
        IntStream.Builder pieces = IntStream.builder();
        int from = 0;
        while (from < word.length()) {
            int end = word.length();
            Integer piece = null;
            while (piece == null && end > from) {
                piece = vocabulary.get((from == 0 ? "" : "##") + word.substring(from, end));
                if (piece == null) {
                    end--;
                }
            }
            if (piece == null) {
                return none;
            }
            pieces.add(piece);
            from = end;
        }
        return pieces.build().toArray();
    }
}
