package io.github.camelmodelarts.options;

import java.time.Duration;
import java.util.concurrent.ExecutorService;

import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriParams;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ApiVersion;
import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.AuthType;
import io.github.camelmodelarts.api.BodyType;
import io.github.camelmodelarts.api.CredentialsProvider;
import io.github.camelmodelarts.api.HttpMethod;
import io.github.camelmodelarts.api.ModelArtsOperation;
import io.github.camelmodelarts.api.RetryOn;

/**
 * The options, as Camel sets them: on the component for all endpoints, on an endpoint for itself. Read once when an endpoint is
 * initialised; later changes have no effect on it. The annotations of the fields describe the options;
 * setters reject a number or duration out of range with an {@link IllegalArgumentException}. Not thread-safe.
 */
@UriParams
public class ModelArtsConfiguration implements Cloneable {

    @UriPath(description = "What to do.")
    @Metadata(required = true)
    private ModelArtsOperation operation = ModelArtsOperation.predict;

    @UriParam(
            label = "producer",
            description =
                    "The service's API address as ModelArts shows it: the complete URL. Any host, path and query are kept as given; an ampersand in it needs RAW(), around a property placeholder too: RAW({{my.address}}).")
    private @Nullable String address;

    @UriParam(
            label = "producer",
            description =
                    "The service by its id, instead of address: its address is looked up with the session's credentials.")
    private @Nullable String serviceId;

    @UriParam(
            label = "producer",
            description =
                    "The service by its name, instead of address: its address is looked up with the session's credentials.")
    private @Nullable String serviceName;

    @UriParam(
            label = "producer",
            description =
                    "Appended to the address: the path that the model itself serves. May carry a query, which is added to the address's.")
    private @Nullable String path;

    @UriParam(label = "producer", defaultValue = "POST", description = "The HTTP method. GET and DELETE carry no body.")
    private HttpMethod httpMethod = HttpMethod.POST;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "RELEASE",
            description =
                    "The environment to which the API is published, sent as x-stage with each kind of app authentication.")
    private String stage = "RELEASE";

    @UriParam(
            label = "producer",
            defaultValue = "images",
            description =
                    "The multipart field in which a file is sent, which is the model's input parameter; with bodyType=BASE64 or DATA_URL the field of the JSON object.")
    private String inputName = "images";

    @UriParam(
            label = "producer",
            defaultValue = "AUTO",
            description =
                    "How the exchange's body is sent. AUTO goes by what it is: files are sent as multipart, JSON files and objects as JSON, text as it is, bytes and streams as files if a header says that they are, else as they are. BASE64 and DATA_URL send JSON in which files are Base64 or data URLs.")
    private BodyType bodyType = BodyType.AUTO;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether an answer that is no success throws ModelArtsOperationFailedException. Otherwise it becomes the message, with the status in CamelHttpResponseCode.")
    private boolean throwExceptionOnFailure = true;

    @UriParam(
            label = "producer",
            description =
                    "Headers of the exchange that are sent along: names separated by commas, a trailing asterisk stands for any rest. None by default. Those that say who is calling or govern the connection are never forwarded.")
    private @Nullable String forwardHeaders;

    @UriParam(
            label = "producer,security",
            defaultValue = "false",
            description =
                    "Whether headers may choose the service (CamelModelArtsAddress, -ServiceId, -ServiceName) and the operation. An address's host must be the configured one's or in allowedHosts.")
    private boolean allowHeaderOverride;

    @UriParam(
            label = "producer,security",
            description =
                    "Hosts that an address that was looked up or chosen by a header may have, beside the configured one: names separated by commas. An asterisk and a dot at the start stand for any subdomain, an asterisk elsewhere for any characters of one label. By default the hosts that ModelArts hands out.")
    private @Nullable String allowedHosts;

    @UriParam(
            label = "producer,security",
            defaultValue = "false",
            description =
                    "Whether plain http may be used to a host that is not this machine. Credentials and data can be read on the way then.")
    private boolean allowHttp;

    @UriParam(
            label = "security",
            description = "How to prove who is calling. Inferred where exactly one set of credentials is complete.")
    private @Nullable AuthType authType;

    @UriParam(
            label = "security",
            secret = true,
            description = "The application's AppKey, for APP_SIGNATURE and APP_KEY.")
    private @Nullable String appKey;

    @UriParam(label = "security", secret = true, description = "The application's AppSecret, for APP_SIGNATURE.")
    private @Nullable String appSecret;

    @UriParam(label = "security", secret = true, description = "An AppCode of the application, for APP_CODE.")
    private @Nullable String appCode;

    @UriParam(label = "security", secret = true, description = "The access key id (AK) of IAM, for AK_SK.")
    private @Nullable String accessKey;

    @UriParam(label = "security", secret = true, description = "The secret access key (SK) of IAM, for AK_SK.")
    private @Nullable String secretKey;

    @UriParam(
            label = "security",
            secret = true,
            description = "The security token that belongs to a temporary access key.")
    private @Nullable String securityToken;

    @UriParam(label = "security", secret = true, description = "A project-scoped IAM token, for TOKEN.")
    private @Nullable String token;

    @UriParam(label = "security", secret = true, description = "An API key of ModelArts, for API_KEY.")
    private @Nullable String apiKey;

    @UriParam(
            label = "security,advanced",
            description = "A bean of one's own that proves who is calling, instead of authType and credentials.")
    private @Nullable AuthStrategy authStrategy;

    @UriParam(
            label = "security,advanced",
            description =
                    "A bean that supplies changing credentials, from a vault for example, instead of credentials that are set. #class:io.github.camelmodelarts.session.EcsMetadataCredentials takes those of the ECS instance's agency.")
    private @Nullable CredentialsProvider credentialsProvider;

    @UriParam(
            label = "advanced",
            defaultValue = "10s",
            javaType = "java.time.Duration",
            description = "How long making a connection may take.")
    private Duration connectTimeout = Duration.ofSeconds(10);

    @UriParam(
            label = "advanced",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description = "The longest silence while waiting for an answer.")
    private Duration responseTimeout = Duration.ofMinutes(1);

    @UriParam(
            label = "advanced",
            defaultValue = "120s",
            javaType = "java.time.Duration",
            description = "How long a call may take in all, from its admission to its answer.")
    private Duration totalTimeout = Duration.ofMinutes(2);

    @UriParam(
            label = "advanced",
            defaultValue = "200",
            description =
                    "Calls in flight to one service host, together with all endpoints whose TLS, proxy, HTTP version and maxConnections are the same. More wait their turn without a thread.")
    private int maxConnections = 200;

    @UriParam(
            label = "advanced",
            description =
                    "The largest request body that is sent, in bytes. A larger one is refused; where its length is not known before, the request breaks off at this size. No limit by default. The API gateway of the cloud takes 12 MB.")
    private @Nullable Long maxRequestSize;

    @UriParam(
            label = "advanced",
            defaultValue = "67108864",
            description = "The largest answer that is taken, in bytes after decompression.")
    private long maxResponseSize = 64 * 1024 * 1024;

    @UriParam(
            label = "advanced",
            defaultValue = "2",
            description =
                    "How often a call that failed is sent once more, after a pause, within totalTimeout; retryOn says after which failures.")
    private int maxRetries = 2;

    @UriParam(
            label = "advanced",
            defaultValue = "SAFE",
            enums = "NEVER,SAFE,IDEMPOTENT",
            description =
                    "After which failures a call is sent once more. SAFE: those that the model can't have worked on, which are no connection, and 429, 502 and 503 with a code of the gateway or of ModelArts. IDEMPOTENT: after broken connections, silences and other failures of the service, too; the model may then work twice.")
    private RetryOn retryOn = RetryOn.SAFE;

    @UriParam(
            label = "security,advanced",
            defaultValue = "true",
            description =
                    "Whether to go by a service's clock where its answer shows that this machine's is wrong by minutes; otherwise signatures are refused until it is set.")
    private boolean clockSkewCorrection = true;

    @UriParam(
            label = "advanced",
            defaultValue = "false",
            description = "Whether HTTP/2 is used where the server offers it over TLS.")
    private boolean http2;

    @UriParam(
            label = "advanced",
            description =
                    "The threads on which routes go on after an answer. By default a pool of the component's own, of 8 threads and more while all"
                            + " of them are blocked.")
    private @Nullable ExecutorService workerPool;

    @UriParam(
            label = "security",
            description = "Whom to trust and which TLS versions to use. The platform's trust by default.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(
            label = "proxy",
            description =
                    "The host of an HTTP proxy. Nothing that is for this machine (localhost, a loopback address) goes through it.")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy", description = "The port of the HTTP proxy.")
    private @Nullable Integer proxyPort;

    @UriParam(label = "proxy,security", secret = true, description = "The user name for the HTTP proxy (Basic).")
    private @Nullable String proxyUsername;

    @UriParam(label = "proxy,security", secret = true, description = "The password for the HTTP proxy (Basic).")
    private @Nullable String proxyPassword;

    @UriParam(
            label = "proxy",
            description =
                    "Hosts that are called without the proxy, as this machine always is: names separated by commas or bars. An asterisk at the start or end stands for any characters, as in the JVM's http.nonProxyHosts.")
    private @Nullable String nonProxyHosts;

    @UriParam(
            label = "security",
            secret = true,
            description = "The account that the user belongs to, for PASSWORD. Not needed for the account itself.")
    private @Nullable String account;

    @UriParam(
            label = "security",
            secret = true,
            description = "The user of IAM, for PASSWORD; the account's name for the account itself.")
    private @Nullable String username;

    @UriParam(label = "security", secret = true, description = "The user's password, for PASSWORD.")
    private @Nullable String password;

    @UriParam(
            label = "common",
            description =
                    "The region of the session, cn-north-4 for example; tokens are for its project where projectId is not given.")
    private @Nullable String region;

    @UriParam(label = "common", description = "The project that tokens are for, instead of the region's own.")
    private @Nullable String projectId;

    @UriParam(
            label = "common,advanced",
            description = "Where IAM is, for other clouds and local ones. By the region by default.")
    private @Nullable String iamEndpoint;

    @UriParam(
            label = "common",
            defaultValue = "v1",
            description = "The generation of the management API, and with it of the service.")
    private ApiVersion apiVersion = ApiVersion.v1;

    @UriParam(
            label = "common,advanced",
            description = "Where the management API is, for other clouds and local ones. By the region by default.")
    private @Nullable String modelArtsEndpoint;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "30m",
            javaType = "java.time.Duration",
            description = "How long awaitService waits until the service runs.")
    private Duration awaitTimeout = Duration.ofMinutes(30);

    @UriParam(
            label = "producer,advanced",
            defaultValue = "10s",
            javaType = "java.time.Duration",
            description = "How often awaitService asks for the state of the service.")
    private Duration pollInterval = Duration.ofSeconds(10);

    public ModelArtsOperation getOperation() {
        return operation;
    }

    public void setOperation(ModelArtsOperation operation) {
        this.operation = operation;
    }

    public @Nullable String getAddress() {
        return address;
    }

    public void setAddress(@Nullable String address) {
        this.address = address;
    }

    public @Nullable String getPath() {
        return path;
    }

    public void setPath(@Nullable String path) {
        this.path = path;
    }

    public HttpMethod getHttpMethod() {
        return httpMethod;
    }

    public void setHttpMethod(HttpMethod httpMethod) {
        this.httpMethod = httpMethod;
    }

    public String getStage() {
        return stage;
    }

    public void setStage(String stage) {
        this.stage = stage;
    }

    public String getInputName() {
        return inputName;
    }

    public void setInputName(String inputName) {
        this.inputName = inputName;
    }

    public BodyType getBodyType() {
        return bodyType;
    }

    public void setBodyType(BodyType bodyType) {
        this.bodyType = bodyType;
    }

    public boolean isThrowExceptionOnFailure() {
        return throwExceptionOnFailure;
    }

    public void setThrowExceptionOnFailure(boolean throwExceptionOnFailure) {
        this.throwExceptionOnFailure = throwExceptionOnFailure;
    }

    public @Nullable String getForwardHeaders() {
        return forwardHeaders;
    }

    public void setForwardHeaders(@Nullable String forwardHeaders) {
        this.forwardHeaders = forwardHeaders;
    }

    public boolean isAllowHeaderOverride() {
        return allowHeaderOverride;
    }

    public void setAllowHeaderOverride(boolean allowHeaderOverride) {
        this.allowHeaderOverride = allowHeaderOverride;
    }

    public @Nullable String getAllowedHosts() {
        return allowedHosts;
    }

    public void setAllowedHosts(@Nullable String allowedHosts) {
        this.allowedHosts = allowedHosts;
    }

    public boolean isAllowHttp() {
        return allowHttp;
    }

    public void setAllowHttp(boolean allowHttp) {
        this.allowHttp = allowHttp;
    }

    public @Nullable AuthType getAuthType() {
        return authType;
    }

    public void setAuthType(@Nullable AuthType authType) {
        this.authType = authType;
    }

    public @Nullable String getAppKey() {
        return appKey;
    }

    public void setAppKey(@Nullable String appKey) {
        this.appKey = appKey;
    }

    public @Nullable String getAppSecret() {
        return appSecret;
    }

    public void setAppSecret(@Nullable String appSecret) {
        this.appSecret = appSecret;
    }

    public @Nullable String getAppCode() {
        return appCode;
    }

    public void setAppCode(@Nullable String appCode) {
        this.appCode = appCode;
    }

    public @Nullable String getAccessKey() {
        return accessKey;
    }

    public void setAccessKey(@Nullable String accessKey) {
        this.accessKey = accessKey;
    }

    public @Nullable String getSecretKey() {
        return secretKey;
    }

    public void setSecretKey(@Nullable String secretKey) {
        this.secretKey = secretKey;
    }

    public @Nullable String getSecurityToken() {
        return securityToken;
    }

    public void setSecurityToken(@Nullable String securityToken) {
        this.securityToken = securityToken;
    }

    public @Nullable String getToken() {
        return token;
    }

    public void setToken(@Nullable String token) {
        this.token = token;
    }

    public @Nullable String getApiKey() {
        return apiKey;
    }

    public void setApiKey(@Nullable String apiKey) {
        this.apiKey = apiKey;
    }

    public @Nullable AuthStrategy getAuthStrategy() {
        return authStrategy;
    }

    public void setAuthStrategy(@Nullable AuthStrategy authStrategy) {
        this.authStrategy = authStrategy;
    }

    public @Nullable CredentialsProvider getCredentialsProvider() {
        return credentialsProvider;
    }

    public void setCredentialsProvider(@Nullable CredentialsProvider credentialsProvider) {
        this.credentialsProvider = credentialsProvider;
    }

    public Duration getConnectTimeout() {
        return connectTimeout;
    }

    public void setConnectTimeout(Duration connectTimeout) {
        this.connectTimeout = requirePositive("connectTimeout", connectTimeout);
    }

    public Duration getResponseTimeout() {
        return responseTimeout;
    }

    public void setResponseTimeout(Duration responseTimeout) {
        this.responseTimeout = requirePositive("responseTimeout", responseTimeout);
    }

    public Duration getTotalTimeout() {
        return totalTimeout;
    }

    public void setTotalTimeout(Duration totalTimeout) {
        this.totalTimeout = requirePositive("totalTimeout", totalTimeout);
    }

    public int getMaxConnections() {
        return maxConnections;
    }

    public void setMaxConnections(int maxConnections) {
        this.maxConnections = requirePositive("maxConnections", maxConnections);
    }

    public @Nullable Long getMaxRequestSize() {
        return maxRequestSize;
    }

    public void setMaxRequestSize(@Nullable Long maxRequestSize) {
        this.maxRequestSize = maxRequestSize == null ? null : requirePositive("maxRequestSize", maxRequestSize);
    }

    public long getMaxResponseSize() {
        return maxResponseSize;
    }

    public void setMaxResponseSize(long maxResponseSize) {
        if (maxResponseSize > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("maxResponseSize=" + maxResponseSize
                    + " is more than fits into an array: use at most " + (Integer.MAX_VALUE - 8));
        }
        this.maxResponseSize = requirePositive("maxResponseSize", maxResponseSize);
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries=" + maxRetries + " is negative: 0 is for none");
        }
        this.maxRetries = maxRetries;
    }

    public RetryOn getRetryOn() {
        return retryOn;
    }

    public void setRetryOn(RetryOn retryOn) {
        this.retryOn = retryOn;
    }

    public boolean isClockSkewCorrection() {
        return clockSkewCorrection;
    }

    public void setClockSkewCorrection(boolean clockSkewCorrection) {
        this.clockSkewCorrection = clockSkewCorrection;
    }

    public boolean isHttp2() {
        return http2;
    }

    public void setHttp2(boolean http2) {
        this.http2 = http2;
    }

    public @Nullable ExecutorService getWorkerPool() {
        return workerPool;
    }

    public void setWorkerPool(@Nullable ExecutorService workerPool) {
        this.workerPool = workerPool;
    }

    public @Nullable SSLContextParameters getSslContextParameters() {
        return sslContextParameters;
    }

    public void setSslContextParameters(@Nullable SSLContextParameters sslContextParameters) {
        this.sslContextParameters = sslContextParameters;
    }

    public @Nullable String getProxyHost() {
        return proxyHost;
    }

    public void setProxyHost(@Nullable String proxyHost) {
        this.proxyHost = proxyHost;
    }

    public @Nullable Integer getProxyPort() {
        return proxyPort;
    }

    public void setProxyPort(@Nullable Integer proxyPort) {
        this.proxyPort = proxyPort;
    }

    public @Nullable String getProxyUsername() {
        return proxyUsername;
    }

    public void setProxyUsername(@Nullable String proxyUsername) {
        this.proxyUsername = proxyUsername;
    }

    public @Nullable String getProxyPassword() {
        return proxyPassword;
    }

    public void setProxyPassword(@Nullable String proxyPassword) {
        this.proxyPassword = proxyPassword;
    }

    public @Nullable String getNonProxyHosts() {
        return nonProxyHosts;
    }

    public void setNonProxyHosts(@Nullable String nonProxyHosts) {
        this.nonProxyHosts = nonProxyHosts;
    }

    public @Nullable String getAccount() {
        return account;
    }

    public void setAccount(@Nullable String account) {
        this.account = account;
    }

    public @Nullable String getUsername() {
        return username;
    }

    public void setUsername(@Nullable String username) {
        this.username = username;
    }

    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(@Nullable String password) {
        this.password = password;
    }

    public @Nullable String getRegion() {
        return region;
    }

    public void setRegion(@Nullable String region) {
        this.region = region;
    }

    public @Nullable String getProjectId() {
        return projectId;
    }

    public void setProjectId(@Nullable String projectId) {
        this.projectId = projectId;
    }

    public @Nullable String getIamEndpoint() {
        return iamEndpoint;
    }

    public void setIamEndpoint(@Nullable String iamEndpoint) {
        this.iamEndpoint = iamEndpoint;
    }

    public @Nullable String getServiceId() {
        return serviceId;
    }

    public void setServiceId(@Nullable String serviceId) {
        this.serviceId = serviceId;
    }

    public @Nullable String getServiceName() {
        return serviceName;
    }

    public void setServiceName(@Nullable String serviceName) {
        this.serviceName = serviceName;
    }

    public ApiVersion getApiVersion() {
        return apiVersion;
    }

    public void setApiVersion(ApiVersion apiVersion) {
        this.apiVersion = apiVersion;
    }

    public @Nullable String getModelArtsEndpoint() {
        return modelArtsEndpoint;
    }

    public void setModelArtsEndpoint(@Nullable String modelArtsEndpoint) {
        this.modelArtsEndpoint = modelArtsEndpoint;
    }

    public Duration getAwaitTimeout() {
        return awaitTimeout;
    }

    public void setAwaitTimeout(Duration awaitTimeout) {
        this.awaitTimeout = requirePositive("awaitTimeout", awaitTimeout);
    }

    public Duration getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(Duration pollInterval) {
        this.pollInterval = requirePositive("pollInterval", pollInterval);
    }

    /** Drops everything that says which service is called. */
    public void forgetService() {
        address = null;
        serviceId = null;
        serviceName = null;
    }

    /** The value of an option that holds a credential, or null where it is not set; an empty one is what a placeholder without a value leaves. */
    @Nullable
    String credential(String option) {
        String value = switch (option) {
            case "appKey" -> appKey;
            case "appSecret" -> appSecret;
            case "appCode" -> appCode;
            case "accessKey" -> accessKey;
            case "secretKey" -> secretKey;
            case "securityToken" -> securityToken;
            case "account" -> account;
            case "username" -> username;
            case "password" -> password;
            case "token" -> token;
            case "apiKey" -> apiKey;
            default -> throw new IllegalArgumentException(option + " holds no credential");
        };
        return value == null || value.isEmpty() ? null : value;
    }

    /** Drops everything that says who is calling. */
    public void forgetIdentity() {
        authType = null;
        authStrategy = null;
        credentialsProvider = null;
        appKey = null;
        appSecret = null;
        appCode = null;
        accessKey = null;
        secretKey = null;
        securityToken = null;
        token = null;
        account = null;
        username = null;
        password = null;
        apiKey = null;
    }

    /** A copy, whose options can be changed without this one's. */
    public ModelArtsConfiguration copy() {
        try {
            return (ModelArtsConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    private static Duration requirePositive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(
                    option + "=" + value + " is no time to wait: use 30s or PT30S for example");
        }
        return value;
    }

    private static int requirePositive(String option, int value) {
        return Math.toIntExact(requirePositive(option, (long) value));
    }

    private static long requirePositive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + "=" + value + " lets nothing through: use a number above 0");
        }
        return value;
    }
}
