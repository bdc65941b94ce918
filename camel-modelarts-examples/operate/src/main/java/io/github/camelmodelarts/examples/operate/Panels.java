package io.github.camelmodelarts.examples.operate;

import java.util.List;

/** The panels of the dashboard. After a change, write {@code dashboard.json} again: {@code --dashboard=FILE}. */
final class Panels {

    private static final String CALL = "modelarts_client_call_seconds";

    static final List<Panel> ALL = List.of(
            new Panel(
                    "Calls per second, by outcome",
                    "All calls that have ended. SUCCESS should be nearly all of them.",
                    Unit.CALLS_PER_SECOND,
                    List.of(Query.rate(CALL + "_count", "", "outcome"))),
            new Panel(
                    "Share of failed calls, by error code",
                    "The code says who failed: APIG codes are the gateway's, ModelArts codes the service's; none: no response, or no call was sent.",
                    Unit.SHARE,
                    List.of(Query.errorShare(CALL + "_count", "outcome", "error_code"))),
            new Panel(
                    "Time of a call",
                    "From the start of a call to its end, with waiting and retries: half of the calls, 95 % and 99 % of them were faster.",
                    Unit.SECONDS,
                    List.of(
                            Query.quantile(0.5, CALL, "p50"),
                            Query.quantile(0.95, CALL, "p95"),
                            Query.quantile(0.99, CALL, "p99"))),
            new Panel(
                    "Calls in flight, waiting, and the limit",
                    "Calls wait when as many are in flight as maxConnections allows. Waiting for long means that the service is too slow for the calls.",
                    Unit.COUNT,
                    List.of(
                            Query.value("modelarts_client_calls_in_flight", "in flight"),
                            Query.value("modelarts_client_calls_waiting", "waiting"),
                            Query.value("modelarts_client_calls_limit", "limit"),
                            Query.value("modelarts_client_streams_open", "open streams"))),
            new Panel(
                    "Retries and repairs",
                    "A retry repeats an attempt that has failed. A repair removes the cause first: an expired token, a moved service.",
                    Unit.PER_SECOND,
                    List.of(
                            Query.rate("modelarts_client_retries_total", "retries"),
                            Query.rate("modelarts_client_repairs_total", "repaired:", "kind"))),
            new Panel(
                    "Tokens of IAM",
                    "Requests for a token, which lives for 24 hours in the cloud. Many of them mean that tokens are revoked, or that the password is wrong.",
                    Unit.PER_SECOND,
                    List.of(Query.rate("modelarts_client_token_renewals_total", "", "outcome"))),
            new Panel(
                    "Keys paused, users locked",
                    "0 is right. The cloud has rejected these credentials, and the component does not send them until the pause is over. Corrected ones are used at once, but the pause of the wrong ones is still counted.",
                    Unit.COUNT,
                    List.of(
                            Query.value("modelarts_client_keys_paused", "keys paused"),
                            Query.value("modelarts_client_logins_locked", "users locked"))),
            new Panel(
                    "Calls refused by the component",
                    "Calls that were not sent. busy: too many calls wait. guard: the key or the user is paused.",
                    Unit.CALLS_PER_SECOND,
                    List.of(Query.rate("modelarts_client_refusals_total", "", "reason"))),
            new Panel(
                    "Retry quota",
                    "What is left for retries to a host. When it is used up, failed calls are not retried.",
                    Unit.COUNT,
                    List.of(Query.value("modelarts_client_retry_quota", "left"))),
            new Panel(
                    "Streams, by end",
                    "COMPLETE: read to the end. CLOSED: the reader stopped early. BROKEN and TIMEOUT: failures.",
                    Unit.PER_SECOND,
                    List.of(Query.rate("modelarts_client_streams_ended_total", "", "end"))),
            new Panel(
                    "Bytes",
                    "The bodies of requests, of each attempt, and of responses.",
                    Unit.BYTES_PER_SECOND,
                    List.of(
                            Query.rate("modelarts_client_sent_bytes_total", "sent"),
                            Query.rate("modelarts_client_received_bytes_total", "received"))),
            new Panel(
                    "Tokens of chats",
                    "What language models read (input) and wrote (output): they are paid for by the token.",
                    Unit.PER_SECOND,
                    List.of(Query.rate("gen_ai_client_token_usage_total", "", "gen_ai_token_type"))));

    private Panels() {}
}
