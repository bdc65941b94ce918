package io.github.camelmodelarts.support;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.obs.ObjectStore;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** A local ModelArts with the bucket {@code pictures} in its OBS, and routes with a session. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ObsTest extends ContextTest {

    protected static final String BUCKET = "pictures";

    @TempDir
    private Path all;

    /** An empty folder of the test. */
    protected Path folder;

    protected ModelArtsLocal local;
    protected ObjectStore store;

    @BeforeAll
    protected void startLocal() throws Exception {
        local = ModelArtsLocal.start();
        local.addService("echo", new EchoModel());
        store = local.obs().createBucket(BUCKET);
    }

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = Routes.managing(local);
        ModelArtsConfiguration options = opened.component().getConfiguration();
        options.setObsEndpoint(local.obsEndpoint());
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        return opened;
    }

    @AfterAll
    protected void stopLocal() {
        if (routes != null) {
            routes.close();
        }
        if (local != null) {
            local.close();
        }
    }

    @BeforeEach
    protected void emptyTheBucket() throws Exception {
        folder = Files.createTempDirectory(all, "test");
        store.clearFailures();
        store.onRequest(request -> {});
        keys().forEach(key -> store.delete(BUCKET, key));
        store.clearRequests();
    }

    /** The keys of all objects in the bucket. */
    protected List<String> keys() {
        return store.keys(BUCKET, "");
    }

    /** The exchange that succeeded. */
    protected Exchange succeeded(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    /** The failure of an exchange, which must be of this type. */
    protected <T extends Throwable> T failure(Exchange exchange, Class<T> type) {
        assertThat(exchange.getException()).isInstanceOf(type);
        return type.cast(exchange.getException());
    }
}
