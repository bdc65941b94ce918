package io.github.camelmodelarts.hostile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.NothingLeft;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Base of attack tests that run once for each way in which a route gets its endpoint, with a service that records all requests and a server that
 * must not be called.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(WayIn.class)
abstract class EachWayInTest {

    @Parameter
    WayIn way;

    static final TestClock CLOCK = new TestClock();

    @RegisterExtension
    static final NothingLeft.AfterAll NOTHING_LEFT = new NothingLeft.AfterAll(EachWayInTest::withEverySecret);

    final List<String> received = new CopyOnWriteArrayList<>();
    ScriptedServer service;
    ScriptedServer evil;

    /** The secrets of each receiver: no other receiver must see them. */
    private static Routes withEverySecret() throws Exception {
        Routes routes = Routes.anonymous(CLOCK);
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey("c4n4ry-key-5b7f0e2a91");
        options.setAppSecret("c4n4ry-secret-8d1c6a3f27");
        options.setAppCode("c4n4ry-code-e90b54d7aa");
        options.setToken("c4n4ry-token-17f3ce8b60");
        options.setApiKey("c4n4ry-apikey-2c95d04e7b");
        options.setAccessKey("C4N4RYACCESSKEY00001");
        options.setSecretKey("c4n4ry-secretkey-6ae1f0b3d8");
        options.setUsername("caravan");
        options.setPassword("c4n4ry-password-9bd27c41f6");
        return routes;
    }

    @BeforeEach
    void startServers() throws IOException {
        service = ScriptedServer.running((request, out, connection) -> {
            received.add(request);
            out.write(answer(request).getBytes(StandardCharsets.US_ASCII));
            out.flush();
        });
        evil = ScriptedServer.answering(200, "", "evil");
    }

    @AfterEach
    void stopServers() throws IOException {
        service.close();
        evil.close();
        assertThat(evil.connections()).isZero();
    }

    /** Of the service. */
    String answer(String request) throws IOException {
        return ok("{}");
    }

    static String ok(String json) {
        return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + json.length() + "\r\n\r\n"
                + json;
    }

    Routes routes() {
        return NOTHING_LEFT.routes();
    }

    /** With the AppCode, which is sent in a header unchanged. */
    String predict(String options) {
        return predict("APP_CODE", options);
    }

    String predict(String authType, String options) {
        return "modelarts:predict?authType=" + authType + "&address=" + service.address() + options;
    }

    Exchange call(String uri, Object body, Map<String, Object> headers) throws Exception {
        return NOTHING_LEFT.watched(routes().call(way.route(routes(), uri), body, headers));
    }

    /** The only request of a call, which was sent to the right server. */
    String sent(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(200);
        assertThat(received).hasSize(1);
        String request = received.get(0);
        assertThat(request).startsWith("POST /v1/infers/scripted");
        assertThat(values(request, "Host")).containsExactly(service.authority());
        assertThat(values(request, "X-Apig-AppCode"))
                .containsExactly(routes().component().getConfiguration().getAppCode());
        return request;
    }

    /** Asserts that no byte of a call was sent. */
    ModelArtsRequestException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        ModelArtsRequestException failure = (ModelArtsRequestException) exchange.getException();
        assertThat(failure.isRetryable()).isFalse();
        assertThat(failure.getAttempts()).isZero();
        assertThat(failure.getMessage()).hasSizeLessThan(1000).doesNotContainPattern("[\\x00-\\x1F]");
        assertThat(exchange.getProperty(ModelArtsConstants.ERROR_CATEGORY_PROPERTY))
                .isEqualTo("VALIDATION");
        assertThat(service.connections()).isZero();
        return failure;
    }

    /** All values of a header of a request; its name is not case-sensitive. */
    static List<String> values(String request, String name) {
        return Pattern.compile("(?im)^" + Pattern.quote(name) + ": *(.*?)\r\n")
                .matcher(request.substring(0, request.indexOf("\r\n\r\n") + 2))
                .results()
                .map((MatchResult line) -> line.group(1))
                .toList();
    }
}
