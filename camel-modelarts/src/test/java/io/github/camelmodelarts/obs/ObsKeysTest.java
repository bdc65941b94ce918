package io.github.camelmodelarts.obs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.session.EcsMetadataCredentials;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The client for OBS has a key with each kind of credentials that opens a session. */
class ObsKeysTest extends ObsClientTest {

    @AfterEach
    void clearFailures() {
        local.iam().clear();
        local.metadata().clear();
    }

    @Test
    void signsWithTheAccessKeyOfTheSession() throws Exception {
        try (ModelArtsSession session = ModelArtsSession.open(withAccessKey())) {
            assertWorks(ObsClients.of(session));

            assertThat(keys()).containsOnly(local.credentials().accessKey());
        }
    }

    @Test
    void sendsTheSecurityTokenOfATemporaryKey() throws Exception {
        ModelArtsConfiguration options = options();
        options.setAccessKey(local.credentials().temporaryAccessKey());
        options.setSecretKey(local.credentials().temporarySecretKey());
        options.setSecurityToken(local.credentials().securityToken());
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertWorks(ObsClients.of(session));

            assertThat(local.obs().requests()).allMatch(ObsRequest::withSecurityToken);
        }
    }

    @Test
    void signsWithTheKeyOfAnAgency() throws Exception {
        ModelArtsConfiguration options = options();
        options.setCredentialsProvider(new EcsMetadataCredentials(local.metadataEndpoint()));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertWorks(ObsClients.of(session));

            assertThat(local.obs().requests()).allMatch(ObsRequest::withSecurityToken);
            assertThat(local.metadata().keyRequests()).isEqualTo(1);
        }
    }

    @Test
    void aProviderThatRotatesIsAskedForEachOperation() throws Exception {
        AtomicReference<Credentials> current = new AtomicReference<>(new Credentials.AccessKey(
                local.credentials().accessKey(), local.credentials().secretKey()));
        ModelArtsConfiguration options = options();
        options.setCredentialsProvider(transport -> CompletableFuture.completedFuture(current.get()));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ObsClient obs = ObsClients.of(session);
            put(obs, "before");
            current.set(new Credentials.AccessKey(
                    local.credentials().temporaryAccessKey(),
                    local.credentials().temporarySecretKey(),
                    local.credentials().securityToken()));
            put(obs, "after");

            assertThat(keys())
                    .containsExactly(
                            local.credentials().accessKey(), local.credentials().temporaryAccessKey());
        }
    }

    @Test
    void anOperationUsesOneSetAlthoughTheProviderRotatesMeanwhile() throws Exception {
        Credentials one = new Credentials.AccessKey(
                local.credentials().accessKey(), local.credentials().secretKey());
        Credentials other = new Credentials.AccessKey(
                local.credentials().temporaryAccessKey(),
                local.credentials().temporarySecretKey(),
                local.credentials().securityToken());
        List<Credentials> alternating = new ArrayList<>();
        ModelArtsConfiguration options = options();
        options.setCredentialsProvider(transport -> {
            alternating.add(alternating.size() % 2 == 0 ? one : other);
            return CompletableFuture.completedFuture(alternating.get(alternating.size() - 1));
        });
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            ObsClient obs = ObsClients.of(session);
            put(obs, "1");
            put(obs, "2");
            put(obs, "3");

            assertThat(alternating).hasSize(3);
            assertThat(local.obs().requests()).extracting(ObsRequest::status).containsOnly(200);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PASSWORD", "TOKEN"})
    void aTokenGetsATemporaryKey(AuthType type) throws Exception {
        ModelArtsConfiguration options = withPassword();
        options.setAuthType(type);
        options.setToken(local.credentials().token());
        int before = local.iam().keysIssued();
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertWorks(ObsClients.of(session));

            assertThat(local.obs().requests()).allMatch(ObsRequest::withSecurityToken);
            assertThat(local.iam().keysIssued() - before).isEqualTo(1);
        }
    }

    @Test
    void aProviderMaySupplyAUserToo() throws Exception {
        ModelArtsConfiguration options = options();
        options.setCredentialsProvider(transport -> CompletableFuture.completedFuture(new Credentials.User(
                local.iamEndpoint(),
                local.credentials().account(),
                local.credentials().username(),
                local.credentials().password(),
                null,
                local.credentials().region())));
        int before = local.iam().keysIssued();
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertWorks(ObsClients.of(session));

            assertThat(local.iam().keysIssued() - before).isEqualTo(1);
        }
    }

    @Test
    void renewsATemporaryKeyAheadOfItsEnd() throws Exception {
        TestClock clock = new TestClock();
        try (Routes routes = Routes.anonymous(clock)) {
            use(withPassword(), routes);
            ObsClient obs = ObsClients.of(routes.component());
            int before = local.iam().keysIssued();
            put(obs, "1");
            clock.forward(Duration.ofHours(21));
            put(obs, "2");
            assertThat(local.iam().keysIssued() - before).isEqualTo(1);

            clock.forward(Duration.ofMinutes(90));
            put(obs, "3");
            await().until(() -> local.iam().keysIssued() - before == 2);
            await().untilAsserted(() -> {
                put(obs, "4");
                assertThat(keys().get(keys().size() - 1)).isNotEqualTo(keys().get(0));
            });
        }
    }

    @Test
    void keepsAValidKeyWhileIamIsDown() throws Exception {
        TestClock clock = new TestClock();
        try (Routes routes = Routes.anonymous(clock)) {
            use(withPassword(), routes);
            ObsClient obs = ObsClients.of(routes.component());
            put(obs, "1");
            local.iam().failWith(Failure.error(503, "IAM.0006", "down"));
            clock.forward(Duration.ofMinutes(22 * 60 + 30));
            put(obs, "2");

            assertThat(keys()).hasSize(2);
            assertThat(keys().get(1)).isEqualTo(keys().get(0));
        }
    }

    @Test
    void replacesATemporaryKeyThatObsRejects() throws Exception {
        TestClock clock = new TestClock();
        try (Routes routes = Routes.anonymous(clock)) {
            use(withPassword(), routes);
            ObsClient obs = ObsClients.of(routes.component());
            put(obs, "1");
            clock.forward(Duration.ofMinutes(2));
            local.obs().failNext(1, 403, "InvalidAccessKeyId");
            assertThatThrownBy(() -> put(obs, "2")).isInstanceOf(ObsException.class);
            put(obs, "3");

            assertThat(keys().get(2)).isNotEqualTo(keys().get(0));
        }
    }

    @Test
    void saysThatATokenHasExpired() throws Exception {
        ModelArtsConfiguration options = options();
        String token = local.issueToken(Duration.ofHours(1));
        local.expireToken(token);
        options.setToken(token);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageStartingWith("IAM issued no temporary access key: ")
                    .hasMessageContaining("401")
                    .hasMessageContaining("The token has expired, or it is for another cloud: set a new one")
                    .hasMessageNotContaining(token);
            assertThat(local.obs().requests()).isEmpty();
        }
    }

    @Test
    void saysThatTheUserMayNotGetKeys() throws Exception {
        ModelArtsConfiguration options = options();
        options.setToken(local.issueToken(Duration.ofHours(1)));
        local.iam().failWith(Failure.error(403, "IAM.0003", "Policy does not allow it."));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("The user may not get temporary access keys");
        }
    }

    @Test
    void reportsTheFailureOfAProvider() {
        CredentialsProvider failing =
                transport -> CompletableFuture.failedFuture(new IllegalStateException("the vault is sealed"));
        ModelArtsConfiguration options = options();
        options.setCredentialsProvider(failing);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> put(ObsClients.of(session), "a"))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("the vault is sealed")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void refusesCredentialsThatAreForServicesOnly() {
        ModelArtsConfiguration options = options();
        options.setAppCode("an-app-code-0123456789");
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> ObsClients.of(session))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("setAccessKey(...) and setSecretKey(...)");
        }
    }

    @Test
    void refusesACustomStrategy() {
        ModelArtsConfiguration options = options();
        options.setAuthStrategy(request -> CompletableFuture.failedFuture(new IllegalStateException()));
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> ObsClients.of(session))
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining("authStrategy")
                    .hasMessageContaining("setAccessKey(...) and setSecretKey(...)");
        }
    }

    @Test
    void namesTheOptionIfTheAddressOfObsIsNotKnown() {
        ModelArtsConfiguration options = withAccessKey();
        options.setRegion(null);
        options.setObsEndpoint(null);
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThatThrownBy(() -> ObsClients.of(session))
                    .isInstanceOf(ModelArtsRequestException.class)
                    .hasMessageContaining("setRegion(...) or setObsEndpoint(...)");
        }
    }

    private static void use(ModelArtsConfiguration options, Routes routes) {
        routes.component().setConfiguration(options);
    }
}
