package org.example;

import java.util.concurrent.atomic.AtomicLong;

import org.apache.camel.ExchangeProperty;

/** A number of tokens that calls of language models may use together. Thread-safe. */
public final class TokenBudget {

    /** The budget is used up. */
    public static final class UsedUpException extends Exception {
        private static final long serialVersionUID = 1;

        UsedUpException(String message) {
            super(message);
        }
    }

    private final long limit;
    private final AtomicLong used = new AtomicLong();
    private volatile boolean isKnown = true;

    public TokenBudget(long limit) {
        this.limit = limit;
    }

    /** A step before a call. The answer that uses the budget up is still complete. */
    public void check() throws UsedUpException {
        if (!isKnown) {
            throw new UsedUpException("The model does not say how many tokens it uses, so no budget can be kept");
        }
        if (used.get() >= limit) {
            throw new UsedUpException("The budget of " + limit + " tokens is used up");
        }
    }

    /** A step after a call. */
    public void use(
            @ExchangeProperty("CamelModelArtsInputTokens") Long input,
            @ExchangeProperty("CamelModelArtsOutputTokens") Long output) {
        if (input == null || output == null) {
            // fails the next call and not this one, whose answer is paid for
            isKnown = false;
        } else {
            used.addAndGet(input + output);
        }
    }

    public long used() {
        return used.get();
    }
}
