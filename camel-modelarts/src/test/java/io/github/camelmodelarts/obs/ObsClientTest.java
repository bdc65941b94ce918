package io.github.camelmodelarts.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.obs.services.ObsClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/** A local ModelArts with the bucket {@code pictures}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ObsClientTest {

    static final String BUCKET = "pictures";

    ModelArtsLocal local;

    @BeforeAll
    void startLocal() {
        local = ModelArtsLocal.start();
        local.obs().createBucket(BUCKET);
    }

    @AfterAll
    void stopLocal() {
        local.close();
    }

    @BeforeEach
    void forgetRequests() {
        local.obs().clearRequests();
    }

    /** The options of a local cloud, without credentials. */
    ModelArtsConfiguration options() {
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setObsEndpoint(local.obsEndpoint());
        return options;
    }

    ModelArtsConfiguration withAccessKey() {
        ModelArtsConfiguration options = options();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        return options;
    }

    ModelArtsConfiguration withPassword() {
        ModelArtsConfiguration options = options();
        options.setAccount(local.credentials().account());
        options.setUsername(local.credentials().username());
        options.setPassword(local.credentials().password());
        return options;
    }

    static void put(ObsClient obs, String key) {
        obs.putObject(BUCKET, key, new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8)));
    }

    static String get(ObsClient obs, String key) throws IOException {
        return new String(obs.getObject(BUCKET, key).getObjectContent().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The access keys of all requests, in their order. */
    List<String> keys() {
        return local.obs().requests().stream().map(ObsRequest::accessKey).toList();
    }

    void assertWorks(ObsClient obs) throws IOException {
        put(obs, "a/b c.txt");
        assertThat(get(obs, "a/b c.txt")).isEqualTo("a/b c.txt");
    }
}
