package io.github.camelmodelarts.examples.filedrop;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.LedgerException;

/** One run of the program, from reading the settings to the closing table. */
final class Run extends MainListenerSupport {

    private static final int BROKEN = 1;

    private final CommandLine commandLine;
    private final PrintStream out;
    private final PrintStream err;
    private final Main main = new Main();
    private final LocalServices local = new LocalServices();
    private @Nullable Folders folders;
    private @Nullable Tally tally;
    private @Nullable Calls calls;
    private volatile @Nullable Batches batches;

    Run(CommandLine commandLine, PrintStream out, PrintStream err) {
        this.commandLine = commandLine;
        this.out = out;
        this.err = err;
        // Camel's default strategy handles Ctrl-C too, but does not wait for the closing table
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        main.setDefaultPropertyPlaceholderLocation(Stream.concat(
                        commandLine.propertyFiles().stream().map(file -> "file:" + file),
                        commandLine.batch()
                                ? Stream.of("classpath:batch.properties", "classpath:application.properties")
                                : Stream.of("classpath:application.properties"))
                .collect(Collectors.joining(",")));
        main.addMainListener(this);
    }

    /** Runs to the end and returns the exit status. */
    int toItsEnd() {
        try (local) {
            main.run();
            return closing();
        } catch (Exception e) {
            err.println("The run failed: " + reasons(e));
            return BROKEN;
        } finally {
            if (calls != null) {
                calls.close();
            }
        }
    }

    /** Stops the run after the calls in flight have ended. */
    void stop() {
        Batches waiting = batches;
        if (waiting != null) {
            waiting.expectNoMore();
        }
        main.completed();
    }

    @Override
    public void beforeInitialize(BaseMainSupport starting) {
        starting.getCamelContext().getPropertiesComponent().addPropertiesFunction(local);
    }

    @Override
    public void beforeConfigure(BaseMainSupport starting) {
        Folders known = Folders.of(starting.getCamelContext());
        Tally opened = new Tally(known, out, commandLine.watch(), main::completed);
        folders = known;
        tally = opened;
        if (commandLine.batch()) {
            Batches waiting = new Batches(starting.getCamelContext(), opened);
            starting.configure().addRoutesBuilder(new BatchRoutes(waiting, out));
            batches = waiting;
        }
        if (commandLine.ledger() != null) {
            try {
                calls = Calls.open(commandLine, starting.getCamelContext(), known);
            } catch (LedgerException e) {
                throw new RuntimeCamelException(e.getMessage(), e);
            }
            starting.configure().addRoutesBuilder(calls);
        }
        starting.configure().addRoutesBuilder(new FileDropRoutes(opened, batches, calls));
    }

    @Override
    public void beforeStart(BaseMainSupport starting) {
        try {
            prepare(starting.getCamelContext());
        } catch (IOException e) {
            throw new RuntimeCamelException(e.getMessage(), e);
        }
    }

    private void prepare(CamelContext context) throws IOException {
        Folders known = folders();
        known.create();
        known.recover();
        String samples = context.resolvePropertyPlaceholders("{{folder.samples}}");
        if (!samples.isBlank()) {
            new Samples(Path.of(samples)).copyTo(known);
        }
        List<String> waiting = known.waiting();
        out.printf(
                "%d files in %s%s%n",
                waiting.size(),
                shown(known.inbox()),
                local.isStarted() ? ". The services are from a local ModelArts, started on this machine" : "");
        if (!AnnotatedPage.CAN_WRITE) {
            out.println("This Java has no fonts: annotated pages show boxes without text");
        }
        if (commandLine.batch() && local.obsFolder() != null) {
            out.println("OBS is the folder " + local.obsFolder() + " as long as the program runs");
        }
        if (commandLine.watch()) {
            out.println("Watching for more files. Press Ctrl-C to stop.");
        }
        out.println();
        tally().expect(waiting);
    }

    private int closing() {
        out.println(tally().closingTable());
        out.println(
                commandLine.batch()
                        ? "TIME is the time in which a file waits for its batch service, until all predictions are there."
                        : "TIME is from the start of a call to its response, including the time in which it waits for other"
                                + " calls (calls.at.once).");
        out.println("Results are in " + shown(folders().outbox()) + ", failed files with their reasons in "
                + shown(folders().failed()));
        return tally().isBalanced() ? 0 : BROKEN;
    }

    private Folders folders() {
        if (folders == null) {
            throw new IllegalStateException("The run has not started");
        }
        return folders;
    }

    private Tally tally() {
        if (tally == null) {
            throw new IllegalStateException("The run has not started");
        }
        return tally;
    }

    /** Returns the path relative to the current directory, if the folder is below it. */
    private static Path shown(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return folder.startsWith(here) ? here.relativize(folder) : folder;
    }

    /** Returns the messages of a failure and its causes, each once. */
    private static String reasons(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (messages.stream().noneMatch(said -> said.contains(message))) {
                messages.add(message);
            }
        }
        return String.join(System.lineSeparator() + "  because: ", messages);
    }
}
