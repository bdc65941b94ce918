package io.github.camelmodelarts.examples.springboot;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests that a Spring Boot application without a web server runs until it is stopped, if camel.main.run-controller is true. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class NoWebTest {

    /** A program with a route and no web server. Not a bean class, so that the example's application does not find it. */
    @EnableAutoConfiguration
    public static class Program {

        public static void main(String[] arguments) {
            SpringApplication.run(Program.class, arguments);
            System.out.println("started");
        }

        @Bean
        RouteBuilder ticks() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("timer:ticks?delay=500&period=500").process(exchange -> System.out.println("tick"));
                }
            };
        }
    }

    @Test
    void keepsRunningWithTheRunController() throws IOException, InterruptedException {
        Process program = start("--camel.main.run-controller=true");
        try (BufferedReader printed = program.inputReader()) {
            // without the controller the program ends before the first tick
            assertThat(printed.lines().filter("tick"::equals).limit(3)).hasSize(3);
        } finally {
            program.destroy();
        }
        assertThat(program.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void endsAfterItsStartWithoutTheRunController() throws IOException, InterruptedException {
        Process program = start();
        try (BufferedReader printed = program.inputReader()) {
            // to the end of its output, so it has ended by itself
            assertThat(printed.lines()).contains("started");
            assertThat(program.waitFor()).isZero();
        } finally {
            program.destroy();
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Program.class.getName(),
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                // not the settings of the example
                "--spring.config.name=none"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
