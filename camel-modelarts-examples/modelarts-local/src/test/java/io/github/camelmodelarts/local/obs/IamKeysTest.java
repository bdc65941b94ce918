package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.TestCaller;
import io.github.camelmodelarts.local.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The object storage accepts the temporary keys that IAM issues. */
class IamKeysTest {

    private final ModelArtsLocal server = ModelArtsLocal.start();

    @AfterEach
    void close() {
        server.close();
    }

    private ObsClient client() {
        JsonNode key = new TestCaller(server, new TestClock())
                .manage(
                        "POST",
                        "/v3.0/OS-CREDENTIAL/securitytokens",
                        "{\"auth\":{\"identity\":{\"methods\":[\"token\"]}}}")
                .json()
                .get("credential");
        return HuaweiClient.PATH_STYLE.open(
                server,
                key.get("access").asText(),
                key.get("secret").asText(),
                key.get("securitytoken").asText());
    }

    @Test
    void writesWithAKeyOfIam() throws Exception {
        server.obs().createBucket("pictures");
        try (ObsClient client = client()) {
            client.putObject("pictures", "a.png", new ByteArrayInputStream(new byte[] {1, 2}));
        }
        assertThat(server.obs().get("pictures", "a.png")).containsExactly(1, 2);
    }

    @Test
    void rejectsAnExpiredKeyOfIam() throws Exception {
        server.obs().createBucket("pictures");
        server.iam().keysLive(Duration.ZERO);
        try (ObsClient client = client()) {
            assertThatThrownBy(() -> client.getObject("pictures", "a.png"))
                    .isInstanceOfSatisfying(
                            ObsException.class,
                            e -> assertThat(e.getResponseCode()).isEqualTo(403));
        }
    }
}
