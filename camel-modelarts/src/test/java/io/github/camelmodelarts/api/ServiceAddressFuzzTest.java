package io.github.camelmodelarts.api;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import com.code_intelligence.jazzer.junit.FuzzTest;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Addresses and paths are refused with a reason, or sent exactly as given. The first line is an address, the second a
 * path.
 */
class ServiceAddressFuzzTest {

    private static final int LONGEST_MESSAGE = 2000;

    @FuzzTest
    void readsAddressesExactlyOrNotAtAll(byte[] written) {
        String[] lines = new String(written, StandardCharsets.UTF_8).split("\n", 2);
        try {
            ServiceAddress address = ServiceAddress.parse(lines[0]);
            assertExact(address);
            if (lines.length > 1) {
                ServiceAddress below = address.resolve(lines[1]);
                assertExact(below);
                assertThat(below.authority()).isEqualTo(address.authority());
                assertThat(below.isSecure()).isEqualTo(address.isSecure());
                assertThat(below.uri().getRawPath())
                        .startsWith(withoutSlash(address.uri().getRawPath()));
            }
        } catch (ModelArtsRequestException e) {
            assertPlain(e.getMessage(), LONGEST_MESSAGE);
            assertThat(e.getMessage()).startsWith("The address ");
            assertThat(e.getAttempts()).isZero();
        }
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static void assertExact(ServiceAddress address) {
        URI uri = address.uri();
        assertThat(uri.getScheme()).isIn("http", "https");
        assertThat(uri.getHost()).isNotEmpty().isEqualTo(uri.getHost().toLowerCase(Locale.ROOT));
        assertThat(uri.getRawUserInfo()).isNull();
        assertThat(uri.getRawFragment()).isNull();
        assertThat(uri.getPort()).isNotEqualTo(address.isSecure() ? 443 : 80).isBetween(-1, 65_535);
        assertThat(address.authority()).isEqualTo(uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()));
        assertThat(uri.toString()).matches("[!-~]*").doesNotContain("\\", "\"", "<", ">");
        assertThat(uri.getPath().split("/", -1)).doesNotContain(".", "..");
        assertThat(ServiceAddress.parse(uri.toString())).isEqualTo(address);
        assertThat(ServiceAddress.parse(uri.toString()).uri().toString()).isEqualTo(uri.toString());
        assertThat(address.toString()).doesNotContain("?");
        assertThat(ServiceAddress.isLoopback(uri.getHost())).isEqualTo(address.isLoopback());
    }
}
