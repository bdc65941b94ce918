package io.github.camelmodelarts;

import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.support.RouteTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** An address whose query has several parameters, in each place of a route that can contain an address. */
@Tag("B19")
class AddressWithQueryTest extends RouteTest {

    private static final String QUERY = "?a=1&b=2";

    private int routeNumber;

    @BeforeEach
    void nameAddresses() {
        context.getPropertiesComponent().addInitialProperty("ad", local.address("echo") + QUERY);
        context.getPropertiesComponent().addInitialProperty("one", local.address("echo") + "?a=1");
        context.getPropertiesComponent().addInitialProperty("raw", "RAW(" + local.address("echo") + QUERY + ")");
        context.getPropertiesComponent().addInitialProperty("escaped", local.address("echo") + "?a=1%26b=2");
        context.getPropertiesComponent().addInitialProperty("below", "/x" + QUERY);
        routes.component().getConfiguration().setAddress(null);
    }

    private static String uri(String address) {
        return "modelarts:predict?authType=APP_CODE&address=" + address;
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAW({{ad}})", "{{raw}}"})
    void isSentAsGivenFromRaw(String address) throws Exception {
        assertPredicted(routes.send(uri(address), "{}"));

        assertThat(request().target()).endsWith("/" + echo.id() + QUERY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{one}}", "RAW({{one}})"})
    void needsNoRawWithoutAnAmpersand(String address) throws Exception {
        assertPredicted(routes.send(uri(address), "{}"));

        assertThat(request().target()).endsWith("/" + echo.id() + "?a=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ad}}", "{{escaped}}", "{{one}}&b=2", "{{one}}&b", "{{one}}&b=2&maxRetries=1"})
    void isRefusedWithTheRemedyWithoutRaw(String address) {
        assertAdvisesRaw(catchThrowable(() -> context.getEndpoint(uri(address))));
    }

    @Test
    void isRefusedWithTheRemedyInAPath() {
        assertAdvisesRaw(catchThrowable(() -> context.getEndpoint(uri(local.address("echo")) + "&path={{below}}")));
    }

    @Test
    void isSentAsGivenFromAPathInRaw() throws Exception {
        assertPredicted(routes.send(uri(local.address("echo")) + "&path=RAW({{below}})", "{}"));

        assertThat(request().target()).endsWith("/" + echo.id() + "/x" + QUERY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RAW({{ad}})", "{{raw}}"})
    void isSentAsGivenFromParametersOfYaml(String address) throws Exception {
        assertPredicted(routes.call(yaml(address), "{}"));

        assertThat(request().target()).endsWith("/" + echo.id() + QUERY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{ad}}", "{{one}}&b=2"})
    void isRefusedWithTheRemedyInParametersOfYaml(String address) {
        assertAdvisesRaw(catchThrowable(() -> yaml(address)));
    }

    @Test
    void isSentAsGivenFromRawInDynamicEndpoints() throws Exception {
        assertPredicted(toD("RAW({{ad}})"));

        assertThat(request().target()).endsWith("/" + echo.id() + QUERY);
    }

    @Test
    void isRefusedWithTheRemedyInDynamicEndpoints() throws Exception {
        assertAdvisesRaw(toD("{{ad}}").getException());
    }

    @Test
    void needsNoRawOnTheComponent() throws Exception {
        routes.component().getConfiguration().setAddress(local.address("echo") + QUERY);

        assertPredicted(routes.send("modelarts:predict?authType=APP_CODE", "{}"));

        assertThat(request().target()).endsWith("/" + echo.id() + QUERY);
    }

    @Test
    void misspelledOptionWithoutAQueryIsLeftToCamel() {
        assertThat(catchThrowable(() -> context.getEndpoint(uri(local.address("echo")) + "&maxRetrys=1")))
                .hasMessageContaining("Unknown parameters=[{maxRetrys=1}]")
                .hasMessageNotContaining("RAW");
    }

    private String yaml(String address) throws Exception {
        String from = "direct:yaml-" + routeNumber++;
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        ResourceHelper.fromString("address-" + routeNumber + ".yaml", """
                - route:
                    from:
                      uri: %s
                      steps:
                        - to:
                            uri: modelarts:predict
                            parameters:
                              authType: APP_CODE
                              address: "%s"
                """.formatted(from, address)));
        return from;
    }

    private Exchange toD(String address) throws Exception {
        String from = "direct:dynamic-" + routeNumber++;
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(from).toD(uri(address) + "&bodyType=${header.kind}");
            }
        });
        return routes.call(from, "{}", Map.of("kind", "JSON"));
    }

    private static void assertAdvisesRaw(Throwable failure) {
        assertThat(failure)
                .rootCause()
                .isInstanceOf(ModelArtsRequestException.class)
                .hasMessageContaining("no options named b")
                .hasMessageContaining("address=RAW({{my.address}})")
                .hasMessageNotContaining("=2");
    }
}
