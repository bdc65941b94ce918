package io.github.camelmodelarts.obs;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.TemporarySignatureRequest;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Canaries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Huawei's client logs by java.util.logging if log4j is not there, after an application has turned that on. */
class ObsLogTest extends ObsClientTest {

    private static final String SECURITY_TOKEN = "test-security-token-that-is-not-valid-0123456789";

    @Test
    void noLevelShowsASecret() throws Exception {
        ModelArtsConfiguration options = withAccessKey();
        options.setSecurityToken(SECURITY_TOKEN);
        // the client has turned its log off when it is loaded
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ObsClients.of(session);
        }
        Logger logger = Logger.getLogger("com.obs");
        Level before = logger.getLevel();
        Lines lines = new Lines();
        logger.setLevel(Level.ALL);
        logger.addHandler(lines);
        try (ModelArtsSession session = ModelArtsSession.open(options);
                ModelArtsSession right = ModelArtsSession.open(withAccessKey())) {
            assertWorks(ObsClients.of(right));
            ObsClient obs = ObsClients.of(session);
            assertThatThrownBy(() -> put(obs, "a"))
                    .isInstanceOf(ObsException.class)
                    .satisfies(failure -> lines.text.add(failure.toString()));
            TemporarySignatureRequest request = new TemporarySignatureRequest(HttpMethodEnum.GET, 60);
            request.setBucketName(BUCKET);
            request.setObjectKey("a");
            assertThat(obs.createTemporarySignature(request).getSignedUrl()).contains("Signature=");
        } finally {
            logger.removeHandler(lines);
            logger.setLevel(before);
        }
        String log = String.join("\n", lines.text);
        assertThat(log).contains("StringToSign", "403");
        Canaries.of(options, local.credentials().accessKey()).assertNotIn("the log", log);
    }

    private static final class Lines extends Handler {

        private final Queue<String> text = new ConcurrentLinkedQueue<>();

        Lines() {
            setLevel(Level.ALL);
            setFormatter(new SimpleFormatter());
        }

        @Override
        public void publish(LogRecord line) {
            text.add(getFormatter().format(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
