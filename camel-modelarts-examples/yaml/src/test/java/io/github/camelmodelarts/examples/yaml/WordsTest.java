package io.github.camelmodelarts.examples.yaml;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.WordsModel;

import static org.assertj.core.api.Assertions.assertThat;

/** The route words: one line for each word of the response. */
class WordsTest extends FoldersTest {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    WordsTest() {
        super("drop");
    }

    @Test
    void printsEachWordOfTheResponse() throws Exception {
        modelArts.addService("words", new WordsModel(Duration.ofMillis(5)));
        Main main = new Main();
        main.addOverrideProperty("routes", "words.camel.yaml");
        main.addOverrideProperty("text", "one two three");
        main.addOverrideProperty("camel.main.durationMaxIdleSeconds", "1");
        configure(main);
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void afterConfigure(BaseMainSupport configured) {
                configured.getCamelContext().getCamelContextExtension().addLogListener((exchange, logger, message) -> {
                    lines.add(message);
                    return message;
                });
            }
        });

        run(main);

        assertThat(lines).hasSize(5).endsWith("one", "two", "three", "3 words, COMPLETE");
        assertThat(lines.get(0)).startsWith("The response began after ");
    }
}
