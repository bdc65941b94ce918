package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.util.concurrent.CountDownLatch;

/**
 * Runs a local ModelArts from the command line until it is interrupted, and says how to call it: on the console in short, in a
 * properties file in full. {@code --help} says what it can do.
 */
public final class ModelArtsLocalMain {

    private static final String TRUST_STORE_PASSWORD = "changeit";
    private static final String LINE = "  %-24s %s%n";
    /** A value of more characters than this is shortened. */
    private static final int LONG = 80;

    private static final int SHOWN = 24;

    private ModelArtsLocalMain() {}

    /** Exits with status 2 if an option is not known and with 1 if the server can't start or its files can't be written. */
    public static void main(String[] args) throws InterruptedException {
        int status = run(args, System.out, System.err, new CountDownLatch(1));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Serves until {@code end} is counted down. */
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
            out.println(CommandLine.HELP);
            out.println();
            out.println("Models on the class path:");
            ProvidedModels.providers().forEach(model -> out.printf("  %-16s %s%n", model.name(), model.description()));
            return 0;
        }
        ModelArtsLocalBuilder builder =
                ModelArtsLocal.builder().port(commandLine.port()).tlsPort(commandLine.tlsPort());
        try (ModelArtsLocal server = builder.start()) {
            server.addService("echo", new EchoModel());
            server.addService("sink", new SinkModel()).bodyLimit(0);
            server.withModels();
            server.writeTrustStore(commandLine.trustStore(), TRUST_STORE_PASSWORD.toCharArray());
            CallerProperties properties = new CallerProperties(server);
            properties.writeTo(commandLine.properties());
            print(server, properties, commandLine, out);
            end.await();
            return 0;
        } catch (IOException | RuntimeException e) {
            err.println(reason(e));
            return 1;
        }
    }

    private static void print(
            ModelArtsLocal server, CallerProperties properties, CommandLine commandLine, PrintStream out) {
        out.println("A local ModelArts is running; Ctrl+C ends it.");
        out.println();
        for (String service : server.serviceNames()) {
            out.printf(LINE, service, server.address(service));
            out.printf(LINE, "", server.tlsAddress(service));
        }
        out.println();
        properties.credentials().forEach((name, value) -> out.printf(LINE, name, shortened(value)));
        out.println();
        out.printf(LINE, "all of it", commandLine.properties());
        out.printf(LINE, "trust store", commandLine.trustStore() + " (PKCS12, password " + TRUST_STORE_PASSWORD + ")");
        out.flush();
    }

    /** A token as long as the cloud's would fill the screen. */
    private static String shortened(String value) {
        return value.length() <= LONG ? value : value.substring(0, SHOWN) + "... (" + value.length() + " characters)";
    }

    /** What a file system has to say is often a path and nothing else. */
    private static String reason(Exception e) {
        return e instanceof FileSystemException ? "A file can't be written: " + e : String.valueOf(e.getMessage());
    }
}
