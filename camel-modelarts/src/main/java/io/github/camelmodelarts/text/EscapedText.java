package io.github.camelmodelarts.text;

import java.util.List;

/**
 * A text in which words are found even if they are escaped as in JSON, URLs or HTML, in upper or lower case. Not thread-safe: it counts the
 * cost of the search.
 */
public final class EscapedText {

    private static final int NO = -1;
    /** The text ends within an escape. */
    private static final int CUT = -2;
    /** In the result of an escape: the lower bits are the character, the bits above are the position where the escape ends. */
    private static final int END = Character.SIZE;

    private static final int LONGEST_ENTITY = 8;

    private static final List<Entity> ENTITIES = List.of(
            new Entity("amp;", '&'),
            new Entity("lt;", '<'),
            new Entity("gt;", '>'),
            new Entity("quot;", '"'),
            new Entity("apos;", '\''));

    private record Entity(String written, char character) {}

    private final String text;
    private long compared;

    public EscapedText(String text) {
        this.text = text;
    }

    /** The character in lower case, as in the words that are passed to this class. {@code String.toLowerCase} can make two characters of one. */
    public static char lowerCase(char c) {
        return Character.toLowerCase(c);
    }

    /** Whether an escape can begin with this character. */
    public static boolean isEscape(char c) {
        return c == '\\' || c == '%' || c == '&' || c == '+';
    }

    /** How many characters of words matched so far. The first character of each word is not counted. */
    public long compared() {
        return compared;
    }

    /** The character after this position, in lower case; -1 if the text ends, or if an escape begins at this position or the next one. */
    public int behind(int at) {
        return at + 1 < text.length() && !isEscape(text.charAt(at)) && !isEscape(text.charAt(at + 1))
                ? lowerCase(text.charAt(at + 1))
                : NO;
    }

    /** The character, in lower case, of the escape that begins at this position; -1 if no escape begins there. */
    public int standsFor(int at) {
        long escape = escape(at);
        return escape < 0 ? NO : lowerCase((char) escape);
    }

    /**
     * The position where a word ends that begins at {@code start}; -1 if it does not begin there. If the text ends or was cut within the word,
     * after at least {@code enough} of its characters, the result is the position of that end.
     *
     * @param word in lower case
     */
    public int endOf(String word, int start, int enough) {
        int most = Math.min(word.length(), text.length() - start);
        int found = 0;
        while (found < most && lowerCase(text.charAt(start + found)) == word.charAt(found)) {
            found++;
        }
        int end = end(word, found, start + found, enough);
        if (end < 0) {
            // up to the first escape, the text is the same with and without escapes
            int escape = start;
            while (escape <= start + found && escape < text.length()) {
                if (isEscape(text.charAt(escape))) {
                    return endOfEscaped(word, escape - start, escape, enough);
                }
                escape++;
            }
        }
        compared += Math.max(0, found - 1);
        return end;
    }

    private int endOfEscaped(String word, int foundBefore, int start, int enough) {
        int at = start;
        int found = foundBefore;
        while (found < word.length() && at < text.length()) {
            int next = next(at, word.charAt(found));
            if (next < 0) {
                at = next == CUT ? text.length() : at;
                break;
            }
            at = next;
            found++;
        }
        compared += Math.max(0, found - 1);
        return end(word, found, at, enough);
    }

    /** The position where a word ends, if {@code found} of its characters matched up to {@code at}; -1 if that is not enough. */
    private int end(String word, int found, int at, int enough) {
        boolean isThere = found == word.length()
                || (found >= enough && (at == text.length() || text.startsWith(Printable.CUT, at)));
        return isThere ? at : NO;
    }

    private int next(int at, char expected) {
        char c = text.charAt(at);
        if (isEscape(c)) {
            long escape = escape(at);
            if (escape == CUT && (c != '&' || isBeginning(at + 1, expected))) {
                return CUT;
            } else if (escape >= 0 && lowerCase((char) escape) == expected) {
                return (int) (escape >> END);
            }
        }
        return lowerCase(c) == expected ? at + 1 : NO;
    }

    /** The character of an escape, with the position behind it in the upper bits; {@link #CUT} if the text ends within the escape. */
    private long escape(int at) {
        return switch (text.charAt(at)) {
            case '\\' -> backslash(at + 1);
            case '%' -> number(at + 1, at + 3, 16);
            case '&' -> entity(at + 1);
            case '+' -> at(' ', at + 1);
            default -> NO;
        };
    }

    private static long at(char c, int end) {
        return (long) end << END | c;
    }

    private long backslash(int at) {
        if (at == text.length()) {
            return CUT;
        }
        return text.charAt(at) == 'u' ? number(at + 1, at + 5, 16) : at(text.charAt(at), at + 1);
    }

    private long entity(int at) {
        int end = at;
        while (end < text.length() && end - at <= LONGEST_ENTITY && text.charAt(end) != ';') {
            end++;
        }
        if (end == text.length()) {
            return CUT;
        } else if (text.charAt(end) != ';') {
            return NO;
        }
        if (text.charAt(at) != '#') {
            for (Entity entity : ENTITIES) {
                if (text.startsWith(entity.written, at)) {
                    return at(entity.character, end + 1);
                }
            }
        }
        boolean hex = text.startsWith("#x", at) || text.startsWith("#X", at);
        long number = number(at + (hex ? 2 : 1), end, hex ? 16 : 10);
        return number < 0 ? number : at((char) number, end + 1);
    }

    /** Whether the text possibly ends within the entity of the expected character. */
    private boolean isBeginning(int at, char expected) {
        String rest = text.substring(at);
        return rest.length() < LONGEST_ENTITY
                && (rest.startsWith("#")
                        || ENTITIES.stream()
                                .anyMatch(entity -> entity.character == expected && entity.written.startsWith(rest)));
    }

    private long number(int from, int to, int radix) {
        if (to > text.length()) {
            return CUT;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(text.charAt(i), radix);
            if (digit < 0) {
                return NO;
            }
            number = number * radix + digit;
        }
        return from < to ? at((char) number, to) : NO;
    }
}
