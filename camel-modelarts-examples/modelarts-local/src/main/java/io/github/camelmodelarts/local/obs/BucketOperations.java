package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The operations of buckets, and on several objects of a bucket. Thread-safe. */
final class BucketOperations {

    private static final int MAX_KEYS = 1000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final ObjectFiles files;
    private final AccessKeys keys;

    BucketOperations(ObjectStore store, AccessKeys keys) {
        this.store = store;
        this.keys = keys;
        files = store.files();
    }

    /** A time as in documents of OBS, in UTC and with milliseconds. */
    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static void writeOwner(XmlOut out, String element, String id) {
        out.begin(element).with("ID", id).with("DisplayName", id).end(element);
    }

    ObsAnswer list(ObsCall call) throws IOException {
        XmlOut out = XmlOut.result("ListAllMyBucketsResult", false);
        writeOwner(out, "Owner", keys.owner());
        out.begin("Buckets");
        for (String bucket : files.buckets()) {
            out.begin("Bucket").with("Name", bucket).with("CreationDate", time(files.created(bucket)));
            out.with("Location", keys.region()).with("BucketType", "OBJECT").end("Bucket");
        }
        return ObsAnswer.xml(out.end("Buckets"));
    }

    ObsAnswer create(ObsCall call) throws ObsException, IOException {
        if (!BucketNames.isValid(call.bucket())) {
            throw new ObsException(400, "InvalidBucketName", "The specified bucket is not valid")
                    .with("BucketName", call.bucket());
        }
        byte[] configuration = call.document();
        if (configuration.length > 0) {
            XmlIn.parse(configuration, "CreateBucketConfiguration");
        }
        if (!files.createBucket(call.bucket())) {
            throw new ObsException(
                            409,
                            "BucketAlreadyOwnedByYou",
                            "Your previous request to create the named bucket succeeded and you already own it")
                    .with("BucketName", call.bucket());
        }
        return ObsAnswer.empty(200).with("Location", "/" + call.bucket());
    }

    ObsAnswer head(ObsCall call) {
        return ObsAnswer.empty(200)
                .with(call.dialect().locationHeader(), keys.region())
                .with(call.dialect().bucketClassHeader(), "STANDARD")
                .with("x-obs-version", "3.0");
    }

    ObsAnswer delete(ObsCall call) throws ObsException, IOException {
        if (!store.uploads().of(call.bucket()).isEmpty()) {
            throw new ObsException(409, "BucketNotEmpty", "The bucket you tried to delete has multipart uploads");
        }
        files.deleteBucket(call.bucket(), false);
        store.settings().unrestrict(call.bucket());
        return ObsAnswer.empty(204);
    }

    ObsAnswer location(ObsCall call) {
        String root = call.dialect() == Dialect.AWS ? "LocationConstraint" : "Location";
        return ObsAnswer.xml(XmlOut.result(root, false).text(keys.region()));
    }

    ObsAnswer listObjects(ObsCall call) throws ObsException, IOException {
        Query query = call.query();
        String prefix = query.text("prefix");
        String delimiter = query.text("delimiter");
        String marker = query.text("marker");
        int max = query.number("max-keys", MAX_KEYS, 0, Integer.MAX_VALUE);
        XmlOut out = XmlOut.result("ListBucketResult", query.wantsCodedNames());
        Listing<BucketTree.Entry> page =
                Listing.of(files.list(call.bucket(), prefix), prefix, delimiter, marker, Math.min(max, MAX_KEYS));
        out.with("Name", call.bucket()).name("Prefix", prefix).name("Marker", marker);
        if (!delimiter.isEmpty()) {
            out.name("Delimiter", delimiter);
        }
        out.with("MaxKeys", Math.min(max, MAX_KEYS)).with("IsTruncated", page.isTruncated() && max > 0);
        if (page.next() != null) {
            out.name("NextMarker", page.next());
        }
        for (Listing.Entry<BucketTree.Entry> entry : page.names()) {
            StoredObject object = files.find(call.bucket(), entry.name(), entry.value());
            if (object != null) {
                write(out, entry.name(), object);
            }
        }
        page.writePrefixes(out);
        return ObsAnswer.xml(out);
    }

    private void write(XmlOut out, String key, StoredObject object) {
        out.begin("Contents").name("Key", key).with("LastModified", time(object.modified()));
        out.with("ETag", "\"" + object.etag() + "\"").with("Size", object.size());
        writeOwner(out, "Owner", keys.owner());
        out.with("StorageClass", "STANDARD").end("Contents");
    }

    ObsAnswer deleteObjects(ObsCall call) throws ObsException, IOException {
        byte[] document = call.document();
        RequestLabels.checkMd5(call, Received.digest().digest(document));
        XmlIn request = XmlIn.parse(document, "Delete");
        List<XmlIn> objects = request.all("Object");
        if (objects.isEmpty() || objects.size() > MAX_KEYS) {
            throw ObsException.malformedXml();
        }
        boolean quiet = "true".equals(request.text("Quiet"));
        boolean coded = "url".equals(request.text("EncodingType"));
        XmlOut out = XmlOut.result("DeleteResult", coded);
        for (XmlIn object : objects) {
            String name = object.text("Key");
            if (name == null) {
                throw ObsException.malformedXml();
            }
            String key = coded ? PercentText.decode(name, true) : name;
            try {
                files.delete(call.bucket(), ObjectStore.checkKey(key));
                if (!quiet) {
                    out.begin("Deleted").name("Key", key).end("Deleted");
                }
            } catch (ObsException e) {
                out.begin("Error").name("Key", key).with("Code", e.code());
                out.with("Message", e.text()).end("Error");
            }
        }
        return ObsAnswer.xml(out);
    }
}
