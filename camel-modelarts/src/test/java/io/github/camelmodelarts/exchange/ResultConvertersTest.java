package io.github.camelmodelarts.exchange;

import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.TypeConverter;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.ConvertBodyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.api.Body;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.result.ChatChunk;
import io.github.camelmodelarts.api.result.ChatCompletion;
import io.github.camelmodelarts.api.result.Embeddings;
import io.github.camelmodelarts.api.result.ImageClassification;
import io.github.camelmodelarts.api.result.ObjectDetection;
import io.github.camelmodelarts.api.result.Rerank;
import io.github.camelmodelarts.api.result.TabularPrediction;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Converts responses to records, in each place where Camel converts. */
class ResultConvertersTest extends RouteTest {

    private static final String CLASSIFICATION = "{\"predicted_label\":\"rose\",\"scores\":[[\"rose\",\"0.99\"]]}";
    private static final ImageClassification ROSE =
            new ImageClassification("rose", List.of(new ImageClassification.Score("rose", 0.99)));

    static Stream<Object> forms() throws Exception {
        return Stream.of(
                CLASSIFICATION,
                CLASSIFICATION.getBytes(StandardCharsets.UTF_8),
                new ByteArrayInputStream(CLASSIFICATION.getBytes(StandardCharsets.UTF_8)),
                new JsonMapper().readTree(CLASSIFICATION),
                Map.of("predicted_label", "rose", "scores", List.of(List.of("rose", 0.99))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void convertsEachFormOfAResponse(Object answer) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:" + answer.getClass().getName())
                        .errorHandler(noErrorHandler())
                        .convertBodyTo(ImageClassification.class);
            }
        });

        Exchange exchange = routes.call("direct:" + answer.getClass().getName(), answer);

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody()).isEqualTo(ROSE);
    }

    @Tag("B20")
    @ParameterizedTest
    @CsvSource({
        "application/json, java.lang.String",
        "application/json; charset=UTF-16LE, java.lang.String",
        "text/plain; charset=utf-8, java.lang.String",
        "application/octet-stream, [B"
    })
    void readsAResponseThatBeginsWithAByteOrderMark(String mediaType, String type) throws Exception {
        Charset charset = mediaType.endsWith("LE") ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
        byte[] answer = ("\uFEFF" + CLASSIFICATION).getBytes(charset);
        String head = "HTTP/1.1 200 OK\r\nContent-Type: " + mediaType + "\r\nContent-Length: " + answer.length + "\r\n";
        try (ScriptedServer server = ScriptedServer.answering(head, answer)) {
            Exchange exchange = routes.send(predict("NONE", server.address()), "{}");

            Object body = exchange.getMessage().getBody();
            assertThat(body.getClass().getName()).isEqualTo(type);
            if (body instanceof String) {
                assertThat(body).isEqualTo(CLASSIFICATION);
            }
            assertThat(exchange.getMessage().getMandatoryBody(ImageClassification.class))
                    .isEqualTo(ROSE);
        }
    }

    static Stream<Arguments> ofLanguageModels() {
        return Stream.of(
                arguments(ChatCompletion.class, "{\"choices\":[{\"message\":{\"content\":\"a\"}}]}"),
                arguments(ChatChunk.class, "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}"),
                arguments(Embeddings.class, "{\"data\":[{\"embedding\":[1]}]}"),
                arguments(Rerank.class, "{\"results\":[{\"index\":0,\"score\":1}]}"));
    }

    @ParameterizedTest
    @MethodSource("ofLanguageModels")
    void convertsEachFormOfAResponseOfALanguageModel(Class<?> type, String response) throws Exception {
        TypeConverter converter = context.getTypeConverter();
        JsonMapper json = new JsonMapper();
        byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
        Object expected = converter.mandatoryConvertTo(type, response);

        assertThat(expected).isInstanceOf(type);
        for (Object form : List.of(
                bytes,
                new ByteArrayInputStream(bytes),
                json.readTree(response),
                json.readValue(response, Map.class),
                ServerSentEvent.of(response))) {
            assertThat(converter.mandatoryConvertTo(type, form)).isEqualTo(expected);
        }
    }

    @Tag("B20")
    @Test
    void readsATextThatBeginsWithAByteOrderMark() throws Exception {
        assertThat(context.getTypeConverter().mandatoryConvertTo(ImageClassification.class, "\uFEFF" + CLASSIFICATION))
                .isEqualTo(ROSE);
        byte[] bytes = ("\uFEFF" + CLASSIFICATION).getBytes(StandardCharsets.UTF_8);
        assertThat(context.getTypeConverter()
                        .mandatoryConvertTo(ImageClassification.class, new ByteArrayInputStream(bytes)))
                .isEqualTo(ROSE);
    }

    @Test
    void convertsTheResponseOfAService() throws Exception {
        local.addService(
                "detector",
                request -> ModelAnswer.json(Map.of(
                        "detection_classes", List.of("cat"),
                        "detection_boxes", List.of(List.of(1, 2, 3, 4)),
                        "detection_scores", List.of("0.5"))));
        local.addService(
                "table",
                request -> ModelAnswer.json(
                        Map.of("data", Map.of("resp_data", List.of(Map.of("predictioncol", "setosa"))))));

        Exchange detected = routes.send(predict("AK_SK", local.address("detector")), "{}");
        Exchange predicted = routes.send(predict("AK_SK", local.address("table")), "{}");

        assertThat(detected.getMessage().getMandatoryBody(ObjectDetection.class).objects())
                .containsExactly(new ObjectDetection.DetectedObject("cat", 0.5, new ObjectDetection.Box(1, 2, 3, 4)));
        assertThat(predicted
                        .getMessage()
                        .getMandatoryBody(TabularPrediction.class)
                        .records())
                .extracting("result")
                .containsExactly("setosa");
    }

    @Test
    void convertsByClassNameAsXmlAndYamlDo() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:by-name")
                        .errorHandler(noErrorHandler())
                        .addOutput(
                                new ConvertBodyDefinition("io.github.camelmodelarts.api.result.ImageClassification"));
                from("direct:simple")
                        .errorHandler(noErrorHandler())
                        .setHeader(
                                "as",
                                simple("${bodyAs(io.github.camelmodelarts.api.result.ImageClassification).label}"))
                        .convertBodyTo(ImageClassification.class)
                        .setHeader("label", simple("${body.label}"))
                        .setHeader("score", simple("${body.scores[0].value}"));
            }
        });

        assertThat(routes.call("direct:by-name", CLASSIFICATION).getMessage().getBody())
                .isEqualTo(ROSE);
        Exchange simple = routes.call("direct:simple", CLASSIFICATION);
        assertThat(simple.getException()).isNull();
        assertThat(simple.getMessage().getHeader("as")).isEqualTo("rose");
        assertThat(simple.getMessage().getHeader("label")).isEqualTo("rose");
        assertThat(simple.getMessage().getHeader("score")).isEqualTo(0.99);
    }

    /** A bean that a route may call. */
    public static final class Gardener {

        /** Receives the converted body. */
        public String sees(ImageClassification answer) {
            return "a " + answer.label();
        }
    }

    @Test
    void bindsToAParameterOfABean() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bean").errorHandler(noErrorHandler()).bean(Gardener.class);
            }
        });

        assertThat(routes.call("direct:bean", CLASSIFICATION).getMessage().getBody())
                .isEqualTo("a rose");
    }

    @Test
    void saysWhyAResponseDoesNotMatchTheRecord() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:misfit")
                        .onException(ModelArtsResponseException.class)
                        .handled(true)
                        .setBody(simple("handled"))
                        .end()
                        .convertBodyTo(ObjectDetection.class);
            }
        });

        assertThat(routes.call("direct:misfit", CLASSIFICATION).getMessage().getBody())
                .isEqualTo("handled");
        assertThatThrownBy(() -> context.getTypeConverter().mandatoryConvertTo(ObjectDetection.class, CLASSIFICATION))
                .hasRootCauseInstanceOf(ModelArtsResponseException.class)
                .rootCause()
                .hasMessageContaining("It looks like an image classification: convert it to ImageClassification");
    }

    /**
     * Left: how a route converts a response that does not match. Right: whether the exchange fails with the component's
     * own exception; otherwise Camel wraps it.
     */
    @ParameterizedTest
    @CsvSource({"convert, false", "parameter, false", "parse, true", "processor, true"})
    void failsWithItsOwnExceptionIfAResponseThatDoesNotMatchIsParsed(String way, boolean own) throws Exception {
        String answer = "{\"predicted_label\":\"rose\",\"scores\":\"canary\"}";
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String handling : List.of("nothing", "when", "type")) {
                    RouteDefinition route = from("direct:" + way + "-" + handling);
                    if (handling.equals("nothing")) {
                        route.errorHandler(noErrorHandler());
                    } else if (handling.equals("when")) {
                        route.onException(Exception.class)
                                .onWhen(e -> e.getException() instanceof ModelArtsFailure)
                                .handled(true)
                                .setBody(constant("handled"));
                    } else {
                        route.onException(ModelArtsResponseException.class)
                                .handled(true)
                                .setBody(constant("handled"));
                    }
                    switch (way) {
                        case "convert" -> route.convertBodyTo(ImageClassification.class);
                        case "parameter" -> route.bean(Gardener.class);
                        case "parse" -> route.bean(ImageClassification.class, "parse");
                        default ->
                            route.process(e -> e.getMessage()
                                    .setBody(ImageClassification.parse(
                                            e.getMessage().getBody(String.class))));
                    }
                }
            }
        });

        Exception failure = routes.call("direct:" + way + "-nothing", answer).getException();

        if (own) {
            assertThat(failure)
                    .isInstanceOf(ModelArtsResponseException.class)
                    .hasMessageContaining("scores")
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        } else {
            assertThat(failure)
                    .isNotInstanceOf(ModelArtsFailure.class)
                    .hasRootCauseInstanceOf(ModelArtsResponseException.class)
                    .hasStackTraceContaining("canary");
        }
        assertThat(routes.call("direct:" + way + "-type", answer).getMessage().getBody())
                .isEqualTo("handled");
        assertThat(routes.call("direct:" + way + "-when", answer).getMessage().getBody())
                .isEqualTo(own ? "handled" : answer);
    }

    @Test
    void parsesAsABeanByClassNameAsXmlAndYamlDo() throws Exception {
        BeanDefinition parse = new BeanDefinition();
        parse.setBeanType("io.github.camelmodelarts.api.result.ImageClassification");
        parse.setMethod("parse");
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:parse").errorHandler(noErrorHandler()).addOutput(parse);
            }
        });

        for (Object answer : List.of(CLASSIFICATION, CLASSIFICATION.getBytes(StandardCharsets.UTF_8))) {
            assertThat(routes.call("direct:parse", answer).getMessage().getBody())
                    .isEqualTo(ROSE);
        }
    }

    @Test
    void readsAResponseFromJava() throws Exception {
        local.addService("classifier", request -> ModelAnswer.json(Map.of("predict_label", "rose")));
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAddress(local.address("classifier"));
        options.setAppCode(local.credentials().appCode());
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            Body body = Body.of(new byte[0], "image/png");

            assertThat(ImageClassification.parse(session.predict(body).get().text())
                            .label())
                    .isEqualTo("rose");
        }
    }
}
