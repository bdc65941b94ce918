package io.github.camelmodelarts.api;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** The names of the headers and exchange properties that the component reads and sets. */
public final class ModelArtsConstants {

    @Metadata(
            label = "producer",
            description = "In: the path of the model's API, instead of the option path. May contain a query.",
            javaType = "String")
    public static final String PATH = "CamelModelArtsPath";

    @Metadata(
            label = "producer",
            description = "In: the field of the multipart form or JSON object, instead of the option inputName.",
            javaType = "String")
    public static final String INPUT_NAME = "CamelModelArtsInputName";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: the service's address, instead of the option address.",
            javaType = "String")
    public static final String ADDRESS = "CamelModelArtsAddress";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: the operation, instead of the one in the URI.",
            javaType = "String")
    public static final String OPERATION = "CamelModelArtsOperation";

    @Metadata(
            label = "producer",
            description =
                    "In, only with allowHeaderOverride: the id of the service; for runBatch, the service whose run is"
                            + " taken up. Out: the id of the service that a management operation was applied to, or that runBatch"
                            + " uses, as soon as it is known.",
            javaType = "String")
    public static final String SERVICE_ID = "CamelModelArtsServiceId";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: the name of the service.",
            javaType = "String")
    public static final String SERVICE_NAME = "CamelModelArtsServiceName";

    @Metadata(
            label = "producer",
            description = "Out, of describeService and awaitService: the state of the service, as ModelArts writes it.",
            javaType = "String")
    public static final String SERVICE_STATUS = "CamelModelArtsServiceStatus";

    @Metadata(
            label = "producer",
            description =
                    "In: the file name to send, instead of the file's own name. Only the last path element is used."
                            + " Bytes and streams with this header are sent as a file.",
            javaType = "String")
    public static final String FILE_NAME = "CamelModelArtsFileName";

    @Metadata(
            label = "producer",
            description =
                    "In: the media type to send for a file, instead of any other. Bytes and streams with this header"
                            + " are sent as a file.",
            javaType = "String")
    public static final String FILE_TYPE = "CamelModelArtsFileType";

    @Metadata(
            label = "producer",
            description =
                    "In: the file name of bytes and streams; a file has its own name. The extension determines the"
                            + " media type.",
            javaType = "String")
    public static final String CAMEL_FILE_NAME = Exchange.FILE_NAME;

    @Metadata(
            label = "producer",
            description = "In: the media type of text, bytes and streams. Out: the media type of the response.",
            javaType = "String")
    public static final String CONTENT_TYPE = Exchange.CONTENT_TYPE;

    @Metadata(
            label = "producer",
            description = "In: the media types that the caller accepts; sent to the service.",
            javaType = "String")
    public static final String ACCEPT = "Accept";

    @Metadata(label = "producer", description = "Out: the HTTP status of the response.", javaType = "int")
    public static final String RESPONSE_CODE = Exchange.HTTP_RESPONSE_CODE;

    @Metadata(
            label = "producer",
            description = "Out: the id of the request, to be quoted in a support case.",
            javaType = "String")
    public static final String REQUEST_ID = "CamelModelArtsRequestId";

    @Metadata(
            label = "producer",
            description = "Out, with throwExceptionOnFailure=false: the error code, APIG.0303 for example.",
            javaType = "String")
    public static final String ERROR_CODE = "CamelModelArtsErrorCode";

    @Metadata(
            label = "producer",
            description = "Out, with throwExceptionOnFailure=false: the error message, shortened and printable.",
            javaType = "String")
    public static final String ERROR_MESSAGE = "CamelModelArtsErrorMessage";

    @Metadata(
            label = "producer",
            description = "Out, of predict: the number of requests that were sent for this exchange, retries included.",
            javaType = "int")
    public static final String ATTEMPTS = "CamelModelArtsAttempts";

    @Metadata(
            label = "producer",
            description = "Out: the headers of the response; the case of a name does not matter. They are not copied"
                    + " to the headers of the message.",
            javaType = "java.util.Map<String, String>")
    public static final String RESPONSE_HEADERS = "CamelModelArtsResponseHeaders";

    @Metadata(
            label = "producer",
            description = "Out, of sign and only if requests are signed: the canonical request, whose hash is signed. A"
                    + " security token is replaced with $SECURITY_TOKEN.",
            javaType = "String")
    public static final String CANONICAL_REQUEST = "CamelModelArtsCanonicalRequest";

    @Metadata(
            label = "producer",
            description = "Out, of sign and only if requests are signed: the string to sign, which has three lines.",
            javaType = "String")
    public static final String STRING_TO_SIGN = "CamelModelArtsStringToSign";

    @Metadata(
            label = "producer",
            description = "Out, of predict with streaming=true: how long the service took from the request to the"
                    + " beginning of the response, in milliseconds.",
            javaType = "long")
    public static final String TIME_TO_FIRST_BYTE = "CamelModelArtsTimeToFirstByte";

    @Metadata(
            label = "producer",
            description =
                    "In, only with allowHeaderOverride: the path in OBS for uploadToObs and downloadFromObs, instead of the option obsPath.",
            javaType = "String")
    public static final String OBS_PATH = "CamelModelArtsObsPath";

    @Metadata(
            label = "producer",
            description =
                    "Out, of runBatch: the id of the batch service, as soon as it is known. Another exchange can await"
                            + " the run with this id in CamelModelArtsServiceId.",
            javaType = "String")
    public static final String BATCH_SERVICE_ID = "CamelModelArtsBatchServiceId";

    @Metadata(
            label = "producer",
            description = "Out, of uploadToObs, downloadFromObs and runBatch: the number of files.",
            javaType = "int")
    public static final String FILES = "CamelModelArtsFiles";

    @Metadata(
            label = "producer",
            description = "Out, of runBatch: the number of files without a prediction.",
            javaType = "int")
    public static final String FAILED_FILES = "CamelModelArtsFailedFiles";

    /**
     * Exchange property of a streamed response: the name of a {@link io.github.camelmodelarts.api.StreamEnd}. It is set when the
     * end was read, or the response was closed.
     */
    public static final String STREAM_END_PROPERTY = "CamelModelArtsStreamEnd";

    /** Exchange property of a streamed response: how many events were read; set with {@link #STREAM_END_PROPERTY}. */
    public static final String STREAM_EVENTS_PROPERTY = "CamelModelArtsStreamEvents";

    /**
     * Exchange property of a response of a language model: how many tokens the request had, as a {@code Long}. It is set if the
     * path ends with {@code /chat/completions}, {@code /embeddings} or {@code /rerank} and the response says it; for a streamed
     * response, together with {@link #STREAM_END_PROPERTY}.
     */
    public static final String INPUT_TOKENS_PROPERTY = "CamelModelArtsInputTokens";

    /** Exchange property: how many tokens the language model wrote; set with {@link #INPUT_TOKENS_PROPERTY}. */
    public static final String OUTPUT_TOKENS_PROPERTY = "CamelModelArtsOutputTokens";

    /** Exchange property on failure: the name of an {@link io.github.camelmodelarts.api.ErrorCategory}. */
    public static final String ERROR_CATEGORY_PROPERTY = "CamelAiErrorCategory";

    /** Exchange property on failure: how long the service asked to wait, in milliseconds; absent if it did not. */
    public static final String RETRY_AFTER_PROPERTY = "CamelAiRetryAfterMillis";

    private ModelArtsConstants() {}
}
