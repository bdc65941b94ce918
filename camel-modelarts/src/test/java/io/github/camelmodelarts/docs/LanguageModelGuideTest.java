package io.github.camelmodelarts.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.example.ClassifyLines;
import org.example.DescribePictures;
import org.example.ReadOrders;
import org.example.TextSearch;
import org.example.TokenBudget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.maas.Maas;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** Runs the recipes of docs/language-models.md. */
class LanguageModelGuideTest {

    private static final Guide GUIDE = new Guide("language-models.md");
    private static final Path RECIPES = Path.of("src/test/java/org/example");
    private static final Path SAMPLES = Path.of("../camel-modelarts-examples/file-drop/samples");
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final List<Routes> opened = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        opened.forEach(Routes::close);
        local.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TokenBudget", "ClassifyLines", "DescribePictures", "TextSearch", "ReadOrders"})
    void thePageHasTheRecipesThatRunHere(String recipe) throws Exception {
        assertThat(GUIDE.blocks("java"))
                .contains(Files.readString(RECIPES.resolve(recipe + ".java")).replace("\r\n", "\n"));
    }

    /** Runs a recipe whose settings are these and the address of the local MaaS. */
    private Routes start(RoutesBuilder recipe, Map<String, String> settings) throws Exception {
        Routes routes = Routes.knowing(local);
        opened.add(routes);
        Properties properties = new Properties();
        properties.putAll(settings);
        properties.put("maas.endpoint", local.maasEndpoint());
        properties.put("chat.model", Maas.MODEL);
        properties.put("picture.model", Maas.MODEL);
        properties.put("embedding.model", Maas.EMBEDDING_MODEL);
        routes.context().getPropertiesComponent().setOverrideProperties(properties);
        routes.context().addRoutes(recipe);
        return routes;
    }

    private Path put(String file, String text) throws Exception {
        Path written = folder.resolve(file);
        Files.createDirectories(written.getParent());
        Files.writeString(written, text);
        return written;
    }

    private Map<String, String> folders(String name) {
        return Map.of(name + ".in", folder + "/in", name + ".out", folder + "/out");
    }

    /** The file in the only folder in this folder. */
    private static Path awaitFileIn(Path failed) {
        return await().atMost(DEADLINE).until(() -> onlyFile(failed), Objects::nonNull);
    }

    private static Path onlyFile(Path failed) throws IOException {
        if (!Files.isDirectory(failed)) {
            return null;
        }
        try (Stream<Path> below = Files.walk(failed)) {
            return below.filter(Files::isRegularFile).findFirst().orElse(null);
        }
    }

    private static void awaitFile(Path file) {
        await().atMost(DEADLINE).until(() -> Files.isRegularFile(file));
    }

    @Test
    void classifiesTheLinesOfAFileUntilTheBudgetIsUsedUp() throws Exception {
        put("in/mails.txt", "fast and friendly\n\nrude and slow\r\nThe chair is green\nlate again\n");
        TokenBudget small = new TokenBudget(40);
        Path done = folder.resolve("done.txt");
        Routes first = start(new ClassifyLines(small, done.toFile()), folders("lines"));
        Path rest = awaitFileIn(folder.resolve("in/rest"));
        Path out = folder.resolve("out/mails.txt.jsonl");

        assertThat(Files.readAllLines(out)).hasSize(2);
        assertThat(small.used()).isBetween(40L, 80L);
        assertThat(local.requests()).hasSize(2);
        first.close();

        // the next day
        start(new ClassifyLines(new TokenBudget(1_000), done.toFile()), folders("lines"));
        Files.move(rest, folder.resolve("in/mails.txt"));
        awaitFile(folder.resolve("in/.camel/mails.txt"));

        assertThat(Files.readAllLines(out).stream().map(LanguageModelGuideTest::json))
                .extracting(
                        line -> line.path("line").asText(),
                        line -> line.path("label").asText())
                .map(Object::toString)
                .containsExactly(
                        "(\"fast and friendly\", \"positive\")",
                        "(\"rude and slow\", \"negative\")",
                        "(\"The chair is green\", \"neutral\")",
                        "(\"late again\", \"negative\")");
        assertThat(local.requests()).hasSize(4);
    }

    private List<JsonNode> classify(String name, String text) throws Exception {
        Path out = folder.resolve("out").resolve(name + ".jsonl");
        put("in/" + name, text);
        Routes routes = start(
                new ClassifyLines(
                        new TokenBudget(1_000), folder.resolve("done.txt").toFile()),
                folders("lines"));
        awaitFile(folder.resolve("in/.camel").resolve(name));
        routes.close();
        return Files.readAllLines(out).stream()
                .map(LanguageModelGuideTest::json)
                .toList();
    }

    @Test
    void goesOnAfterALineThatTheModelRejectsOrAnswersWithoutALabel() throws Exception {
        local.maas().moderatePrompts("rude").answerNext("I'm sorry, I can't help with that");

        assertThat(classify("mails.txt", "\uFEFFfast\n \nrude\nnice"))
                .extracting(line -> line.path("line").asText(), line -> line.has("error"))
                .containsExactly(tuple("fast", true), tuple("rude", true), tuple("nice", false));
    }

    @Test
    void anotherFileWithTheSameNameIsNew() throws Exception {
        classify("mails.txt", "fast\nrude");
        Files.delete(folder.resolve("in/.camel/mails.txt"));
        Path next = put("in/mails.txt", "fast\nnice");
        Files.setLastModifiedTime(next, FileTime.from(Instant.now().minusSeconds(3_600)));

        Routes routes = start(
                new ClassifyLines(
                        new TokenBudget(1_000), folder.resolve("done.txt").toFile()),
                folders("lines"));
        awaitFile(folder.resolve("in/.camel/mails.txt"));
        routes.close();

        assertThat(Files.readAllLines(folder.resolve("out/mails.txt.jsonl"))).hasSize(4);
    }

    @Test
    void stopsIfTheModelDoesNotSayItsTokensButKeepsTheAnswer() throws Exception {
        local.maas()
                .failNext(
                        1,
                        Failure.answer(
                                200,
                                "application/json",
                                "{\"choices\":[{\"message\":{\"content\":\"neutral\"}}]}"
                                        .getBytes(StandardCharsets.UTF_8)));
        put("in/mails.txt", "fast\nrude");
        TokenBudget budget = new TokenBudget(1_000);

        start(new ClassifyLines(budget, folder.resolve("done.txt").toFile()), folders("lines"));

        awaitFileIn(folder.resolve("in/rest"));
        assertThat(Files.readAllLines(folder.resolve("out/mails.txt.jsonl"))).hasSize(1);
        assertThatThrownBy(budget::check).hasMessageContaining("does not say how many tokens");
    }

    private static JsonNode json(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (Exception e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void describesThePicturesOfAFolder() throws Exception {
        Files.createDirectories(folder.resolve("in"));
        for (String sample : List.of("scan-01.png", "scan-06.jpg", "scan-09-broken.png")) {
            Files.copy(SAMPLES.resolve(sample), folder.resolve("in").resolve(sample));
        }

        start(new DescribePictures(), folders("pictures"));

        assertThat(awaitFileIn(folder.resolve("in/failed"))).hasFileName("scan-09-broken.png");
        // Camel moves a picture when its exchange has ended
        awaitFile(folder.resolve("in/.camel/scan-01.png"));
        awaitFile(folder.resolve("in/.camel/scan-06.jpg"));
        assertThat(folder.resolve("out/scan-01.png.txt"))
                .content()
                .matches("This is a picture of \\d+ x \\d+ pixels, mostly white[.]");
        assertThat(folder.resolve("out/scan-06.jpg.txt")).content().startsWith("This is a picture of ");
        assertThat(folder.resolve("out/scan-09-broken.png.txt")).doesNotExist();
    }

    @Test
    void findsTheTextThatAnswersAQuestion() throws Exception {
        Map<String, String> texts = Map.of(
                "returns.txt", "Goods can be returned within thirty days of purchase, unused and in their box.",
                "delivery.txt", "We ship orders on working days. A package takes two to four days.",
                "payment.txt", "We accept Visa, Mastercard and bank transfer. The invoice comes by mail.",
                "garden.txt", "Roses are cut back in spring, before the first leaves come.");
        for (Map.Entry<String, String> text : texts.entrySet()) {
            put("in/" + text.getKey(), text.getValue());
        }
        Routes routes = start(new TextSearch(), folders("texts"));
        for (String text : texts.keySet()) {
            awaitFile(folder.resolve("in/.camel").resolve(text));
        }

        assertThat(search(routes, "How long can I send a product back?")).isEqualTo("returns.txt");
        assertThat(search(routes, "My parcel has not arrived yet")).isEqualTo("delivery.txt");
        assertThat(search(routes, "Can I pay with a credit card?")).isEqualTo("payment.txt");
    }

    /** The file of the best hit. */
    private static String search(Routes routes, String question) {
        Exchange exchange = routes.call("direct:search", question);
        assertThat(exchange.getException()).isNull();
        List<?> hits = exchange.getMessage().getBody(List.class);
        assertThat(hits).hasSize(3);
        return ((TextSearch.Hit) hits.get(0)).file();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"file\":\"a\",\"text\":\"b\",\"vector\":[1,2,3]}",
                "{\"file\":\"a\"}{\"file\":\"b\"}",
                "{\"file\":\"a"
            })
    void searchesNoDamagedTexts(String line) throws Exception {
        put("out/texts.jsonl", "\n" + line + "\n");

        Exchange exchange = start(new TextSearch(), folders("texts")).call("direct:search", "What is this?");

        assertThat(exchange.getException()).hasMessageContaining("embed");
    }

    @Test
    void sendsNoQuestionIfThereAreNoTexts() throws Exception {
        Exchange exchange = start(new TextSearch(), folders("texts")).call("direct:search", "What is this?");

        assertThat(exchange.getException()).hasMessageContaining("texts.jsonl");
        assertThat(local.requests()).isEmpty();
    }

    @Test
    void readsAnOrderBetweenTwoLinesOfMarkdown() throws Exception {
        local.maas().answerNext("```json\n{\"article\":\"lamp\",\"quantity\":1}\n```");

        assertThat(order("A lamp").getMessage().getBody(String.class))
                .isEqualTo("{\"article\":\"lamp\",\"quantity\":1}");
        assertThat(local.requests()).hasSize(1);
    }

    private Exchange order(String mail) throws Exception {
        return start(new ReadOrders(), Map.of()).call("direct:order", mail);
    }

    @Test
    void readsAnOrder() throws Exception {
        Exchange exchange = order("Please send me 3 of the small tables.");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"article\":\"table\",\"quantity\":3}");
        assertThat(local.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Here it is: a table!",
                "{\"article\":\"sofa\",\"quantity\":0}",
                "[1]",
                "",
                "{\"article\":\"table\",\"quantity\":3} I hope this helps!",
                "{\"article\":\"table\",\"quantity\":0,\"quantity\":3}"
            })
    void letsTheModelRepairAWrongAnswer(String wrong) throws Exception {
        local.maas().answerNext(wrong, "{\"article\":\"table\",\"quantity\":3}");

        Exchange exchange = order("Please send me 3 of the small tables.");

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"article\":\"table\",\"quantity\":3}");
        JsonNode messages = json(local.awaitRequests(2).get(1).bodyText()).path("messages");
        assertThat(messages.at("/2/content").asText()).isEqualTo(wrong);
        assertThat(messages.at("/3/content").asText()).startsWith("This answer is wrong: ");
    }

    @Test
    void failsIfTheRepairedAnswerIsWrongToo() throws Exception {
        local.maas().answerNext("no", "still no", "{\"article\":\"table\",\"quantity\":3}");

        Exchange exchange = order("Please send me 3 of the small tables.");

        assertThat(exchange.getException()).isInstanceOf(ReadOrders.WrongAnswerException.class);
        assertThat(local.requests()).hasSize(2);
    }
}
