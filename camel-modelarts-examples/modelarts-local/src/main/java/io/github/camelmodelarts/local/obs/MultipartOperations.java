package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/** Multipart uploads. Thread-safe. */
final class MultipartOperations {

    private static final int MAX_PARTS = 10_000;
    private static final int PAGE = 1000;

    /** "The size of each part except the last must be at least 100 KB" (OBS API reference, "Merging Parts"). */
    private static final long LEAST_SIZE = 100 << 10;

    private final ObjectFiles files;
    private final Uploads uploads;
    private final AccessKeys keys;

    MultipartOperations(ObjectStore store, AccessKeys keys) {
        files = store.files();
        uploads = store.uploads();
        this.keys = keys;
    }

    static int partNumber(ObsCall call) throws ObsException {
        int number = call.query().number("partNumber", 0, 1, MAX_PARTS);
        if (number == 0) {
            throw ObsException.invalidArgument("partNumber", "partNumber must be from 1 to " + MAX_PARTS);
        }
        return number;
    }

    private Uploads.Upload upload(ObsCall call) throws ObsException {
        return uploads.get(call.query().text("uploadId"), call.bucket(), call.key());
    }

    ObsAnswer initiate(ObsCall call) throws ObsException {
        boolean coded = call.query().wantsCodedNames();
        Uploads.Upload upload = uploads.begin(call.bucket(), call.key(), RequestLabels.of(call));
        return ObsAnswer.xml(XmlOut.result("InitiateMultipartUploadResult", coded)
                .with("Bucket", call.bucket())
                .name("Key", call.key())
                .with("UploadId", upload.id()));
    }

    ObsAnswer uploadPart(ObsCall call) throws ObsException, IOException {
        int number = partNumber(call);
        Uploads.Upload upload = upload(call);
        RequestLabels.checkLength(call);
        try (Received received = files.receive(call.body())) {
            RequestLabels.checkMd5(call, received.md5());
            Uploads.Part part = uploads.add(upload, number, received);
            return ObsAnswer.empty(200).with("ETag", ObjectOperations.quoted(part.etag()));
        }
    }

    ObsAnswer listParts(ObsCall call) throws ObsException {
        Query query = call.query();
        int max = Math.min(query.number("max-parts", PAGE, 1, Integer.MAX_VALUE), PAGE);
        int marker = query.number("part-number-marker", 0, 0, Integer.MAX_VALUE);
        Uploads.Upload upload = upload(call);
        List<Uploads.Part> after =
                List.copyOf(upload.parts().tailMap(marker, false).values());
        List<Uploads.Part> page = after.subList(0, Math.min(max, after.size()));
        int next = page.isEmpty() ? 0 : page.get(page.size() - 1).number();
        XmlOut out = XmlOut.result("ListPartsResult", query.wantsCodedNames());
        out.with("Bucket", call.bucket()).name("Key", call.key()).with("UploadId", upload.id());
        BucketOperations.writeOwner(out, "Initiator", keys.owner());
        BucketOperations.writeOwner(out, "Owner", keys.owner());
        out.with("StorageClass", "STANDARD").with("PartNumberMarker", marker).with("NextPartNumberMarker", next);
        out.with("MaxParts", max).with("IsTruncated", after.size() > page.size());
        for (Uploads.Part part : page) {
            out.begin("Part").with("PartNumber", part.number());
            out.with("LastModified", BucketOperations.time(part.modified()));
            out.with("ETag", ObjectOperations.quoted(part.etag()));
            out.with("Size", part.size()).end("Part");
        }
        return ObsAnswer.xml(out);
    }

    ObsAnswer complete(ObsCall call) throws ObsException, IOException {
        boolean coded = call.query().wantsCodedNames();
        Uploads.Upload upload = upload(call);
        List<XmlIn> named =
                XmlIn.parse(call.document(), "CompleteMultipartUpload").all("Part");
        String etag;
        synchronized (upload) { // no part may change or be deleted meanwhile
            upload(call);
            List<Uploads.Part> parts = chosen(named, upload.parts());
            etag = etag(parts);
            try (InputStream joined = new JoinedParts(parts);
                    Received received = files.receive(joined)) {
                files.commit(call.bucket(), call.key(), received, etag, upload.labels());
            }
            uploads.end(upload);
        }
        return ObsAnswer.xml(XmlOut.result("CompleteMultipartUploadResult", coded)
                .with("Location", "/" + call.bucket() + "/" + PercentText.encode(call.key()))
                .with("Bucket", call.bucket())
                .name("Key", call.key())
                .with("ETag", ObjectOperations.quoted(etag)));
    }

    private static List<Uploads.Part> chosen(List<XmlIn> named, NavigableMap<Integer, Uploads.Part> stored)
            throws ObsException {
        if (named.isEmpty() || named.size() > MAX_PARTS) {
            throw ObsException.malformedXml();
        }
        List<Uploads.Part> parts = new ArrayList<>();
        int last = 0;
        for (XmlIn element : named) {
            int number = number(element.text("PartNumber"));
            if (number <= last) {
                throw new ObsException(
                        400, "InvalidPartOrder", "The list of parts was not in ascending order by part number");
            }
            last = number;
            Uploads.Part part = stored.get(number);
            String etag = element.text("ETag");
            if (part == null || etag == null || !etag.strip().replace("\"", "").equalsIgnoreCase(part.etag())) {
                throw new ObsException(
                                400,
                                "InvalidPart",
                                "One or more of the specified parts could not be found. The part might not have been"
                                        + " uploaded, or the specified entity tag might not have matched the part's entity tag")
                        .with("PartNumber", Integer.toString(number));
            }
            parts.add(part);
        }
        for (Uploads.Part part : parts.subList(0, parts.size() - 1)) {
            if (part.size() < LEAST_SIZE) {
                throw new ObsException(
                                400,
                                "EntityTooSmall",
                                "Your proposed upload is smaller than the minimum allowed object size: only the last part"
                                        + " may be smaller than 100 KB")
                        .with("PartNumber", Integer.toString(part.number()));
            }
        }
        return parts;
    }

    private static int number(@Nullable String text) throws ObsException {
        try {
            return Integer.parseInt(text == null ? "" : text.strip());
        } catch (NumberFormatException e) {
            throw ObsException.malformedXml();
        }
    }

    /** The MD5 of the MD5s, and the number of parts. */
    private static String etag(List<Uploads.Part> parts) {
        MessageDigest digest = Received.digest();
        parts.forEach(part -> digest.update(HexFormat.of().parseHex(part.etag())));
        return HexFormat.of().formatHex(digest.digest()) + "-" + parts.size();
    }

    ObsAnswer abort(ObsCall call) throws ObsException, IOException {
        uploads.end(upload(call));
        return ObsAnswer.empty(204);
    }

    ObsAnswer list(ObsCall call) throws ObsException {
        Query query = call.query();
        String prefix = query.text("prefix");
        String delimiter = query.text("delimiter");
        String keyMarker = query.text("key-marker");
        String idMarker = keyMarker.isEmpty() ? "" : query.text("upload-id-marker");
        int max = Math.min(query.number("max-uploads", PAGE, 1, Integer.MAX_VALUE), PAGE);
        // NUL separates key and id, and sorts before all characters of longer keys
        NavigableMap<String, Uploads.Upload> all = new TreeMap<>(BucketTree.ORDER);
        for (Uploads.Upload upload : uploads.of(call.bucket())) {
            if (upload.key().startsWith(prefix)) {
                all.put(upload.key() + "\0" + upload.id(), upload);
            }
        }
        String marker = keyMarker.isEmpty() ? "" : keyMarker + "\0" + (idMarker.isEmpty() ? "~" : idMarker);
        Listing<Uploads.Upload> page = Listing.of(all, prefix, delimiter, marker, max);
        XmlOut out = XmlOut.result("ListMultipartUploadsResult", query.wantsCodedNames());
        out.with("Bucket", call.bucket()).name("KeyMarker", keyMarker).with("UploadIdMarker", idMarker);
        String next = page.next();
        if (next != null) {
            int end = next.indexOf('\0');
            out.name("NextKeyMarker", end < 0 ? next : next.substring(0, end));
            out.with("NextUploadIdMarker", end < 0 ? "" : next.substring(end + 1));
        }
        out.name("Delimiter", delimiter).name("Prefix", prefix);
        out.with("MaxUploads", max).with("IsTruncated", page.isTruncated());
        for (Listing.Entry<Uploads.Upload> entry : page.names()) {
            Uploads.Upload upload = entry.value();
            out.begin("Upload").name("Key", upload.key()).with("UploadId", upload.id());
            BucketOperations.writeOwner(out, "Initiator", keys.owner());
            BucketOperations.writeOwner(out, "Owner", keys.owner());
            out.with("StorageClass", "STANDARD");
            out.with("Initiated", BucketOperations.time(upload.initiated())).end("Upload");
        }
        page.writePrefixes(out);
        return ObsAnswer.xml(out);
    }
}
