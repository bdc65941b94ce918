package io.github.camelmodelarts.benchmark.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with the class path of this one. It is asked by lines on its standard input, and ends when that ends. */
final class Child implements AutoCloseable {

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    Child(String name, Class<?> main, List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        this.name = name;
        try {
            this.process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + name + " can't start", e);
        }
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Waits for the next line. */
    String line() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException(
                        "The process of " + name + " ended. What it printed to standard error says why");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + name + " can't be read", e);
        }
    }

    /** Sends a command and waits for its line. Throws {@link IllegalStateException} if it failed. */
    String ask(String question) {
        try {
            in.write(question + "\n");
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The process of " + name + " reads no more", e);
        }
        String answer = line();
        if (answer.startsWith(Client.FAILED)) {
            throw new IllegalStateException(name + " " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
