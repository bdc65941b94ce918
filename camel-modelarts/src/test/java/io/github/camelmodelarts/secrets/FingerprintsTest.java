package io.github.camelmodelarts.secrets;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.github.camelmodelarts.api.Credentials;

import static org.assertj.core.api.Assertions.assertThat;

class FingerprintsTest {

    private final Fingerprints fingerprints = new Fingerprints();

    static Stream<Class<?>> kinds() {
        return Arrays.stream(Credentials.class.getPermittedSubclasses());
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @Tag("H64")
    @DisplayName("H64: sets of credentials that differ in any field")
    void differsIfAnyFieldOfTheCredentialsDiffers(Class<? extends Credentials> kind) throws Exception {
        RecordComponent[] components = kind.getRecordComponents();
        String[] values = Stream.of(components).map(RecordComponent::getName).toArray(String[]::new);
        Credentials set = make(kind, values);
        Set<Fingerprint> all = new HashSet<>(Set.of(fingerprints.of(set)));

        for (int i = 0; i < values.length; i++) {
            String[] other = values.clone();
            other[i] = "another";
            all.add(fingerprints.of(make(kind, other)));
        }

        assertThat(all).hasSize(values.length + 1).contains(fingerprints.of(make(kind, values)));
    }

    private static Credentials make(Class<? extends Credentials> kind, String... values) throws Exception {
        Class<?>[] types = Stream.of(kind.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return kind.getDeclaredConstructor(types).newInstance((Object[]) values);
    }

    @Test
    void differsForOtherKindsOfCredentials() {
        assertThat(fingerprints.of(new Credentials.Token("same")))
                .isNotEqualTo(fingerprints.of(new Credentials.ApiKey("same")));
        assertThat(fingerprints.of(new Credentials.AccessKey("a", "b")))
                .isNotEqualTo(fingerprints.of(new Credentials.AppSignature("a", "b")));
    }

    @Test
    void dependsOnBordersOfFieldsAndOnNullFields() {
        assertThat(fingerprints.of("ab", "c")).isNotEqualTo(fingerprints.of("a", "bc"));
        assertThat(fingerprints.of("a", null)).isNotEqualTo(fingerprints.of("a", ""));
        assertThat(fingerprints.of("a")).isNotEqualTo(fingerprints.of("a", ""));
        assertThat(fingerprints.of("\uD800")).isNotEqualTo(fingerprints.of("?"));
    }

    @Test
    void canNotBeGuessedInAnotherProcess() throws Exception {
        assertThat(new Fingerprints().of("secret")).isNotEqualTo(new Fingerprints().of("secret"));
        assertThat(fingerprints.of("secret").hex()).hasSize(64).isNotEqualTo(sha256("secret"));
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
