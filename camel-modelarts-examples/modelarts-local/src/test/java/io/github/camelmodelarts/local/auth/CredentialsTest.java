package io.github.camelmodelarts.local.auth;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Scheme;

import static org.assertj.core.api.Assertions.assertThat;

class CredentialsTest {

    private static List<String> values(Credentials credentials) throws ReflectiveOperationException {
        List<String> values = new ArrayList<>();
        for (Method method : Credentials.class.getDeclaredMethods()) {
            boolean getter = method.getParameterCount() == 0 && method.getReturnType() == String.class;
            if (getter
                    && Modifier.isPublic(method.getModifiers())
                    && !method.getName().equals("toString")
                    && !method.getName().equals("region")) {
                values.add((String) method.invoke(credentials));
            }
        }
        return values;
    }

    @Test
    void areNewEachTimeAndAllDifferent() throws ReflectiveOperationException {
        List<String> first = values(Credentials.random());
        assertThat(first).hasSize(14).doesNotHaveDuplicates();
        assertThat(values(Credentials.random())).doesNotContainAnyElementsOf(first);
    }

    @Test
    void areRecognisableAsLocal() throws ReflectiveOperationException {
        assertThat(values(Credentials.random())).allMatch(value -> value.matches("(?i)(MII)?local.*"));
        assertThat(Credentials.random().accessKey()).matches("[A-Z0-9]{20}");
        assertThat(Credentials.random().temporaryAccessKey()).matches("[A-Z0-9]{20}");
        assertThat(Credentials.random().token()).hasSizeGreaterThan(6_000);
    }

    @Test
    void canBeSet() {
        Credentials credentials = Credentials.builder()
                .app("k", "s", "c")
                .accessKey("ak", "sk")
                .temporaryAccessKey("tak", "tsk", "st")
                .token("t")
                .apiKey("a")
                .user("acc", "usr", "pw")
                .project("pid", "cn-east-3")
                .build();
        assertThat(List.of(
                        credentials.appKey(),
                        credentials.appSecret(),
                        credentials.appCode(),
                        credentials.accessKey(),
                        credentials.secretKey(),
                        credentials.temporaryAccessKey(),
                        credentials.temporarySecretKey(),
                        credentials.securityToken(),
                        credentials.token(),
                        credentials.apiKey(),
                        credentials.account(),
                        credentials.username(),
                        credentials.password(),
                        credentials.projectId(),
                        credentials.region()))
                .containsExactly(
                        "k",
                        "s",
                        "c",
                        "ak",
                        "sk",
                        "tak",
                        "tsk",
                        "st",
                        "t",
                        "a",
                        "acc",
                        "usr",
                        "pw",
                        "pid",
                        "cn-east-3");
    }

    @Test
    void showNoValue() throws ReflectiveOperationException {
        Credentials credentials = Credentials.random();
        SigningKey key = new SigningKey(Scheme.AK_SK, credentials.accessKey(), credentials.secretKey(), null);
        String shown = credentials + " " + Credentials.builder() + " " + key;
        assertThat(shown).doesNotContain(values(credentials)).doesNotContainIgnoringCase("local");
        assertThat(Arrays.asList(Credentials.class.getDeclaredFields()))
                .allMatch(field -> Modifier.isPrivate(field.getModifiers()));
    }
}
