package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/** Copies of objects, and of parts of them. Thread-safe. */
final class CopyOperations {

    private static final String SOURCE = "copy-source";

    private final ObjectStore store;
    private final ObjectFiles files;

    private record Source(String bucket, String key) {}

    CopyOperations(ObjectStore store) {
        this.store = store;
        files = store.files();
    }

    ObsAnswer copy(ObsCall call) throws ObsException, IOException {
        String directive = call.dialectHeader("metadata-directive");
        String upper = directive == null ? "COPY" : directive.toUpperCase(Locale.ROOT);
        try (ObjectFiles.Opened opened = open(call);
                Received received = files.receive(Channels.newInputStream(opened.content()))) {
            StoredObject.Labels labels = upper.equals("COPY") ? opened.object().labels() : RequestLabels.of(call);
            StoredObject object = files.commit(call.bucket(), call.key(), received, received.etag(), labels);
            return result("CopyObjectResult", object.etag(), BucketOperations.time(object.modified()));
        }
    }

    ObsAnswer copyPart(ObsCall call) throws ObsException, IOException {
        int number = MultipartOperations.partNumber(call);
        Uploads.Upload upload = store.uploads().get(call.query().text("uploadId"), call.bucket(), call.key());
        try (ObjectFiles.Opened opened = open(call)) {
            ByteRange range = ByteRange.of(
                    call.dialectHeader(SOURCE + "-range"), opened.object().size());
            if (range != null) {
                opened.content().position(range.first());
            }
            InputStream whole = Channels.newInputStream(opened.content());
            InputStream content = range == null ? whole : new LimitedStream(whole, range.length());
            try (Received received = files.receive(content)) {
                Uploads.Part part = store.uploads().add(upload, number, received);
                return result("CopyPartResult", part.etag(), BucketOperations.time(part.modified()));
            }
        }
    }

    private static ObsAnswer result(String root, String etag, String modified) {
        return ObsAnswer.xml(
                XmlOut.result(root, false).with("LastModified", modified).with("ETag", ObjectOperations.quoted(etag)));
    }

    private ObjectFiles.Opened open(ObsCall call) throws ObsException, IOException {
        Source source = source(call.dialectHeader(SOURCE));
        if (!store.hasBucket(source.bucket())) {
            throw ObsException.noSuchBucket(source.bucket());
        }
        if (!store.settings().isAllowed(source.bucket(), call.accessKey())) {
            throw ObsException.accessDenied("Access Denied");
        }
        ObjectFiles.Opened opened = files.open(source.bucket(), source.key());
        try {
            Conditions.check(call, call.dialect().header(SOURCE + "-"), opened.object(), 412);
            return opened;
        } catch (ObsException e) {
            opened.close();
            throw e;
        }
    }

    /** Reads {@code /bucket/key}, percent-coded, with or without the first slash. */
    private static Source source(@Nullable String header) throws ObsException {
        String sent = header == null ? "" : header;
        int query = sent.indexOf('?');
        String decoded = PercentText.decode(query < 0 ? sent : sent.substring(0, query), false);
        String path = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = path.indexOf('/');
        if (slash <= 0 || slash == path.length() - 1) {
            throw ObsException.invalidArgument(SOURCE, "The copy source must be /bucket/object");
        }
        return new Source(path.substring(0, slash), ObjectStore.checkKey(path.substring(slash + 1)));
    }
}
