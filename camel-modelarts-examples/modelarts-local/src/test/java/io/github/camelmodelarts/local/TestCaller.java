package io.github.camelmodelarts.local;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.github.camelmodelarts.local.api.Credentials;

/** Calls the services of one server like the code of a user. */
public final class TestCaller {

    public static final byte[] BODY = "{\"text\":\"你好\"}".getBytes(StandardCharsets.UTF_8);

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();

    private final ModelArtsLocal server;
    private final TestClock clock;

    public TestCaller(ModelArtsLocal server, TestClock clock) {
        this.server = server;
        this.clock = clock;
    }

    /** A response; its body can be read as JSON. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public JsonNode json() {
            try {
                return new JsonMapper().readTree(response.body());
            } catch (IOException e) {
                throw new IllegalStateException(response.body(), e);
            }
        }

        public String code() {
            return json().path("error_code").asText();
        }

        public String message() {
            return json().path("error_msg").asText();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }
    }

    public TestSignature app() {
        return new TestSignature(
                server.credentials().appKey(), server.credentials().appSecret(), clock.instant());
    }

    public TestSignature accessKey() {
        return new TestSignature(
                server.credentials().accessKey(), server.credentials().secretKey(), clock.instant());
    }

    public TestSignature temporaryKey() {
        return new TestSignature(
                server.credentials().temporaryAccessKey(), server.credentials().temporarySecretKey(), clock.instant());
    }

    public Map<String, String> appCode() {
        return Map.of("X-Apig-AppCode", server.credentials().appCode());
    }

    public Answer post(String service, TestSignature signature) {
        return post(service, signature, Map.of());
    }

    public Answer post(String service, TestSignature signature, Map<String, String> headers) {
        URI uri = URI.create(server.address(service));
        return send("POST", uri, signature.sign("POST", uri, headers, BODY), BODY);
    }

    public Answer post(String service, Map<String, String> headers) {
        return send("POST", URI.create(server.address(service)), headers, BODY);
    }

    public Answer send(String method, URI uri, Map<String, String> headers, byte[] body) {
        return sendAsync(method, uri, headers, body).join();
    }

    /** Sends a request to IAM, the management API or the metadata service. */
    public Answer api(String method, String pathAndQuery, Map<String, String> headers, String body) {
        URI uri = URI.create(server.iamEndpoint() + pathAndQuery);
        return send(method, uri, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a request to the management API with the default token. */
    public Answer manage(String method, String path, String body) {
        return api(method, path, Map.of("X-Auth-Token", server.credentials().token()), body);
    }

    /** Requests a token for a scope like {@code "project":{"name":"x"}}; empty for no scope. */
    public Answer askToken(String account, String user, String password, String scope) {
        String body = """
                {"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"%s","password":"%s",\
                "domain":{"name":"%s"}}}},"scope":{%s}}}""".formatted(user, password, account, scope);
        return api("POST", "/v3/auth/tokens?nocatalog=true", Map.of("Content-Type", "application/json"), body);
    }

    public Answer askToken(String password) {
        Credentials known = server.credentials();
        return askToken(known.account(), known.username(), password, "\"project\":{\"name\":\"cn-north-4\"}");
    }

    public CompletableFuture<Answer> sendAsync(String method, URI uri, Map<String, String> headers, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return CLIENT.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(Answer::new);
    }
}
