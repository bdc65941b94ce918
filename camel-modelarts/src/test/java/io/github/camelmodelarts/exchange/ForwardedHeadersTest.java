package io.github.camelmodelarts.exchange;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Tests which headers of a message the option {@code forwardHeaders} forwards. */
class ForwardedHeadersTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    private Map<String, String> sent(String option, Object... headers) {
        Message message = new DefaultMessage(CONTEXT);
        for (int i = 0; i < headers.length; i += 2) {
            message.setHeader((String) headers[i], headers[i + 1]);
        }
        return ForwardedHeaders.of(option).of(message).asMap();
    }

    @Test
    void forwardsNoHeaderWithoutTheOption() {
        assertThat(sent(null, "X-A", "1")).isEmpty();
        assertThat(sent("", "X-A", "1")).isEmpty();
        assertThat(sent(" , ", "X-A", "1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "X-A, X-A",
        "x-a, X-A",
        "'X-B, X-A,', X-A X-B",
        "X-*, X-A X-B",
        "X-A*, X-A",
        "*, X-A X-B Y",
        "Y*, Y",
        "X, ''",
        "X-AB*, ''",
    })
    void forwardsTheListedHeaders(String option, String names) {
        assertThat(sent(option, "X-A", "1", "X-B", "2", "Y", "3").keySet())
                .containsExactlyElementsOf(names.isEmpty() ? List.of() : Arrays.asList(names.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "X-Auth-Token",
                "X-Project-Id",
                "x-sdk-date",
                "Cookie",
                "HOST",
                "Content-Type",
                "Accept",
                "Proxy-Anything",
                "CamelAnything",
                "org.apache.camel.anything",
                "X_A",
                "_X",
            })
    void neverForwardsAuthenticationHeadersOrHeadersOfTheBody(String name) {
        assertThat(sent("*", name, "1", "X-A", "2")).containsOnlyKeys("X-A");
        assertThatThrownBy(() -> ForwardedHeaders.of("X-A, " + name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("never forwarded")
                .hasMessageContaining(name.toLowerCase(Locale.ROOT));
    }

    @Test
    void joinsListsToOneValueAndSkipsNulls() {
        assertThat(sent("*", "X-A", 1, "X-B", Arrays.asList("a", 2, null), "X-C", null))
                .isEqualTo(Map.of("X-A", "1", "X-B", "a, 2, null"));
    }

    @Test
    void keepsTheSpellingOfTheHeaderNames() {
        assertThat(sent("x-a", "X-a", "1").keySet()).containsExactly("X-a");
    }

    @Test
    void ignoresACommaAtTheEndOfTheOption() {
        assertThat(sent("X-A,", "", "1", "X-A", "2")).containsOnlyKeys("X-A");
    }
}
