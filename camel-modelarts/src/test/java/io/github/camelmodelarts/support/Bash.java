package io.github.camelmodelarts.support;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.camelmodelarts.local.ModelArtsLocal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Runs commands as a user who pastes them: in a folder, with the secrets of a local ModelArts as variables. */
public final class Bash {

    private final Path folder;
    private final Map<String, String> variables;

    /** @param folder the working directory of the commands; the user's settings are not read */
    public Bash(Path folder, ModelArtsLocal local) {
        for (String program : new String[] {"bash", "curl"}) {
            assumeTrue(isOnPath(program), "there is no " + program + " on the PATH: what sign prints is not run");
        }
        this.folder = folder;
        this.variables = new HashMap<>(Map.of(
                "APP_KEY", local.credentials().appKey(),
                "APP_CODE", local.credentials().appCode(),
                "ACCESS_KEY", local.credentials().accessKey(),
                "TOKEN", local.credentials().token(),
                "API_KEY", local.credentials().apiKey(),
                "SECURITY_TOKEN", local.credentials().securityToken(),
                "LC_ALL", "C.UTF-8",
                "no_proxy", "*",
                "HOME", folder.toString()));
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    public Bash with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    /** Runs a command and returns its output. */
    public String run(String command) throws Exception {
        Path printed = folder.resolve("printed");
        Path script = Files.writeString(folder.resolve("script"), command, StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder("bash", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String output = Files.readString(printed, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(output).isZero();
        Files.delete(script);
        Files.delete(printed);
        return output;
    }
}
