package io.github.camelmodelarts.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.api.Responses;
import io.github.camelmodelarts.auth.HostClocks;
import io.github.camelmodelarts.auth.Scheme;
import io.github.camelmodelarts.auth.Schemes;
import io.github.camelmodelarts.client.SharedResources;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.OwnObjects;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Which identities share tokens and guards, and which of their data is kept. */
class IdentitiesTest extends ContextTest {

    private static final int IDENTITIES = 100_000;
    private static final int MOST = 1000;

    private final ModelArtsLocal local = ModelArtsLocal.start();

    @Override
    protected Routes openRoutes() throws Exception {
        local.addService("echo", new EchoModel());
        return Routes.anonymous();
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private String user(String account, String password, String options) {
        return "modelarts:predict?address=" + local.address("echo") + "&account=" + account + "&username="
                + local.credentials().username() + "&password=RAW(" + password + ")" + options;
    }

    private String known(String options) {
        return user(local.credentials().account(), local.credentials().password(), options);
    }

    private String here() {
        return "&iamEndpoint=" + local.iamEndpoint() + "&region="
                + local.credentials().region();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "projectId", "region", "iamEndpoint"})
    @Tag("H64")
    @DisplayName("H64: two users with the same name and different")
    void sharesNoTokenBetweenUsersOfOneNameWhoDifferIn(String field) throws Exception {
        String name = local.credentials().username();
        String password = local.credentials().password();
        try (ModelArtsLocal elsewhere =
                ModelArtsLocal.builder().credentials(local.credentials()).start()) {
            String other = switch (field) {
                case "account" -> {
                    local.iam().addAccount("other-account", "mi-test-account-password");
                    local.iam().addUser("other-account", name, password);
                    local.iam()
                            .addProject(
                                    "other-account",
                                    "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
                                    local.credentials().region());
                    yield user("other-account", password, here());
                }
                case "projectId" ->
                    known(here() + "&projectId=" + local.credentials().projectId());
                case "region" -> {
                    local.iam().addProject("1f1e2d3c4b5a69788796a5b4c3d2e1f0", "cn-test-9");
                    yield known("&iamEndpoint=" + local.iamEndpoint() + "&region=cn-test-9");
                }
                default ->
                    known("&iamEndpoint=" + elsewhere.iamEndpoint() + "&region="
                            + local.credentials().region());
            };
            String one = routes.route(known(here()));
            String two = routes.route(other);

            for (int i = 0; i < 3; i++) {
                assertThat(routes.call(one, "{}").getException()).isNull();
                // the service can reject a token of another project or IAM: only the token that is sent matters
                routes.call(two, "{}");
            }

            List<String> first = tokens(one);
            List<String> second = tokens(two);
            assertThat(first).hasSize(1);
            assertThat(second).isNotEmpty().doesNotContainAnyElementsOf(first);
            assertThat(local.iam().tokenRequests() + elsewhere.iam().tokenRequests())
                    .isEqualTo(1 + (int) second.stream().distinct().count());
        }
    }

    /** Which are sent from now on. */
    private List<String> tokens(String from) {
        local.clearRequests();
        routes.call(from, "{}");
        await().until(() -> !predictions().isEmpty());
        return predictions().stream()
                .map(request -> request.header("X-Auth-Token"))
                .distinct()
                .toList();
    }

    private List<RecordedRequest> predictions() {
        return local.requests().stream()
                .filter(request -> request.service() != null)
                .toList();
    }

    @Test
    @Tag("H64")
    void aWrongPasswordDoesNotUseTheTokenOfTheRightOne() throws Exception {
        assertThat(routes.send(known(here()), "{}").getException()).isNull();

        Exchange impostor = routes.send(user(local.credentials().account(), "mi-test-wrong-password", here()), "{}");

        assertThat(impostor.getException()).isInstanceOf(ModelArtsAuthenticationException.class);
        assertThat(predictions()).hasSize(1);
    }

    @Test
    @Tag("H64")
    @Tag("S2")
    void keepsNoSecretAsAKey() throws Exception {
        List<String> secrets = new ArrayList<>();
        List<Object> roots = new ArrayList<>(List.of(ComponentAccess.resources(routes.component())));
        try (TestProxy proxy = TestProxy.to(local.port())) {
            var known = local.credentials();
            String through = "&proxyHost=127.0.0.1&proxyPort=" + proxy.port()
                    + "&proxyUsername=someone&proxyPassword=mi-test-proxy-password";
            CredentialsProvider provider = transport -> CompletableFuture.completedFuture(new Credentials.AccessKey(
                    known.temporaryAccessKey(), known.temporarySecretKey(), known.securityToken()));
            context.getRegistry().bind("provider", provider);
            String to = "modelarts:predict?address=" + local.address("echo");
            for (String uri : List.of(
                    known(here() + through),
                    to + through + "&appKey=RAW(" + known.appKey() + ")&appSecret=RAW(" + known.appSecret() + ")",
                    to + "&accessKey=RAW(" + known.accessKey() + ")&secretKey=RAW(" + known.secretKey() + ")",
                    to + "&appCode=RAW(" + known.appCode() + ")",
                    to + "&token=RAW(" + known.token() + ")",
                    to + "&apiKey=RAW(" + known.apiKey() + ")",
                    to + "&credentialsProvider=#provider")) {
                Producer producer = routes.producer(uri);
                roots.add(producer);
                Exchange exchange = routes.exchange("{}");
                producer.process(exchange);
                assertThat(exchange.getException()).isNull();
            }
            secrets.addAll(List.of(
                    known.password(),
                    known.appKey(),
                    known.appSecret(),
                    known.appCode(),
                    known.accessKey(),
                    known.secretKey(),
                    known.token(),
                    known.apiKey(),
                    known.temporarySecretKey(),
                    known.securityToken(),
                    "mi-test-proxy-password"));
        }

        OwnObjects objects = OwnObjects.reachableFrom(roots.toArray());

        // the search has found the objects
        assertThat(objects.keys())
                .anyMatch(text -> text.matches("[0-9a-f]{64}"))
                .contains("127.0.0.1:" + local.port());
        for (String secret : secrets) {
            assertThat(objects.keys()).noneMatch(text -> text.contains(secret.substring(0, 12)));
        }
    }

    @Test
    @Tag("H78")
    void keepsTheDataOfTheLatestThousandIdentities() throws Exception {
        SharedResources resources = ComponentAccess.resources(routes.component());
        for (int i = 0; i < IDENTITIES; i++) {
            use(resources, i, "region");
        }

        // an unused value is evicted after its garbage collection, at the next access to the same map
        AtomicInteger region = new AtomicInteger();
        await().untilAsserted(() -> {
            System.gc();
            use(resources, IDENTITIES - 1, "region-" + region.incrementAndGet());
            System.gc();
            use(resources, IDENTITIES - 1, "region-" + region);
            assertThat(OwnObjects.reachableFrom(resources).largest()).isEqualTo(MOST);
        });
    }

    private void use(SharedResources resources, int identity, String region) {
        Credentials.User user = new Credentials.User(
                local.iamEndpoint(), "account-" + identity, "user", "mi-test-password", null, region);
        resources.tokens().strategy(user, "way", Responses.by(request -> new CompletableFuture<>()));
        Credentials key = new Credentials.AccessKey("access-key-" + identity, "mi-test-secret-key");
        AuthStrategy signing = Schemes.strategy(
                key,
                new Scheme.Surroundings(
                        "RELEASE", HostClocks.of(resources.clock()), other -> request -> new CompletableFuture<>()));
        resources.keys().guarded(signing, key);
    }

    @Test
    @Tag("H78")
    void keepsTheTokenOfAnIdentityInUseAfterManyOthers() throws Exception {
        String from = routes.route(known(here()));
        assertThat(routes.call(from, "{}").getException()).isNull();
        for (int i = 0; i <= MOST; i++) {
            use(ComponentAccess.resources(routes.component()), i, "region");
        }
        System.gc();

        assertThat(routes.call(from, "{}").getException()).isNull();
        assertThat(routes.send(known(here()) + "&maxRetries=1", "{}").getException())
                .isNull();
        assertThat(local.iam().tokenRequests()).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(predictions()).extracting(RecordedRequest::status).containsExactly(200, 200, 200));
    }
}
