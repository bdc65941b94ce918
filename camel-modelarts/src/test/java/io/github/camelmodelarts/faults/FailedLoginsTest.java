package io.github.camelmodelarts.faults;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsAuthenticationException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.CoreFaultTest;
import io.github.camelmodelarts.support.Ends.End;
import io.github.camelmodelarts.support.ScriptedServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Calls that wait for one login or one key fail with its failure, and their routes continue in parallel. */
class FailedLoginsTest extends CoreFaultTest {

    private static final int CALLS = 32;
    private static final String WRONG =
            "{\"error\":{\"code\":401,\"message\":\"The username or password is wrong.\",\"title\":\"Unauthorized\"}}";

    private final List<String> handledOn = new CopyOnWriteArrayList<>();

    /** Creates a route in which the error handling of each exchange waits for that of seven others. */
    private String failingTogether(String uri) throws Exception {
        CountDownLatch eight = new CountDownLatch(8);
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).process(exchange -> {
                    handledOn.add(Thread.currentThread().getName());
                    meet(eight);
                });
                from("direct:failing").to(uri);
            }
        });
        return "direct:failing";
    }

    private void assertAllFailed(String words) {
        assertThat(ends.awaitAll()).hasSize(CALLS).allSatisfy(end -> {
            assertThat(end.exchange().getException())
                    .isInstanceOf(ModelArtsAuthenticationException.class)
                    .hasMessageContaining(words);
        });
        assertThat(ends.awaitAll()).extracting(End::thread).allMatch(name -> name.contains(ROUTES));
        assertThat(handledOn).hasSize(CALLS).allMatch(name -> name.contains(ROUTES));
    }

    @Test
    @Tag("K08")
    @DisplayName("K08: 32 calls wait for one login, which IAM rejects, and their error handling is slow")
    void handlesTheFailuresOfCallsAfterALoginInParallel() throws Exception {
        CountDownLatch allWait = new CountDownLatch(1);
        try (ScriptedServer iam = ScriptedServer.afterRequest(line -> {
            waitFor(allWait);
            line.send("HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nContent-Length: " + WRONG.length()
                    + "\r\n\r\n" + WRONG);
        })) {
            ModelArtsConfiguration options = routes.component().getConfiguration();
            options.setAccount("test-account");
            options.setUsername("test-user");
            options.setPassword("test-password-that-is-wrong");
            options.setRegion("cn-north-4");
            options.setIamEndpoint("http://" + iam.authority());
            String from = failingTogether(
                    "modelarts:predict?authType=PASSWORD&totalTimeout=20s&address=" + local.address(echo.name()));

            start(from, CALLS);
            await().atMost(SOON).until(() -> iam.heads().size() == 1);
            allWait.countDown();

            assertAllFailed("The username or password is wrong");
            assertThat(iam.heads()).hasSize(1);
        }
    }

    @Test
    @Tag("K08")
    @DisplayName("K08: 32 calls wait for a key, which the gateway rejects, and their error handling is slow")
    void handlesTheFailuresOfCallsThatUseAKeyInParallel() throws Exception {
        routes.component().getConfiguration().setSecretKey("test-secret-that-is-wrong");
        String from = failingTogether(
                "modelarts:predict?authType=AK_SK&totalTimeout=20s&address=" + local.address(echo.name()));

        start(from, CALLS);

        assertThat(ends.awaitExchanges())
                .hasSize(CALLS)
                .allSatisfy(exchange -> assertThat(exchange.getException()).hasMessageContaining("signature fail"));
        assertThat(handledOn).hasSize(CALLS).allMatch(name -> name.contains(ROUTES));
    }
}
