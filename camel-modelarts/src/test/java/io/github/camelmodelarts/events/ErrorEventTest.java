package io.github.camelmodelarts.events;

import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsStreamException;
import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.secrets.Redaction;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Which events are errors, and what their failure says. */
class ErrorEventTest {

    private static @Nullable ModelArtsStreamException in(ServerSentEvent event) {
        return ErrorEvent.in(event, Redaction.of("test-secret"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            {"error":{"code":"invalid_api_key","message":"m","param":null,"type":"t"}} | invalid_api_key
            {"error":{"code":null,"message":"m","type":"server_error"}} | null
            {"error":{"code":500,"message":"m","type":"InternalServerError"}} | 500
            {"type":"error","error":{"type":"overloaded_error","message":"m"}} | null
            {"error":{"code":"ModelArts.81011","message":"m","param":"","type":"t"},"error_code":"ModelArts.81011","error_msg":"m","span_id":"s"} | ModelArts.81011
            {"error_code":"ModelArts.4503","error_msg":"m"} | ModelArts.4503
            {"error_code":"APIG.0201","error_msg":"m","request_id":"r"} | APIG.0201
            {"error_code":81101,"error_msg":"m"} | 81101
            {"erno":"MR.0105","msg":"m","words_result":{}} | MR.0105
            {"object":"error","message":"m","type":"BadRequestError","param":null,"code":400} | 400
            """)
    void readsTheErrorObjectsOfEachService(String data, @Nullable String code) {
        ModelArtsStreamException failure = Objects.requireNonNull(in(ServerSentEvent.of(data)));

        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure)
                .hasMessage("The service sent an error in the stream: " + (code == null ? "" : code + ": ") + "m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[DONE]",
                "error",
                "{\"error\":0.01}",
                "{\"error\":null}",
                "{\"error\":{}}",
                "{\"error\":{\"mean\":0.1}}",
                "{\"error\":{\"code\":0,\"message\":\"success\"}}",
                "{\"error\":[{\"code\":\"1\",\"message\":\"m\"}]}",
                "{\"error\":\"\",\"code\":\"c\",\"message\":\"m\"}",
                "{\"text\":\"error\"}",
                "{\"text\":\"{\\\"error_code\\\":\\\"APIG.0201\\\"}\"}",
                "{\"choices\":[{\"error\":{\"code\":\"c\",\"message\":\"m\"}}]}",
                "{\"code\":200,\"message\":\"success\",\"data\":[\"error\"]}",
                "{\"error_code\":0,\"error_msg\":\"success\"}",
                "{\"error_code\":\"\",\"error_msg\":\"\"}",
                "{\"error_code\":null}",
                "{\"erno\":\"0\",\"msg\":\"ok\"}",
                "{\"error_code\":[1],\"error_msg\":\"m\"}",
                "[{\"error_code\":\"APIG.0201\"}]",
                "{\"error_code\":\"APIG.0201\"",
            })
    void takesPredictionsForNoErrors(String data) {
        assertThat(in(ServerSentEvent.of(data))).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            too long | null | : too long
            {"error_code":"ModelArts.4503","error_msg":"m"} | ModelArts.4503 | : ModelArts.4503: m
            {"code":3,"message":"m"} | 3 | : 3: m
            {"detail":"m"} | null | : m
            {"reason":"m"} | null | : {"reason":"m"}
            <html>m</html> | null | : <html>m</html>
            '' | null | ''
            """)
    void takesEachEventOfTypeErrorForAnError(String data, @Nullable String code, String said) {
        ModelArtsStreamException failure = Objects.requireNonNull(in(new ServerSentEvent(null, "error", data, null)));

        assertThat(failure.getErrorCode()).isEqualTo(code);
        assertThat(failure).hasMessage("The service sent an error in the stream" + said);
    }

    @Test
    void showsTheServicesTextShortPrintableAndWithoutSecrets() {
        String text = "\\u001b[31m\\r\\ntest-secret " + "m".repeat(5000);
        ModelArtsStreamException failure = Objects.requireNonNull(
                in(ServerSentEvent.of("{\"error_code\":\"" + "c".repeat(100) + "\",\"error_msg\":\"" + text + "\"}")));

        assertPlain(failure.getMessage(), 1200);
        assertThat(failure).hasMessageContaining("\\u001B[31m\\u000D\\u000A*** mmm");
        assertThat(failure.getErrorCode()).isEqualTo("c".repeat(64) + "...");
    }
}
