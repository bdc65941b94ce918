package io.github.camelmodelarts.auth;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;

/**
 * A scheme of authentication: its options, its headers and its strategy. {@code Schemes} is the table of all schemes.
 *
 * @param type its name in the option {@code authType}
 * @param use the APIs it can be used for
 * @param inferred whether it is chosen if its options are complete and {@code authType} is not set. False for an AppKey alone: if the
 *     AppSecret was only forgotten, the key must not be sent in clear
 * @param required the options that hold its credentials
 * @param optional further options, which can be missing
 * @param headers the headers that it sets on requests
 * @param credentials makes credentials from a complete set of options
 * @param maker makes the strategy for its credentials
 */
public record Scheme(
        AuthType type,
        Use use,
        boolean inferred,
        List<String> required,
        List<String> optional,
        List<AuthHeader> headers,
        Function<Options, Credentials> credentials,
        BiFunction<Credentials, Surroundings, AuthStrategy> maker) {

    /** The APIs that a scheme can be used for. */
    public enum Use {
        /** Services, called as an application. */
        APP,
        /** Services and, in a session, the management API. */
        SESSION,
        /** Services only. */
        SERVICE
    }

    /** Reads the values of options. */
    @FunctionalInterface
    public interface Options {

        /** The value, or null if it is not set. */
        @Nullable
        String get(String option);

        /** The value of an option, if all required options of the scheme are known to be set. */
        default String require(String option) {
            String value = get(option);
            if (value == null) {
                throw new IllegalStateException(option + " is missing from a set of options that was found complete");
            }
            return value;
        }
    }

    /**
     * The parts of the component that strategies use.
     *
     * @param stage the environment in which an API is published, sent with all schemes for applications
     * @param clocks the clocks for the dates of signatures
     * @param tokens makes the strategy that gets tokens for a user
     */
    public record Surroundings(String stage, HostClocks clocks, Function<Credentials.User, AuthStrategy> tokens) {}

    /** Whether it signs requests; a signature is valid for 15 minutes only. */
    public boolean signs() {
        return headers.stream().anyMatch(header -> header.name().equals(SignatureStrategy.DATE));
    }

    /** The scheme and the options that it takes, without values, for a message. */
    public String described() {
        if (required.isEmpty()) {
            return "authType=" + type + ", without credentials";
        }
        return "authType=" + type + ", with " + String.join(" and ", required)
                + (optional.isEmpty() ? "" : " (optional: " + String.join(", ", optional) + ")");
    }

    /** The options of this scheme. */
    public List<String> options() {
        return Stream.concat(required.stream(), optional.stream()).toList();
    }
}
