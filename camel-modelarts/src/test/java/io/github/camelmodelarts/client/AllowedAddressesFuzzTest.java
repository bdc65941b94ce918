package io.github.camelmodelarts.client;

import java.nio.charset.StandardCharsets;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.http.PlainHttp;

import static io.github.camelmodelarts.api.Plain.assertPlain;
import static org.assertj.core.api.Assertions.assertThat;

/** An address from a response is at a host of the cloud, or it is refused before credentials are sent there. */
class AllowedAddressesFuzzTest {

    private static final ServiceAddress SOURCE = ServiceAddress.parse("https://modelarts.example:8443");
    /** The hosts of the cloud, in a list that is independent of the component's list and wider. */
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
