package io.github.camelmodelarts.local.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.ModelArtsLocalBuilder;
import io.github.camelmodelarts.local.SinkModel;
import io.github.camelmodelarts.local.WordsModel;
import io.github.camelmodelarts.local.maas.ChatModel;
import io.github.camelmodelarts.local.management.ServiceState;
import io.github.camelmodelarts.local.models.ProvidedModels;
import io.github.camelmodelarts.local.wire.PortTakenException;

/**
 * Runs a local ModelArts from the command line until it is interrupted. It prints addresses and credentials, and writes
 * all of them to a properties file. With {@code --run}, it runs as long as another program, which gets them as system
 * properties. {@code --help} lists the options.
 */
public final class ModelArtsLocalMain {

    private static final Logger LOG = LoggerFactory.getLogger(ModelArtsLocalMain.class);
    private static final String TRUST_STORE_PASSWORD = "changeit";
    private static final String FREE_PORTS = "--port 0 --tls-port 0";
    private static final String LINE = "  %-24s %s%n";
    /** The most characters of a value that is printed in full. */
    private static final int LONG = 80;

    private static final int SHOWN = 24;

    private ModelArtsLocalMain() {}

    /**
     * Exits with status 2 if an option is wrong, with 1 if the server can't start, a file can't be written, or the
     * program fails.
     */
    public static void main(String[] args) throws InterruptedException {
        int status = run(args, System.out, System.err, new CountDownLatch(1));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Runs until {@code end} is counted down, or until the program of {@code --run} ends. */
    static int run(String[] args, PrintStream out, PrintStream err, CountDownLatch end) throws InterruptedException {
        CommandLine commandLine;
        try {
            commandLine = CommandLine.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(CommandLine.HELP);
            return 2;
        }
        if (commandLine.help()) {
            printHelp(out);
            return 0;
        }
        try {
            serve(commandLine, out, end);
            return 0;
        } catch (InvocationTargetException e) {
            LOG.debug("The program failed", e.getTargetException());
            err.println(e.getTargetException());
            return 1;
        } catch (IOException | RuntimeException e) {
            err.println(reason(e, commandLine));
            return 1;
        }
    }

    private static void printHelp(PrintStream out) {
        out.println(CommandLine.HELP);
        out.println();
        out.println("Models on the class path:");
        ProvidedModels.providers().forEach(model -> out.printf("  %-16s %s%n", model.name(), model.description()));
    }

    private static void serve(CommandLine commandLine, PrintStream out, CountDownLatch end)
            throws IOException, InterruptedException, InvocationTargetException {
        ModelArtsLocalBuilder builder = ModelArtsLocal.builder()
                .port(commandLine.port())
                .tlsPort(commandLine.tlsPort())
                .obsPort(commandLine.obsPort())
                .obsTlsPort(commandLine.obsTlsPort());
        if (commandLine.obs() != null) {
            builder.obsFolder(commandLine.obs());
        }
        try (ModelArtsLocal server = builder.start()) {
            server.addService("echo", new EchoModel());
            server.addService("sink", new SinkModel()).bodyLimit(0);
            server.addService("words", new WordsModel(commandLine.wordPause()));
            server.addService("chat", new ChatModel().tokenPause(commandLine.wordPause()));
            server.withModels();
            if (commandLine.startTakes() != null) {
                stopServices(server, commandLine.startTakes());
            }
            Map<String, String> properties = server.properties();
            write(commandLine, server, properties);
            if (commandLine.program() != null) {
                commandLine.program().run(properties);
            } else {
                print(server, properties, out);
                printObs(server, commandLine, out);
                out.printf(LINE, "all properties", commandLine.properties());
                out.printf(
                        LINE,
                        "trust store",
                        commandLine.trustStore() + " (PKCS12, password " + TRUST_STORE_PASSWORD + ")");
                out.flush();
                end.await();
            }
        }
    }

    private static void write(CommandLine commandLine, ModelArtsLocal server, Map<String, String> properties)
            throws IOException {
        Path trustStore = commandLine.trustStore();
        if (trustStore != null) {
            server.writeTrustStore(trustStore, TRUST_STORE_PASSWORD.toCharArray());
        }
        Path file = commandLine.properties();
        if (file != null) {
            new PropertiesFile(properties).writeTo(file);
        }
    }

    private static void stopServices(ModelArtsLocal server, Duration startTakes) {
        for (String service : server.serviceNames()) {
            server.service(service)
                    .deployment()
                    .force(ServiceState.STOPPED, null)
                    .startTakes(startTakes);
        }
    }

    private static void print(ModelArtsLocal server, Map<String, String> properties, PrintStream out) {
        out.println("A local ModelArts is running. Press Ctrl-C to stop it.");
        out.println();
        for (String service : server.serviceNames()) {
            out.printf(LINE, service, server.address(service));
            out.printf(LINE, "", server.tlsAddress(service));
        }
        out.println();
        properties.forEach((name, value) -> {
            if (!name.endsWith(".address") && !name.startsWith("camel.main.")) {
                out.printf(LINE, name.replace(PropertiesFile.COMPONENT, ""), shortened(value));
            }
        });
        out.println();
    }

    private static void printObs(ModelArtsLocal server, CommandLine commandLine, PrintStream out) {
        out.printf(LINE, "object storage (OBS)", server.obsEndpoint());
        out.printf(LINE, "", server.obsTlsEndpoint());
        String end = commandLine.obs() == null ? " (deleted at the end)" : "";
        out.printf(LINE, "buckets of OBS", server.obs().folder() + end);
    }

    /** Shortens long values: a token as long as the cloud's would fill the screen. */
    private static String shortened(String value) {
        return value.length() <= LONG ? value : value.substring(0, SHOWN) + "... (" + value.length() + " characters)";
    }

    /**
     * The exception as one line. The message of a file system exception is often only a path, so its class is shown
     * too.
     */
    private static String reason(Exception e, CommandLine commandLine) {
        if (e instanceof UncheckedIOException && e.getCause() instanceof PortTakenException taken) {
            String option = commandLine.portOption(taken.port(), taken.isTls());
            String another = taken.summary() + ". Choose another one with " + option;
            if (option.startsWith("--obs")) {
                return another + ", or any free one with " + option + " 0.";
            }
            return another + ", or any free ones with " + FREE_PORTS + " (under Maven: -Dmodelarts-local.args=\""
                    + FREE_PORTS + "\").";
        }
        return e instanceof FileSystemException ? "A file can't be written: " + e : String.valueOf(e.getMessage());
    }
}
