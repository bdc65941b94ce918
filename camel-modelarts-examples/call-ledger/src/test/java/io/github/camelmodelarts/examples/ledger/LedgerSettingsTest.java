package io.github.camelmodelarts.examples.ledger;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LedgerSettingsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://127.0.0.1:1/ledger?password=test-secret&sslpassword=test-secret&user=app",
                "jdbc:h2:tcp://127.0.0.1:1/ledger;PASSWORD=test-secret;UNKNOWN=1"
            })
    void showsNoPasswordOfTheUrl(String url) {
        LedgerSettings settings = LedgerSettings.of(url);

        assertThat(settings.toString()).contains("127.0.0.1:1/ledger").doesNotContain("test-secret");
        assertThatThrownBy(() -> CallLedger.open(settings))
                .isInstanceOf(LedgerUnavailableException.class)
                .satisfies(failure -> assertThat(trace(failure)).doesNotContain("test-secret"));
        assertThat(settings.driverProperties()).containsEntry("password", "test-secret");
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    @Test
    void refusesAUserBeforeTheHostWithoutShowingIt() {
        assertThatThrownBy(() -> LedgerSettings.of("jdbc:postgresql://app:test-secret@db/predictions"))
                .hasMessageContainingAll("//xxxxxx@db/predictions", "LEDGER_PASSWORD")
                .hasMessageNotContaining("test-secret");
        assertThat(LedgerSettings.of("jdbc:postgresql://db/predictions?user=app@db")
                        .openUrl())
                .contains("user=app@db");
    }

    @Test
    void usesNoNamedStatementsUnlessTheUrlSaysSo() {
        // they fail behind PgBouncer in transaction mode
        String url = "jdbc:postgresql://db/predictions";
        Properties properties = LedgerSettings.of(url).driverProperties();

        assertThat(PGProperty.PREPARE_THRESHOLD.getOrDefault(Driver.parseURL(url, properties)))
                .isEqualTo("0");
        assertThat(PGProperty.PREPARE_THRESHOLD.getOrDefault(Driver.parseURL(url + "?prepareThreshold=5", properties)))
                .isEqualTo("5");
    }

    @Test
    void usesThePasswordOfTheUrl() throws Exception {
        CallLedger.open(LedgerSettings.of("jdbc:h2:mem:secret;DB_CLOSE_DELAY=-1;USER=app;PASSWORD=test-secret"))
                .close();

        assertThatThrownBy(() -> CallLedger.open(
                        LedgerSettings.of("jdbc:h2:mem:secret;DB_CLOSE_DELAY=-1;USER=app;PASSWORD=test-wrong")))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("Wrong user name or password");
        CallLedger.open(LedgerSettings.of("jdbc:h2:mem:secret;DB_CLOSE_DELAY=-1")
                        .withUser("app", "test-secret"))
                .close();
    }

    @Test
    void refusesWhatItCanNotUse() {
        assertThatThrownBy(() -> LedgerSettings.of("jdbc:mysql://db/ledger?password=test-secret"))
                .hasMessageContaining("jdbc:postgresql:")
                .hasMessageNotContaining("test-secret");
        LedgerSettings settings = LedgerSettings.of("jdbc:h2:mem:x");
        assertThatThrownBy(() -> settings.withWorkerId(" ")).hasMessageContaining("id of a worker");
        assertThatThrownBy(() -> settings.withLease(Duration.ZERO)).hasMessageContaining("lease");
        assertThatThrownBy(() -> new Input("\0", "0".repeat(64), null)).hasMessageContaining("NUL");
        assertThatThrownBy(() -> new Input("a", "hash", null)).hasMessageContaining("SHA-256");
    }

    @Test
    void hashesTheContentOfAnInput() throws Exception {
        assertThat(Input.sha256(new ByteArrayInputStream("abc".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void shortensTextsThatDoNotFit() {
        assertThat(new Input("a", "0".repeat(64), "x\0y\uD800" + "z".repeat(1000)).source())
                .startsWith("x\uFFFDy\uFFFDzzz")
                .endsWith("...")
                .hasSize(500);
    }
}
