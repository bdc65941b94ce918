package io.github.camelmodelarts.hostile;

import java.util.Map;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.local.gateway.Service;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** Queries that try to replace authentication parameters. The gateway verifies the signature: the signed query is the sent one. */
class HostileQueryTest extends EachWayInTest {

    private static ModelArtsLocal local;
    private static Service echo;

    @BeforeAll
    static void startLocal() {
        local = ModelArtsLocal.start();
        echo = local.addService("echo", new EchoModel());
        ModelArtsConfiguration options = NOTHING_LEFT.routes().component().getConfiguration();
        options.setAppKey(local.credentials().appKey());
        options.setAppSecret(local.credentials().appSecret());
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
    }

    @AfterAll
    static void stopLocal() {
        local.close();
    }

    @BeforeEach
    void forgetRequests() {
        local.clearRequests();
    }

    private Exchange ask(String authType, String path) throws Exception {
        return call(
                "modelarts:predict?authType=" + authType + "&address=" + local.address("echo"),
                "{}",
                Map.of(ModelArtsConstants.PATH, path));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "?a=b&X-Sdk-Date=20200101T000000Z&Signature=evil&Authorization=evil&X-Auth-Token=evil",
                "?x-sdk-date=20200101T000000Z&x-sdk-content-sha256=UNSIGNED-PAYLOAD&SignedHeaders=evil",
                "?a=b%26X-Sdk-Date%3D20200101T000000Z%26Signature%3Devil",
                "?k=c&k=a&K=b&k=a",
                "?k&k=&k",
                "?a=1&&b=2&"
            })
    @DisplayName("H13: a query that is sent and signed unchanged:")
    void theSignedQueryIsTheSentOne(String query) throws Exception {
        for (String authType : new String[] {"APP_SIGNATURE", "AK_SK"}) {
            local.clearRequests();

            assertThat(ask(authType, query).getException()).isNull();

            assertThat(local.awaitRequests(1)).hasSize(1);
            RecordedRequest request = local.requests().get(0);
            assertThat(request.target()).isEqualTo("/v1/infers/" + echo.id() + query);
            assertThat(request.headers().toString()).doesNotContain("evil", "20200101T000000Z", "UNSIGNED");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"?a=%zz", "?%", "?=v", "?a=1&=v", "?a+b=1", "?a;X-Sdk-Date=1", "?a=%FF", "?a=1#&b"})
    @DisplayName("H13: a query that signers read differently:")
    void sendsNoQueryThatSignersReadDifferently(String query) throws Exception {
        assertThat(refused(ask("APP_SIGNATURE", query))).hasMessageContaining(ModelArtsConstants.PATH);
        assertThat(local.requests()).isEmpty();
    }
}
