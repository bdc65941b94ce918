package io.github.camelmodelarts.faults;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;

/** Two callers of one host share connections and threads, but never each other's credentials. */
class InterleavedCallersTest {

    private static final int THREADS = 64;
    private static final int CALLS = Boolean.getBoolean("soak") ? 100_000 : 3_200;
    private static final Pattern WHO = Pattern.compile("^POST \\S*who=(one|two) ");

    @RegisterExtension
    final NothingLeft nothingLeft = new NothingLeft();

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "APP_SIGNATURE, appKey=key-%1$s&appSecret=test-secret-%1$s, Access=key-%s;",
        "APP_CODE, appCode=test-code-%1$s, X-Apig-AppCode: test-code-%s",
        "AK_SK, accessKey=key-%1$s&secretKey=test-secret&securityToken=test-token-%1$s, X-Security-Token: test-token-%s",
        "TOKEN, token=test-token-%1$s, X-Auth-Token: test-token-%s",
        "API_KEY, apiKey=test-api-key-%1$s, Authorization: Bearer test-api-key-%s",
    })
    @Tag("H63")
    @DisplayName("H63: two endpoints, one host, interleaved, by")
    void neverUsesTheCredentialsOfAnotherCaller(String authType, String credentials, String proof) throws Exception {
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger served = new AtomicInteger();
        try (ScriptedServer server = ScriptedServer.running((request, out, connection) -> {
            Matcher who = WHO.matcher(request);
            String caller = who.find() ? who.group(1) : "nobody";
            String other = caller.equals("one") ? "two" : "one";
            String head = request.replace(", Signed", "; Signed");
            if (!head.contains(proof.formatted(caller)) || head.contains("-" + other)) {
                wrong.incrementAndGet();
            }
            served.incrementAndGet();
            out.write(("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" + caller).getBytes(StandardCharsets.US_ASCII));
            out.flush();
        })) {
            List<String> callers = List.of("one", "two");
            List<String> from = new ArrayList<>();
            for (String caller : callers) {
                from.add(nothingLeft
                        .routes()
                        .route("modelarts:predict?authType=" + authType + "&" + credentials.formatted(caller)
                                + "&maxConnections=16&address=" + server.address() + "?who=" + caller));
            }
            ExecutorService threads = Executors.newFixedThreadPool(THREADS);
            List<Future<Integer>> confused = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                confused.add(threads.submit(() -> {
                    int mistaken = 0;
                    for (int i = 0; i < CALLS / THREADS; i++) {
                        int caller = ThreadLocalRandom.current().nextInt(2);
                        Exchange exchange = nothingLeft.routes().call(from.get(caller), "{}");
                        boolean answered =
                                callers.get(caller).equals(exchange.getMessage().getBody(String.class));
                        mistaken += answered ? 0 : 1;
                    }
                    return mistaken;
                }));
            }
            threads.shutdown();
            try {
                for (Future<Integer> thread : confused) {
                    assertThat(thread.get(10, TimeUnit.MINUTES)).isZero();
                }
            } finally {
                threads.shutdownNow();
            }
        }
        assertThat(served.get()).isEqualTo(CALLS / THREADS * THREADS);
        assertThat(wrong).hasValue(0);
    }
}
