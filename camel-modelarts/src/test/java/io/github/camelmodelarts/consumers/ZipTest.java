package io.github.camelmodelarts.consumers;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.dataformat.zipfile.ZipFileDataFormat;
import org.apache.camel.dataformat.zipfile.ZipSplitter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** Entries of a ZIP file: each is a stream with the name of the entry. */
@Tag("B11")
class ZipTest extends ConsumerTest {

    private static final byte[] JSON = "{\"label\": \"grün\"}".getBytes(StandardCharsets.UTF_8);

    @Override
    protected RoutesBuilder createRouteBuilder() {
        ZipFileDataFormat entries = new ZipFileDataFormat();
        entries.setUsingIterator(true);
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:splitter")
                        .split(new ZipSplitter())
                        .streaming()
                        .stopOnException()
                        .to(predict());
                from("direct:data-format")
                        .unmarshal(entries)
                        .split(bodyAs(Iterator.class))
                        .streaming()
                        .stopOnException()
                        .to(predict());
                from("direct:only-entry").unmarshal(new ZipFileDataFormat()).to(predict());
            }
        };
    }

    static Stream<String> splitting() {
        return Stream.of("direct:splitter", "direct:data-format");
    }

    @ParameterizedTest
    @MethodSource("splitting")
    void sendsEachEntryUnderItsOwnName(String from) throws Exception {
        Exchange exchange = routes.call(
                from,
                new ByteArrayInputStream(zip("in/my page.png", "rows.json")),
                Map.of(Exchange.FILE_NAME, "pages.zip"));

        assertThat(exchange.getException()).isNull();
        List<RecordedRequest> requests = requests(2);
        assertThat(parts(requests.get(0))).containsExactly(picture("images", "my page.png"));
        assertThat(requests.get(1).header("Content-Type")).isEqualTo("application/json");
        assertThat(requests.get(1).body()).isEqualTo(JSON);
    }

    @Test
    void sendsTheOnlyEntryUnderItsOwnName() throws Exception {
        assertPredicted(routes.call("direct:only-entry", zip("my page.png"), Map.of(Exchange.FILE_NAME, "pages.zip")));

        assertThat(sent()).containsExactly(picture("images", "my page.png"));
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.endsWith(".json") ? JSON : PICTURE);
            }
        }
        return bytes.toByteArray();
    }
}
