package io.github.camelmodelarts.obs;

import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.client.ObsSettings;
import io.github.camelmodelarts.options.EndpointSettings;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** Endpoints share a connection to OBS if it makes no difference to them. */
class ObsConnectionsTest {

    private final ObsConnections connections = new ObsConnections(() -> {
        throw new IllegalStateException("not started");
    });

    @Test
    void equalSettingsShareAConnectionWhateverTheBucket() {
        assertThat(with(options -> options.setObsBucket("one")))
                .isSameAs(with(options -> options.setObsBucket("other")))
                .extracting(ObsConnection::client)
                .isSameAs(with(options -> {}).client());
    }

    @Test
    void otherKeysAndOtherSettingsGetAnotherConnection() {
        assertThat(with(options -> options.setSecretKey("another-secret-key")))
                .isNotSameAs(with(options -> {}))
                .isNotSameAs(with(options -> options.setRegion("cn-north-1")))
                .isNotSameAs(with(options -> options.setMaxConnections(5)));
    }

    @Test
    void showsNoSecret() {
        assertThat(settings(options -> {
                    options.setProxyHost("proxy.example.com");
                    options.setProxyPort(3128);
                    options.setProxyUsername("caravan");
                    options.setProxyPassword("test-proxy-password");
                }))
                .asString()
                .doesNotContain("test-secret-key", "test-proxy-password");
    }

    private ObsConnection with(Consumer<ModelArtsConfiguration> change) {
        return connections.of(settings(change));
    }

    private static ObsSettings settings(Consumer<ModelArtsConfiguration> change) {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAccessKey("TESTACCESSKEY");
        options.setSecretKey("test-secret-key");
        options.setRegion("cn-north-4");
        change.accept(options);
        return EndpointSettings.ofComponent(options, Map.of(), null).obs().get();
    }
}
