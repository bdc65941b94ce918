package io.github.camelmodelarts.examples.quarkus;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.NotifyBuilder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@QuarkusTestResource(LocalModelArts.class)
class FlowersTest {

    private static final int TIMEOUT_SECONDS = 60;

    @Inject
    CamelContext context;

    @ConfigProperty(name = "folder.inbox")
    Path inbox;

    @ConfigProperty(name = "folder.outbox")
    Path outbox;

    @ConfigProperty(name = "folder.failed")
    Path failed;

    @Test
    void bindsOptionsOfTheComponent() {
        ModelArtsConfiguration options =
                context.getComponent("modelarts", ModelArtsComponent.class).getConfiguration();

        assertThat(options.getAuthType()).isEqualTo(AuthType.APP_CODE);
        assertThat(options.getMaxConnections()).isEqualTo(7);
        assertThat(options.getTotalTimeout()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void predictsAFileOfTheInbox() throws Exception {
        drop("rose.json", "{\"petalLength\": 1.4}");

        assertThat(outbox.resolve("rose.json")).hasContent("{\"predictresult\":\"setosa\"}");
    }

    @Test
    void writesTheReasonForAFileThatTheServiceRejects() throws Exception {
        drop("stone.json", "{}");

        assertThat(failed.resolve("stone.json.reason.txt")).content().contains("400", "There is no petalLength");
        assertThat(outbox.resolve("stone.json")).doesNotExist();
    }

    @Test
    void writesTheReasonForAnEmptyFile() throws Exception {
        drop("empty.json", "");

        assertThat(failed.resolve("empty.json.reason.txt")).content().contains("empty");
        assertThat(outbox.resolve("empty.json")).doesNotExist();
    }

    /** Drops a file and waits until the route has processed it. */
    private void drop(String name, String content) throws Exception {
        NotifyBuilder done = new NotifyBuilder(context)
                .fromRoute("flowers")
                .filter(exchange -> name.equals(exchange.getMessage().getHeader("CamelFileName")))
                .whenDone(1)
                .create();
        // in one step, so that the route does not take half a file
        Path written = Files.writeString(Files.createTempFile(name, null), content);
        Files.createDirectories(inbox);
        Files.move(written, inbox.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        assertThat(done.matches(TIMEOUT_SECONDS, SECONDS)).isTrue();
    }
}
