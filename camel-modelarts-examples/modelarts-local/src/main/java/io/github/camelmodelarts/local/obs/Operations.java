package io.github.camelmodelarts.local.obs;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds and runs the operation of a request. Thread-safe. */
final class Operations {

    /** The operation that needs no signature. */
    static final String API_VERSION = "GetApiVersion";

    private static final String UNKNOWN = "Unknown";

    private interface Operation {
        ObsAnswer run(ObsCall call) throws ObsException, IOException;
    }

    private final ObjectStore store;
    private final Map<String, Operation> byName = new LinkedHashMap<>();

    Operations(ObjectStore store, AccessKeys keys) {
        this.store = store;
        BucketOperations buckets = new BucketOperations(store, keys);
        ObjectOperations objects = new ObjectOperations(store.files());
        CopyOperations copies = new CopyOperations(store);
        MultipartOperations uploads = new MultipartOperations(store, keys);
        byName.put("ListBuckets", buckets::list);
        byName.put("CreateBucket", buckets::create);
        byName.put("HeadBucket", buckets::head);
        byName.put("DeleteBucket", buckets::delete);
        byName.put("GetBucketLocation", buckets::location);
        byName.put("ListObjects", buckets::listObjects);
        byName.put("DeleteObjects", buckets::deleteObjects);
        byName.put("PutObject", objects::put);
        byName.put("GetObject", objects::get);
        byName.put("HeadObject", objects::get);
        byName.put("DeleteObject", objects::delete);
        byName.put("SetObjectMetadata", objects::setMetadata);
        byName.put("CopyObject", copies::copy);
        byName.put("CopyPart", copies::copyPart);
        byName.put("InitiateMultipartUpload", uploads::initiate);
        byName.put("UploadPart", uploads::uploadPart);
        byName.put("ListParts", uploads::listParts);
        byName.put("CompleteMultipartUpload", uploads::complete);
        byName.put("AbortMultipartUpload", uploads::abort);
        byName.put("ListMultipartUploads", uploads::list);
    }

    /** The name of an operation in the OBS API. */
    String name(ObsCall call) {
        String method = call.head().method();
        if (method.equals("HEAD") && call.query().has("apiversion")) {
            return API_VERSION;
        }
        if (call.target().fault() != null) {
            return UNKNOWN;
        }
        if (call.target().bucket() == null) {
            return method.equals("GET") ? "ListBuckets" : UNKNOWN;
        }
        return call.target().key() == null ? ofBucket(call, method) : ofObject(call, method);
    }

    private static String ofBucket(ObsCall call, String method) {
        return switch (method + " " + selector(call)) {
            case "PUT " -> "CreateBucket";
            case "HEAD " -> "HeadBucket";
            case "DELETE " -> "DeleteBucket";
            case "GET " -> "ListObjects";
            case "GET location" -> "GetBucketLocation";
            case "GET uploads" -> "ListMultipartUploads";
            case "POST delete" -> "DeleteObjects";
            default -> UNKNOWN;
        };
    }

    private static String ofObject(ObsCall call, String method) {
        boolean isCopy = call.dialectHeader("copy-source") != null;
        return switch (method + " " + selector(call)) {
            case "PUT " -> isCopy ? "CopyObject" : "PutObject";
            case "GET " -> "GetObject";
            case "HEAD " -> "HeadObject";
            case "DELETE " -> "DeleteObject";
            case "PUT metadata" -> "SetObjectMetadata";
            case "POST uploads" -> "InitiateMultipartUpload";
            case "PUT partNumber uploadId" -> isCopy ? "CopyPart" : "UploadPart";
            case "GET uploadId" -> "ListParts";
            case "POST uploadId" -> "CompleteMultipartUpload";
            case "DELETE uploadId" -> "AbortMultipartUpload";
            default -> UNKNOWN;
        };
    }

    /** The parameters that select an operation, sorted. */
    private static String selector(ObsCall call) {
        List<String> selecting = call.query().names().stream()
                .filter(name -> StringToSign.SIGNED_PARAMETERS.contains(name.toLowerCase(Locale.ROOT)))
                .filter(name -> !name.startsWith("response-"))
                .sorted()
                .toList();
        return String.join(" ", selecting);
    }

    /** Runs the operation, after the signature was verified. */
    ObsAnswer run(ObsCall call) throws ObsException, IOException {
        String bucket = call.target().bucket();
        Operation operation = byName.get(call.operation());
        if (operation == null) {
            throw new ObsException(
                    501,
                    "NotImplemented",
                    "The local object storage does not have this operation: "
                            + call.head().method() + " " + selector(call));
        }
        if (bucket != null) {
            checkBucket(call, bucket);
        }
        return operation.run(call);
    }

    private void checkBucket(ObsCall call, String bucket) throws ObsException {
        boolean isNew = call.operation().equals("CreateBucket");
        if (!isNew && !store.hasBucket(bucket)) {
            throw ObsException.noSuchBucket(bucket);
        }
        if (!store.settings().isAllowed(bucket, call.accessKey())) {
            throw ObsException.accessDenied("Access Denied");
        }
    }
}
