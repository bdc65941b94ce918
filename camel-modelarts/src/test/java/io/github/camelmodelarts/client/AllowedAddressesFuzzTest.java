package io.github.camelmodelarts.client;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.PlainHttp;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** Addresses from responses are hosts of the cloud, or are refused before credentials are sent there. */
class AllowedAddressesFuzzTest {

    private static final ServiceAddress SOURCE = ServiceAddress.parse("https://modelarts.example:8443");
    /** Independent of the component's own list, and wider. */
    private static final String CLOUD =
            "(.+\\.)?[^.]+\\.(huaweicloudapis\\.com|modelarts-infer\\.com|myhuaweicloud\\.com|huaweicloud\\.com)";

    private final AllowedAddresses allowed = new AllowedAddresses(null, new PlainHttp(false));

    @FuzzTest
    void sendsCredentialsOnlyToTheCloud(byte[] found) {
        try {
            ServiceAddress address =
                    allowed.lookedUp(ServiceAddress.parse(new String(found, StandardCharsets.UTF_8)), SOURCE);

            if (!address.authority().equals(SOURCE.authority())) {
                assertThat(address.uri().getHost()).matches(CLOUD);
            }
            assertThat(address.isSecure()).isTrue();
        } catch (ModelArtsRequestException e) {
            assertPlain(e.getMessage(), 2000);
            assertThat(e.getAttempts()).isZero();
        }
    }
}
