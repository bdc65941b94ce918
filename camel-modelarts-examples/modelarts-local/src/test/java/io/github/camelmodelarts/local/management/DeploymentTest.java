package io.github.camelmodelarts.local.management;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestCaller.Answer;
import io.github.camelmodelarts.local.TestClock;
import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.gateway.Service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class DeploymentTest {

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal server = ModelArtsLocal.builder().clock(clock).start();
    private final TestCaller caller = new TestCaller(server, clock);
    private final Credentials known = server.credentials();
    private final Service echo = server.addService("echo", new EchoModel());
    private final String path = "/v1/" + known.projectId() + "/services/" + echo.id();

    @AfterEach
    void close() {
        server.close();
    }

    private static void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status() + " " + answer.code()).isEqualTo(status + " " + code);
    }

    private Answer put(String status) {
        return caller.manage("PUT", path, "{\"status\":\"" + status + "\"}");
    }

    private String status() {
        return caller.manage("GET", path, "").json().at("/status").asText();
    }

    private Answer predict(String address, Map<String, String> headers) {
        return caller.send("POST", URI.create(address), headers, new byte[0]);
    }

    private Answer predict() {
        return predict(server.address("echo"), caller.appCode());
    }

    @Test
    void changesItsStateByTheClock() {
        echo.deployment().startTakes(Duration.ofMinutes(3)).stopTakes(Duration.ofMinutes(1));
        assertThat(put("stopped").status()).isEqualTo(200);
        assertThat(status()).isEqualTo("stopping");
        assertRefused(predict(), 400, "ModelArts.4203");
        assertRefused(put("running"), 400, "ModelArts.3519");
        assertRefused(put("stopped"), 400, "ModelArts.3519");
        clock.move(Duration.ofMinutes(1));
        assertThat(status()).isEqualTo("stopped");
        assertRefused(predict(), 400, "ModelArts.4203");
        assertThat(put("running").status()).isEqualTo(200);
        assertThat(status()).isEqualTo("deploying");
        assertRefused(put("running"), 400, "ModelArts.3519");
        assertRefused(predict(), 400, "ModelArts.4203");
        clock.move(Duration.ofMinutes(3));
        assertThat(status()).isEqualTo("running");
        assertThat(predict().status()).isEqualTo(200);
        assertRefused(put("running"), 400, "ModelArts.3519");
    }

    @Test
    void changesItsStateInRealTimeToo() {
        try (ModelArtsLocal real = ModelArtsLocal.start()) {
            Service quick = real.addService("quick", new EchoModel());
            quick.deployment().startTakes(Duration.ofSeconds(3)).stop();
            assertThat(quick.deployment().start()).isTrue();
            assertThat(quick.deployment().state()).isEqualTo(ServiceState.DEPLOYING);
            await().atMost(60, SECONDS).until(() -> quick.deployment().state() == ServiceState.RUNNING);
        }
    }

    @Test
    void canFailToStartOnce() {
        echo.deployment().failNextStart("image not found").stop();
        put("running");
        Answer detail = caller.manage("GET", path, "");
        assertThat(detail.json().at("/status").asText()).isEqualTo("failed");
        assertThat(detail.json().at("/error_msg").asText()).isEqualTo("image not found");
        assertRefused(predict(), 400, "ModelArts.4203");
        put("running");
        assertThat(status()).isEqualTo("running");
        assertThat(caller.manage("GET", path, "").json().has("error_msg")).isFalse();
    }

    @Test
    void canBePutIntoAnyState() {
        for (ServiceState state : ServiceState.values()) {
            echo.deployment().force(state, null);
            assertThat(status()).isEqualTo(state.name().toLowerCase(Locale.ROOT));
            boolean serves = state == ServiceState.RUNNING || state == ServiceState.CONCERNING;
            assertThat(predict().status()).isEqualTo(serves ? 200 : 400);
        }
    }

    @Test
    void authenticatesBeforeItReportsThatItIsStopped() {
        echo.deployment().stop();
        assertRefused(predict(server.address("echo"), Map.of("X-Apig-AppCode", "x")), 401, "APIG.0303");
    }

    @Test
    void keepsItsAddressByDefault() {
        String address = server.address("echo");
        echo.deployment().stop();
        echo.deployment().start();
        assertThat(server.address("echo")).isEqualTo(address);
    }

    @Test
    void canGetNewAddressesOnARestartInPlaceOfTheOldOnes() {
        echo.deployment().newAddressOnRestart(true);
        String first = server.address("echo");
        String firstOfApps = server.appAddress("echo");
        assertThat(predict(firstOfApps, caller.appCode()).status()).isEqualTo(200);
        echo.deployment().stop();
        assertRefused(predict(first, caller.appCode()), 400, "ModelArts.4203");
        echo.deployment().start();
        String second = server.address("echo");
        assertThat(second).isNotEqualTo(first).isNotEqualTo(server.appAddress("echo"));
        assertThat(caller.manage("GET", path, "").json().at("/access_address").asText())
                .isEqualTo(second);
        assertRefused(predict(first, caller.appCode()), 404, "APIG.0101");
        assertRefused(predict(firstOfApps, caller.appCode()), 404, "APIG.0101");
        assertThat(predict(second + "/a?b=c", caller.appCode())
                        .json()
                        .at("/path")
                        .asText())
                .isEqualTo("/a");
        assertThat(predict(server.appAddress("echo"), caller.appCode()).status())
                .isEqualTo(200);
        echo.deployment().stop();
        echo.deployment().start();
        assertThat(server.address("echo")).isNotEqualTo(second).isNotEqualTo(first);
    }

    @Test
    void verifiesSignaturesOverTheWholePathOfANewAddress() {
        echo.deployment().newAddressOnRestart(true).stop();
        echo.deployment().start();
        assertThat(caller.post("echo", caller.app()).status()).isEqualTo(200);
    }

    @Test
    void canAcceptOnlyOneKindOfAuthenticationPerAddress() {
        Map<String, String> token = Map.of("X-Auth-Token", known.token());
        assertThat(predict(server.appAddress("echo"), token).status()).isEqualTo(200);
        echo.deployment().separateAddresses(true);
        assertThat(predict(server.address("echo"), token).status()).isEqualTo(200);
        assertThat(caller.post("echo", caller.accessKey()).status()).isEqualTo(200);
        assertRefused(caller.post("echo", caller.app()), 401, "APIG.0301");
        assertRefused(caller.post("echo", caller.appCode()), 401, "APIG.0301");
        assertThat(predict(server.appAddress("echo"), caller.appCode()).status())
                .isEqualTo(200);
        assertRefused(predict(server.appAddress("echo"), token), 401, "APIG.0303");
        echo.withoutAuthentication();
        assertThat(predict(server.appAddress("echo"), Map.of()).status()).isEqualTo(200);
    }

    @Test
    void showsTheAdvertisedAddressInsteadOfItsOwn() {
        echo.deployment().advertise("https://good.huaweicloud.com@evil/");
        assertThat(caller.manage("GET", path, "").json().at("/access_address").asText())
                .isEqualTo("https://good.huaweicloud.com@evil/");
        echo.deployment().advertise(null);
        assertThat(caller.manage("GET", path, "").json().at("/access_address").asText())
                .isEqualTo(server.address("echo"));
    }
}
