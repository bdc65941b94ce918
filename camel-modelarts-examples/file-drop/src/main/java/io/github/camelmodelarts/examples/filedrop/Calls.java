package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.Input;
import io.github.camelmodelarts.examples.ledger.LedgerException;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;
import io.github.camelmodelarts.examples.ledger.OnUncertain;

/** The calls of {@code --ledger}: each content of a file goes through each service at most once. The routes of the calls are here. */
final class Calls extends RouteBuilder implements AutoCloseable {

    private static final int LONGEST_WORKER_ID = 200;

    private final CallLedger ledger;
    private final Folders folders;

    private Calls(CallLedger ledger, Folders folders) {
        this.ledger = ledger;
        this.folders = folders;
    }

    /** Opens the ledger that the command line and the settings name. */
    static Calls open(CommandLine commandLine, CamelContext context, Folders folders) throws LedgerException {
        String url = commandLine.ledger();
        if (url == null || url.isEmpty()) {
            url = setting(context, "url");
        }
        LedgerSettings settings = LedgerSettings.of(
                url.isEmpty() ? file(Path.of(context.resolvePropertyPlaceholders("{{filedrop.home}}"))) : url);
        OnUncertain onUncertain = commandLine.onUncertain();
        String worker = settings.workerId() + ":" + folders.working();
        CallLedger opened = CallLedger.open(settings.withUser(value(context, "user"), value(context, "password"))
                // one program for each working folder
                .withWorkerId(worker.substring(Math.max(0, worker.length() - LONGEST_WORKER_ID)))
                .withOnUncertain(
                        onUncertain == null
                                ? OnUncertain.valueOf(
                                        setting(context, "onUncertain").toUpperCase(Locale.ROOT))
                                : onUncertain)
                .withExclusive(settings.isFile())
                // a file that waits for its turn has not begun
                .withMaxCalls(Integer.parseInt(context.resolvePropertyPlaceholders("{{calls.at.once}}"))));
        return new Calls(opened, folders);
    }

    /** Returns the URL of the ledger in a file. */
    static String file(Path home) {
        return "jdbc:h2:" + home.resolve("files/ledger").toAbsolutePath().normalize();
    }

    private static String setting(CamelContext context, String name) {
        return context.resolvePropertyPlaceholders("{{ledger." + name + "}}");
    }

    private static @Nullable String value(CamelContext context, String name) {
        String setting = setting(context, name);
        return setting.isEmpty() ? null : setting;
    }

    /** Returns the SHA-256 of a file, which is its id in the ledger: a restart can change the name of a file, but not its content. */
    static String hash(Path file) throws IOException {
        try (InputStream content = Files.newInputStream(file)) {
            return Input.sha256(content);
        }
    }

    /**
     * Returns whether all results and the reason that are kept under a name are of a file with this content: the ledger has the same
     * results, and the reason names this input.
     */
    boolean areOf(String hash, String name) {
        try {
            for (String service : FileDropRoutes.SERVICES) {
                Path result = folders.outbox().resolve(name + "." + service + ".json");
                if (Files.exists(result) && !isResult(result, hash, service)) {
                    return false;
                }
            }
            Path reason = folders.failed().resolve(name + "." + Folders.REASON);
            if (Files.exists(reason) && !Files.readString(reason).contains(hash)) {
                return false;
            }
            // only the text beside it shows of which page an annotated page is
            return !Files.exists(folders.outbox().resolve(name + ".annotated.png"))
                    || Files.exists(folders.outbox().resolve(name + ".ocr.json"));
        } catch (LedgerException | IOException e) {
            throw new RuntimeCamelException(e.getMessage(), e);
        }
    }

    private boolean isResult(Path file, String hash, String service) throws LedgerException, IOException {
        byte[] stored = ledger.result(hash, service).orElse(null);
        return stored != null && Arrays.equals(stored, Files.readAllBytes(file));
    }

    /** Returns the endpoint that calls a service at most once for each content of a file. It fails while a call for the same content is under way. */
    static String once(String service) {
        return "direct:once-" + service;
    }

    @Override
    public void configure() {
        // a failure ends the call, and the route of the file handles it
        errorHandler(noErrorHandler());
        for (String service : FileDropRoutes.SERVICES) {
            from(once(service))
                    .routeId(service + "-once")
                    .policy(ledger.once(service))
                    .to(FileDropRoutes.predict(service))
                    .end();
        }
    }

    @Override
    public void close() {
        ledger.close();
    }
}
