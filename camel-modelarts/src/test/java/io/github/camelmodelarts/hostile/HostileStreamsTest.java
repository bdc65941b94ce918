package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.support.builder.ExpressionBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.local.api.AnswerStream;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.support.StreamingTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Streams that are not what they are announced to be end with an error that says so, in bounded memory. */
class HostileStreamsTest extends StreamingTest {

    private static final String LONG_LINE = "x".repeat(1024);

    static Stream<Arguments> brokenStreams() {
        AnswerStream one = AnswerStream.events("one");
        return Stream.of(
                arguments("an event over the limit", one.event("x".repeat(5000)), 1, "maxEventSize=4096"),
                arguments(
                        "many lines without an event",
                        one.then(AnswerStream.empty().text("data: x\n").repeated()),
                        1,
                        "maxEventSize=4096"),
                arguments(
                        "a line that never ends",
                        one.text("data: ")
                                .then(AnswerStream.empty().text(LONG_LINE).repeated()),
                        1,
                        "maxEventSize=4096"),
                arguments(
                        "a comment that never ends",
                        one.text(":").then(AnswerStream.empty().text(LONG_LINE).repeated()),
                        1,
                        "maxEventSize=4096"),
                arguments(
                        "no UTF-8",
                        one.text("data: ").bytes((byte) 0xC3, (byte) 0x28, (byte) '\n', (byte) '\n'),
                        1,
                        "UTF-8"),
                arguments("JSON", AnswerStream.empty().text("{\"predicted_label\":\"rose\"}"), 0, "begins like JSON"),
                arguments("HTML", AnswerStream.empty().text("<html>"), 0, "begins like HTML"),
                arguments(
                        "an error object in place of events",
                        AnswerStream.empty().text("{\"error_code\":\"ModelArts.81001\",\"error_msg\":\"a test's\"}"),
                        0,
                        "ModelArts.81001: a test's"),
                arguments(
                        "an error among the events",
                        one.error("ModelArts.81101", "Too many requests").event("two"),
                        1,
                        "ModelArts.81101: Too many requests"),
                arguments(
                        "an event of the type error", one.event("error", "out of memory"), 1, "an error in the stream"),
                arguments("an end inside an event", one.text("data: tw"), 1, "ended inside an event"),
                arguments("a connection that is closed", one.breakOff(), 1, "broke"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenStreams")
    void failsWithAMessageThatNamesTheCause(String name, AnswerStream stream, long handedOn, String message)
            throws Exception {
        Exchange exchange =
                run(ModelAnswer.events(stream), "&maxEventSize=4096", route -> route.process(StreamingTest::readAll));

        ModelArtsStreamException failure = broken(exchange);
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.getEvents()).isEqualTo(handedOn);
        assertThat(end(exchange)).isEqualTo("BROKEN");
    }

    @Test
    void tellsTheCodeOfAnErrorInTheStream() throws Exception {
        Exchange exchange = run(
                ModelAnswer.events(AnswerStream.empty().error("ModelArts.81103", "tokens")),
                "",
                route -> route.process(StreamingTest::readAll));

        assertThat(broken(exchange).getErrorCode()).isEqualTo("ModelArts.81103");
        assertThat(broken(exchange).isRetryable()).isTrue();
        assertThat(broken(exchange).getCategory()).isEqualTo(ErrorCategory.RATE_LIMIT);
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("RATE_LIMIT");
    }

    @Test
    void tellsTheCategoryToTheRouteThatSplits() throws Exception {
        Exchange exchange = run(
                ModelAnswer.events(AnswerStream.events("one").error("ModelArts.81003", "key")),
                "",
                route -> route.split(ExpressionBuilder.bodyExpression())
                        .streaming()
                        .stopOnException()
                        .log("${body}"));

        assertThat(broken(exchange).getErrorCode()).isEqualTo("ModelArts.81003");
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("AUTH");
    }

    @Test
    void tellsThatTheServiceFailedIfAStreamBreaks() throws Exception {
        AnswerStream download =
                AnswerStream.download(100).then(AnswerStream.empty().breakOff());
        for (AnswerStream stream : List.of(AnswerStream.events("one").breakOff(), download)) {
            Exchange exchange = run(
                    stream == download ? ModelAnswer.stream(200, "text/plain", stream) : ModelAnswer.events(stream),
                    "",
                    route -> route.process(
                            e -> e.getMessage().getBody(InputStream.class).readAllBytes()));

            assertThat(broken(exchange).getCategory()).isEqualTo(ErrorCategory.SERVER_ERROR);
            assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                    .isEqualTo("SERVER_ERROR");
        }
    }

    @Test
    void masksTheCredentialInAnErrorOfTheStream() throws Exception {
        String secret = local.credentials().appCode();
        Exchange exchange = run(
                ModelAnswer.events(AnswerStream.empty().error("APIG.0303", "Incorrect app code: " + secret)),
                "",
                route -> route.process(StreamingTest::readAll));

        assertThat(broken(exchange)).hasMessageContaining("APIG.0303").message().doesNotContain(secret);
    }

    @Test
    void isCompleteWithoutDone() throws Exception {
        Exchange exchange = run(
                ModelAnswer.events(AnswerStream.events("one", "two")),
                "",
                route -> route.process(StreamingTest::readAll));

        assertThat(exchange.getException()).isNull();
        assertThat(end(exchange)).isEqualTo("COMPLETE");
    }

    @Test
    void handsOnEventsThatAreAnnouncedAsJsonAsTheyAre() throws Exception {
        Exchange exchange = run(
                ModelAnswer.stream(200, "application/json", AnswerStream.events("one")),
                "",
                route -> route.convertBodyTo(String.class));

        assertThat(exchange.getMessage().getBody()).isEqualTo("data: one\n\n");
    }

    @Test
    void readsARejectionThatBeginsLikeAnEvent() throws Exception {
        Exchange exchange = run(
                ModelAnswer.stream(
                        400, "text/event-stream", AnswerStream.empty().error("ModelArts.81004", "Invalid messages")),
                "",
                route -> {});

        ModelArtsOperationFailedException rejected = exchange.getException(ModelArtsOperationFailedException.class);
        assertThat(rejected.getStatusCode()).isEqualTo(400);
        assertThat(rejected.getErrorCode()).isEqualTo("ModelArts.81004");
        assertThat(rejected.getErrorMessage()).isEqualTo("Invalid messages");
    }

    @Test
    void unpacksEvents() throws Exception {
        Exchange exchange = run(
                gzip(AnswerStream.events("one", "two").gzip()),
                "",
                route -> route.process(step -> {
                    assertThat(events(step).next().data()).isEqualTo("one");
                    assertThat(events(step).next().data()).isEqualTo("two");
                    assertThat(events(step).next()).isNull();
                }));

        assertThat(exchange.getException()).isNull();
        assertThat(end(exchange)).isEqualTo("COMPLETE");
    }

    @Test
    void unpacksMembersThatArriveOneByOne() throws Exception {
        AnswerStream members = AnswerStream.empty()
                .bytes(member("data: one\n\n"))
                .pause(Duration.ofMillis(100))
                .bytes(member("data: two\n\n"));
        Exchange exchange = run(
                gzip(members),
                "",
                route -> route.process(step -> {
                    assertThat(events(step).next().data()).isEqualTo("one");
                    assertThat(events(step).next().data()).isEqualTo("two");
                    assertThat(events(step).next()).isNull();
                }));

        assertThat(exchange.getException()).isNull();
        assertThat(end(exchange)).isEqualTo("COMPLETE");
    }

    private static byte[] member(String text) throws IOException {
        ByteArrayOutputStream member = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return member.toByteArray();
    }

    @Test
    void takesAnEmptyGzipBodyAsNoEvents() throws Exception {
        Exchange exchange = run(gzip(AnswerStream.empty()), "", route -> route.process(StreamingTest::readAll));

        assertThat(exchange.getException()).isNull();
        assertThat(end(exchange)).isEqualTo("COMPLETE");
    }

    /** The unpacked events have 1 GB. */
    @Test
    void unpacksNoMoreThanItsReaderReads() throws Exception {
        List<String> data = List.of("x".repeat(1_000_000));
        Exchange exchange = run(
                gzip(AnswerStream.events(() ->
                                Stream.generate(() -> data.get(0)).limit(1000).iterator())
                        .gzip()),
                "",
                route -> route.process(step -> {
                    assertThat(events(step).next().data()).hasSize(1_000_000);
                }));

        assertThat(exchange.getException()).isNull();
        assertThat(end(exchange)).isEqualTo("CLOSED");
    }

    static Stream<Arguments> notGzip() {
        return Stream.of(
                arguments("no gzip", AnswerStream.events("one")),
                arguments(
                        "cut gzip",
                        AnswerStream.empty()
                                .then(() -> List.of(AnswerStream.events("one")
                                                .gzip()
                                                .iterator()
                                                .next())
                                        .iterator())),
                arguments("damaged gzip", AnswerStream.empty().bytes((byte) 0x1f, (byte) 0x8b, (byte) 8, (byte) 0xff)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notGzip")
    void failsIfTheContentIsNoGzip(String name, AnswerStream stream) throws Exception {
        Exchange exchange = run(gzip(stream), "", route -> route.process(StreamingTest::readAll));

        assertThat(broken(exchange)).hasMessageContaining("gzip");
        assertThat(end(exchange)).isEqualTo("BROKEN");
    }

    private static ModelAnswer gzip(AnswerStream stream) {
        return ModelAnswer.events(stream).withHeader("Content-Encoding", "gzip");
    }

    @Test
    void failsTheCallIfTheCodingIsUnknown() throws Exception {
        Exchange exchange = run(
                ModelAnswer.events(AnswerStream.events("one")).withHeader("Content-Encoding", "br"), "", route -> {});

        assertThat(exchange.getException())
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContaining("'br'");
    }

    @Test
    void endsALiveStreamThatBreaks() throws Exception {
        Exchange exchange = run(
                ModelAnswer.stream(
                        200,
                        "application/octet-stream",
                        AnswerStream.download(1000).breakOff()),
                "",
                route -> route.process(step -> {
                    InputStream body = step.getMessage().getBody(InputStream.class);
                    assertThat(body.readNBytes(1000)).hasSize(1000);
                    Throwable failure = catchThrowable(body::read);
                    assertThat(failure).isInstanceOf(ModelArtsStreamException.class);
                    throw (IOException) failure;
                }));

        assertThat(broken(exchange).getEvents()).isZero();
        assertThat(end(exchange)).isEqualTo("BROKEN");
    }
}
