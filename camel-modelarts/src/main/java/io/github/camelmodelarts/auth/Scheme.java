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
 * A way of authenticating: all there is to know of it. The table of them is {@code Schemes}.
 *
 * @param type what it is called in options
 * @param use what it may be used for
 * @param inferred whether its options, when they are complete, say by themselves that it is meant; an AppKey alone does not, because
 *     a forgotten AppSecret must not send the key in clear
 * @param required the options that hold its credentials
 * @param optional options that may go with those
 * @param headers what it sets on requests
 * @param credentials makes credentials of a complete set of options
 * @param maker makes the strategy for credentials of its kind
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

    /** What a scheme may be used for. */
    public enum Use {
        /** To call services, as an application. */
        APP,
        /** To call services and, in a session, the management API. */
        SESSION,
        /** To call services. */
        SERVICE
    }

    /** The values of options. */
    @FunctionalInterface
    public interface Options {

        /** The value, or null where it is not set. */
        @Nullable
        String get(String option);

        /** The value of an option of a complete set. */
        default String require(String option) {
            String value = get(option);
            if (value == null) {
                throw new IllegalStateException(option + " is missing from a set that was taken for complete");
            }
            return value;
        }
    }

    /**
     * What strategies work with.
     *
     * @param stage the environment to which an API is published, sent with each kind of app authentication
     * @param clocks what signatures are dated by
     * @param tokens gets tokens for a user
     */
    public record Surroundings(String stage, HostClocks clocks, Function<Credentials.User, AuthStrategy> tokens) {}

    /** Whether it signs requests, which proves them for a quarter of an hour only. */
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
