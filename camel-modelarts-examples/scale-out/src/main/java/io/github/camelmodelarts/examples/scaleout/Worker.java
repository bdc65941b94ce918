package io.github.camelmodelarts.examples.scaleout;

import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.RoutesBuilder;
import org.apache.camel.main.Main;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.CallLedger;
import io.github.camelmodelarts.examples.ledger.LedgerSettings;

/** One worker, in a process of its own, until SIGTERM or Ctrl-C. {@code --help} lists the options. */
public final class Worker {

    /** How long a stop waits for the calls in flight. */
    static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(45);

    private static final int FAILED = 1;
    private static final int WRONG_COMMAND_LINE = 2;

    private Worker() {}

    /** Runs a worker and exits with the status that {@code --help} explains. */
    public static void main(String[] arguments) {
        System.exit(run(System.out, System.err, System.getenv(), WorkerRoutes::new, arguments));
    }

    /** Makes the routes of a worker. */
    interface Routes {
        RoutesBuilder of(WorkerSettings settings, CallLedger ledger);
    }

    static int run(
            PrintStream out, PrintStream err, Map<String, String> environment, Routes routes, String... arguments) {
        if (List.of(arguments).contains("--help")) {
            out.print(WorkerSettings.HELP);
            return 0;
        }
        WorkerSettings settings;
        try {
            settings = WorkerSettings.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_COMMAND_LINE;
        }
        try (CallLedger ledger = CallLedger.open(ledger(settings, environment))) {
            Main main = camel(settings, environment, routes.of(settings, ledger));
            out.println("The worker " + settings.worker() + " takes inputs from the topic " + settings.topic()
                    + " as the group " + settings.group() + ", at most " + settings.maxInFlight() + " at a time");
            AtomicBoolean replaced = new AtomicBoolean();
            ledger.whenReplaced(() -> {
                replaced.set(true);
                main.completed();
            });
            main.run();
            if (replaced.get()) {
                err.println("Another program has the id " + settings.worker()
                        + " in the ledger, so this worker ended. Give each worker an id of its own");
                return FAILED;
            }
            return main.getExitCode();
        } catch (Exception e) {
            err.println("The worker " + settings.worker() + " failed: " + reasons(e));
            return FAILED;
        }
    }

    static LedgerSettings ledger(WorkerSettings settings, Map<String, String> environment) {
        return LedgerSettings.of(settings.jdbc())
                .withUser(environment.get("LEDGER_USER"), environment.get("LEDGER_PASSWORD"))
                .withWorkerId(settings.worker())
                .withLease(settings.lease())
                .withOnUncertain(settings.onUncertain());
    }

    static Main camel(WorkerSettings settings, Map<String, String> environment, RoutesBuilder routes) {
        Main main = new Main();
        main.addInitialProperty("camel.main.name", settings.worker());
        // longer than a call, and than the longest delay of a redelivery
        main.addInitialProperty("camel.main.shutdownTimeout", Long.toString(SHUTDOWN_TIMEOUT.toSeconds()));
        main.addInitialProperty("camel.component.kafka-share.brokers", settings.bootstrap());
        main.bind(WorkerRoutes.KAFKA_SETTINGS, KafkaSettings.ofFile(environment));
        set(main, "camel.component.modelarts.appKey", environment.get("APP_KEY"));
        set(main, "camel.component.modelarts.appSecret", environment.get("APP_SECRET"));
        main.configure().addRoutesBuilder(routes);
        return main;
    }

    private static void set(Main main, String property, @Nullable String value) {
        if (value != null) {
            main.addInitialProperty(property, value);
        }
    }

    /** The messages of a failure and its causes, each once. */
    private static String reasons(Throwable failure) {
        Set<String> messages = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.add(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        }
        return String.join(System.lineSeparator() + "  because: ", messages);
    }
}
