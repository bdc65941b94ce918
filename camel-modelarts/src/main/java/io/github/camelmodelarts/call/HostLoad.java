package io.github.camelmodelarts.call;

/**
 * The calls of one host at a moment, as its {@link Admission} has them.
 *
 * @param inFlight calls with a permit
 * @param waiting calls that wait for a permit
 * @param limit how many calls can be in flight
 * @param retryQuota what is left of the quota for retries; a retry costs 5 or 14
 * @param unreached how many calls in a row could not connect to the host at their first attempt; 0 if the last one was more than a minute ago
 */
public record HostLoad(int inFlight, int waiting, int limit, int retryQuota, int unreached) {

    /** Adds the calls of the same host that use another HTTP client. The smaller quota counts, and the larger number of failures. */
    public HostLoad plus(HostLoad other) {
        return new HostLoad(
                inFlight + other.inFlight,
                waiting + other.waiting,
                limit + other.limit,
                Math.min(retryQuota, other.retryQuota),
                Math.max(unreached, other.unreached));
    }
}
