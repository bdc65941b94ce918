package io.github.camelmodelarts.exchange.body;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the routes in {@code docs/bodies.md}, section "Code". */
class BodyRecipesTest extends BodyTest {

    private static final Guide GUIDE = new Guide("bodies.md");
    private static final Path THIS =
            Path.of("src/test/java/io/github/camelmodelarts/exchange/body/BodyRecipesTest.java");
    private static final String BASE64 = "iVBORw0KGgoALS3/";

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = super.openRoutes();
        opened.component().getConfiguration().setAuthType(AuthType.APP_SIGNATURE);
        opened.context().getPropertiesComponent().addInitialProperty("service.address", local.address("echo"));
        return opened;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:compare")
                        .process(exchange -> {
                            Map<String, Object> form = new LinkedHashMap<>();
                            form.put("front", folder.resolve("front.png"));
                            form.put("back", folder.resolve("back.png"));
                            form.put("threshold", 0.5);
                            exchange.getMessage().setBody(form);
                        })
                        .to("modelarts:predict?address={{service.address}}");
                from("direct:pages")
                        .setBody(exchange -> List.of(folder.resolve("front.png"), folder.resolve("back.png")))
                        .to("modelarts:predict?address={{service.address}}");
                from("direct:thumbnail")
                        .setBody(exchange -> thumbnail())
                        .setHeader("CamelModelArtsFileName", constant("thumbnail.png"))
                        .to("modelarts:predict?address={{service.address}}");
                from("direct:classify")
                        .setBody(exchange -> Map.of("image", folder.resolve("front.png"), "threshold", 0.5))
                        .to("modelarts:predict?address={{service.address}}&bodyType=BASE64");
                from("direct:ask")
                        .setBody(exchange -> {
                            Object question = Map.of("type", "text", "text", "What is on this page?");
                            Object picture = Map.of(
                                    "type", "image_url", "image_url", Map.of("url", folder.resolve("front.png")));
                            return Map.of(
                                    "messages", List.of(Map.of("role", "user", "content", List.of(question, picture))));
                        })
                        .to("modelarts:predict?address={{service.address}}&bodyType=DATA_URL");
            }
        };
    }

    private static byte[] thumbnail() {
        return PICTURE;
    }

    private RecordedRequest run(String from) throws Exception {
        picture("front.png");
        picture("back.png");
        Exchange exchange = template.send(from, started -> {});
        assertPredicted(exchange);
        return request();
    }

    private JsonNode json(RecordedRequest request) throws Exception {
        assertThat(request.header("Content-Type")).isEqualTo("application/json");
        return new JsonMapper().readTree(request.body());
    }

    @Test
    void sendsTwoFilesAndATextField() throws Exception {
        assertThat(parts(run("direct:compare")))
                .containsExactly(
                        part("front", "front.png", "image/png"),
                        part("back", "back.png", "image/png"),
                        field("threshold", "0.5"));
    }

    @Test
    void sendsSeveralFilesInOneField() throws Exception {
        assertThat(parts(run("direct:pages")))
                .containsExactly(part("images", "front.png", "image/png"), part("images", "back.png", "image/png"));
    }

    @Test
    void sendsBytesThatTheRouteMade() throws Exception {
        assertThat(parts(run("direct:thumbnail"))).containsExactly(part("images", "thumbnail.png", "image/png"));
    }

    @Test
    void sendsAPictureInsideJson() throws Exception {
        assertThat(json(run("direct:classify")))
                .isEqualTo(new JsonMapper().readTree("{\"image\":\"" + BASE64 + "\",\"threshold\":0.5}"));
    }

    @Test
    void sendsAPictureToAChatModel() throws Exception {
        assertThat(json(run("direct:ask"))
                        .at("/messages/0/content/1/image_url/url")
                        .asText())
                .isEqualTo("data:image/png;base64," + BASE64);
    }

    @Test
    void runsEachRouteOfTheGuide() throws Exception {
        String source = Files.readString(THIS).replaceAll("\\s", "");

        assertThat(GUIDE.blocks("java"))
                .hasSize(5)
                .allSatisfy(route -> assertThat(source).contains(route.replaceAll("\\s", "")));
    }
}
