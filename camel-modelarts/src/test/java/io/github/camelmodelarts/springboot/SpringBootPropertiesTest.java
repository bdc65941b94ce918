package io.github.camelmodelarts.springboot;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

import org.apache.camel.CamelContext;
import org.apache.camel.spi.ComponentCustomizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ClassPath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Options as {@code camel.component.modelarts.*} of a Spring Boot application. */
@ExtendWith(OutputCaptureExtension.class)
class SpringBootPropertiesTest {

    private static final String MODELARTS = "camel.component.modelarts.";

    private static void assertConfigured(ApplicationContextRunner boot, Consumer<ModelArtsConfiguration> assertions) {
        boot.run(application -> {
            assertThat(application).hasNotFailed();
            assertions.accept(component(application.getBean(CamelContext.class)).getConfiguration());
        });
    }

    private static ModelArtsComponent component(CamelContext camel) {
        return camel.getComponent("modelarts", ModelArtsComponent.class);
    }

    @Test
    void bothSpellingsOfANameAreBound() {
        assertConfigured(
                BootApplication.with(MODELARTS + "app-key=k", MODELARTS + "appSecret=s", MODELARTS + "app_code=c"),
                options -> {
                    assertThat(options.getAppKey()).isEqualTo("k");
                    assertThat(options.getAppSecret()).isEqualTo("s");
                    assertThat(options.getAppCode()).isEqualTo("c");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"CAMEL_COMPONENT_MODELARTS_APPKEY", "CAMEL_COMPONENT_MODELARTS_APP_KEY"})
    void environmentVariablesAreBound(String name) {
        assertConfigured(
                BootApplication.with()
                        .withInitializer(application -> application
                                .getEnvironment()
                                .getPropertySources()
                                .addFirst(new SystemEnvironmentPropertySource(
                                        "test-systemEnvironment", Map.of(name, "k")))),
                options -> assertThat(options.getAppKey()).isEqualTo("k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"APP_SIGNATURE", "app-signature", "appSignature", "app_signature", "AppSignature"})
    void enumerationsAreReadInCamelsSpellings(String spelling) {
        assertConfigured(
                BootApplication.with(MODELARTS + "auth-type=" + spelling),
                options -> assertThat(options.getAuthType()).isEqualTo(AuthType.APP_SIGNATURE));
    }

    @ParameterizedTest
    @CsvSource({"30s,30", "PT30S,30", "30000,30", "1m30s,90", "2h,7200"})
    void durationsAreReadInCamelsSpellings(String spelling, long seconds) {
        assertConfigured(
                BootApplication.with(MODELARTS + "response-timeout=" + spelling),
                options -> assertThat(options.getResponseTimeout()).isEqualTo(Duration.ofSeconds(seconds)));
    }

    @Test
    void placeholdersOfSpringAndOfCamelAreResolved() {
        assertConfigured(
                BootApplication.with(
                        MODELARTS + "app-key=${mine.key}",
                        MODELARTS + "app-secret={{mine.secret}}",
                        "mine.key=k",
                        "mine.secret=s"),
                options -> {
                    assertThat(options.getAppKey()).isEqualTo("k");
                    assertThat(options.getAppSecret()).isEqualTo("s");
                });
    }

    @Test
    void yamlIsRead(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("application.yaml"), """
                camel:
                  component:
                    modelarts:
                      auth-type: app-code
                      app-code: "0042"
                      body-type: base64
                      max-connections: 12
                      total-timeout: 30000
                      allow-header-override: true
                      allowed-hosts:
                        - a.example.com
                        - "*.b.example.com"
                """);
        assertConfigured(
                BootApplication.with("spring.config.location=file:" + file)
                        .withInitializer(new ConfigDataApplicationContextInitializer()),
                options -> {
                    assertThat(options.getAuthType()).isEqualTo(AuthType.APP_CODE);
                    assertThat(options.getAppCode()).isEqualTo("0042");
                    assertThat(options.getBodyType()).isEqualTo(BodyType.BASE64);
                    assertThat(options.getMaxConnections()).isEqualTo(12);
                    assertThat(options.getTotalTimeout()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(options.isAllowHeaderOverride()).isTrue();
                    assertThat(options.getAllowedHosts()).isEqualTo("a.example.com,*.b.example.com");
                });
    }

    @Test
    void unknownOptionIsIgnoredAsBootIgnoresIt() {
        assertConfigured(
                BootApplication.with(MODELARTS + "app-kye=k"),
                options -> assertThat(options.getAppKey()).isNull());
    }

    @Test
    void wrongValueIsRefusedWithTheKnownOnes(CapturedOutput printed) {
        BootApplication.with(MODELARTS + "auth-type=tango", MODELARTS + "app-secret=canary-secret")
                .run(application -> assertThatThrownBy(() -> component(application.getBean(CamelContext.class)))
                        .hasStackTraceContaining("camel.component.modelarts.authType=tango")
                        .hasStackTraceContaining("authType=tango is unknown; known are [APP_SIGNATURE, APP_CODE"));

        assertThat(printed.getAll()).doesNotContain("canary");
    }

    @ParameterizedTest
    @CsvSource({
        "total-timeout=30, totalTimeout=30 means 30 milliseconds",
        "response-timeout=30sec, responseTimeout=30sec is not a duration",
        "poll-interval=, pollInterval is empty",
        "max-request-size=12mb, maxRequestSize=12mb is not a whole number",
    })
    void durationsAndNumbersThatCamelWouldMisreadAreRefused(String property, String message) {
        BootApplication.with(MODELARTS + property)
                .run(application -> assertThatThrownBy(() -> component(application.getBean(CamelContext.class)))
                        .hasStackTraceContaining(message));
    }

    @Test
    void secretsAreNotPrinted(CapturedOutput printed) {
        List<String> secrets = List.of("app-key", "app-secret", "app-code", "access-key", "secret-key", "password");
        assertConfigured(
                BootApplication.with(secrets.stream()
                                .map(secret -> MODELARTS + secret + "=canary-" + secret)
                                .toArray(String[]::new))
                        .withPropertyValues(MODELARTS + "proxy-password={{mine}}", "mine=canary-proxy"),
                options -> assertThat(options.getProxyPassword()).isEqualTo("canary-proxy"));

        assertThat(printed.getAll()).doesNotContain("canary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.component.enabled",
                "camel.component.customizer.enabled",
                MODELARTS + "enabled",
                MODELARTS + "customizer.enabled"
            })
    void canBeDisabled(String property) {
        assertConfigured(
                BootApplication.with(property + "=false", MODELARTS + "app-key=k"),
                options -> assertThat(options.getAppKey()).isNull());
    }

    @Test
    void isInactiveWithoutCamelsSpringBootStarter() throws Exception {
        assertThat(ClassPath.without("camel-spring").run(PlainBoot.class)).isEqualTo(0);
    }

    /** A Spring Boot application without camel-spring-boot. */
    public static final class PlainBoot implements Callable<Integer> {
        @Override
        public Integer call() {
            try (ConfigurableApplicationContext application =
                    new SpringApplication(BootApplication.class).run("--" + MODELARTS + "app-key=k")) {
                return application.getBeanNamesForType(ComponentCustomizer.class).length;
            }
        }
    }
}
