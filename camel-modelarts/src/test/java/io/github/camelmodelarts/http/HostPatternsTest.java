package io.github.camelmodelarts.http;

import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Patterns in {@code allowedHosts} mean the same as in an earlier version, which is copied here. Patterns in {@code nonProxyHosts} mean
 * the same as for the JVM.
 */
class HostPatternsTest {

    /**
     * For each pattern and host: whether the pattern in {@code allowedHosts} allows the host, whether the pattern in
     * {@code nonProxyHosts} makes calls of the host direct, and whether it did so in the earlier version.
     */
    @ParameterizedTest
    @CsvSource({
        // pattern, host, allowed, direct, direct before
        "x.com, x.com, true, true, true",
        "x.com, X.Com, true, true, false",
        "X.Com, x.com, true, true, true",
        "x.com, xacom, false, false, false",
        "x.com, a.x.com, false, false, false",
        "x.com, x.com.evil.org, false, false, false",
        "x.com, ax.com, false, false, false",
        "*.x.com, x.com, false, false, false",
        "*.x.com, a.x.com, true, true, true",
        "*.x.com, a.b.x.com, true, true, true",
        "*.x.com, ax.com, false, false, false",
        "*.x.com, a.x.com.evil.org, false, false, false",
        "*.x.com, xxcom, false, false, false",
        "*x.com, x.com, true, true, true",
        "*x.com, ax.com, true, true, true",
        "*x.com, a.x.com, false, true, true",
        "*x.com, x.com.evil.org, false, false, false",
        "x.*, x.com, true, true, false",
        "x.*, x.com.evil.org, false, true, false",
        "x.*, x, false, false, false",
        "10.*, 10.1.2.3, false, true, false",
        "10.*, 101.2.3.4, false, false, false",
        "x*, x, true, true, false",
        "x*, xa, true, true, false",
        "x*, x.com, false, true, false",
        "*, x, true, true, true",
        "*, x.com, false, true, true",
        "*x*, axa, true, true, false",
        "*x*, a.x.com, false, true, false",
        "*x*, a.com, false, false, false",
        "**, x.com, false, true, false",
        "a*.x.com, a.x.com, true, false, false",
        "a*.x.com, a1.x.com, true, false, false",
        "a*.x.com, a.b.x.com, false, false, false",
        "a.*.com, a.x.com, true, false, false",
        "a.*.com, a.x.y.com, false, false, false",
        "*.a.*.com, 1.a.x.com, true, false, false",
        "*.a.*.com, 1.2.a.x.com, true, false, false",
        "*.a.*.com, a.x.com, false, false, false",
        "*.a.*.com, 1.a.x.y.com, false, false, false",
        "'*.*', x.com, true, true, false",
        "'*.*', a.x.com, true, true, false",
        "'*.*', x, false, false, false",
    })
    void allowedHostsKeepTheirEarlierMeaningAndDirectHostsHaveTheMeaningOfTheJvm(
            String pattern, String host, boolean allowed, boolean direct, boolean directBefore) {
        assertThat(HostPatterns.of(pattern).matches(host)).isEqualTo(allowed);
        assertThat(HostPatterns.ofNonProxyHosts(pattern).matches(host)).isEqualTo(direct);

        assertThat(Before.allows(pattern, host.toLowerCase(Locale.ROOT))).isEqualTo(allowed);
        assertThat(jvmCallsDirectly(pattern, host)).isEqualTo(direct);
        assertThat(Before.callsDirectly(pattern, host)).isEqualTo(directBefore);
    }

    /** The rule for hosts that get credentials: a pattern allows neither more nor fewer hosts than in the earlier version. */
    @Property
    void allowsTheSameHostsAsBefore(@ForAll("patterns") String pattern, @ForAll("hosts") String host) {
        assertThat(HostPatterns.of(pattern).matches(host)).isEqualTo(Before.allows(pattern, host));
    }

    @Property
    void aSubdomainPatternAllowsOnlyHostsBelowIt(@ForAll("hosts") String suffix, @ForAll("hosts") String host) {
        HostPatterns below = HostPatterns.of("*." + suffix);

        assertThat(below.matches(suffix)).isFalse();
        assertThat(below.matches(host + "." + suffix)).isTrue();
        assertThat(below.matches(host)).isEqualTo(host.endsWith("." + suffix));
    }

    @Property
    void aPatternWithoutASubdomainAsteriskMatchesTheSameNumberOfLabels(
            @ForAll("patterns") String pattern, @ForAll("hosts") String host) {
        if (!pattern.startsWith("*.") && HostPatterns.of(pattern).matches(host)) {
            assertThat(labels(host)).isEqualTo(labels(pattern));
        }
    }

    @Property
    void callsTheSameHostsDirectlyAsTheJvm(@ForAll("patterns") String pattern, @ForAll("hosts") String host) {
        assertThat(HostPatterns.ofNonProxyHosts(pattern).matches(host)).isEqualTo(jvmCallsDirectly(pattern, host));
    }

    @Property
    void callsTheSameHostsDirectlyAsBefore(@ForAll("patterns") String pattern, @ForAll("hosts") String host) {
        if (Before.callsDirectly(pattern, host)) {
            assertThat(HostPatterns.ofNonProxyHosts(pattern).matches(host)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a.com,*.B.com", "a.com|*.b.com", " a.com , *.b.com ", "*.b.com,,a.com|", "a.com,A.com,*.b.com"})
    void readsNamesInAnyCaseAndOrderBetweenCommasOrBars(String option) {
        for (HostPatterns read : List.of(HostPatterns.of(option), HostPatterns.ofNonProxyHosts(option))) {
            assertThat(List.of("a.com", "x.b.com")).allMatch(read::matches);
            assertThat(List.of("b.com", "aacom", "", ",")).noneMatch(read::matches);
            assertThat(read.isEmpty()).isFalse();
        }
        assertThat(HostPatterns.of(option)).isEqualTo(HostPatterns.of("a.com,*.b.com"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", " , | "})
    void matchesNoHostWithoutAName(String option) {
        for (HostPatterns none : List.of(HostPatterns.of(option), HostPatterns.ofNonProxyHosts(option))) {
            assertThat(none.isEmpty()).isTrue();
            assertThat(none).isEqualTo(HostPatterns.NONE);
            assertThat(List.of("x", "x.com", "")).noneMatch(none::matches);
        }
    }

    @Test
    void onlyAnAsteriskIsSpecial() {
        for (String name : List.of("a.b", "[a]b", "a+", "a?", "(a)", "a\\Qb", "a\\Eb", "^a$", "a{2}")) {
            assertThat(HostPatterns.of(name).matches(name)).isTrue();
            assertThat(HostPatterns.ofNonProxyHosts(name).matches(name)).isTrue();
            assertThat(HostPatterns.of(name).matches("ab")).isFalse();
            assertThat(HostPatterns.of(name).matches("aa")).isFalse();
        }
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("a", "b", "ab", "ba", "a-b")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(labels -> String.join(".", labels));
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of("a", "b", "ab", "*", "*a", "b*", "a*b", "**", "-")
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(labels -> String.join(".", labels));
    }

    private static int labels(String name) {
        return name.split("\\.", -1).length;
    }

    /** Whether the JVM itself calls the host directly with this pattern. The JVM calls some hosts always directly; none of them is used here. */
    private static boolean jvmCallsDirectly(String pattern, String host) {
        String proxyBefore = System.getProperty("http.proxyHost");
        String hostsBefore = System.getProperty("http.nonProxyHosts");
        try {
            System.setProperty("http.proxyHost", "proxy.example");
            System.setProperty("http.nonProxyHosts", pattern);
            return ProxySelector.getDefault()
                    .select(URI.create("http://" + host))
                    .equals(List.of(Proxy.NO_PROXY));
        } finally {
            restore("http.proxyHost", proxyBefore);
            restore("http.nonProxyHosts", hostsBefore);
        }
    }

    private static void restore(String property, String before) {
        if (before == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, before);
        }
    }

    /** The rules as they were in commit f95e769, copied from there. */
    private static final class Before {

        private Before() {}

        /** {@code allowedHosts}: {@code Targets.hosts}, {@code isAmong} and {@code matches}. */
        static boolean allows(String option, String host) {
            return Arrays.stream(option.toLowerCase(Locale.ROOT).split("[,|]"))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .anyMatch(pattern -> allowsOne(pattern, host));
        }

        private static boolean allowsOne(String pattern, String host) {
            String rest = pattern.startsWith("*.") ? pattern.substring(1) : pattern;
            String expression =
                    Arrays.stream(rest.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining("[^.]*"));
            return host.matches((Objects.equals(rest, pattern) ? "" : ".+") + expression);
        }

        /** {@code nonProxyHosts}: {@code Targets.hosts} and {@code ClientSettings.Proxy.isBypassedFor}. */
        static boolean callsDirectly(String option, String host) {
            return Arrays.stream(option.toLowerCase(Locale.ROOT).split("[,|]"))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .anyMatch(name -> name.startsWith("*") ? host.endsWith(name.substring(1)) : host.equals(name));
        }
    }
}
