package io.github.camelmodelarts.hostile;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.ModelArtsEndpoint;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** Secrets with special characters of URIs and placeholders are used unchanged, or the start fails and says where to look. */
class SecretSpellingTest extends ContextTest {

    private static final String TO = "modelarts:predict?address=https://service.example.com/v1&appKey=test-key";

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.anonymous();
    }

    private static String secretIn(String uri, String secret) throws Exception {
        try (DefaultCamelContext own = new DefaultCamelContext()) {
            Properties properties = new Properties();
            properties.setProperty("the.secret", secret);
            own.getPropertiesComponent().setInitialProperties(properties);
            own.start();
            return own.getEndpoint(uri, ModelArtsEndpoint.class)
                    .getConfiguration()
                    .getAppSecret();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50%",
                "%41%zz",
                "a+b",
                "a&b",
                "a&appKey=other",
                "a)b",
                "a}b",
                "a=b?c#d",
                "a{{b",
                "a$b${c}d",
                "gehe\u00efm\u4f60\u597d",
                "a\\b\"c'd",
            })
    @Tag("H67")
    @DisplayName("H67: a secret with")
    void usesASecretUnchanged(String secret) throws Exception {
        assertThat(secretIn(TO + "&appSecret=RAW(" + secret.replace("{{", "") + ")", ""))
                .isEqualTo(secret.replace("{{", ""));
        if (!secret.contains("{{")) {
            // Camel looks for placeholders in the values of placeholders
            assertThat(secretIn(TO + "&appSecret=RAW({{the.secret}})", secret)).isEqualTo(secret);
        }
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey("test-key");
        options.setAppSecret(secret);
        ModelArtsEndpoint endpoint = context.getEndpoint(
                "modelarts:predict?address=https://service.example.com/v1", ModelArtsEndpoint.class);
        assertThat(ComponentAccess.settings(endpoint).calls().identity().get().credentials())
                .isEqualTo(new io.github.camelmodelarts.api.Credentials.AppSignature("test-key", secret));
    }

    @Test
    @Tag("H67")
    void acceptsABracketAndAnAmpersandBetweenBraces() throws Exception {
        assertThat(secretIn(TO + "&appSecret=RAW{a)&b)c}", "")).isEqualTo("a)&b)c");
        assertThat(secretIn(TO + "&appSecret=RAW({{the.secret}})", "a}&b}c")).isEqualTo("a}&b}c");
    }

    @ParameterizedTest
    @CsvSource({
        "' c4n4ry-secret-0', appSecret begins or ends",
        "'c4n4ry-secret-0 ', appSecret begins or ends",
        "'\tc4n4ry-secret-0', appSecret begins or ends",
        "'c4n4ry-secret-0\t', appSecret begins or ends",
        "'c4n4ry-secret-0\r\n', appSecret begins or ends",
        "'c4n4ry-\nsecret-0', or contains a line break",
        "'c4n4ry-\u0000secret-0', or contains a line break",
    })
    @Tag("H67")
    @DisplayName("H67: refuses at the start")
    void refusesASecretWithExtraCopiedCharacters(String secret, String said) throws Exception {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey("test-key");
        options.setAppSecret(secret);

        assertThatThrownBy(() -> context.getEndpoint("modelarts:predict?address=https://service.example.com/v1"))
                .hasStackTraceContaining("appSecret")
                .hasStackTraceContaining(said.replace("appSecret ", ""))
                .satisfies(failure -> assertThat(trace(failure)).doesNotContain("c4n4ry"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeuot=5",
                "connectTimeout=never",
                "bodyType=SOUND",
                "authType=nobody",
                "maxRetries=many",
                "authStrategy=#bean:nobody",
                "sslContextParameters=#nothing",
                "address=https://other.example.com/v1#part",
                "proxyHost=proxy.example.com&proxyPort=3128",
            })
    @Tag("H70")
    @Tag("H69")
    @DisplayName("H70: a start that fails because of")
    void showsNoSecretOfTheComponentWhenAnEndpointCantStart(String wrong) throws Exception {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey("c4n4ry-key-5b7f0e2a91");
        options.setAppSecret("c4n4ry&secret)8d1c6a3f27");
        options.setToken("c4n4ry-token-17f3ce8b60");
        options.setProxyPassword("c4n4ry-proxy-2c9e71b0");
        options.setAuthType(io.github.camelmodelarts.api.AuthType.APP_SIGNATURE);

        String printed = printedByFailureOf(
                () -> context.addRoutes(route("modelarts:predict?address=https://service.example.com/v1&" + wrong)));

        assertThat(printed).contains("FailedToCreateRouteException").doesNotContain("c4n4ry");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accessKey=c4n4ry-key-0&secretKey=RAW(c4n4ry)secret&0)&appCode=c4n4ry-code-0",
                "token=c4n4ry-token-0&apiKey=c4n4ry-api-key-0",
                "appKey=c4n4ry-key-0",
                "secretKey=c4n4ry-secret-0",
            })
    @Tag("H68")
    @Tag("H70")
    @DisplayName("H70: messages of the component about a URI with")
    void showsNoSecretOfAUriInItsOwnMessages(String credentials) throws Exception {
        Throwable failure = catchThrowable(
                () -> context.getEndpoint("modelarts:predict?address=https://service.example.com/v1&" + credentials));

        // Camel's exceptions around ours quote the URI, as the documentation says
        Throwable ours = failure;
        while (ours != null && !ours.getClass().getName().startsWith("io.github.camelmodelarts.")) {
            ours = ours.getCause();
        }
        assertThat(ours).isNotNull();
        assertThat(trace(ours)).doesNotContain("c4n4ry");
    }

    private static RouteBuilder route(String uri) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:start").to(uri);
            }
        };
    }

    private static String trace(Throwable failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    private static String printedByFailureOf(ThrowingCallable start) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            catchThrowable(start).printStackTrace();
        } finally {
            System.setErr(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
