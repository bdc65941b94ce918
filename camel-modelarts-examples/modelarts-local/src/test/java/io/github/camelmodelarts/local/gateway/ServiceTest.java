package io.github.camelmodelarts.local.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.Refusals;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ServiceTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Service echo = server.addService("echo", new EchoModel());

    @AfterEach
    void close() {
        server.close();
    }

    private Answer call() {
        return caller.post("echo", caller.appCode());
    }

    @Test
    void hasAnAddressThatDependsOnlyOnItsName() {
        assertThat(server.address("echo")).isEqualTo("http://127.0.0.1:" + server.port() + "/v1/infers/" + echo.id());
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            assertThat(other.addService("echo", new SinkModel()).id()).isEqualTo(echo.id());
            assertThat(other.addService("echo2", new SinkModel()).id()).isNotEqualTo(echo.id());
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.addService("echo", new SinkModel()))
                .withMessageContaining("already is a service named echo");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.address("eccho"))
                .withMessageContaining("[echo]");
    }

    @Test
    void rejectsOtherPathsStagesAndMethods() {
        String unpublished = "The API does not exist or has not been published in the environment";
        for (String path : new String[] {"/", "/v1/infers/", "/v1/infers/another", "/v2/infers/" + echo.id()}) {
            URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
            assertRefused(caller.send("POST", uri, caller.appCode(), new byte[0]), 404, "APIG.0101", unpublished);
        }
        Map<String, String> stage = Map.of("x-stage", "TEST");
        assertRefused(caller.post("echo", caller.app(), stage), 404, "APIG.0101", unpublished);
        URI uri = URI.create(server.address("echo"));
        Answer patched = caller.send("PATCH", uri, caller.appCode(), new byte[0]);
        assertRefused(patched, 404, "APIG.0101", "The API does not exist");
        echo.methods("patch");
        assertThat(caller.send("PATCH", uri, caller.appCode(), new byte[0]).status())
                .isEqualTo(200);
        assertThat(call().message()).isEqualTo("The API does not exist");
    }

    @Test
    void throttles() {
        echo.throttle(2, Duration.ofMinutes(1));
        assertThat(call().status()).isEqualTo(200);
        assertThat(call().status()).isEqualTo(200);
        assertRefused(
                call(),
                429,
                "APIG.0308",
                "The throttling threshold has been reached: policy ip over ratelimit,limit:2,time:1 minute");
        clock.move(Duration.ofMinutes(1));
        assertThat(call().status()).isEqualTo(200);
        echo.throttle(1, Duration.ofSeconds(90));
        assertThat(call().status()).isEqualTo(200);
        assertThat(call().message()).endsWith("limit:1,time:90 second");
        echo.unthrottled();
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void rejectsABodyOverItsLimit() {
        echo.bodyLimit(TestCaller.BODY.length);
        assertThat(call().status()).isEqualTo(200);
        assertThat(caller.post("echo", caller.app()).status()).isEqualTo(200);
        echo.bodyLimit(TestCaller.BODY.length - 1);
        assertRefused(call(), 413, "APIG.0201", "Request entity too large");
        assertThat(caller.post("echo", caller.app()).status()).isEqualTo(413);
        echo.bodyLimit(0);
        assertThat(call().status()).isEqualTo(200);
    }

    @Test
    void reportsAModelThatIsDownOrSlow() {
        server.addService("down", request -> {
            throw new IOException("on purpose");
        });
        server.addService("broken", request -> {
            throw new IllegalStateException("on purpose");
        });
        assertRefused(caller.post("down", caller.appCode()), 502, "APIG.0201", "Backend unavailable");
        assertRefused(caller.post("broken", caller.appCode()), 502, "APIG.0201", "Backend unavailable");
        echo.delay(Duration.ofHours(1)).backendTimeout(Duration.ofMillis(50));
        assertRefused(call(), 504, "APIG.0201", "Backend timeout");
    }

    @Test
    void passesOnTheErrorResponseOfAModel() {
        server.addService(
                "post-only",
                request -> ModelAnswer.of(405, "text/plain", "Method Not Allowed".getBytes(StandardCharsets.UTF_8)));
        Answer answer = caller.post("post-only", caller.appCode());
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Server")).isEqualTo("ModelArts");
        assertThat(answer.response().body()).isEqualTo("Method Not Allowed");
    }

    @Test
    void givesAModelTheFieldsOfAForm() {
        server.addService(
                "form",
                request -> ModelAnswer.json(List.of(
                        new String(request.part("images"), StandardCharsets.UTF_8),
                        new String(request.part("images"), StandardCharsets.UTF_8).length(),
                        request.part("name") == null)));
        String form = String.join(
                "\r\n",
                "--b",
                "Content-Disposition: form-data; filename=\"name.png\"; name=\"images\"",
                "Content-Type: image/png",
                "",
                "png",
                "--b--",
                "");
        URI uri = URI.create(server.address("form"));
        Map<String, String> headers =
                caller.app().sign("POST", uri, Map.of("Content-Type", "multipart/form-data; boundary=b"), null);
        Answer answer = caller.send("POST", uri, headers, form.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.response().body()).isEqualTo("[\"png\",3,true]");
        server.addService("other", request -> ModelAnswer.json(request.part("images") == null));
        assertThat(caller.post("other", caller.appCode()).response().body()).isEqualTo("true");
    }

    @Test
    void failsAsPlanned() {
        echo.failWith(Failure.answer(503, "text/html", "<h1>busy</h1>".getBytes(StandardCharsets.UTF_8))
                        .withHeader("Retry-After", "2"))
                .failNext(1, Refusals.tokenExpired())
                .failNext(2, Failure.error(429, "ModelArts.4206", "Too many requests"));
        assertRefused(call(), 401, "APIG.0307", "The token must be updated");
        assertThat(call().code()).isEqualTo("ModelArts.4206");
        assertThat(call().json().has("request_id")).isFalse();
        Answer page = call();
        assertThat(page.response().body()).isEqualTo("<h1>busy</h1>");
        assertThat(page.header("Content-Type")).isEqualTo("text/html");
        assertThat(page.header("Retry-After")).isEqualTo("2");
        assertThat(call().status()).isEqualTo(503);
        echo.clear().failNext(1, Failure.answer(200, "", new byte[0]));
        Answer empty = call();
        assertThat(empty.status()).isEqualTo(200);
        assertThat(empty.response().body()).isEmpty();
        assertThat(empty.header("Content-Type")).isNull();
        assertThat(call().json().get("method").asText()).isEqualTo("POST");
    }

    @Test
    void usesNoPlannedFailureForARejectedRequest() {
        echo.failNext(1, Refusals.backendUnavailable());
        assertThat(caller.post("echo", Map.of()).status()).isEqualTo(401);
        assertThat(call().status()).isEqualTo(502);
    }

    @Test
    void cutsTheConnectionBeforeTheResponseOrInItsBody() throws IOException {
        echo.failNext(1, Failure.cutBeforeAnswer());
        assertThatThrownBy(this::call).hasCauseInstanceOf(IOException.class);
        echo.failNext(1, Failure.cutInBody(200, "application/json", "0123456789".getBytes(StandardCharsets.UTF_8)));
        String request =
                "GET " + URI.create(server.address("echo")).getPath() + " HTTP/1.1\r\nHost: localhost\r\napikey: "
                        + server.credentials().appKey() + "\r\n\r\n";
        try (RawConnection connection = new RawConnection(server.port())) {
            assertThat(connection.send(request).answer())
                    .startsWith("HTTP/1.1 200 OK")
                    .contains("Content-Length: 10\r\n")
                    .endsWith("\r\n\r\n01234");
        }
        assertThat(server.awaitRequests(2)).hasSize(2);
        assertThat(server.requests()).extracting(RecordedRequest::status).containsExactly(0, 200);
        assertThat(echo.inFlight()).isZero();
    }

    @Test
    void delaysAThousandRequestsWithAFewThreads() {
        // longer than sending all of them takes, even on a slow machine
        echo.delay(Duration.ofHours(1)).backendTimeout(Duration.ZERO);
        aThousandCalls();
        await().atMost(60, SECONDS).until(() -> echo.inFlight() == 1_000);
        // threads of a server from an earlier test may still be ending
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(serverThreads())
                        .isLessThanOrEqualTo(10 * Runtime.getRuntime().availableProcessors() + 2));
    }

    @Test
    void respondsToAThousandRequestsAfterTheirDelay() {
        echo.delay(Duration.ofMillis(200));
        List<CompletableFuture<Answer>> answers = aThousandCalls();
        await().atMost(60, SECONDS).until(() -> answers.stream().allMatch(CompletableFuture::isDone));
        assertThat(answers).allMatch(answer -> answer.join().status() == 200);
        await().atMost(60, SECONDS).until(() -> echo.inFlight() == 0);
    }

    private List<CompletableFuture<Answer>> aThousandCalls() {
        URI uri = URI.create(server.address("echo"));
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            answers.add(caller.sendAsync("POST", uri, caller.appCode(), TestCaller.BODY));
        }
        return answers;
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("modelarts-local"))
                .count();
    }

    @Test
    void readsAStreamOfUnknownLengthWithoutKeepingItInMemory() {
        server.addService("sink", new SinkModel()).bodyLimit(0);
        URI uri = URI.create(server.address("sink"));
        long size = 200L << 20;
        var request = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofInputStream(() -> zeros(size)));
        caller.app().sign("POST", uri, Map.of(), null).forEach(request::header);
        var answer = HttpClient.newHttpClient()
                .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .join();
        assertThat(answer.body()).contains("\"bytes\":" + size);
        server.awaitRequests(1);
        assertThat(server.requests().get(0).bodyLength()).isEqualTo(size);
        assertThat(server.requests().get(0).body()).hasSize(1 << 20);
        assertThat(server.requests().get(0).header("Transfer-Encoding")).isEqualTo("chunked");
    }

    private static InputStream zeros(long size) {
        return new InputStream() {
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                int n = (int) Math.min(left, length);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };
    }

    private static void assertRefused(Answer answer, int status, String code, String message) {
        assertThat(answer.message()).isEqualTo(message);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void respondsToEveryRequestAfterAShortDelay() {
        echo.delay(Duration.ofMillis(2));
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address("echo")))
                .header("X-Apig-AppCode", server.credentials().appCode())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            callers.add(oneAfterTheOther(client, request, 400));
        }
        assertThat(CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(60));
    }

    private static CompletableFuture<Void> oneAfterTheOther(HttpClient client, HttpRequest request, int times) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .thenComposeAsync(answer -> times == 1
                        ? CompletableFuture.completedFuture(null)
                        : oneAfterTheOther(client, request, times - 1));
    }
}
