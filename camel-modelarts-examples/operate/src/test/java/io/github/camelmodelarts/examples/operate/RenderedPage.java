package io.github.camelmodelarts.examples.operate;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Assumptions;

/** Lets a headless Chromium render the page in a narrow window, and a script measure it. */
final class RenderedPage {

    private static final String BROWSER = "chromium";
    private static final Pattern MEASURED = Pattern.compile("<pre id=\"measured\">(.*?)</pre>", Pattern.DOTALL);

    private static final String SCRIPT = """
            <script>
            const measured = document.createElement('pre');
            measured.id = 'measured';
            measured.textContent = JSON.stringify({
                panels: [...document.querySelectorAll('section')].map(panel => ({
                    title: panel.querySelector('h2').textContent,
                    curves: [...panel.querySelectorAll('path.curve')].map(curve => ({
                        points: (curve.getAttribute('d').match(/[ML]/g) || []).length,
                        width: curve.getBoundingClientRect().width,
                        colour: getComputedStyle(curve).stroke
                    }))
                })),
                troubles: document.querySelectorAll('.trouble').length,
                isWiderThanTheWindow: document.documentElement.scrollWidth > innerWidth
            });
            document.body.append(measured);
            </script>
            """;

    private RenderedPage() {}

    /** Returns what the script has measured. Skips the test if there is no Chromium. */
    static JsonNode of(Path page, Path folder) throws IOException, InterruptedException {
        if (Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .noneMatch(path -> Files.isExecutable(Path.of(path, BROWSER)))) {
            String reason = "The page is not tested in a browser: there is no " + BROWSER
                    + " on the PATH (Debian package chromium)";
            // the message of an assumption appears in reports only
            System.getLogger(RenderedPage.class.getName()).log(System.Logger.Level.WARNING, reason);
            Assumptions.abort(reason);
        }
        Path measuring = Files.writeString(folder.resolve("measuring.html"), Files.readString(page) + SCRIPT);
        Path shown = folder.resolve("shown.html");
        // no sandbox: as root in a container Chromium does not start with one, and it opens this page only
        Process browser = new ProcessBuilder(
                        BROWSER,
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--user-data-dir=" + folder.resolve("browser"),
                        "--window-size=400,800",
                        "--dump-dom",
                        measuring.toUri().toString())
                .redirectOutput(shown.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!browser.waitFor(1, TimeUnit.MINUTES)) {
                throw new IOException("Chromium did not end within a minute");
            }
        } finally {
            browser.descendants().forEach(ProcessHandle::destroy);
            browser.destroy();
        }
        Matcher measured = MEASURED.matcher(Files.readString(shown, StandardCharsets.UTF_8));
        if (!measured.find()) {
            throw new IOException("Chromium did not show the page");
        }
        return new JsonMapper().readTree(measured.group(1));
    }
}
