package io.github.camelmodelarts.options;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What Camel Main prints of the component's options when it starts: the README's advice must hold. */
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
    void printsNoSecretWithTheKeywordsThatTheReadmeNames() throws Exception {
        String printed = printedAtStart("appKey,appSecret,appCode,securityToken,account");

        assertThat(printed).contains("camel.component.modelarts.appSecret").doesNotContain("canary");
    }

    private String printedAtStart(String keywords) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setProperty("org.slf4j.simpleLogger.log.org.apache.camel.main", "info");
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        StringBuilder properties = new StringBuilder("camel.main.additionalSensitiveKeywords=" + keywords + "\n");
        for (String secret : SECRETS) {
            properties.append("camel.component.modelarts." + secret + "=canary-" + secret + "\n");
        }
        Path file = Files.writeString(folder.resolve("application.properties"), properties);
        Main main = new Main();
        main.setPropertyPlaceholderLocations("file:" + file);
        try {
            main.start();
        } finally {
            main.stop();
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
