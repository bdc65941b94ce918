package io.github.camelmodelarts.local.maas;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers a question by fixed rules from its own words. It is no language model: it knows nothing and looks at no earlier message. The
 * same question and seed have the same answer. The first rule that fits counts:
 *
 * <ol>
 *   <li>A question with pictures: their sizes and most frequent colours.
 *   <li>{@code echo: TEXT}, {@code repeat: TEXT}: the text.
 *   <li>{@code count to N}: the numbers from 1 to N, which is at most 10,000. For long answers.
 *   <li>{@code how many words: TEXT}, {@code how many characters: TEXT}: the number and the unit.
 *   <li>{@code sentiment: TEXT}, {@code classify: TEXT}: {@code positive}, {@code negative} or {@code neutral}, by 24 English words.
 *   <li>Otherwise a sentence with the longest words of the question. The seed chooses how it begins.
 * </ol>
 *
 * <p>Stateless.
 */
final class RuleModel {

    private static final int MAX_COUNT = 10_000;
    private static final int NAMED_WORDS = 3;

    private static final Pattern ECHO = rule("\\s*(?:echo|repeat):\\s?(.*)");
    private static final Pattern COUNT = rule(".*\\bcount to (\\d{1,9})\\b.*");
    private static final Pattern HOW_MANY = rule("\\s*how many (words|characters):\\s?(.*)");
    private static final Pattern CLASSIFY = rule("\\s*(?:sentiment|classify):\\s?(.*)");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");

    private static final Set<String> GOOD = Set.of(
            "good",
            "great",
            "excellent",
            "fast",
            "friendly",
            "happy",
            "like",
            "love",
            "nice",
            "perfect",
            "thanks",
            "wonderful");
    private static final Set<String> BAD = Set.of(
            "bad", "awful", "broken", "hate", "late", "poor", "rude", "sad", "slow", "terrible", "worst", "wrong");

    private static final List<String> BEGINNINGS =
            List.of("You asked about", "Your question is about", "This is about", "The words that matter are");

    private RuleModel() {}

    /**
     * An answer.
     *
     * @param rule the name of the rule
     */
    record Answer(String text, String rule) {}

    /**
     * An answer to a question with these pictures.
     *
     * @param pictures what is known of them
     */
    static Answer answer(String question, List<String> pictures, long seed) {
        if (!pictures.isEmpty()) {
            return new Answer("This is " + String.join(", and ", pictures) + ".", "picture");
        }
        Matcher echo = ECHO.matcher(question);
        if (echo.matches()) {
            return new Answer(echo.group(1), "echo");
        }
        Matcher count = COUNT.matcher(question);
        if (count.matches()) {
            return new Answer(numbers(Math.min(MAX_COUNT, Integer.parseInt(count.group(1)))), "count");
        }
        Matcher howMany = HOW_MANY.matcher(question);
        if (howMany.matches()) {
            return new Answer(howMany(howMany.group(1).toLowerCase(Locale.ROOT), howMany.group(2)), "how many");
        }
        Matcher classify = CLASSIFY.matcher(question);
        if (classify.matches()) {
            return new Answer(sentiment(classify.group(1)), "classify");
        }
        return new Answer(about(question, seed), "about");
    }

    private static String numbers(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }

    private static String howMany(String unit, String text) {
        long number = unit.equals("words") ? words(text).size() : text.codePointCount(0, text.length());
        return number + " " + unit;
    }

    private static String sentiment(String text) {
        List<String> words = words(text.toLowerCase(Locale.ROOT));
        long good = words.stream().filter(GOOD::contains).count();
        long bad = words.stream().filter(BAD::contains).count();
        return good > bad ? "positive" : bad > good ? "negative" : "neutral";
    }

    private static String about(String question, long seed) {
        List<String> named = words(question).stream()
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .limit(NAMED_WORDS)
                .toList();
        String beginning = BEGINNINGS.get(Math.floorMod(seed, BEGINNINGS.size()));
        return named.isEmpty() ? "There is no question." : beginning + " " + String.join(", ", named) + ".";
    }

    private static List<String> words(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    private static Pattern rule(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }
}
