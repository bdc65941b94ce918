package io.github.camelmodelarts.docs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.api.MultipartReaders;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.RouteTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** The README's route with two files and a text field. */
class ReadmeRouteTest extends RouteTest {

    private static final Path THIS =
            Path.of("src", "test", "java", "io", "github", "camelmodelarts", "docs", "ReadmeRouteTest.java");

    @TempDir
    private File folder;

    @Override
    protected Routes openRoutes() throws Exception {
        Routes fresh = Routes.anonymous();
        fresh.component().getConfiguration().setAppCode(local.credentials().appCode());
        fresh.context().getPropertiesComponent().addInitialProperty("service.address", local.address("echo"));
        return fresh;
    }

    @Test
    void sendsTwoFilesAndATextField() throws Exception {
        for (String name : new String[] {"a.png", "b.png"}) {
            Files.write(folder.toPath().resolve(name), new byte[] {(byte) 0x89, 'P', 'N', 'G'});
        }
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                // example
                from("direct:compare")
                        .setBody(e -> Map.of(
                                "before",
                                new File(folder, "a.png"),
                                "after",
                                new File(folder, "b.png"),
                                "threshold",
                                "0.5"))
                        .to("modelarts:predict?address={{service.address}}");
                // end of example
            }
        });

        assertPredicted(template.send("direct:compare", exchange -> {}));

        RecordedRequest request = request();
        assertThat(MultipartReaders.UNDERTOW.read(request.header("Content-Type"), request.body()))
                .extracting(part -> part.name() + "=" + part.fileName())
                .containsExactlyInAnyOrder("before=a.png", "after=b.png", "threshold=null");
    }

    @Test
    void readmeShowsThisRoute() throws Exception {
        String tested = Files.readString(THIS);
        String route = tested.substring(
                        tested.indexOf("// example\n") + "// example\n".length(), tested.indexOf(" // end of example"))
                .replace("folder, ", "");

        assertThat(Files.readString(Path.of("..", "README.md")).replaceAll("\\s+", ""))
                .contains(route.replaceAll("\\s+", ""));
    }
}
