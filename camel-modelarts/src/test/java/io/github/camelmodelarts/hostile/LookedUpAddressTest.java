package io.github.camelmodelarts.hostile;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.ScriptedServer;
import io.github.camelmodelarts.support.TestClock;
import io.github.camelmodelarts.support.TestProxy;

import static io.github.camelmodelarts.support.RouteTest.assertPredicted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * An address from a response is validated before credentials are sent there. Requests to other machines would go through a proxy that records the
 * host and forwards nothing.
 */
class LookedUpAddressTest extends ContextTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final Service echo = local.addService("echo", new EchoModel());
    private ScriptedServer elsewhere;
    private TestProxy proxy;

    @Override
    protected Routes openRoutes() throws Exception {
        elsewhere = ScriptedServer.answering(200, "", "{}");
        proxy = TestProxy.to(local.port()).refusing("403 Forbidden");
        Routes opened = Routes.withSession(local, clock);
        ModelArtsConfiguration options = opened.component().getConfiguration();
        options.setAppCode(local.credentials().appCode());
        options.setProxyHost("127.0.0.1");
        options.setProxyPort(proxy.port());
        options.setNonProxyHosts("127.0.0.1");
        return opened;
    }

    @Override
    protected void cleanupResources() throws Exception {
        proxy.close();
        elsewhere.close();
        local.close();
    }

    private String uri(String more) {
        return "modelarts:predict?serviceId=" + echo.id() + "&authType=AK_SK" + more;
    }

    private ModelArtsRequestException refused(Exchange exchange) {
        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        assertThat(exchange.getException().toString())
                .doesNotContain(
                        local.credentials().secretKey(), local.credentials().appCode())
                .doesNotContainPattern("[\\r\\n]");
        assertThat(exchange.getProperty("CamelAiErrorCategory")).isEqualTo("VALIDATION");
        assertNothingWasSent();
        return (ModelArtsRequestException) exchange.getException();
    }

    private void assertNothingWasSent() {
        assertThat(elsewhere.heads()).isEmpty();
        assertThat(proxy.heads()).isEmpty();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                // H16
                arguments("http://s1.apig.cn-north-4.huaweicloudapis.com/v1/infers/x", "plain http"),
                arguments("HTTP://s1.apig.cn-north-4.huaweicloudapis.com:443/v1/infers/x", "plain http"),
                // H17
                arguments("https://evil.example.com/v1/infers/x", "the host evil.example.com"),
                arguments("https://10.0.0.1/v1/infers/x", "the host 10.0.0.1"),
                arguments("https://169.254.169.254/openstack/latest/securitykey", "the host 169.254.169.254"),
                arguments("https://[::1]:9/v1/infers/x", "the host [::1]"),
                arguments("https://localhost/v1/infers/x", "the host localhost"),
                arguments("https://2130706433/v1/infers/x", "host"),
                // every customer can have a bucket
                arguments("https://bucket.obs.cn-north-4.myhuaweicloud.com/x", "the host bucket.obs"),
                arguments("https://huaweicloudapis.com/x", "the host huaweicloudapis.com"),
                arguments("https://evilhuaweicloudapis.com/x", "the host evilhuaweicloudapis.com"),
                arguments("https://infer-modelarts.evil.com/x", "the host infer-modelarts.evil.com"),
                arguments("https://infer-modelarts.a.b.myhuaweicloud.com/x", "the host infer-modelarts.a.b"),
                // H19
                arguments("https://s1.huaweicloudapis.com@evil.example.com/x", "user name or password"),
                arguments("https://s1.huaweicloudapis.com:443@evil.example.com/x", "user name or password"),
                arguments("https://s1.huaweicloudapis.com.evil.example.com/x", "com.evil.example.com"),
                arguments("https://evil.example.com#s1.huaweicloudapis.com", "fragment"),
                arguments("https://evil.example.com?s1.huaweicloudapis.com", "the host evil.example.com"),
                arguments("https://evil.example.com/.huaweicloudapis.com", "the host evil.example.com"),
                arguments("https://evil.example.com\\@s1.huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com\\.huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com%2f.huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com%00.huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com .huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com\r\nX-A: .huaweicloudapis.com/x", "can't be used"),
                arguments("https://evil.example.com\u3002huaweicloudapis.com/x", "can't be used"),
                arguments("https://\uFF45vil.huaweicloudapis.com/x", "can't be used"),
                arguments("https://s1.huaweicloudapis.com:99999/x", "can't be used"),
                arguments("https:///x.huaweicloudapis.com", "can't be used"),
                arguments("https://", "can't be used"),
                arguments("//evil.example.com/x", "can't be used"),
                arguments("/v1/infers/x", "can't be used"),
                arguments("ftp://s1.huaweicloudapis.com/x", "can't be used"),
                arguments("jar:https://s1.huaweicloudapis.com/x", "can't be used"),
                arguments("null", "can't be used"),
                arguments("https://s1.huaweicloudapis.com/../../x", "can't be used"),
                arguments("https://s1.huaweicloudapis.com/" + "x".repeat(40_000), "can't be used"));
    }

    @ParameterizedTest(name = "H16 H17 H19 [{index}]")
    @MethodSource("hostile")
    void sendsNothingToAnAddressOutsideTheCloud(String address, String why) throws Exception {
        echo.deployment().advertise(address);
        String uri = routes.route(uri(""));

        assertThat(refused(routes.call(uri, "{}")))
                .hasMessageContaining(why)
                .hasMessageContaining("ModelArts shows an address")
                .message()
                .hasSizeLessThan(700);
        echo.deployment().advertise(null);
        assertPredicted(routes.call(uri, "{}"));
    }

    @Tag("H17")
    @ParameterizedTest
    @ValueSource(strings = {"authType=APP_CODE", "authType=AK_SK&apiVersion=v2"})
    void validatesEachKindOfAddress(String kind) throws Exception {
        echo.deployment().advertise("https://evil.example.com/v1/infers/x");

        assertThat(refused(routes.send("modelarts:predict?serviceName=echo&" + kind, "{}")))
                .hasMessageContaining("allowedHosts");
    }

    @Tag("H17")
    @Test
    void sendsNothingToAnotherPortOfThisMachine() throws Exception {
        echo.deployment().advertise(elsewhere.address());

        assertThat(refused(routes.send(uri(""), "{}")))
                .hasMessageContaining("neither the configured one nor in allowedHosts");
    }

    @Tag("H17")
    @Test
    void sendsToAHostThatIsAllowed() throws Exception {
        echo.deployment().advertise(elsewhere.address());

        assertPredicted(routes.send(uri("&allowedHosts=example.com,127.0.0.1"), "{}"));

        assertThat(elsewhere.heads()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://0123456789abcdef.apig.cn-north-4.huaweicloudapis.com/v1/infers/x",
                "https://0123.APIG.cn-north-4.HUAWEICLOUDAPIS.com:443/v1/infers/x",
                "https://infer-modelarts-cn-southwest-2.modelarts-infer.com/v1/infers/x",
                "https://infer-modelarts.cn-north-4.myhuaweicloud.com/v1/infers/x"
            })
    void sendsToTheHostsOfTheCloud(String address) throws Exception {
        echo.deployment().advertise(address);

        routes.send(uri(""), "{}");

        String host = address.substring(8, address.indexOf('/', 8))
                .toLowerCase(Locale.ROOT)
                .replace(":443", "");
        assertThat(proxy.heads()).isNotEmpty().allMatch(head -> head.startsWith("CONNECT " + host + ":443 "));
    }

    @Test
    void refusesHostsOfTheCloudIfOthersAreConfigured() throws Exception {
        echo.deployment().advertise("https://0123.apig.cn-north-4.huaweicloudapis.com/v1/infers/x");

        assertThat(refused(routes.send(uri("&allowedHosts=*.example.com"), "{}")))
                .hasMessageContaining("allowedHosts");
    }

    @Tag("H16")
    @Test
    void sendsOverPlainHttpWhereThatIsAllowed() throws Exception {
        echo.deployment().advertise("http://s1.example.com/v1/infers/x");

        assertThat(refused(routes.send(uri("&allowedHosts=*.example.com"), "{}")))
                .hasMessageContaining("allowHttp=true");
        routes.send(uri("&allowedHosts=*.example.com&allowHttp=true"), "{}");

        assertThat(proxy.heads()).singleElement().asString().startsWith("POST http://s1.example.com/v1/infers/x ");
    }

    @Tag("H21")
    @Test
    void validatesTheNewAddressOfAService() throws Exception {
        String uri = routes.route(uri(""));
        assertPredicted(routes.call(uri, "{}"));
        echo.failWith(Refusals.noSuchApi());
        echo.deployment().advertise(elsewhere.address());
        clock.forward(Duration.ofMinutes(1));

        Exchange exchange = routes.call(uri, "{}");

        assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
        assertThat(local.management().requests()).isEqualTo(2);
        assertNothingWasSent();
    }

    @Tag("H21")
    @Test
    void keepsTheOldAddressWhenTheNewOneIsRefused() throws Exception {
        routes.component().getConfiguration().setAccessKey(null);
        routes.component().getConfiguration().setSecretKey(null);
        routes.component().getConfiguration().setToken(local.credentials().token());
        String uri = routes.route(uri("").replace("AK_SK", "TOKEN"));
        assertPredicted(routes.call(uri, "{}"));
        echo.deployment().advertise(elsewhere.address());
        clock.forward(Duration.ofMinutes(16));

        assertPredicted(routes.call(uri, "{}"));
        await().until(() -> local.management().requests() == 2);
        assertPredicted(routes.call(uri, "{}"));

        assertNothingWasSent();
    }

    @Tag("H21")
    @Test
    void callersWithDifferentCredentialsShareNoAddress() throws Exception {
        assertPredicted(routes.send(uri(""), "{}"));
        echo.deployment().advertise("https://evil.example.com/v1/infers/x");

        refused(routes.send(uri("").replace("AK_SK", "APP_CODE"), "{}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"service_id\":\"s1\",\"service_name\":\"a\",\"status\":\"running\",\"access_address\":null}",
                "{\"service_id\":\"s1\",\"service_name\":\"a\",\"status\":\"running\"}",
                "{\"service_id\":\"s1\",\"service_name\":\"a\",\"status\":\"running\",\"access_address\":[\"https://a\"]}"
            })
    void reportsAResponseWithoutAnAddress(String answer) throws Exception {
        try (ScriptedServer management = ScriptedServer.answering(200, "", answer)) {
            assertThat(refused(routes.send(at(management), "{}"))).hasMessageContaining("shows no address");
        }
    }

    @Test
    void refusesAnInvalidIdFromAResponse() throws Exception {
        String list =
                "{\"total_count\":1,\"count\":1,\"services\":[{\"service_id\":\"../../v3/users\",\"service_name\":\"a\"}]}";
        try (ScriptedServer management = ScriptedServer.answering(200, "", list)) {
            Exchange exchange = routes.send(at(management).replace("serviceId=s1", "serviceName=a"), "{}");

            assertThat(refused(exchange)).hasMessageContaining("is not a valid service id");
            assertThat(management.heads()).hasSize(1);
        }
    }

    @Tag("H22")
    @Test
    void followsNoRedirectOfTheManagementApi() throws Exception {
        try (ScriptedServer management =
                ScriptedServer.answering(302, "Location: " + elsewhere.address() + "\r\n", "")) {
            Exchange exchange = routes.send(at(management), "{}");

            assertThat(exchange.getException()).isInstanceOf(ModelArtsOperationFailedException.class);
            assertNothingWasSent();
        }
    }

    private String at(ScriptedServer management) {
        return "modelarts:predict?serviceId=s1&authType=AK_SK&projectId=p1&modelArtsEndpoint="
                + management.address().substring(0, management.address().indexOf("/v1"));
    }

    @Tag("H08")
    @Tag("H17")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example.com/v1/infers/x",
                "https://s1.huaweicloudapis.com@evil.example.com/x",
                "https://evil.example.com\\@s1.huaweicloudapis.com/x",
                "http://s1.apig.cn-north-4.huaweicloudapis.com/v1/infers/x"
            })
    void validatesAnAddressFromAHeader(String address) throws Exception {
        for (Object chosen : new Object[] {address, address.getBytes(StandardCharsets.UTF_8)}) {
            refused(routes.send(uri("&allowHeaderOverride=true"), "{}", Map.of(ModelArtsConstants.ADDRESS, chosen)));
        }
        assertPredicted(routes.send(uri(""), "{}", Map.of(ModelArtsConstants.ADDRESS, address)));
        assertNothingWasSent();
    }
}
