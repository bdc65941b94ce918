package org.example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.dataformat.JsonLibrary;

import io.github.camelmodelarts.api.result.Embeddings;

/** Writes the embedding of each text of a folder into a file of JSON lines, and finds the texts that are nearest to a question. */
public final class TextSearch extends RouteBuilder {

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A text that was found; the score is the cosine of the angle between the two vectors. */
    public record Hit(String file, String text, double score) {}

    @Override
    public void configure() {
        from("file:{{texts.in}}?include=.*[.]txt&charset=UTF-8&readLock=changed&readLockMinLength=0&sortBy=file:name"
                        + "&moveFailed=failed/${date:now:yyyyMMdd-HHmmssSSS}/${file:name}")
                .routeId("embed-texts")
                .convertBodyTo(String.class)
                .setVariable("text", body())
                .to("direct:embed")
                .setBody(exchange -> Map.of(
                        "file", exchange.getMessage().getHeader("CamelFileName"),
                        "text", exchange.getVariable("text"),
                        "vector", exchange.getMessage().getBody()))
                .marshal()
                .json(JsonLibrary.Jackson)
                .to("file:{{texts.out}}?fileName=texts.jsonl&fileExist=Append&appendChars=\\n");

        from("direct:search")
                .routeId("search-texts")
                .process(TextSearch::open)
                .to("direct:embed")
                .process(TextSearch::search);

        from("direct:embed")
                .routeId("embed")
                .setBody(exchange -> Map.of(
                        "model", exchange.getContext().resolvePropertyPlaceholders("{{embedding.model}}"),
                        "input", exchange.getMessage().getBody(String.class)))
                .to("modelarts:predict?address={{maas.endpoint}}/v1/embeddings&authType=API_KEY")
                .bean(Embeddings.class, "parse")
                .setBody(exchange -> exchange.getMessage()
                        .getBody(Embeddings.class)
                        .vectors()
                        .get(0));
    }

    private static Path texts(Exchange exchange) {
        return Path.of(exchange.getContext().resolvePropertyPlaceholders("{{texts.out}}/texts.jsonl"));
    }

    /** Fails before the question is sent, and paid for. */
    private static void open(Exchange exchange) throws IOException {
        Files.newInputStream(texts(exchange)).close();
    }

    private static void search(Exchange exchange) throws IOException {
        float[] question = exchange.getMessage().getBody(float[].class);
        try (Stream<String> lines = Files.lines(texts(exchange))) {
            List<Hit> nearest = lines.filter(line -> !line.isBlank())
                    .map(line -> hit(question, line))
                    .sorted(Comparator.comparing(Hit::score).reversed())
                    .limit(3)
                    .toList();
            exchange.getMessage().setBody(nearest);
        }
    }

    private static Hit hit(float[] question, String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            return new Hit(
                    entry.path("file").asText(), entry.path("text").asText(), cosine(question, entry.path("vector")));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "A line is damaged: delete it, and embed its text again. It begins with "
                            + line.substring(0, Math.min(80, line.length())),
                    e);
        }
    }

    private static double cosine(float[] a, JsonNode b) {
        if (b.size() != a.length) {
            throw new IllegalStateException("A vector has " + b.size() + " numbers, and that of the question "
                    + a.length + ": embed all texts with the model of the question");
        }
        double product = 0;
        double lengthA = 0;
        double lengthB = 0;
        for (int i = 0; i < a.length; i++) {
            double of = b.path(i).asDouble();
            product += a[i] * of;
            lengthA += a[i] * a[i];
            lengthB += of * of;
        }
        return product / Math.sqrt(lengthA * lengthB);
    }
}
