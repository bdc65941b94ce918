package io.github.camelmodelarts.call;

/**
 * What the calls of one service may spend on being sent once more, all together: a service that is down is not asked several times
 * as often. First attempts cost nothing. Figures: AWS SDKs, "Retry behavior", standard mode. Thread-safe.
 */
final class RetryQuota {

    private static final int FULL = 500;

    private int left = FULL;

    /** Whether there is as much left; then it is spent. */
    synchronized boolean spend(int cost) {
        if (cost > left) {
            return false;
        }
        left -= cost;
        return true;
    }

    /** After a success, which shows that the service is back. */
    synchronized void refund(int cost) {
        left = Math.min(FULL, left + cost);
    }
}
