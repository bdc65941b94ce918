package io.github.camelmodelarts.obs;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.api.Credentials;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.session.EcsMetadataCredentials;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static java.util.concurrent.CompletableFuture.completedFuture;
import static org.assertj.core.api.Assertions.assertThat;

/** Uploads in parts during which the access key changes. */
class RotatedKeysTest {

    private static final String UPLOAD = "modelarts:uploadToObs?obsPath=obs://pictures/";

    @TempDir
    private Path folder;

    private final TestClock clock = new TestClock();

    private ModelArtsConfiguration options(Routes routes, ModelArtsLocal local) {
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setRegion(local.credentials().region());
        options.setIamEndpoint(local.iamEndpoint());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        options.setObsEndpoint(local.obsEndpoint());
        return options;
    }

    private Path largeFile() throws Exception {
        return largeFile(30 << 20);
    }

    private Path largeFile(long size) throws Exception {
        Path file = folder.resolve("large.bin");
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
        }
        return file;
    }

    /** Runs an action while OBS receives the first part. */
    private static void afterTheFirstPart(ModelArtsLocal local, Runnable action) {
        AtomicInteger parts = new AtomicInteger();
        local.obs().createBucket("pictures").onRequest(request -> {
            if (request.operation().equals("UploadPart") && parts.incrementAndGet() == 1) {
                action.run();
            }
        });
    }

    private static List<ObsRequest> parts(ModelArtsLocal local) {
        return local.obs().requests().stream()
                .filter(request -> request.operation().equals("UploadPart"))
                .toList();
    }

    @Test
    void usesTheKeysThatTheProviderSuppliesNextForTheNextParts() throws Exception {
        try (ModelArtsLocal local = ModelArtsLocal.start();
                Routes routes = Routes.anonymous()) {
            Credentials first = new Credentials.AccessKey(
                    local.credentials().accessKey(), local.credentials().secretKey());
            CredentialsProvider machine = new EcsMetadataCredentials(local.metadataEndpoint());
            AtomicReference<CredentialsProvider> current = new AtomicReference<>(transport -> completedFuture(first));
            options(routes, local)
                    .setCredentialsProvider(transport -> current.get().credentials(transport));
            afterTheFirstPart(local, () -> current.set(machine));

            Exchange exchange = routes.send(UPLOAD, largeFile());

            assertThat(exchange.getException()).isNull();
            assertThat(parts(local)).hasSize(4).allMatch(part -> part.status() == 200);
            assertThat(parts(local).get(0).withSecurityToken()).isFalse();
            assertThat(parts(local).subList(1, 4))
                    .allMatch(ObsRequest::withSecurityToken)
                    .noneMatch(
                            part -> part.accessKey().equals(local.credentials().accessKey()));
        }
    }

    @Test
    void getsAnotherTemporaryKeyIfTheKeyExpiresInTheMiddle() throws Exception {
        uploadsWhileKeysExpire(30 << 20, 1, 2);
    }

    @Test
    @EnabledIfSystemProperty(named = "soak", matches = "true", disabledReason = "Large objects are for -Psoak")
    void getsAnotherTemporaryKeyTwiceDuringAGibibyte() throws Exception {
        // the clock of Huawei's client does not move, and OBS accepts a difference of 15 minutes
        uploadsWhileKeysExpire(1 << 30, 60, 3);
    }

    /** @param every after how many parts the key expires, at most twice */
    private void uploadsWhileKeysExpire(int size, int every, int keys) throws Exception {
        try (ModelArtsLocal local = ModelArtsLocal.builder()
                        .clock(clock.withZone(ZoneOffset.UTC))
                        .start();
                Routes routes = Routes.anonymous(clock)) {
            ModelArtsConfiguration options = options(routes, local);
            options.setAccount(local.credentials().account());
            options.setUsername(local.credentials().username());
            options.setPassword(local.credentials().password());
            local.iam().keysLive(Duration.ofMinutes(5));
            AtomicInteger parts = new AtomicInteger();
            local.obs().createBucket("pictures").onRequest(request -> {
                if (request.operation().equals("UploadPart")
                        && parts.incrementAndGet() % every == 0
                        && parts.get() <= 2 * every
                        && parts.get() / every < keys) {
                    clock.forward(Duration.ofMinutes(6));
                }
            });

            Exchange exchange = routes.send(UPLOAD, largeFile(size));

            assertThat(exchange.getException()).isNull();
            assertThat(local.obs().size("pictures", "large.bin")).isEqualTo(size);
            assertThat(local.iam().keysIssued()).isEqualTo(keys);
        }
    }
}
