package io.github.camelmodelarts.examples.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What is predicted. A route puts it on the exchange before {@link CallOnce}.
 *
 * @param id says which input it is, for all time: two inputs with the same id are the same input. At most 700 characters
 * @param sha256 the hash of the content in lower-case hexadecimal digits
 * @param source where the content can be had again, for the person who reads the list, at most 500 characters; null if unknown
 */
public record Input(String id, String sha256, @Nullable String source) {

    private static final String PROPERTY = "CallLedgerInput";
    private static final int LONGEST_ID = 700;
    private static final int LONGEST_SOURCE = 500;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if the table can't hold these values */
    public Input {
        if (id.isBlank() || id.length() > LONGEST_ID || id.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The id of an input has " + id.length() + " characters. Use 1 to "
                    + LONGEST_ID + ", none of them NUL");
        }
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "The SHA-256 of input " + id + " is not 64 hexadecimal digits in lower case");
        }
        source = source == null ? null : Texts.fitting(source, LONGEST_SOURCE);
    }

    /**
     * Returns the input of an exchange.
     *
     * @throws IllegalStateException if there is none
     */
    public static Input of(Exchange exchange) {
        Input input = exchange.getProperty(PROPERTY, Input.class);
        if (input == null) {
            throw new IllegalStateException(
                    "The ledger does not know which input this is: call Input.putOn(exchange) in a step before");
        }
        return input;
    }

    /** Returns the hash of a content for an input. It reads the stream to its end and does not close it. */
    public static String sha256(InputStream content) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            content.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Makes this the input of an exchange. */
    public void putOn(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }
}
