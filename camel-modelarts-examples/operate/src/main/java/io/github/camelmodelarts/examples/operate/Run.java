package io.github.camelmodelarts.examples.operate;

import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.vertx.ext.web.Router;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.main.Main;

/** One run of the program: the load, the planned failures, and the page at the end. */
final class Run {

    private static final double SHORTEST_INTERVAL = 0.25;
    private static final double SAMPLES = 60;
    private static final double LONGEST_INTERVAL = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CommandLine options;
    private final PrintStream out;
    private final String server;
    private final Watch watch;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Run(CommandLine options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.server = "http://127.0.0.1:" + options.port();
        this.watch = new Watch(server + "/observe");
    }

    /** Runs to the end and returns the exit status. Ctrl-C ends it earlier; then the page shows what there was. */
    int toItsEnd() throws IOException {
        requireFreePort();
        // so that the tokens that are known are too young to be renewed when the cloud is restarted
        Duration tokenLife = Duration.ofMillis(options.seconds() * 600L);
        Main main = new Main();
        try (LocalCloud cloud = new LocalCloud(tokenLife)) {
            start(main, cloud);
            out.printf(
                    "Calls go on for %d s. Meanwhile and with --stay until Ctrl-C you can look at%n  %s%n  %s%n  %s%n  %s%n  %s%n",
                    options.seconds(),
                    server + "/observe/health",
                    server + "/observe/live",
                    server + "/observe/ready",
                    server + "/observe/metrics",
                    server + "/q/dev/modelarts");
            load(main.getCamelContext(), cloud);
            write();
            if (options.stay()) {
                out.println("Press Ctrl-C to stop.");
                asked.await();
            }
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The run was interrupted", e);
        } finally {
            main.stop();
            ended.countDown();
        }
    }

    /** Camel's server would not say that its port is in use. */
    private void requireFreePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(options.port(), 1, InetAddress.getLoopbackAddress())) {
            probe.getLocalPort();
        } catch (BindException e) {
            throw new IOException(
                    "Port " + options.port() + " is in use. End the other program, or choose a port with --port=N.", e);
        }
    }

    /** Asks for the end. */
    void stop() {
        asked.countDown();
    }

    /** Waits until the run has ended, but not for long. */
    void awaitEnd() throws InterruptedException {
        if (!ended.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            out.println("The run does not end within " + PATIENCE.toSeconds() + " s; it is stopped now.");
        }
    }

    /** What was read from the application. Complete when the page is written. */
    Watch watch() {
        return watch;
    }

    private void start(Main main, LocalCloud cloud) {
        main.addOverrideProperty("camel.management.port", Integer.toString(options.port()));
        cloud.properties().forEach(main::addOverrideProperty);
        main.bind("accessKey", cloud.accessKey());
        main.bind("user", cloud.user());
        main.bind("metricsRegistry", Histograms.registry());
        main.configure().addRoutesBuilder(new LoadRoutes());
        main.start();
        shortPaths(main.getCamelContext());
    }

    /** Camel's paths are {@code /observe/health/live} and {@code /observe/health/ready}; these are shorter. */
    private static void shortPaths(CamelContext context) {
        Router router = context.hasService(ManagementHttpServer.class).getRouter();
        for (String probe : new String[] {"live", "ready"}) {
            router.get("/observe/" + probe).handler(request -> request.reroute("/observe/health/" + probe));
        }
    }

    /** Makes calls and takes samples until the time is over or the end is requested. */
    private void load(CamelContext context, LocalCloud cloud) throws InterruptedException {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        ScheduledExecutorService troubles = Executors.newSingleThreadScheduledExecutor();
        try {
            Trouble.plan(
                    cloud,
                    options.seconds(),
                    (time, step) -> troubles.schedule(step, time.toMillis(), TimeUnit.MILLISECONDS));
            new Load(context, cloud, clock, options.seed()).start();
            double interval = Math.min(LONGEST_INTERVAL, Math.max(SHORTEST_INTERVAL, options.seconds() / SAMPLES));
            watch.start();
            long start = System.nanoTime();
            long samples = Math.round(options.seconds() / interval);
            for (int i = 0; i <= samples; i++) {
                long due = start + (long) (i * interval * 1e9) - System.nanoTime();
                if (asked.await(due, TimeUnit.NANOSECONDS)) {
                    break;
                }
                watch.look();
            }
        } finally {
            clock.shutdownNow();
            troubles.shutdownNow();
        }
    }

    private void write() throws IOException {
        Path file = options.report().toAbsolutePath();
        Path folder = file.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(file, Report.html(Panels.ALL, watch, options.seconds()));
        out.println("The pictures are in " + file);
    }
}
