package io.github.camelmodelarts.local.obs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.model.AbortMultipartUploadRequest;
import com.obs.services.model.CompleteMultipartUploadRequest;
import com.obs.services.model.CopyObjectRequest;
import com.obs.services.model.CopyPartRequest;
import com.obs.services.model.DeleteObjectsRequest;
import com.obs.services.model.GetObjectRequest;
import com.obs.services.model.HttpMethodEnum;
import com.obs.services.model.InitiateMultipartUploadRequest;
import com.obs.services.model.KeyAndVersion;
import com.obs.services.model.ListBucketsRequest;
import com.obs.services.model.ListMultipartUploadsRequest;
import com.obs.services.model.ListObjectsRequest;
import com.obs.services.model.ListPartsRequest;
import com.obs.services.model.Multipart;
import com.obs.services.model.ObjectListing;
import com.obs.services.model.ObjectMetadata;
import com.obs.services.model.ObsObject;
import com.obs.services.model.PartEtag;
import com.obs.services.model.SetObjectMetadataRequest;
import com.obs.services.model.TemporarySignatureRequest;
import com.obs.services.model.UploadPartRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** All operations, judged by Huawei's own client, in each way in which it can reach the object storage. */
class ObsClientTest {

    private static final byte[] CONTENT = "hello, world".getBytes(StandardCharsets.UTF_8);

    private static final Map<HuaweiClient, ObsClient> CLIENTS = new EnumMap<>(HuaweiClient.class);
    private static ModelArtsLocal server;
    private ObjectStore store;

    @BeforeAll
    static void start() {
        server = ModelArtsLocal.start();
    }

    @AfterAll
    static void close() throws IOException {
        for (ObsClient client : CLIENTS.values()) {
            client.close();
        }
        server.close();
    }

    private static ObsClient client(HuaweiClient way) {
        return CLIENTS.computeIfAbsent(way, missing -> missing.open(server));
    }

    @BeforeEach
    void createBucket() {
        store = server.obs().createBucket("pictures");
        store.clearRequests();
    }

    @AfterEach
    void deleteBuckets() {
        store.buckets().forEach(store::deleteBucket);
    }

    private static InputStream stream(byte[] content) {
        return new ByteArrayInputStream(content);
    }

    private static byte[] read(ObsObject object) throws IOException {
        try (InputStream content = object.getObjectContent()) {
            return content.readAllBytes();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bucketsAreCreatedFoundListedAndDeleted(HuaweiClient way) throws IOException {
        ObsClient client = client(way);
        client.createBucket("new-bucket");

        assertThat(client.headBucket("new-bucket")).isTrue();
        assertThat(client.headBucket("missing-bucket")).isFalse();
        assertThat(client.listBuckets(new ListBucketsRequest()))
                .extracting(bucket -> bucket.getBucketName())
                .containsExactly("new-bucket", "pictures");
        assertThat(client.listBuckets(new ListBucketsRequest()).get(0).getCreationDate())
                .isNotNull();
        assertThat(client.getBucketLocation("new-bucket"))
                .isEqualTo(server.credentials().region());
        assertThatThrownBy(() -> client.createBucket("new-bucket"))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getErrorCode()).isEqualTo("BucketAlreadyOwnedByYou"));

        client.putObject("new-bucket", "a", stream(CONTENT));
        assertThatThrownBy(() -> client.deleteBucket("new-bucket"))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getErrorCode()).isEqualTo("BucketNotEmpty"));
        client.deleteObject("new-bucket", "a");
        client.deleteBucket("new-bucket");

        assertThat(store.buckets()).containsExactly("pictures");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsPutReadAndDeleted(HuaweiClient way) throws IOException {
        String key = "in/a b+c%20\u4e2d\u00fc&=?#.png";
        ObsClient client = client(way);
        ObjectMetadata metadata = new ObjectMetadata();
        metadata.setContentType("image/png");
        metadata.setContentDisposition("attachment");
        metadata.addUserMetadata("made-by", "a test \u4e2d");
        String etag =
                client.putObject("pictures", key, stream(CONTENT), metadata).getEtag();

        assertThat(store.get("pictures", key)).isEqualTo(CONTENT);
        ObjectMetadata found = client.getObjectMetadata("pictures", key);
        assertThat(found.getContentLength()).isEqualTo(CONTENT.length);
        assertThat(found.getContentType()).isEqualTo("image/png");
        assertThat(found.getContentDisposition()).isEqualTo("attachment");
        assertThat(found.getUserMetadata("made-by")).isEqualTo("a test \u4e2d");
        assertThat(found.getEtag()).isEqualTo(etag);
        assertThat(found.getLastModified()).isCloseTo(Instant.now(), 60_000);
        ObsObject object = client.getObject("pictures", key);
        assertThat(object.getMetadata().getUserMetadata("made-by")).isEqualTo("a test \u4e2d");
        assertThat(read(object)).isEqualTo(CONTENT);
        assertThat(client.doesObjectExist("pictures", key)).isTrue();

        client.deleteObject("pictures", key);

        assertThat(client.doesObjectExist("pictures", key)).isFalse();
        assertThat(store.keys("pictures", "")).isEmpty();
        client.deleteObject("pictures", key);
        assertThat(store.requests())
                .filteredOn(request -> !request.operation().equals("GetApiVersion"))
                .allSatisfy(request -> {
                    assertThat(request.bucket()).isEqualTo("pictures");
                    assertThat(request.key()).isEqualTo(key);
                    assertThat(request.scheme()).isEqualTo(way.scheme());
                    assertThat(request.hostStyle()).isEqualTo(way.isHostStyle());
                    assertThat(request.withSecurityToken()).isEqualTo(way.isTemporary());
                });
        assertThat(store.requests())
                .extracting(ObsRequest::operation)
                .contains("PutObject", "HeadObject", "GetObject", "DeleteObject");
    }

    @ParameterizedTest
    @EnumSource
    void partsOfAnObjectAreRead(HuaweiClient way) throws IOException {
        store.put("pictures", "a", CONTENT);
        store.put("pictures", "empty", new byte[0]);
        ObsClient client = client(way);
        GetObjectRequest request = new GetObjectRequest("pictures", "a");
        request.setRangeStart(7L);
        request.setRangeEnd(9L);
        assertThat(read(client.getObject(request)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("wor");
        request.setRangeStart(7L);
        request.setRangeEnd(1000L);
        assertThat(read(client.getObject(request)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("world");
        request.setRangeStart(12L);
        assertThatThrownBy(() -> client.getObject(request)).isInstanceOfSatisfying(ObsException.class, e -> {
            assertThat(e.getResponseCode()).isEqualTo(416);
            assertThat(e.getErrorCode()).isEqualTo("InvalidRange");
        });
        assertThat(read(client.getObject("pictures", "empty"))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsReadOnConditions(HuaweiClient way) throws IOException {
        store.put("pictures", "a", CONTENT);
        ObsClient client = client(way);
        String etag = client.getObjectMetadata("pictures", "a").getEtag();
        GetObjectRequest match = new GetObjectRequest("pictures", "a");
        match.setIfMatchTag(etag);
        assertThat(read(client.getObject(match))).isEqualTo(CONTENT);
        match.setIfMatchTag("\"other\"");
        assertThatThrownBy(() -> client.getObject(match))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getResponseCode()).isEqualTo(412));
        GetObjectRequest noneMatch = new GetObjectRequest("pictures", "a");
        noneMatch.setIfNoneMatchTag(etag);
        assertThatThrownBy(() -> client.getObject(noneMatch))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getResponseCode()).isEqualTo(304));
        GetObjectRequest modified = new GetObjectRequest("pictures", "a");
        modified.setIfModifiedSince(Date.from(Instant.now().plusSeconds(60)));
        assertThatThrownBy(() -> client.getObject(modified))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getResponseCode()).isEqualTo(304));
    }

    @ParameterizedTest
    @EnumSource
    void objectsAreListed(HuaweiClient way) throws IOException {
        List<String> keys = List.of("a", "in/1 +%.png", "in/2.png", "in/deep/3.png", "out/\u4e2d.png", "z");
        keys.forEach(key -> store.put("pictures", key, CONTENT));
        ObsClient client = client(way);
        ObjectListing all = client.listObjects("pictures");
        assertThat(all.getObjects()).extracting(ObsObject::getObjectKey).containsExactlyElementsOf(keys);
        assertThat(all.getObjects().get(0).getMetadata().getContentLength()).isEqualTo(CONTENT.length);
        assertThat(all.getObjects().get(0).getMetadata().getEtag())
                .isEqualTo(client.getObjectMetadata("pictures", "a").getEtag());
        assertThat(all.getObjects().get(0).getMetadata().getLastModified()).isCloseTo(Instant.now(), 60_000);

        ListObjectsRequest folders = new ListObjectsRequest("pictures");
        folders.setDelimiter("/");
        assertThat(client.listObjects(folders).getObjects())
                .extracting(ObsObject::getObjectKey)
                .containsExactly("a", "z");
        assertThat(client.listObjects(folders).getCommonPrefixes()).containsExactly("in/", "out/");
        folders.setPrefix("in/");
        assertThat(client.listObjects(folders).getObjects())
                .extracting(ObsObject::getObjectKey)
                .containsExactly("in/1 +%.png", "in/2.png");
        assertThat(client.listObjects(folders).getCommonPrefixes()).containsExactly("in/deep/");
    }

    @ParameterizedTest
    @EnumSource
    void aLongListingHasPages(HuaweiClient way) throws IOException {
        List<String> keys = List.of("a", "in/1", "in/2", "in\u0001/3", "out/1 +", "z");
        keys.forEach(key -> store.put("pictures", key, CONTENT));
        ObsClient client = client(way);
        for (String delimiter : new String[] {null, "/"}) {
            List<String> found = new ArrayList<>();
            ListObjectsRequest request = new ListObjectsRequest("pictures");
            request.setMaxKeys(1);
            request.setDelimiter(delimiter);
            request.setEncodingType("url");
            ObjectListing page;
            do {
                page = client.listObjects(request);
                page.getObjects().forEach(object -> found.add(object.getObjectKey()));
                found.addAll(page.getCommonPrefixes());
                request.setMarker(page.getNextMarker());
            } while (page.isTruncated());
            assertThat(found)
                    .containsExactlyElementsOf(
                            delimiter == null ? keysInOrder(keys) : List.of("a", "in\u0001/", "in/", "out/", "z"));
        }
    }

    private static List<String> keysInOrder(List<String> keys) {
        return keys.stream().sorted(BucketTree.ORDER).toList();
    }

    @ParameterizedTest
    @EnumSource
    void objectsAreDeletedTogether(HuaweiClient way) throws IOException {
        List<String> keys = List.of("a", "in/b &<c>.png", "\u4e2d");
        keys.forEach(key -> store.put("pictures", key, CONTENT));
        store.put("pictures", "kept", CONTENT);
        ObsClient client = client(way);
        KeyAndVersion[] named = keys.stream().map(KeyAndVersion::new).toArray(KeyAndVersion[]::new);
        DeleteObjectsRequest request = new DeleteObjectsRequest("pictures", false, named);
        assertThat(client.deleteObjects(request).getDeletedObjectResults())
                .extracting(result -> result.getObjectKey())
                .containsExactlyElementsOf(keys);

        request.setEncodingType("url");
        request.setQuiet(true);
        assertThat(client.deleteObjects(request).getDeletedObjectResults()).isEmpty();
        assertThat(store.keys("pictures", "")).containsExactly("kept");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsCopied(HuaweiClient way) throws IOException {
        store.createBucket("copies");
        ObsClient client = client(way);
        ObjectMetadata metadata = new ObjectMetadata();
        metadata.setContentType("image/png");
        metadata.addUserMetadata("k", "v");
        String etag = client.putObject("pictures", "in/a +\u4e2d.png", stream(CONTENT), metadata)
                .getEtag();

        assertThat(client.copyObject("pictures", "in/a +\u4e2d.png", "copies", "b")
                        .getEtag())
                .isEqualTo(etag);
        assertThat(client.getObjectMetadata("copies", "b").getUserMetadata("k")).isEqualTo("v");
        assertThat(client.getObjectMetadata("copies", "b").getContentType()).isEqualTo("image/png");

        CopyObjectRequest replaced = new CopyObjectRequest("pictures", "in/a +\u4e2d.png", "copies", "b");
        replaced.setReplaceMetadata(true);
        ObjectMetadata other = new ObjectMetadata();
        other.addUserMetadata("k", "other");
        other.setContentType("text/plain");
        replaced.setNewObjectMetadata(other);
        client.copyObject(replaced);
        assertThat(client.getObjectMetadata("copies", "b").getUserMetadata("k")).isEqualTo("other");
        replaced.setIfNoneMatchTag(etag);
        assertThatThrownBy(() -> client.copyObject(replaced))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getResponseCode()).isEqualTo(412));
        assertThatThrownBy(() -> client.copyObject("pictures", "missing", "copies", "b"))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getErrorCode()).isEqualTo("NoSuchKey"));
    }

    @ParameterizedTest
    @EnumSource
    void metadataOfAnObjectIsChanged(HuaweiClient way) throws IOException {
        store.put("pictures", "a.png", CONTENT);
        ObsClient client = client(way);
        SetObjectMetadataRequest request = new SetObjectMetadataRequest("pictures", "a.png");
        request.addUserMetadata("k", "v");
        client.setObjectMetadata(request);

        assertThat(client.getObjectMetadata("pictures", "a.png").getUserMetadata("k"))
                .isEqualTo("v");
        assertThat(read(client.getObject("pictures", "a.png"))).isEqualTo(CONTENT);
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsUploadedInParts(HuaweiClient way) throws IOException {
        byte[] large = new byte[250_000];
        new Random(1).nextBytes(large);
        store.put("pictures", "source", large);
        ObsClient client = client(way);
        InitiateMultipartUploadRequest begin = new InitiateMultipartUploadRequest("pictures", "in/big +\u4e2d.bin");
        ObjectMetadata metadata = new ObjectMetadata();
        metadata.setContentType("application/x-test");
        metadata.addUserMetadata("k", "v");
        begin.setMetadata(metadata);
        String id = client.initiateMultipartUpload(begin).getUploadId();
        String key = "in/big +\u4e2d.bin";
        List<PartEtag> parts = new ArrayList<>();
        for (int part = 0; part < 2; part++) {
            UploadPartRequest request = new UploadPartRequest("pictures", key);
            request.setUploadId(id);
            request.setPartNumber(part + 1);
            request.setInput(stream(Arrays.copyOfRange(large, part * 110_000, (part + 1) * 110_000)));
            request.setPartSize(110_000L);
            request.setAttachMd5(true);
            parts.add(new PartEtag(client.uploadPart(request).getEtag(), part + 1));
        }
        CopyPartRequest copy = new CopyPartRequest(id, "pictures", "source", "pictures", key, 7);
        copy.setByteRangeStart(220_000L);
        copy.setByteRangeEnd(249_999L);
        parts.add(new PartEtag(client.copyPart(copy).getEtag(), 7));

        assertThat(client.listParts(new ListPartsRequest("pictures", key, id)).getMultipartList())
                .extracting(Multipart::getPartNumber, Multipart::getSize)
                .containsExactly(tuple(1, 110_000L), tuple(2, 110_000L), tuple(7, 30_000L));
        ListPartsRequest page = new ListPartsRequest("pictures", key, id, 1, 1);
        assertThat(client.listParts(page).getMultipartList())
                .extracting(Multipart::getPartNumber)
                .containsExactly(2);
        assertThat(client.listParts(page).isTruncated()).isTrue();
        assertThat(client.listMultipartUploads(new ListMultipartUploadsRequest("pictures"))
                        .getMultipartTaskList())
                .singleElement()
                .satisfies(upload -> {
                    assertThat(upload.getObjectKey()).isEqualTo(key);
                    assertThat(upload.getUploadId()).isEqualTo(id);
                });
        assertThat(store.openUploads("pictures")).containsExactly(key);
        assertThat(store.has("pictures", key)).isFalse();

        String etag = client.completeMultipartUpload(new CompleteMultipartUploadRequest("pictures", key, id, parts))
                .getEtag();

        assertThat(etag).matches("\"[0-9a-f]{32}-3\"");
        assertThat(store.get("pictures", key)).isEqualTo(large);
        assertThat(client.getObjectMetadata("pictures", key).getContentType()).isEqualTo("application/x-test");
        assertThat(client.getObjectMetadata("pictures", key).getUserMetadata("k"))
                .isEqualTo("v");
        assertThat(store.openUploads("pictures")).isEmpty();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    @ParameterizedTest
    @EnumSource
    void anUploadIsAborted(HuaweiClient way) throws IOException {
        ObsClient client = client(way);
        String id = client.initiateMultipartUpload(new InitiateMultipartUploadRequest("pictures", "a"))
                .getUploadId();
        client.uploadPart("pictures", "a", id, 1, stream(CONTENT));
        client.abortMultipartUpload(new AbortMultipartUploadRequest("pictures", "a", id));

        assertThat(store.openUploads("pictures")).isEmpty();
        assertThatThrownBy(() -> client.uploadPart("pictures", "a", id, 2, stream(CONTENT)))
                .isInstanceOfSatisfying(
                        ObsException.class, e -> assertThat(e.getErrorCode()).isEqualTo("NoSuchUpload"));
        assertThat(store.keys("pictures", "")).isEmpty();
        assertThat(store.folder().resolve(".obs/temporary")).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource
    void aSignedUrlReadsAndWritesAnObject(HuaweiClient way) throws IOException {
        store.put("pictures", "in/a +\u4e2d.png", CONTENT);
        ObsClient client = client(way);
        TemporarySignatureRequest get = new TemporarySignatureRequest(HttpMethodEnum.GET, 300);
        get.setBucketName("pictures");
        get.setObjectKey("in/a +\u4e2d.png");
        get.setQueryParams(Map.of("response-content-type", "text/x-test"));
        assertThat(send(server, client.createTemporarySignature(get).getSignedUrl(), "GET"))
                .startsWith("HTTP/1.1 200 ")
                .contains("Content-Type: text/x-test\r\n")
                .endsWith("hello, world");

        TemporarySignatureRequest put = new TemporarySignatureRequest(HttpMethodEnum.PUT, 300);
        put.setBucketName("pictures");
        put.setObjectKey("b");
        assertThat(send(server, client.createTemporarySignature(put).getSignedUrl(), "PUT"))
                .startsWith("HTTP/1.1 200 ");
        assertThat(store.get("pictures", "b")).isEqualTo(CONTENT);

        String changed = client.createTemporarySignature(get).getSignedUrl().replace("a%20", "b%20");
        assertThat(send(server, changed, "GET")).startsWith("HTTP/1.1 403 ").contains("SignatureDoesNotMatch");
        assertThat(store.requests())
                .filteredOn(ObsRequest::signedUrl)
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.withSecurityToken()).isEqualTo(way.isTemporary()));
    }

    /** Sends a request to this machine, for any host in the URL. */
    static String send(ModelArtsLocal server, String url, String method) throws IOException {
        URI signed = URI.create(url);
        boolean isTls = signed.getScheme().equals("https");
        Socket socket = isTls
                ? server.sslContext().getSocketFactory().createSocket("localhost", signed.getPort())
                : new Socket("localhost", signed.getPort());
        try (RawConnection connection = new RawConnection(socket)) {
            String body = method.equals("PUT") ? new String(CONTENT, StandardCharsets.UTF_8) : "";
            connection.send(method + " " + signed.getRawPath() + "?" + signed.getRawQuery() + " HTTP/1.1\r\nHost: "
                    + signed.getAuthority() + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            return connection.answer();
        }
    }
}
