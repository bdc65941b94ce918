package io.github.camelmodelarts.benchmark.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Starts the processes of one run, and stops them. Not thread-safe. */
final class Bench implements AutoCloseable {

    private static final List<String> SERVER_JVM = List.of("-Xms256m", "-Xmx1g");

    /** A failure ends the run and is shown once; HttpClient reports one each time that it is closed. */
    private static final List<String> QUIET = List.of(
            "-Dorg.slf4j.simpleLogger.log.org.apache.camel.processor.errorhandler=off",
            "-Dorg.slf4j.simpleLogger.log.org.apache.hc.client5.http.impl.async=off");

    private final Options options;
    private final Path folder;
    private final Map<String, Child> servers = new HashMap<>();
    private final Map<String, Integer> ports = new HashMap<>();
    private final List<String> skipped = new ArrayList<>();

    Bench(Options options) throws IOException, InterruptedException {
        this.options = options;
        this.folder = Files.createTempDirectory("benchmark");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store().toString(),
                        "-storepass",
                        Target.PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException("The JDK's keytool can't make a certificate");
        }
    }

    Options options() {
        return options;
    }

    /** The key store with the server's key. */
    Path store() {
        return folder.resolve("server.p12");
    }

    /** Those contestants that the options allow. */
    List<Contestant> chosen(List<Contestant> contestants) {
        return contestants.stream().filter(options.contestants()::contains).toList();
    }

    /** The port of a server, which is started if no server with this name runs. */
    int server(boolean tls, int delayMillis, String name) {
        return ports.computeIfAbsent(name, key -> {
            Child server = new Child(
                    "the server",
                    Server.class,
                    SERVER_JVM,
                    List.of(store().toString(), Boolean.toString(tls), Integer.toString(delayMillis)));
            servers.put(name, server);
            return Integer.parseInt(server.line());
        });
    }

    void stopServers() {
        servers.values().forEach(Child::close);
        servers.clear();
        ports.clear();
    }

    /** Starts a client that waits for commands. */
    Child client(Contestant contestant, List<String> jvm, Target target) {
        Child client = start(Client.class, contestant, jvm, target);
        client.line();
        return client;
    }

    Child start(Class<?> main, Contestant contestant, List<String> jvm, Target target) {
        List<String> jvmOptions = new ArrayList<>(jvm);
        jvmOptions.addAll(QUIET);
        options.jvm().forEach(option -> jvmOptions.add(option.replace("{}", contestant.argument())));
        List<String> arguments = new ArrayList<>(List.of(contestant.argument()));
        arguments.addAll(target.arguments());
        return new Child(contestant.label(), main, jvmOptions, arguments);
    }

    /**
     * Asks each client in turn, again and again, and adds its figures to a result.
     *
     * @param repeats how often its figures count, unless the options say it. The first time is a warm-up and does not count
     */
    void takeTurns(Result result, Map<Contestant, Child> clients, String command, int repeats) {
        for (int repeat = -1; repeat < options.repeats().orElse(repeats); repeat++) {
            boolean counts = repeat >= 0;
            clients.forEach((contestant, client) -> {
                String line = client.ask(command);
                say((counts ? "" : "warm ") + result.name() + " " + contestant.argument() + ": " + line);
                if (counts) {
                    result.add(contestant, Client.figures(line));
                }
            });
        }
    }

    /** Tells on the console how far the run is. */
    void say(String text) {
        System.err.println(text);
    }

    /** Notes that a scenario is left out. */
    void skip(String scenario, String reason) {
        skipped.add(scenario + ": " + reason);
        say("Skipped: " + scenario + ": " + reason);
    }

    List<String> skipped() {
        return skipped;
    }

    @Override
    public void close() throws IOException {
        stopServers();
        Files.deleteIfExists(store());
        Files.delete(folder);
    }
}
