package io.github.camelmodelarts.consumers;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

import jakarta.servlet.MultipartConfigElement;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.component.servlet.CamelHttpTransportServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two Camel servlets in a container. Without multipart configuration, the body is that of the HTTP request. With it,
 * the container parses the form, the body is an empty stream, and the fields are attachments if the endpoint requests
 * that.
 */
@Tag("B03")
class ServletTest extends UploadTest {

    private final Server container = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    @BeforeAll
    void startContainer(@TempDir Path folder) throws Exception {
        MultipartConfigElement multipart = new MultipartConfigElement(folder.toString());
        ServletContextHandler application = new ServletContextHandler();
        serve(application, "plain");
        serve(application, "attaching").getRegistration().setMultipartConfig(multipart);
        container.setHandler(application);
        container.start();
    }

    private static ServletHolder serve(ServletContextHandler application, String name) {
        ServletHolder servlet = new ServletHolder(name, new CamelHttpTransportServlet());
        servlet.setInitOrder(1);
        application.addServlet(servlet, "/" + name + "/*");
        return servlet;
    }

    @AfterAll
    void stopContainer() throws Exception {
        container.stop();
    }

    @Override
    protected String server() {
        return container.getURI().resolve("/plain").toString();
    }

    @Override
    protected String serving(String path) {
        return "servlet:" + path + "?servletName=plain";
    }

    @Override
    protected void open(RoutesBuilder started) throws Exception {
        context.addRoutes(started);
        context.addRoutes(new UploadRoutes(
                path -> "servlet:" + path + "?servletName=attaching&attachmentMultipartBinding=true", predict()));
    }

    @Test
    @Tag("B04")
    void passesAFormThroughThatTheContainerDoesNotParse() throws Exception {
        Form form = new Form().file("photo", "my page.png", PICTURE).text("threshold", "0.5");
        byte[] body = form.bytes();

        upload(server() + "/AUTO", form.contentType(), body);

        RecordedRequest request = request();
        assertThat(request.header("Content-Type")).isEqualTo(form.contentType());
        assertThat(request.body()).isEqualTo(body);
    }

    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void sendsTheAttachedFields(BodyType bodyType) throws Exception {
        Form form = new Form()
                .file("front", "my page.png", PICTURE)
                .text("threshold", "0.5")
                .file("back", "b.png", PICTURE);

        upload(container.getURI().resolve("/attaching/" + bodyType).toString(), form.contentType(), form.bytes());

        assertThat(sent())
                .containsExactlyInAnyOrder(
                        picture("front", "my page.png"), text("threshold", "0.5"), picture("back", "b.png"));
    }

    /** Sends the body that Tomcat delivers if it parses the form and the endpoint does not request attachments. */
    @ParameterizedTest
    @EnumSource(names = {"AUTO", "FILE"})
    void refusesAFormThatTheContainerHasConsumed(BodyType bodyType) throws Exception {
        Exchange exchange = routes.send(
                predict() + "&bodyType=" + bodyType,
                new ByteArrayInputStream(new byte[0]),
                Map.of(Exchange.CONTENT_TYPE, new Form().contentType()));

        assertThat(exchange.getException()).isInstanceOf(ModelArtsRequestException.class);
        assertThat(local.requests()).isEmpty();
    }
}
