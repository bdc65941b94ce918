package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.RawConnection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests that no proper client sends, octet by octet. */
class ObsHostileTest {

    @TempDir
    static Path parent;

    private static ModelArtsLocal server;
    private static Path outside;
    private ObjectStore store;

    @BeforeAll
    static void start() throws IOException {
        outside = Files.writeString(parent.resolve("outside.txt"), "test secret");
        server = ModelArtsLocal.builder().obsFolder(parent.resolve("obs")).start();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void createBucket() {
        store = server.obs().createBucket("pictures");
        store.put("pictures", "a", "hello".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void deleteBuckets() {
        store.buckets().forEach(store::deleteBucket);
    }

    private int port() {
        return URI.create(server.obsEndpoint()).getPort();
    }

    /** The head of a signed request. */
    private String head(String method, String target, String headers) {
        String date = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        return method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nDate: " + date + "\r\nAuthorization: AWS "
                + server.credentials().accessKey() + ":" + signature(method + "\n\n\n" + date + "\n" + target) + "\r\n"
                + headers + "\r\n";
    }

    private String signature(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(server.credentials().secretKey().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String send(String octets) throws IOException {
        try (RawConnection connection = new RawConnection(port())) {
            return connection.send(octets).answer();
        }
    }

    private String signed(String method, String target) throws IOException {
        return send(head(method, target, "Content-Length: 0\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pictures/../../outside.txt",
                "/pictures/..%2F..%2Foutside.txt",
                "/pictures/%2e%2e/%2e%2e/outside.txt",
                "/pictures/..%5c..%5coutside.txt",
                "/pictures//../../outside.txt",
                "/pictures/./../../outside.txt"
            })
    void noKeyLeavesItsBucket(String target) throws IOException {
        assertThat(signed("GET", target)).startsWith("HTTP/1.1 404 ").contains("<Code>NoSuchKey</Code>");
        assertThat(signed("PUT", target)).startsWith("HTTP/1.1 200 ");
        assertThat(signed("GET", target)).startsWith("HTTP/1.1 200 ");
        assertThat(signed("DELETE", target)).startsWith("HTTP/1.1 204 ");
        assertThat(outside).hasContent("test secret");
        try (Stream<Path> all = Files.list(parent)) {
            assertThat(all).containsExactlyInAnyOrder(outside, parent.resolve("obs"));
        }
        assertThat(store.keys("pictures", "")).containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../",
                "/.obs",
                "/.obs/temporary",
                "/%2e%2e/outside.txt",
                "/..%2Foutside.txt",
                "/.obs%2Fpictures/a"
            })
    void noBucketLeavesTheFolder(String target) throws IOException {
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            assertThat(signed(method, target)).matches("(?s)HTTP/1.1 40[04] .*");
        }
        assertThat(outside).hasContent("test secret");
        assertThat(store.buckets()).containsExactly("pictures");
    }

    @ParameterizedTest
    @CsvSource({
        "/pictures/%00,400,InvalidURI",
        "/pictures/a%00b,400,InvalidURI",
        "/pictures/%,400,InvalidURI",
        "/pictures/%zz,400,InvalidURI",
        "/pictures/%ff,400,InvalidURI",
        "/pictures?prefix=%,400,InvalidURI",
        "/pictures?prefix=%ff,400,InvalidURI",
        "/pictures?max-keys=-1,400,InvalidArgument",
        "/pictures?max-keys=x,400,InvalidArgument",
        "/pictures?max-keys=99999999999,400,InvalidArgument",
        "/pictures?encoding-type=x,400,InvalidArgument",
        "/pictures?acl,501,NotImplemented",
        "/pictures/a?uploadId=..%2F..%2F..,403,SignatureDoesNotMatch",
        "/pictures/a?uploadId=../../..,404,NoSuchUpload",
        "/pictures/a?uploadId=,404,NoSuchUpload"
    })
    void aWrongTargetIsRejected(String target, int status, String code) throws IOException {
        // a parameter is signed decoded, and without an equals sign if it is empty
        String sent = target.endsWith("uploadId=") ? target.substring(0, target.length() - 1) : target;
        String plain = sent.startsWith("/pictures?prefix") || sent.contains("max-keys") || sent.contains("encoding")
                ? "/pictures"
                : sent;
        String head = head("GET", plain, "").replace("GET " + plain + " ", "GET " + sent + " ");
        assertThat(send(head)).startsWith("HTTP/1.1 " + status + " ").contains("<Code>" + code + "</Code>");
    }

    @Test
    void aLongKeyIsRejected() throws IOException {
        assertThat(signed("PUT", "/pictures/" + "x".repeat(1024))).startsWith("HTTP/1.1 200 ");
        assertThat(signed("PUT", "/pictures/" + "x".repeat(1025)))
                .startsWith("HTTP/1.1 400 ")
                .contains("KeyTooLong");
        assertThat(signed("PUT", "/pictures/" + "x".repeat(500_000)))
                .startsWith("HTTP/1.1 400 ")
                .contains("KeyTooLong");
    }

    @ParameterizedTest
    @CsvSource({
        "AWS,400,InvalidArgument",
        "AWS :,400,InvalidArgument",
        "AWS a:b:c,403,InvalidAccessKeyId",
        "OBS \u00ff\u0001:\u00ff,400,InvalidArgument",
        "Basic dGVzdDp0ZXN0,400,InvalidArgument",
        "AWS4-HMAC-SHA256 Credential=a,400,InvalidArgument",
        "SDK-HMAC-SHA256 Access=a,400,InvalidArgument",
        "'',400,InvalidArgument",
        "AWS ../../x:y,403,InvalidAccessKeyId",
        "AWS <script>:y,403,InvalidAccessKeyId"
    })
    void aWrongAuthorizationIsRejected(String authorization, int status, String code) throws IOException {
        String answer = send("GET /pictures/a HTTP/1.1\r\nHost: x\r\nAuthorization: " + authorization + "\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .contains("<Code>" + code + "</Code>")
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @CsvSource({
        "'Date: yesterday',AccessDenied",
        "'',AccessDenied",
        "'x-amz-date: 20260101T000000Z',RequestTimeTooSkewed",
        "'Date: Thu, 01 Jan 1970 00:00:00 GMT',RequestTimeTooSkewed"
    })
    void aWrongDateIsRejected(String header, String code) throws IOException {
        String line = header.isEmpty() ? "" : header + "\r\n";
        String answer = send("GET /pictures/a HTTP/1.1\r\nHost: x\r\n" + line + "Authorization: AWS "
                + server.credentials().accessKey() + ":x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains("<Code>" + code + "</Code>");
    }

    @ParameterizedTest
    @CsvSource({
        "Expires=x&Signature=y,Invalid date",
        "Expires=99999999999999999999&Signature=y,Invalid date",
        "Expires=9223372036854775807&Signature=y,Invalid date",
        "Expires=-1&Signature=y,Request has expired",
        "Signature=y,requires the parameters",
        "Expires=9999999999,requires the parameters",
        "Expires=9999999999&Signature=,does not match"
    })
    void aWrongSignedUrlIsRejected(String query, String message) throws IOException {
        String answer = send("GET /pictures/a?AccessKeyId="
                + server.credentials().accessKey() + "&" + query + " HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 403 ").contains(message);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-1,206,he",
        "bytes=3-,206,lo",
        "bytes=-2,206,lo",
        "bytes=-99,206,hello",
        "bytes=1-999999999999999999,206,ello",
        "bytes=5-,416,InvalidRange",
        "bytes=-0,416,InvalidRange",
        "bytes=3-1,200,hello",
        "bytes=-5--2,200,hello",
        "bytes=--5,200,hello",
        "bytes=-,200,hello",
        "bytes=0-0;1-1,200,hello",
        "bytes=99999999999999999999-,200,hello",
        "pages=1-2,200,hello"
    })
    void aRangeIsUsedOrRejectedOrIgnored(String range, int status, String content) throws IOException {
        assertThat(send(head("GET", "/pictures/a", "Range: " + range + "\r\n")))
                .startsWith("HTTP/1.1 " + status + " ")
                .containsPattern(status == 416 ? "<Code>" + content + "</Code>" : "\r\n\r\n" + content + "$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Delete",
                "<Delete></Delete>",
                "<Delete><Object/></Delete>",
                "<Other><Object><Key>a</Key></Object></Other>",
                "<!DOCTYPE d [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<!DOCTYPE d [<!ENTITY e \"a\">]><Delete><Object><Key>&e;</Key></Object></Delete>",
                "<Delete><Object><Key>a</Key></Object></Delete><Delete/>",
                "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
            })
    void aWrongDocumentIsRejected(String document) throws IOException {
        assertThat(send(head("POST", "/pictures?delete", "Content-Length: " + document.length() + "\r\n") + document))
                .startsWith("HTTP/1.1 400 ")
                .contains("<Code>MalformedXML</Code>");
        assertThat(store.keys("pictures", "")).containsExactly("a");
    }

    @Test
    void aDocumentIsNotReadEndlessly() throws IOException {
        String document = "<Delete>" + " ".repeat(5 << 20) + "</Delete>";
        assertThat(send(head("POST", "/pictures?delete", "Content-Length: " + document.length() + "\r\n") + document))
                .startsWith("HTTP/1.1 400 ")
                .contains("<Code>EntityTooLarge</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "99999999999", "x", ""})
    void aPartNeedsANumberFrom1To10000(String number) throws IOException {
        String begun = signed("POST", "/pictures/big?uploads");
        String id = begun.replaceAll("(?s).*<UploadId>(.*)</UploadId>.*", "$1");
        String target = "/pictures/big?partNumber" + (number.isEmpty() ? "" : "=" + number) + "&uploadId=" + id;
        assertThat(signed("PUT", target)).startsWith("HTTP/1.1 400 ").contains("<Code>InvalidArgument</Code>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"})
    void aBodyThatEndsEarlyLeavesNothing(String framing) throws IOException {
        String beginning = framing.startsWith("T") ? "64\r\nhalf" : "half";
        store.clearRequests();
        try (RawConnection connection = new RawConnection(port())) {
            connection.send(head("PUT", "/pictures/a", framing) + beginning);
        }
        await().atMost(60, SECONDS)
                .untilAsserted(() -> assertThat(store.requests())
                        .extracting(ObsRequest::status)
                        .containsExactly(0));
        assertThat(store.get("pictures", "a")).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        assertThat(store.folder().resolve(".obs/temporary")).isEmptyDirectory();
    }

    @Test
    void aBodyNeedsALength() throws IOException {
        assertThat(send(head("PUT", "/pictures/a", "")))
                .startsWith("HTTP/1.1 411 ")
                .contains("MissingContentLength");
    }

    @Test
    void aConnectionIsKeptAfterARejectedBody() throws IOException {
        try (RawConnection connection = new RawConnection(port())) {
            String body = "x".repeat(1 << 20);
            connection.send(
                    "PUT /pictures/a HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(connection.answer()).startsWith("HTTP/1.1 403 ");
            connection.send(head("GET", "/pictures/a", ""));
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ").endsWith("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "TRACE", "OPTIONS", "POST", "get"})
    void anUnknownOperationIsNotImplemented(String method) throws IOException {
        assertThat(signed(method, "/pictures/a")).startsWith("HTTP/1.1 501 ").contains("NotImplemented");
    }

    @ParameterizedTest
    @CsvSource({"missing-slash", "'/'", "'/pictures'", "'/pictures/'", "'%'", "'/pictures/%00'"})
    void aWrongSourceOfACopyIsRejected(String source) throws IOException {
        String date = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.RFC_1123_DATE_TIME);
        String text = "PUT\n\n\n" + date + "\nx-amz-copy-source:" + source + "\n/pictures/b";
        assertThat(send("PUT /pictures/b HTTP/1.1\r\nHost: x\r\nDate: " + date + "\r\nx-amz-copy-source: " + source
                        + "\r\nAuthorization: AWS " + server.credentials().accessKey() + ":" + signature(text)
                        + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void theVersionOfTheApiNeedsNoSignature() throws IOException {
        assertThat(send("HEAD /?apiversion HTTP/1.1\r\nHost: pictures.localhost\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .contains("x-obs-api: 3.0\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "pictures.localhost,/a",
        "PICTURES.localhost:1234,/a",
        "pictures.obs.localhost,/a",
        "pictures.obs.cn-north-4.myhuaweicloud.com,/a",
        "pictures.example.org,/a",
        "dotted.name.example.org,/a",
        "dotted.name.obs.localhost,/a",
        "localhost,/pictures/a",
        "127.0.0.1:80,/pictures/a",
        "[::1]:80,/pictures/a",
        "obs.localhost,/pictures/a",
        "obs.cn-north-4.myhuaweicloud.com,/pictures/a",
        "storage.example.org,/pictures/a"
    })
    void theHostOrThePathNamesTheBucket(String host, String path) throws IOException {
        String bucket = host.startsWith("dotted") ? "dotted.name" : "pictures";
        store.createBucket(bucket);
        store.put(bucket, "a", "hello".getBytes(StandardCharsets.UTF_8));
        String resource = path.equals("/a") ? "/" + bucket + "/a" : path;
        String head = head("GET", resource, "")
                .replace("GET " + resource, "GET " + path)
                .replace("Host: 127.0.0.1", "Host: " + host);
        assertThat(send(head)).startsWith("HTTP/1.1 200 ").endsWith("hello");
        assertThat(store.requests())
                .last()
                .satisfies(request -> assertThat(request.bucket()).isEqualTo(bucket));
    }
}
