package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A class with a main method in a JVM of its own, on the class path of this one. Its output is in a log file. */
final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_MILLIS = 50;
    private static final int SHOWN_LINES = 8;

    private final String name;
    private final Process process;
    private final Path log;

    private ChildProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /**
     * Starts it.
     *
     * @param name for messages, and for the log file {@code NAME.log} in the folder
     * @param heapMegabytes the largest size of its heap
     * @param secrets added to the environment, because other users of the machine can read the arguments of a process
     */
    static ChildProcess start(
            String name,
            Path folder,
            int heapMegabytes,
            Map<String, String> secrets,
            String mainClass,
            List<String> arguments)
            throws IOException {
        Path log = folder.resolve(name + ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMegabytes + "m",
                // the machine is shared by all parts
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.awt.headless=true",
                "-classpath",
                System.getProperty("java.class.path"),
                ChildProgram.class.getName(),
                mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(secrets);
        return new ChildProcess(name, builder.start(), log);
    }

    /**
     * Waits until the program has printed a line that begins like this, and returns the rest of the line.
     *
     * @throws IOException if the program ends before, or prints no such line within a minute
     */
    String awaitLine(String beginning) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean alive = process.isAlive();
            try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
                String found = lines.filter(line -> line.startsWith(beginning))
                        .findFirst()
                        .orElse(null);
                if (found != null) {
                    return found.substring(beginning.length());
                }
            }
            if (!alive || System.nanoTime() > end) {
                throw new IOException("The process " + name + (alive ? " is not ready" : " has ended") + ": "
                        + String.join(System.lineSeparator(), lastLines()));
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Fails if the process has ended. */
    void requireAlive() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("The process " + name + " has ended with status " + process.exitValue() + ": "
                    + String.join(System.lineSeparator(), lastLines()));
        }
    }

    private List<String> lastLines() throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
    }

    /** The id of the process. */
    long pid() {
        return process.pid();
    }

    /** The file with its output. */
    Path log() {
        return log;
    }

    /** The processor time since its start. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Ends it with SIGKILL, as a crash would, and waits for its end. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end. {@link #close} waits for it. */
    void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // it has ended
        }
    }

    /** Asks it to end, waits for its end, and kills it after a minute. */
    @Override
    public void close() {
        end();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
