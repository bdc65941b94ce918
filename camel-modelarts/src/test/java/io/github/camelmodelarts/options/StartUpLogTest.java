package io.github.camelmodelarts.options;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.support.AllLoggersAtInfo;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests which of the component's options Camel Main prints at the start if the README's advice is followed. */
class StartUpLogTest {

    private static final String[] SECRETS = {
        "appKey",
        "appSecret",
        "appCode",
        "accessKey",
        "secretKey",
        "securityToken",
        "token",
        "apiKey",
        "account",
        "username",
        "password"
    };

    @TempDir
    private Path folder;

    @Test
    void secretsAreNotPrintedWithTheKeywordsOfTheReadme() throws Exception {
        String printed = printedAtStart("appKey,appSecret,appCode,securityToken,account");

        assertThat(printed).contains("camel.component.modelarts.appSecret").doesNotContain("canary");
    }

    private String printedAtStart(String keywords) throws Exception {
        StringBuilder properties = new StringBuilder("camel.main.additionalSensitiveKeywords=" + keywords + "\n");
        for (String secret : SECRETS) {
            properties.append("camel.component.modelarts." + secret + "=canary-" + secret + "\n");
        }
        Path file = Files.writeString(folder.resolve("application.properties"), properties);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        // loggers that an earlier test used keep their level
        try (AllLoggersAtInfo log = new AllLoggersAtInfo()) {
            try {
                main.start();
            } finally {
                main.stop();
            }
            return log.text();
        }
    }
}
