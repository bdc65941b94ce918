package io.github.camelmodelarts.options;

import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.camelmodelarts.text.Printable;

/** Validates the text of a number or a duration before Camel converts it. */
final class OptionTexts {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,99}");
    /** A duration as Camel's {@code TimeUtils} reads it. Camel ignores text after a duration; this pattern does not allow it. */
    private static final Pattern TIME =
            Pattern.compile("(?=\\d)(\\d{1,9}d)?(\\d{1,9}h)?(\\d{1,9}m(?!s))?(\\d{1,12}s)?(\\d{1,15}ms)?");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})\\s*([kmg])(i?b)?");
    /** A smaller number without a unit was probably meant in seconds. */
    private static final long LEAST_BARE_MILLIS = 1_000;

    private OptionTexts() {}

    /**
     * Accepts a duration. A number without a unit counts milliseconds, as everywhere in Camel.
     *
     * @throws IllegalArgumentException if Camel can't read the text, or if it is a number without a unit from 1 to 999
     */
    static void requireDuration(String option, String text) {
        if (NUMBER.matcher(text).matches()) {
            requireUnit(option, inRange(option, text, Long.MAX_VALUE));
        } else if (!TIME.matcher(text).matches() && !isIso(text)) {
            throw new IllegalArgumentException(
                    shown(option, text) + " is not a duration: write 30s, 1m30s, 500ms or PT30S for example");
        }
    }

    private static void requireUnit(String option, long millis) {
        if (millis > 0 && millis < LEAST_BARE_MILLIS) {
            throw new IllegalArgumentException(option + "=" + millis + " means " + millis
                    + " milliseconds, because it has no unit. Write " + option + "=" + millis + "s for seconds, or "
                    + option
                    + "=" + millis + "ms for milliseconds");
        }
    }

    private static boolean isIso(String text) {
        try {
            Duration.parse(text);
            // Camel reads +PT5S as 0
            return !text.startsWith("+");
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * Accepts a whole number.
     *
     * @param most the highest number of the option's type
     * @throws IllegalArgumentException if the text is not a whole number, which Camel would misread: {@code 12mb} as 12 minutes, and a number
     *     that is too high without its upper bits
     */
    static void requireNumber(String option, String text, long most) {
        if (NUMBER.matcher(text).matches()) {
            inRange(option, text, most);
            return;
        }
        Matcher size = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        boolean isSize = option.toLowerCase(Locale.ROOT).endsWith("size");
        String remedy = isSize && size.matches()
                ? "write the number of bytes without a unit, " + bytes(size) + " here"
                : isSize
                        ? "write the number of bytes without a unit, 12582912 for example"
                        : "write digits without a unit";
        throw new IllegalArgumentException(shown(option, text) + " is not a whole number: " + remedy);
    }

    private static long inRange(String option, String text, long most) {
        BigInteger number = new BigInteger(text);
        if (number.abs().compareTo(BigInteger.valueOf(most)) > 0) {
            throw new IllegalArgumentException(shown(option, text) + " is out of range: use at most " + most);
        }
        return number.longValueExact();
    }

    private static long bytes(Matcher size) {
        int power = "kmg".indexOf(size.group(2)) + 1;
        return Long.parseLong(size.group(1)) << (10 * power);
    }

    private static String shown(String option, String text) {
        return text.isEmpty() ? option + " is empty, which" : option + "=" + Printable.of(text, 40);
    }
}
