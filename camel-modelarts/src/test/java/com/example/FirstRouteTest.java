package com.example;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.ModelAnswer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FirstRouteTest {

    @Test
    void writesThePredictionToTheOutbox(@TempDir Path folder) throws Exception {
        try (ModelArtsLocal modelArts = ModelArtsLocal.start()) {
            modelArts.addService("orientation", request -> ModelAnswer.json(Map.of("predicted_label", "upright")));
            Main main = new Main(FirstRoute.class);
            for (Map.Entry<String, String> property : modelArts.properties().entrySet()) {
                main.addOverrideProperty(property.getKey(), property.getValue());
            }
            main.addOverrideProperty("inbox", folder.resolve("inbox").toString());
            main.addOverrideProperty("outbox", folder.resolve("outbox").toString());
            Files.write(Files.createDirectories(folder.resolve("inbox")).resolve("page.png"), new byte[] {1, 2, 3});
            main.start();
            try {
                assertTrue(new NotifyBuilder(main.getCamelContext())
                        .whenDone(1)
                        .create()
                        .matches(1, TimeUnit.MINUTES));
            } finally {
                main.stop();
            }
            assertEquals(
                    "{\"predicted_label\":\"upright\"}",
                    Files.readString(folder.resolve("outbox").resolve("page.png.json")));
            assertTrue(modelArts.awaitRequests(1).get(0).header("Content-Type").startsWith("multipart/form-data"));
        }
    }
}
