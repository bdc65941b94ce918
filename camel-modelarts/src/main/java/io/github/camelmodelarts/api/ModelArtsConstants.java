package io.github.camelmodelarts.api;

import org.apache.camel.Exchange;
import org.apache.camel.spi.Metadata;

/** The headers and exchange properties that the component reads and sets. */
public final class ModelArtsConstants {

    @Metadata(
            label = "producer",
            description = "In: the path that the model serves, instead of the option path. May carry a query.",
            javaType = "String")
    public static final String PATH = "CamelModelArtsPath";

    @Metadata(
            label = "producer",
            description = "In: the multipart field, instead of the option inputName.",
            javaType = "String")
    public static final String INPUT_NAME = "CamelModelArtsInputName";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: the service's address, instead of the option address.",
            javaType = "String")
    public static final String ADDRESS = "CamelModelArtsAddress";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: what to do, instead of the operation in the URI.",
            javaType = "String")
    public static final String OPERATION = "CamelModelArtsOperation";

    @Metadata(
            label = "producer",
            description =
                    "In, only with allowHeaderOverride: the service, by its id. Out: the id of the service that an operation of the management API was about.",
            javaType = "String")
    public static final String SERVICE_ID = "CamelModelArtsServiceId";

    @Metadata(
            label = "producer",
            description = "In, only with allowHeaderOverride: the service, by its name.",
            javaType = "String")
    public static final String SERVICE_NAME = "CamelModelArtsServiceName";

    @Metadata(
            label = "producer",
            description = "Out, of describeService and awaitService: the service's state as ModelArts calls it.",
            javaType = "String")
    public static final String SERVICE_STATUS = "CamelModelArtsServiceStatus";

    @Metadata(
            label = "producer",
            description =
                    "In: the name that a file is sent with, in place of its own; only its last path element is used. Bytes and streams with this header are sent as a file.",
            javaType = "String")
    public static final String FILE_NAME = "CamelModelArtsFileName";

    @Metadata(
            label = "producer",
            description =
                    "In: the media type that a file is sent with, in place of any other. Bytes and streams with this header are sent as a file.",
            javaType = "String")
    public static final String FILE_TYPE = "CamelModelArtsFileType";

    @Metadata(
            label = "producer",
            description =
                    "In: the file name of bytes and streams; files have their own. Its extension says the media type.",
            javaType = "String")
    public static final String CAMEL_FILE_NAME = Exchange.FILE_NAME;

    @Metadata(
            label = "producer",
            description = "In: the media type of text, bytes and streams. Out: the response's.",
            javaType = "String")
    public static final String CONTENT_TYPE = Exchange.CONTENT_TYPE;

    @Metadata(label = "producer", description = "In: the media types that are wanted, sent along.", javaType = "String")
    public static final String ACCEPT = "Accept";

    @Metadata(label = "producer", description = "Out: the HTTP status of the answer.", javaType = "int")
    public static final String RESPONSE_CODE = Exchange.HTTP_RESPONSE_CODE;

    @Metadata(label = "producer", description = "Out: the id of the request, to quote to support.", javaType = "String")
    public static final String REQUEST_ID = "CamelModelArtsRequestId";

    @Metadata(
            label = "producer",
            description = "Out, with throwExceptionOnFailure=false: the error code, APIG.0303 for example.",
            javaType = "String")
    public static final String ERROR_CODE = "CamelModelArtsErrorCode";

    @Metadata(
            label = "producer",
            description = "Out, with throwExceptionOnFailure=false: the error's text, bounded and printable.",
            javaType = "String")
    public static final String ERROR_MESSAGE = "CamelModelArtsErrorMessage";

    @Metadata(
            label = "producer",
            description = "Out, of predict: how many requests were sent for this exchange.",
            javaType = "int")
    public static final String ATTEMPTS = "CamelModelArtsAttempts";

    @Metadata(
            label = "producer",
            description = "Out: the answer's headers, by name in any case. They enter the message in no other way.",
            javaType = "java.util.Map<String, String>")
    public static final String RESPONSE_HEADERS = "CamelModelArtsResponseHeaders";

    @Metadata(
            label = "producer",
            description =
                    "Out, of sign and only where requests are signed: the canonical request, whose hash is signed. In place of a security token stands $SECURITY_TOKEN.",
            javaType = "String")
    public static final String CANONICAL_REQUEST = "CamelModelArtsCanonicalRequest";

    @Metadata(
            label = "producer",
            description =
                    "Out, of sign and only where requests are signed: the three lines over which the signature goes.",
            javaType = "String")
    public static final String STRING_TO_SIGN = "CamelModelArtsStringToSign";

    /** Exchange property on failure: the name of an {@link io.github.camelmodelarts.api.ErrorCategory}. */
    public static final String ERROR_CATEGORY_PROPERTY = "CamelAiErrorCategory";

    /** Exchange property on failure: how long the service asked to be left alone, in milliseconds; absent if it did not. */
    public static final String RETRY_AFTER_PROPERTY = "CamelAiRetryAfterMillis";

    private ModelArtsConstants() {}
}
