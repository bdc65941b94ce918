package io.github.camelmodelarts.examples.ledger;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.PolicyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Routes in which a call could be made twice do not start. */
class WrappedStepsTest {

    private static final String PREDICT = "modelarts:predict?address=http://127.0.0.1:1/x&authType=NONE";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private CallLedger ledger;

    @BeforeEach
    void open() throws LedgerException {
        ledger = CallLedger.open(LedgerSettings.of("jdbc:h2:mem:wrapped"));
    }

    @AfterEach
    void close() throws Exception {
        context.close();
        ledger.close();
    }

    private interface Step {
        void in(PolicyDefinition once);
    }

    private void start(boolean errorHandler, Step step) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                RouteDefinition route = from("direct:predict");
                route.errorHandler(errorHandler ? defaultErrorHandler().maximumRedeliveries(2) : noErrorHandler());
                step.in(route.policy(ledger.once("iris")));
            }
        });
        context.start();
    }

    @Test
    void refusesRetriesThatCanPredictTwice() {
        assertThatThrownBy(() -> start(false, once -> once.to(PREDICT + "&retryOn=IDEMPOTENT")))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("retryOn=IDEMPOTENT", "predict an input twice", "Set retryOn=SAFE");
    }

    @Test
    void findsSuchAStepInsideOthers() {
        assertThatThrownBy(() -> start(
                        false,
                        once -> once.choice()
                                .when(exchange -> true)
                                .log("predicting")
                                .to(PREDICT + "&retryOn=IDEMPOTENT")))
                .rootCause()
                .hasMessageContaining("retryOn=IDEMPOTENT");
    }

    @Test
    void refusesErrorResponsesThatAreNoExceptions() {
        assertThatThrownBy(() -> start(false, once -> once.to(PREDICT + "&throwExceptionOnFailure=false")))
                .rootCause()
                .hasMessageContainingAll("throwExceptionOnFailure=false", "Remove this option");
    }

    @Test
    void refusesAnErrorHandlerThatRepeatsTheCall() {
        assertThatThrownBy(() -> start(true, once -> once.to(PREDICT)))
                .rootCause()
                .hasMessageContainingAll("error handler", "errorHandler(noErrorHandler())");
    }

    @Test
    void takesARouteThatCallsOnce() {
        assertThatCode(() -> start(false, once -> once.to(PREDICT + "&retryOn=SAFE")))
                .doesNotThrowAnyException();
    }
}
