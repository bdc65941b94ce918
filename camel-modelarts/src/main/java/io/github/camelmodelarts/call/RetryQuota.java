package io.github.camelmodelarts.call;

/**
 * Limits the retries of all calls to one host together, so that a service that is down does not get several times as many requests.
 * First attempts cost nothing. The figures are those of the AWS SDKs ("Retry behavior", standard mode). Thread-safe.
 */
final class RetryQuota {

    private static final int FULL = 500;

    private int left = FULL;

    /** Takes the cost from the quota; false if not enough is left. */
    synchronized boolean spend(int cost) {
        if (cost > left) {
            return false;
        }
        left -= cost;
        return true;
    }

    synchronized int left() {
        return left;
    }

    /** Gives back some of the quota after a success, which shows that the service works. */
    synchronized void refund(int cost) {
        left = Math.min(FULL, left + cost);
    }
}
