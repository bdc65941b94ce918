package io.github.camelmodelarts.exchange;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.Headers;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsBusyException;
import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.Refusal;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.preview.RequestPreview;
import io.github.camelmodelarts.session.ManagementResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Tests the headers and properties of an exchange after a call, and that those of an earlier call are removed. */
class ResponseMapperTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final ResponseMapper responses = new ResponseMapper(true, 1024);

    @BeforeEach
    void failOnce() {
        exchange.setProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY, "earlier");
        exchange.setProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY, 7L);
        exchange.getMessage().setHeader(ModelArtsConstants.ERROR_CODE, "earlier");
        exchange.getMessage().setHeader(ModelArtsConstants.SERVICE_STATUS, "earlier");
        exchange.getMessage().setHeader(ModelArtsConstants.CANONICAL_REQUEST, "earlier");
        exchange.getMessage().setHeader(ModelArtsConstants.ATTEMPTS, 7);
        exchange.getMessage().setHeader(ModelArtsConstants.SERVICE_NAME, "named");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(refused(null), "RATE_LIMIT"),
                arguments(new ModelArtsAuthenticationException("no proof", null, null), "AUTH"),
                arguments(new ModelArtsRequestException("no body"), "VALIDATION"),
                arguments(new ModelArtsResponseException("too large", null), "UNKNOWN"),
                arguments(new ModelArtsConnectionException("broken", null, true, true, 1, null), "SERVER_ERROR"),
                arguments(new ModelArtsBusyException("busy", "wait"), "RATE_LIMIT"),
                arguments(new ModelArtsTimeoutException("late", true, 1, null), "SERVER_ERROR"),
                arguments(new IOException("not ours"), null));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void setsTheCategoryOfEachFailureOfTheComponent(Exception failure, @Nullable String category) {
        responses.failed(exchange, failure);

        assertThat(exchange.getException()).isSameAs(failure);
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo(category);
        assertThat(exchange.getProperties()).doesNotContainKey(ModelArtsConstants.RETRY_AFTER_PROPERTY);
    }

    @Test
    void setsHowLongTheServiceAskedToWait() {
        responses.failed(exchange, refused(Duration.ofSeconds(3)));

        assertThat(exchange.getProperty(ModelArtsConstants.RETRY_AFTER_PROPERTY))
                .isEqualTo(3000L);
    }

    @Test
    void replacesHeadersOfAnEarlierFailureWithThoseOfAnErrorResponse() {
        new ResponseMapper(false, 1024).refused(exchange, refused(null));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("RATE_LIMIT");
        assertThat(exchange.getProperties()).doesNotContainKey(ModelArtsConstants.RETRY_AFTER_PROPERTY);
    }

    @Test
    void setsTheServiceOfAManagementResponse() {
        responses.managed(exchange, managed("id-of-it", "running"));

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(ModelArtsConstants.SERVICE_ID, "id-of-it")
                .containsEntry(ModelArtsConstants.SERVICE_STATUS, "running")
                .doesNotContainKeys(
                        ModelArtsConstants.SERVICE_NAME, ModelArtsConstants.ATTEMPTS, ModelArtsConstants.ERROR_CODE);
        assertNothingOfAnEarlierFailure();
    }

    @Test
    void keepsTheServiceNameIfAManagementResponseHasNoService() {
        responses.managed(exchange, managed(null, null));

        assertThat(exchange.getMessage().getHeaders())
                .containsEntry(ModelArtsConstants.SERVICE_NAME, "named")
                .doesNotContainKeys(ModelArtsConstants.SERVICE_ID, ModelArtsConstants.SERVICE_STATUS);
    }

    @Test
    void removesHeadersOfAnEarlierResponseFromAPreview() {
        responses.previewed(exchange, new RequestPreview("curl", null, null));

        assertThat(exchange.getMessage().getBody()).isEqualTo("curl");
        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(ModelArtsConstants.CONTENT_TYPE, ModelArtsConstants.SERVICE_NAME);
        assertNothingOfAnEarlierFailure();
    }

    private void assertNothingOfAnEarlierFailure() {
        assertThat(exchange.getProperties())
                .doesNotContainKeys(
                        ModelArtsConstants.ERROR_CATEGORY_PROPERTY, ModelArtsConstants.RETRY_AFTER_PROPERTY);
    }

    private static ManagementResponse managed(@Nullable String id, @Nullable String status) {
        return new ManagementResponse(
                JsonNodeFactory.instance.objectNode(), id, status, Responses.of(200, Headers.NONE, new byte[0]));
    }

    private static ModelArtsOperationFailedException refused(@Nullable Duration retryAfter) {
        Refusal refusal = new Refusal(
                429, "APIG.0308", "slow down", null, ErrorCategory.RATE_LIMIT, true, false, retryAfter, null);
        return new ModelArtsOperationFailedException("https://x/", refusal, 1, null, Map.of(), "");
    }
}
