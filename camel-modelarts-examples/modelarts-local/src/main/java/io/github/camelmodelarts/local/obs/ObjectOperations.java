package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The operations of one object. Thread-safe. */
final class ObjectOperations {

    private static final String OVERRIDE = "response-";

    private final ObjectFiles files;

    ObjectOperations(ObjectFiles files) {
        this.files = files;
    }

    ObsAnswer put(ObsCall call) throws ObsException, IOException {
        RequestLabels.checkLength(call);
        try (Received received = files.receive(call.body())) {
            RequestLabels.checkMd5(call, received.md5());
            StoredObject object =
                    files.commit(call.bucket(), call.key(), received, received.etag(), RequestLabels.of(call));
            return ObsAnswer.empty(200).with("ETag", quoted(object.etag()));
        }
    }

    static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    /** Also for HEAD, whose response has the same headers. */
    ObsAnswer get(ObsCall call) throws ObsException, IOException {
        ObjectFiles.Opened opened = files.open(call.bucket(), call.key());
        ObsAnswer answer = null;
        try {
            StoredObject object = opened.object();
            Conditions.check(call, "", object, 304);
            ByteRange range = ByteRange.of(call.header("Range"), object.size());
            answer = range == null
                    ? ObsAnswer.content(200, opened.content(), 0, object.size())
                    : ObsAnswer.content(206, opened.content(), range.first(), range.length())
                            .with("Content-Range", range.of(object.size()));
            describe(answer, object, call.dialect());
            override(answer, call.query());
            return answer;
        } catch (ObsException e) {
            throw e.status() == 416
                    ? e.withHeader("Content-Range", "bytes */" + opened.object().size())
                    : e;
        } finally {
            if (answer == null) {
                opened.close();
            }
        }
    }

    private static void describe(ObsAnswer answer, StoredObject object, Dialect dialect) {
        answer.with("ETag", quoted(object.etag()))
                .with("Last-Modified", ObsHandler.httpDate(object.modified()))
                .with("Accept-Ranges", "bytes")
                .with("Content-Type", object.labels().contentType());
        object.labels().headers().forEach(answer::with);
        object.labels().metadata().forEach((name, value) -> answer.with(dialect.metadataPrefix() + name, value));
    }

    /** A signed URL may name other headers for the response, for example the name of a file. */
    private static void override(ObsAnswer answer, Query query) {
        override(answer, query, "Content-Type");
        StoredObject.KEPT_HEADERS.forEach(header -> override(answer, query, header));
    }

    private static void override(ObsAnswer answer, Query query, String header) {
        String value = query.text(OVERRIDE + header.toLowerCase(Locale.ROOT));
        if (!value.isEmpty() && value.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
            answer.with(header, value);
        }
    }

    ObsAnswer delete(ObsCall call) throws ObsException, IOException {
        files.delete(call.bucket(), call.key());
        return ObsAnswer.empty(204);
    }

    /** Adds to the labels of an object, or replaces them ({@code metadata-directive: REPLACE}). */
    ObsAnswer setMetadata(ObsCall call) throws ObsException, IOException {
        StoredObject.Labels known = files.find(call.bucket(), call.key()).labels();
        StoredObject.Labels sent = RequestLabels.of(call);
        String directive = call.dialectHeader("metadata-directive");
        boolean isType = call.header("Content-Type") != null;
        StoredObject.Labels labels = "REPLACE".equals(directive)
                ? sent
                : new StoredObject.Labels(
                        isType ? sent.contentType() : known.contentType(),
                        merged(known.headers(), sent.headers()),
                        merged(known.metadata(), sent.metadata()));
        StoredObject object = files.relabel(call.bucket(), call.key(), labels);
        ObsAnswer answer = ObsAnswer.empty(200);
        object.labels()
                .metadata()
                .forEach((name, value) -> answer.with(call.dialect().metadataPrefix() + name, value));
        return answer;
    }

    private static Map<String, String> merged(Map<String, String> known, Map<String, String> sent) {
        Map<String, String> merged = new TreeMap<>(known);
        merged.putAll(sent);
        return merged;
    }
}
