package io.github.camelmodelarts.examples.springboot;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Controls a headless Chromium through chromedriver, by the W3C's WebDriver protocol. It has the few commands that are needed here,
 * instead of Selenium with its 40 jars.
 */
final class Browser implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Browser.class);
    private static final Pattern PORT = Pattern.compile("started successfully on port (\\d+)");
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final String session;

    private Browser(Process driver, int port) {
        this.driver = driver;
        // no sandbox: as root in a container Chromium does not start with one, and it opens this page only
        Map<String, Object> chromium = Map.of(
                "args", List.of("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1200,900"));
        String sessions = "http://127.0.0.1:" + port + "/session";
        this.session = sessions + "/"
                + call(
                                "POST",
                                sessions,
                                Map.of("capabilities", Map.of("alwaysMatch", Map.of("goog:chromeOptions", chromium))))
                        .get("sessionId")
                        .asText();
    }

    /** Starts a browser. Skips the test if Chromium is not installed. */
    static Browser start() throws IOException {
        for (String program : new String[] {"chromium", "chromedriver"}) {
            if (!isInstalled(program)) {
                String reason = "The page is not tested in a browser: there is no " + program
                        + " on the PATH (Debian packages chromium and chromium-driver)";
                // the message of an assumption appears in reports only
                LOG.warn(reason);
                Assumptions.abort(reason);
            }
        }
        Process driver = new ProcessBuilder("chromedriver", "--port=0")
                .redirectErrorStream(true)
                .start();
        try {
            return new Browser(driver, port(driver.inputReader()));
        } catch (IOException | RuntimeException e) {
            end(driver);
            throw e;
        }
    }

    private static int port(BufferedReader printed) throws IOException {
        for (String line = printed.readLine(); line != null; line = printed.readLine()) {
            Matcher port = PORT.matcher(line);
            if (port.find()) {
                // the driver would block when the pipe is full
                Thread emptying = new Thread(() -> printed.lines().forEach(LOG::debug), "chromedriver");
                emptying.setDaemon(true);
                emptying.start();
                return Integer.parseInt(port.group(1));
            }
        }
        throw new IOException("chromedriver ended without naming its port");
    }

    /** Ends the driver and the Chromium that it has started. */
    private static void end(Process driver) {
        driver.descendants().forEach(ProcessHandle::destroy);
        driver.destroy();
    }

    private static boolean isInstalled(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    void open(String url) {
        call("POST", session + "/url", Map.of("url", url));
    }

    /** Runs a script on the page and returns its result. */
    JsonNode run(String script, Object... arguments) {
        return call("POST", session + "/execute/sync", Map.of("script", script, "args", arguments));
    }

    void click(String selector) {
        call("POST", element(selector) + "/click", Map.of());
    }

    /** Types into a field, also keys of the protocol such as {@code \\uE007} for Enter, or chooses a file in a file field. */
    void type(String selector, String text) {
        call("POST", element(selector) + "/value", Map.of("text", text));
    }

    /** The visible text of an element; empty if it is hidden. */
    String text(String selector) {
        return call("GET", element(selector) + "/text", null).asText();
    }

    private String element(String selector) {
        JsonNode found = call("POST", session + "/element", Map.of("using", "css selector", "value", selector));
        return session + "/element/" + found.elements().next().asText();
    }

    private JsonNode call(String method, String url, Object body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                    .method(
                            method,
                            body == null
                                    ? BodyPublishers.noBody()
                                    : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            JsonNode value = JSON.readTree(
                            http.send(request, BodyHandlers.ofString()).body())
                    .get("value");
            if (value.hasNonNull("error")) {
                throw new IllegalStateException(value.get("message").asText());
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            call("DELETE", session, null);
        } finally {
            end(driver);
        }
    }
}
