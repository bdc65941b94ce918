package io.github.camelmodelarts.local.maas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Embeddings and rerank as they are on the wire. */
class EmbeddingsTest {

    private static final TestClock CLOCK = new TestClock();
    private static final String EMBEDDINGS = "/v1/embeddings";
    private static final String RERANK = "/v1/rerank";

    private static ModelArtsLocal server;
    private static TestCaller caller;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.builder().clock(CLOCK).start();
        caller = new TestCaller(server, CLOCK);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @AfterEach
    void clear() {
        server.maas().clear();
    }

    private static Answer post(String path, String body) {
        return caller.api(
                "POST",
                path,
                Map.of("Authorization", "Bearer " + server.credentials().apiKey()),
                body);
    }

    private static Answer embed(String input, String more) {
        return post(EMBEDDINGS, "{\"model\":\"local-minilm\",\"input\":" + input + more + "}");
    }

    private static Answer rerank(String query, String documents, String more) {
        String body = "{\"model\":\"local-minilm\",\"query\":" + query + ",\"documents\":" + documents + more + "}";
        return post(RERANK, body);
    }

    private static List<double[]> vectors(String... texts) {
        JsonNode data = embed(Json.text(texts), "").json().path("data");
        return StreamSupport.stream(data.spliterator(), false)
                .map(item -> doubles(item.path("embedding")))
                .toList();
    }

    private static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static double cosine(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> one[i] * other[i])
                .sum();
    }

    private static void assertIsBadRequest(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("ModelArts.81001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/embeddings", "/openai/v1/embeddings"})
    void answersInTheShapeOfMaas(String path) {
        JsonNode answer = post(path, "{\"model\":\"local-minilm\",\"input\":[\"hello world\",\"hello\"]}")
                .json();

        assertThat(answer.path("object").asText()).isEqualTo("list");
        assertThat(answer.path("model").asText()).isEqualTo("local-minilm");
        assertThat(answer.at("/data/1/index").asInt()).isOne();
        assertThat(answer.at("/data/1/object").asText()).isEqualTo("embedding");
        assertThat(answer.at("/data/1/embedding")).hasSize(384);
        assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(4 + 3);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(4 + 3);
    }

    @Test
    void similarTextsHaveSimilarVectors() {
        List<double[]> vectors = vectors(
                "The invoice must be paid within thirty days.",
                "Payment of the bill is due in a month.",
                "Our cat sleeps on the warm roof.");

        assertThat(cosine(vectors.get(0), vectors.get(1)))
                .isGreaterThan(0.5)
                .isGreaterThan(cosine(vectors.get(0), vectors.get(2)) + 0.3);
    }

    @Test
    void theSameTextHasTheSameVectorAloneAndInAList() {
        String text = "The river floods the old city.";

        List<double[]> together = vectors("Something else, which is longer than the other text.", text, text);

        assertThat(together.get(1))
                .isEqualTo(together.get(2))
                .isEqualTo(vectors(text).get(0));
    }

    @Test
    void base64HasTheSameNumbers() {
        String text = "\"The river floods the old city.\"";
        String base64 = embed(text, ",\"encoding_format\":\"base64\"")
                .json()
                .at("/data/0/embedding")
                .textValue();

        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        List<Double> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            numbers.add((double) bytes.getFloat());
        }

        double[] floats =
                doubles(embed(text, ",\"encoding_format\":\"float\"").json().at("/data/0/embedding"));
        assertThat(floats).hasSize(384);
        assertThat(DoubleStream.of(floats).mapToObj(x -> (double) (float) x)).isEqualTo(numbers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"model\":\"local-minilm\"}",
                "{\"input\":\"a\"}",
                "{\"model\":\"local-minilm\",\"input\":\"\"}",
                "{\"model\":\"local-minilm\",\"input\":\" \"}",
                "{\"model\":\"local-minilm\",\"input\":[]}",
                "{\"model\":\"local-minilm\",\"input\":[\"a\",\"\"]}",
                "{\"model\":\"local-minilm\",\"input\":[1,2]}",
                "{\"model\":\"local-minilm\",\"input\":\"a\",\"encoding_format\":\"int8\"}",
                "{\"model\":\"local-minilm\",\"input\":\"a\",\"encoding_format\":5}",
                "{\"model\":\"local-minilm\",\"input\":\"a\",\"input\":\"b\"}"
            })
    void rejectsWrongBodies(String body) {
        assertIsBadRequest(post(EMBEDDINGS, body));
    }

    @Test
    void anEncodingOfNullIsTheDefault() {
        assertThat(embed("\"a\"", ",\"encoding_format\":null")
                        .json()
                        .at("/data/0/embedding")
                        .isArray())
                .isTrue();
    }

    @Test
    void rejectsMoreThan2048Texts() {
        assertIsBadRequest(
                post(EMBEDDINGS, "{\"model\":\"local-minilm\",\"input\":[\"a\"" + ",\"a\"".repeat(2_048) + "]}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dimensions\":64", "user\":\"ada", "input_type\":\"query"})
    void rejectsUnknownFields(String field) {
        Answer answer = embed("\"a\"", ",\"" + field + (field.endsWith("4") ? "" : "\""));

        assertIsBadRequest(answer);
        assertThat(answer.message()).contains("extra_forbidden", field.substring(0, field.indexOf('"')));
    }

    @Test
    void rejectsATextOfMoreThan8192Tokens() {
        String longest = "a ".repeat(8190);

        assertThat(embed(Json.text(longest), "")
                        .json()
                        .at("/usage/total_tokens")
                        .asInt())
                .isEqualTo(8192);
        Answer answer = embed(Json.text(longest + "a"), "");
        assertIsBadRequest(answer);
        assertThat(answer.message()).contains("8193 tokens", "8192");
    }

    @Test
    void knowsWhichModelIsForWhat() {
        String chat = "{\"model\":\"local-minilm\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";
        String embedding = "{\"model\":\"local-rules\",\"input\":\"a\"}";
        String unknown = "{\"model\":\"test-bge\",\"input\":\"a\"}";

        for (Answer answer :
                List.of(post("/v2/chat/completions", chat), post(EMBEDDINGS, embedding), post(EMBEDDINGS, unknown))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.code()).isEqualTo("ModelArts.81009");
        }
        assertThat(post("/v2/chat/completions", chat).message())
                .isEqualTo("The model local-minilm is only for embeddings and rerank");

        server.maas().addEmbeddingModel("test-bge");

        assertThat(post(EMBEDDINGS, unknown).json().path("model").asText()).isEqualTo("test-bge");
        assertThat(server.maas().models()).containsExactly("local-rules", "local-minilm", "test-bge");
    }

    @Test
    void limitsRequestsAndTokens() {
        server.maas().requestsPerMinute(1);
        assertThat(embed("\"a\"", "").status()).isEqualTo(200);
        assertThat(embed("\"a\"", "").code()).isEqualTo("ModelArts.81101");

        server.maas().requestsPerMinute(0).tokensPerMinute(4);
        assertThat(embed("\"two words\"", "").status()).isEqualTo(200);
        assertThat(rerank("\"a\"", "[\"b\"]", "").code()).isEqualTo("ModelArts.81103");

        CLOCK.move(Duration.ofMinutes(1));
        assertThat(rerank("\"a\"", "[\"b\"]", "").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/embeddings, 405",
        "GET, /v1/rerank, 405",
        "POST, /v2/embeddings, 404",
        "POST, /openai/v1/rerank, 404"
    })
    void hasOnlyTheDocumentedMethodsAndPaths(String method, String path, int status) {
        Map<String, String> key =
                Map.of("Authorization", "Bearer " + server.credentials().apiKey());

        assertThat(caller.api(method, path, key, "").status()).isEqualTo(status);
    }

    @Test
    void ranksTheDocumentThatFitsFirst() {
        JsonNode answer = rerank(
                        "\"How do I return a broken product?\"",
                        "[\"Our office is closed on public holidays.\",\"Send back damaged goods within two weeks.\","
                                + "\"We bake bread every morning.\"]",
                        "")
                .json();

        JsonNode results = answer.path("results");
        assertThat(results).hasSize(3);
        assertThat(results.at("/0/index").asInt()).isOne();
        assertThat(results.at("/0/document/text").asText()).isEqualTo("Send back damaged goods within two weeks.");
        assertThat(results.at("/0/relevance_score").asDouble())
                .isGreaterThan(results.at("/1/relevance_score").asDouble() + 0.1);
        assertThat(results.at("/1/relevance_score").asDouble())
                .isGreaterThanOrEqualTo(results.at("/2/relevance_score").asDouble());
        assertThat(answer.at("/usage/total_tokens").asInt()).isGreaterThan(20);
    }

    @Test
    void theScoreOfTheSameTextIsOne() {
        JsonNode result = rerank("\"the same\"", "[\"the same\"]", "").json().at("/results/0");

        assertThat(result.path("relevance_score").asDouble()).isCloseTo(1, within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"query\":\"a\"",
                "\"query\":\"a\",\"documents\":[]",
                "\"query\":\"a\",\"documents\":\"b\"",
                "\"query\":\"a\",\"documents\":[{\"text\":\"b\"}]",
                "\"query\":\"\",\"documents\":[\"b\"]",
                "\"query\":\"a\",\"documents\":[\"b\"],\"top_n\":1"
            })
    void rejectsWrongBodiesOfRerank(String fields) {
        assertIsBadRequest(post(RERANK, "{\"model\":\"local-minilm\"," + fields + "}"));
    }
}
