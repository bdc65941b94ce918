package io.github.camelmodelarts.obs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import com.obs.services.exception.ObsException;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsConnectionException;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsIoException;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.text.Printable;

/** Converts the exceptions of Huawei's client. Theirs are not kept as causes: their texts contain all headers of the response. */
final class ObsFailures {

    private static final int LONGEST = 200;
    private static final String LATER = "Repeat the operation later";
    private static final String RIGHTS =
            "Give the user or agency the right to this bucket, OBS OperateAccess for example, or check the bucket's policy";

    /** The code for an access key or a security token that is unknown or has expired (OBS API reference, "Error Codes"). */
    private static final String INVALID_KEY = "InvalidAccessKeyId";

    private ObsFailures() {}

    /**
     * Sends a request. It is sent once more if OBS rejects its access key, because the key may have expired and been renewed since.
     *
     * @param what the request for a message, "The upload of obs://bucket/key" for example
     * @param request called once or twice
     * @throws ModelArtsIoException if OBS rejects the request or can't be reached
     */
    static <T> T requested(String what, Supplier<T> request) throws ModelArtsIoException {
        try {
            return request.get();
        } catch (ObsException e) {
            if (!rejectsKey(e)) {
                throw failure(what, e);
            }
        }
        try {
            return request.get();
        } catch (ObsException e) {
            throw failure(what, e);
        }
    }

    /** Whether OBS rejected the access key or its security token, which is unknown or has expired. */
    static boolean rejectsKey(ObsException e) {
        return INVALID_KEY.equals(code(e));
    }

    /** The code of OBS; empty if there is none. The response to HEAD has no body, and the code in a header. */
    private static String code(ObsException e) {
        String code = e.getErrorCode();
        if (code == null && e.getResponseHeaders() != null) {
            for (Map.Entry<String, String> header : e.getResponseHeaders().entrySet()) {
                if (String.valueOf(header.getKey()).toLowerCase(Locale.ROOT).endsWith("error-code")) {
                    code = header.getValue();
                }
            }
        }
        return Objects.requireNonNullElse(code, "");
    }

    /** The failure that an exception of the client stands for. */
    static ModelArtsIoException failure(String what, ObsException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ModelArtsIoException own) {
                // credentials could not be obtained, for example
                return own;
            } else if (cause instanceof ModelArtsFailure && cause instanceof RuntimeException own) {
                throw own;
            }
        }
        int status = e.getResponseCode();
        // the client's own code, for a server that can't be reached or is silent; the code of OBS is RequestTimeout
        if (status < 100 || (status == 408 && "RequestTimeOut".equals(e.getErrorCode()))) {
            return new ModelArtsConnectionException(
                    what + " failed: " + reason(e),
                    "Check obsEndpoint or region, the network and the proxy",
                    true,
                    true,
                    1,
                    null);
        }
        String code = code(e);
        // the client adds a line of its own, also if OBS said nothing
        String said =
                Objects.requireNonNullElse(e.getErrorMessage(), "").replaceFirst("(?:^null)?\\s*Request Error.*", "");
        return new ModelArtsObsException(
                what + " failed: OBS responded with " + status + " "
                        + Printable.of((code + " " + said).strip().replaceFirst("[.\\s]+$", ""), LONGEST),
                hint(code, status),
                status,
                code.isEmpty() ? null : Printable.of(code, 60),
                e.getErrorRequestId() == null ? null : Printable.of(e.getErrorRequestId(), 60),
                status >= 500 || status == 429 || status == 412 || status == 408,
                null);
    }

    /** The reason without the client's own sentence, which says only that a request failed. */
    private static String reason(ObsException e) {
        Throwable cause = e.getCause();
        while (cause != null && !(cause instanceof IOException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Printable.of(cause == null ? "there was no response" : cause.toString(), LONGEST);
    }

    private static @Nullable String hint(String code, int status) {
        return switch (code) {
            case "NoSuchBucket" ->
                "Check the name of the bucket, and that it is in this region: obsEndpoint or region determines the region";
            case "NoSuchKey" -> "Check the key, and the case of its letters";
            case "AccessDenied" -> RIGHTS;
            case "SignatureDoesNotMatch" -> "Check secretKey, and that no proxy changes requests";
            case "InvalidAccessKeyId" ->
                "Check accessKey; a temporary key also requires its securityToken, and expires";
            case "RequestTimeTooSkewed" -> "Correct the clock of this machine";
            case "BadDigest" -> "The content changed on its way: repeat the upload";
            case "NoSuchUpload" -> "Another program ended this upload: repeat it";
            case "PreconditionFailed" -> "The object changed during the download: repeat it";
            default -> hint(status);
        };
    }

    /** The advice for a response without a code: the response to HEAD has no body. */
    private static @Nullable String hint(int status) {
        return switch (status) {
            case 403 -> RIGHTS;
            case 404 -> "Check the bucket, the key and the case of its letters";
            case 412 -> "The object changed during the download: repeat it";
            case 429 -> LATER;
            default -> status >= 500 ? LATER : null;
        };
    }
}
