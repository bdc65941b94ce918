package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.obs.services.IObsCredentialsProvider;
import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.internal.security.BasicSecurityKey;
import com.obs.services.model.CompleteMultipartUploadRequest;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.ISecurityKey;
import com.obs.services.model.InitiateMultipartUploadRequest;
import com.obs.services.model.ObjectMetadata;
import com.obs.services.model.PartEtag;
import com.obs.services.model.TemporarySignatureRequest;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What the object storage rejects, as Huawei's own client sees it. */
class ObsRejectionTest {

    private static final byte[] CONTENT = "hello, world".getBytes(StandardCharsets.UTF_8);

    /** The client's clock is the machine's; the server's is moved. */
    private static final class MovedClock extends Clock {

        private volatile Duration offset = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(offset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private static final MovedClock CLOCK = new MovedClock();
    private static ModelArtsLocal server;
    private ObjectStore store;
    private Credentials keys;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.builder().clock(CLOCK).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createBucket() {
        store = server.obs().createBucket("pictures");
        store.put("pictures", "a", CONTENT);
        store.clearRequests();
        keys = server.credentials();
    }

    @AfterEach
    void reset() {
        CLOCK.offset = Duration.ZERO;
        store.onRequest(request -> {});
        store.clearFailures();
        store.buckets().forEach(store::deleteBucket);
    }

    private static AbstractThrowableAssert<?, ?> assertRejected(int status, String code, ThrowingCallable call) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(ObsException.class, e -> {
            assertThat(e.getErrorCode()).isEqualTo(code);
            assertThat(e.getResponseCode()).isEqualTo(status);
            assertThat(e.getErrorRequestId()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aWrongSecretIsRejectedWithTheStringToSign(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(
                server,
                way.isTemporary() ? keys.temporaryAccessKey() : keys.accessKey(),
                "wrong-test-secret",
                way.isTemporary() ? keys.securityToken() : null)) {
            assertRejected(403, "SignatureDoesNotMatch", () -> client.getObject("pictures", "a"))
                    .isInstanceOfSatisfying(
                            ObsException.class,
                            e -> assertThat(e.getErrorMessage())
                                    .containsPattern("Server's StringToSign [^/]*\n---\nGET\n[^/]*\n/pictures/a\n---"));
            assertThat(store.requests())
                    .last()
                    .satisfies(request -> assertThat(request.errorCode()).isEqualTo("SignatureDoesNotMatch"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void anUnknownKeyIsRejected(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(server, "UNKNOWNTESTKEY", "test-secret", null)) {
            assertRejected(403, "InvalidAccessKeyId", () -> client.getObject("pictures", "a"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void aTemporaryKeyNeedsItsToken(HuaweiClient way) throws IOException {
        for (String token : new String[] {null, "wrong-test-token"}) {
            try (ObsClient client = way.open(server, keys.temporaryAccessKey(), keys.temporarySecretKey(), token)) {
                assertRejected(403, "InvalidAccessKeyId", () -> client.getObject("pictures", "a"));
            }
        }
        try (ObsClient client = way.open(server, keys.accessKey(), keys.secretKey(), "unneeded-test-token")) {
            assertRejected(403, "InvalidAccessKeyId", () -> client.getObject("pictures", "a"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void aKeyOfTheMetadataServiceIsValidUntilItExpires(HuaweiClient way) throws IOException {
        server.metadata().keyLife(Duration.ofMinutes(10)).rotate();
        JsonNode key = new ObjectMapper()
                .readTree(URI.create(server.metadataEndpoint() + "/openstack/latest/securitykey")
                        .toURL())
                .path("credential");
        try (ObsClient client = way.open(
                server,
                key.path("access").asText(),
                key.path("secret").asText(),
                key.path("securitytoken").asText())) {
            client.getObject("pictures", "a").getObjectContent().close();

            CLOCK.offset = Duration.ofMinutes(11);

            assertRejected(403, "InvalidAccessKeyId", () -> client.getObject("pictures", "a"))
                    .hasMessageContaining("expired");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void anAnonymousRequestIsRejected(HuaweiClient way) throws IOException {
        try (ObsClient client = new ObsClient(way.configuration(server))) {
            assertRejected(403, "AccessDenied", () -> client.getObject("pictures", "a"));
        }
        assertThat(store.requests()).last().satisfies(request -> {
            assertThat(request.scheme()).isEqualTo("none");
            assertThat(request.accessKey()).isNull();
        });
    }

    @ParameterizedTest
    @CsvSource({"PATH_STYLE,16", "PATH_STYLE,-16", "HOST_STYLE,16", "HOST_STYLE,-16"})
    void aDateThatIsMoreThan15MinutesOffIsRejected(HuaweiClient way, int minutes) throws IOException {
        try (ObsClient client = way.open(server)) {
            CLOCK.offset = Duration.ofMinutes(minutes > 0 ? 14 : -14);
            client.getObject("pictures", "a").getObjectContent().close();
            CLOCK.offset = Duration.ofMinutes(minutes);
            assertRejected(403, "RequestTimeTooSkewed", () -> client.getObject("pictures", "a"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "PATH_STYLE_TEMPORARY_KEY", "HOST_STYLE", "HOST_STYLE_TEMPORARY_KEY"})
    void aSignedUrlExpires(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(server)) {
            TemporarySignatureRequest request = new TemporarySignatureRequest(HttpMethodEnum.GET, 300);
            request.setBucketName("pictures");
            request.setObjectKey("a");
            String url = client.createTemporarySignature(request).getSignedUrl();
            assertThat(ObsClientTest.send(server, url, "GET")).startsWith("HTTP/1.1 200 ");

            CLOCK.offset = Duration.ofSeconds(301);

            assertThat(ObsClientTest.send(server, url, "GET"))
                    .startsWith("HTTP/1.1 403 ")
                    .contains("<Code>AccessDenied</Code><Message>Request has expired</Message>");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void whatDoesNotExistIsNotFound(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(server)) {
            assertRejected(404, "NoSuchBucket", () -> client.getObject("missing-bucket", "a"));
            assertRejected(
                    404,
                    "NoSuchBucket",
                    () -> client.putObject("missing-bucket", "a", new ByteArrayInputStream(CONTENT)));
            assertRejected(404, "NoSuchBucket", () -> client.listObjects("missing-bucket"));
            assertRejected(404, "NoSuchKey", () -> client.getObject("pictures", "missing"));
            assertThatThrownBy(() -> client.getObjectMetadata("pictures", "missing"))
                    .isInstanceOfSatisfying(
                            ObsException.class,
                            e -> assertThat(e.getResponseCode()).isEqualTo(404));
            assertRejected(501, "NotImplemented", () -> client.getBucketQuota("pictures"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void aRestrictedBucketIsOnlyForSomeKeys(HuaweiClient way) throws IOException {
        store.createBucket("copies").restrict("pictures", keys.temporaryAccessKey());
        try (ObsClient client = way.open(server)) {
            assertRejected(403, "AccessDenied", () -> client.getObject("pictures", "a"));
            assertRejected(403, "AccessDenied", () -> client.copyObject("pictures", "a", "copies", "a"));
            store.unrestrict("pictures");
            client.getObject("pictures", "a").getObjectContent().close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void contentIsComparedWithItsMd5(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(server)) {
            ObjectMetadata metadata = new ObjectMetadata();
            metadata.setContentMd5("1B2M2Y8AsgTpgAmY7PhCfg==");
            assertRejected(
                    400,
                    "BadDigest",
                    () -> client.putObject("pictures", "a", new ByteArrayInputStream(new byte[1]), metadata));
            metadata.setContentMd5("c2hvcnQ=");
            assertRejected(
                    400,
                    "InvalidDigest",
                    () -> client.putObject("pictures", "a", new ByteArrayInputStream(new byte[1]), metadata));
        }
        assertThat(store.get("pictures", "a")).isEqualTo(CONTENT);
        assertThat(store.folder().resolve(".obs/temporary")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void wrongPartsAreNotJoined(HuaweiClient way) throws IOException {
        try (ObsClient client = way.open(server)) {
            String id = client.initiateMultipartUpload(new InitiateMultipartUploadRequest("pictures", "big"))
                    .getUploadId();
            PartEtag first = new PartEtag(
                    client.uploadPart("pictures", "big", id, 1, new ByteArrayInputStream(CONTENT))
                            .getEtag(),
                    1);
            PartEtag second = new PartEtag(
                    client.uploadPart("pictures", "big", id, 2, new ByteArrayInputStream(CONTENT))
                            .getEtag(),
                    2);
            assertRejected(400, "InvalidPartOrder", () -> complete(client, id, first, first));
            assertRejected(400, "InvalidPart", () -> complete(client, id, first, new PartEtag("0".repeat(32), 2)));
            assertRejected(400, "InvalidPart", () -> complete(client, id, first, new PartEtag(second.getEtag(), 3)));
            assertRejected(400, "EntityTooSmall", () -> complete(client, id, first, second));
            assertRejected(404, "NoSuchUpload", () -> complete(client, "unknown", first));
            assertThat(store.has("pictures", "big")).isFalse();

            complete(client, id, second);

            assertThat(store.get("pictures", "big")).isEqualTo(CONTENT);
            assertRejected(404, "NoSuchUpload", () -> complete(client, id, second));
            assertRejected(
                    400,
                    "InvalidArgument",
                    () -> client.uploadPart("pictures", "big", id, 10_001, new ByteArrayInputStream(CONTENT)));
        }
    }

    private static void complete(ObsClient client, String id, PartEtag... parts) {
        // the client sorts the list, unless parts have the same number
        client.completeMultipartUpload(
                new CompleteMultipartUploadRequest("pictures", "big", id, new ArrayList<>(List.of(parts))));
    }

    @ParameterizedTest
    @EnumSource(names = {"PATH_STYLE", "HOST_STYLE"})
    void plannedFailuresComeFirst(HuaweiClient way) throws IOException {
        store.failNext(1, 503, "SlowDown").failNext(1, 403, "AccessDenied");
        try (ObsClient client = way.open(server)) {
            assertRejected(503, "SlowDown", () -> client.getObject("pictures", "a"));
            assertRejected(
                    403,
                    "AccessDenied",
                    () -> client.putObject("pictures", "a", new ByteArrayInputStream(new byte[1])));
            client.getObject("pictures", "a").getObjectContent().close();
        }
        assertThat(store.get("pictures", "a")).isEqualTo(CONTENT);
    }

    @Test
    void anActionCanChangeKeysBetweenTwoRequests() throws IOException {
        BasicSecurityKey[] current = {new BasicSecurityKey(keys.accessKey(), keys.secretKey())};
        IObsCredentialsProvider provider = new IObsCredentialsProvider() {
            @Override
            public void setSecurityKey(ISecurityKey key) {}

            @Override
            public ISecurityKey getSecurityKey() {
                return current[0];
            }
        };
        store.onRequest(request -> current[0] =
                new BasicSecurityKey(keys.temporaryAccessKey(), keys.temporarySecretKey(), keys.securityToken()));
        try (ObsClient client = new ObsClient(provider, HuaweiClient.PATH_STYLE.configuration(server))) {
            client.getObject("pictures", "a").getObjectContent().close();
            client.getObject("pictures", "a").getObjectContent().close();
        }
        assertThat(store.requests())
                .extracting(ObsRequest::accessKey)
                .containsExactly(keys.accessKey(), keys.temporaryAccessKey());
    }

    @Test
    void anActionThatFailsIsNoFailureOfTheRequest() throws IOException {
        store.onRequest(request -> {
            throw new IllegalStateException("thrown by a test");
        });
        try (ObsClient client = HuaweiClient.PATH_STYLE.open(server)) {
            client.getObject("pictures", "a").getObjectContent().close();
        }
    }

    @Test
    void recordsHaveNoSecrets() throws IOException {
        try (ObsClient client = HuaweiClient.HOST_STYLE_TEMPORARY_KEY.open(server)) {
            client.getObject("pictures", "a").getObjectContent().close();
        }
        assertThat(store.requests().toString())
                .contains(keys.temporaryAccessKey(), "GetObject")
                .doesNotContain(keys.securityToken(), keys.temporarySecretKey(), "Signature");
    }
}
