package io.github.camelmodelarts.examples.scaleout;

import java.util.Map;
import java.util.stream.IntStream;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ErrorCategory;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

class SuspectInputsTest {

    private final SuspectInputs suspects = new SuspectInputs();
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private boolean isToBlameAfter(int redeliveries, ErrorCategory category) {
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                new ModelArtsOperationFailedException(
                        "http://127.0.0.1/v1/infers/x",
                        new Refusal(503, "ModelArts.4503", "down", null, category, true, false, null, null),
                        1,
                        null,
                        Map.of(),
                        ""));
        exchange.setProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY, category.name());
        exchange.getMessage().setHeader(Exchange.REDELIVERY_COUNTER, redeliveries);
        return suspects.isToBlame(exchange);
    }

    private void predictOthers(int number) {
        IntStream.range(0, number).forEach(other -> suspects.predicted());
    }

    @Test
    void blamesAnInputThatFailsAgainAndAgainWhileManyOthersArePredicted() {
        assertThat(isToBlameAfter(0, ErrorCategory.SERVER_ERROR)).isFalse();
        predictOthers(20);
        assertThat(isToBlameAfter(2, ErrorCategory.SERVER_ERROR)).isFalse();
        assertThat(isToBlameAfter(3, ErrorCategory.SERVER_ERROR)).isTrue();
    }

    @Test
    void blamesNoInputOfAnOutage() {
        predictOthers(100);
        assertThat(isToBlameAfter(0, ErrorCategory.SERVER_ERROR)).isFalse();
        predictOthers(19);
        assertThat(isToBlameAfter(50, ErrorCategory.SERVER_ERROR)).isFalse();
    }

    @Test
    void blamesNoInputThatIsThrottled() {
        assertThat(isToBlameAfter(0, ErrorCategory.RATE_LIMIT)).isFalse();
        predictOthers(100);
        assertThat(isToBlameAfter(50, ErrorCategory.RATE_LIMIT)).isFalse();
    }
}
