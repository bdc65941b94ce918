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
 * The options of the component, an endpoint or a session. Camel sets them, or an application calls the setters. An endpoint reads them
 * once when it is initialised; later changes have no effect on it. The annotations of the fields describe the options. Setters refuse a
 * number or duration out of range with an {@link IllegalArgumentException}. Not thread-safe.
 */
@UriParams
public class ModelArtsConfiguration implements Cloneable {

    /** A much longer timeout, {@code Duration.ofSeconds(Long.MAX_VALUE)} for example, has more nanoseconds than a long can count. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @UriPath(
            description =
                    "The operation: predict, sign, an operation of the management API, or one that uses OBS: uploadToObs, downloadFromObs, runBatch.")
    @Metadata(required = true)
    private ModelArtsOperation operation = ModelArtsOperation.predict;

    @UriParam(
            label = "producer",
            description =
                    "The service's API address, the complete URL that ModelArts shows. Host, path and query are sent unchanged. An address with an ampersand requires RAW(), also around a property placeholder: RAW({{my.address}}).")
    private @Nullable String address;

    @UriParam(
            label = "producer",
            description =
                    "The id of the service, instead of address. The component looks up the address with the session's credentials.")
    private @Nullable String serviceId;

    @UriParam(
            label = "producer",
            description =
                    "The name of the service, instead of address. The component looks up the address with the session's credentials.")
    private @Nullable String serviceName;

    @UriParam(
            label = "producer",
            description =
                    "The path that the model serves, appended to the address. A query in it is added to the query of the address.")
    private @Nullable String path;

    @UriParam(label = "producer", defaultValue = "POST", description = "The HTTP method. GET and DELETE send no body.")
    private HttpMethod httpMethod = HttpMethod.POST;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "RELEASE",
            description =
                    "The environment to which the API is published. Sent in the header x-stage with each kind of app authentication.")
    private String stage = "RELEASE";

    @UriParam(
            label = "producer",
            defaultValue = "images",
            description =
                    "The multipart field in which a file is sent: the name of the model's input parameter. With bodyType=BASE64 or DATA_URL, the field of the JSON object.")
    private String inputName = "images";

    @UriParam(
            label = "producer",
            defaultValue = "AUTO",
            description =
                    "How the body of the exchange is sent. AUTO depends on the type of the body: files are sent as multipart, JSON files and objects as JSON, text unchanged, bytes and streams as files if a header names or types them, otherwise unchanged. BASE64 and DATA_URL send JSON that contains files as Base64 or as data URLs.")
    private BodyType bodyType = BodyType.AUTO;

    @UriParam(
            label = "producer",
            defaultValue = "true",
            description =
                    "Whether a response other than a success throws ModelArtsOperationFailedException. If false, the response becomes the message, with the status in CamelHttpResponseCode.")
    private boolean throwExceptionOnFailure = true;

    @UriParam(
            label = "producer",
            description =
                    "Headers of the exchange to send with the request: names separated by commas; a trailing asterisk matches any rest of a name. None by default. Headers that authenticate or that control the connection are never sent.")
    private @Nullable String forwardHeaders;

    @UriParam(
            label = "producer,security",
            defaultValue = "false",
            description =
                    "Whether headers may select the service (CamelModelArtsAddress, -ServiceId, -ServiceName), the path in OBS (CamelModelArtsObsPath) and the operation. The host of such an address must be the configured host or be in allowedHosts.")
    private boolean allowHeaderOverride;

    @UriParam(
            label = "producer,security",
            description =
                    "Hosts that may receive credentials, in addition to the configured host, if an address is looked up or comes from a header: names separated by commas. An asterisk and a dot at the start match any subdomain; an asterisk elsewhere matches any characters of one label. By default the hosts that ModelArts assigns.")
    private @Nullable String allowedHosts;

    @UriParam(
            label = "producer,security",
            defaultValue = "false",
            description =
                    "Whether plain http to other machines is allowed. Then others on the network can read credentials and data.")
    private boolean allowHttp;

    @UriParam(
            label = "security",
            description = "The authentication scheme. Inferred if exactly one set of credentials is complete.")
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
            description = "A custom bean that authenticates requests, instead of authType and credentials.")
    private @Nullable AuthStrategy authStrategy;

    @UriParam(
            label = "security,advanced",
            description =
                    "A bean that supplies credentials that change, from a vault for example, instead of configured credentials. #class:io.github.camelmodelarts.session.EcsMetadataCredentials supplies those of the ECS instance's agency.")
    private @Nullable CredentialsProvider credentialsProvider;

    @UriParam(
            label = "advanced",
            defaultValue = "10s",
            javaType = "java.time.Duration",
            description = "The longest time to open a connection. A number without a unit counts milliseconds.")
    private Duration connectTimeout = Duration.ofSeconds(10);

    @UriParam(
            label = "advanced",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description =
                    "The longest time without data while the component waits for a response or receives it. After it, the call fails. Should be below totalTimeout.")
    private Duration responseTimeout = Duration.ofMinutes(1);

    @UriParam(
            label = "advanced",
            defaultValue = "120s",
            javaType = "java.time.Duration",
            description =
                    "The longest time of a call with all its retries, from its admission to its response. After it, the call fails.")
    private Duration totalTimeout = Duration.ofMinutes(2);

    @UriParam(
            label = "advanced",
            defaultValue = "200",
            description =
                    "The number of calls in flight to one host, shared by all endpoints with the same TLS, proxy, HTTP version and maxConnections. Further calls wait without using a thread; the endpoints take turns.")
    private int maxConnections = 200;

    @UriParam(
            label = "advanced",
            defaultValue = "10000",
            description =
                    "The number of calls that may wait for admission to one host, those of other endpoints included. One more fails at once with ModelArtsBusyException, and is not sent. 0: a call fails if maxConnections calls are in flight.")
    private int maxWaiting = 10_000;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            description =
                    "The longest time that a call waits for admission. After it, the call fails with ModelArtsBusyException, and is not sent. No limit by default. Not counted in totalTimeout.")
    private @Nullable Duration admissionTimeout;

    @UriParam(
            label = "advanced",
            description =
                    "The largest request body, in bytes. A larger body is refused; if its length is not known in advance, the request is aborted at this size. No limit by default. The cloud's API gateway accepts 12 MB.")
    private @Nullable Long maxRequestSize;

    @UriParam(
            label = "advanced",
            defaultValue = "67108864",
            description = "The largest response, in bytes after decompression. A larger response fails the call.")
    private long maxResponseSize = 64 * 1024 * 1024;

    @UriParam(
            defaultValue = "false",
            description =
                    "Whether predict hands the response on while it arrives: text/event-stream as a ServerSentEvents, which is an Iterator of events, any other type as an InputStream. A response that is no success is handed on complete.")
    private boolean streaming;

    @UriParam(
            label = "advanced",
            javaType = "java.time.Duration",
            description =
                    "The longest time of a streamed response, from its beginning to its end. After it, reading it fails. No limit by default; responseTimeout limits the time between two pieces.")
    private @Nullable Duration streamTimeout;

    @UriParam(
            label = "advanced",
            defaultValue = "1048576",
            description = "The largest event of a streamed response, in bytes. Reading a larger one fails.")
    private int maxEventSize = 1024 * 1024;

    @UriParam(
            label = "advanced",
            defaultValue = "2",
            description =
                    "How often a failed call is retried, each time after a pause, within totalTimeout. retryOn selects the failures.")
    private int maxRetries = 2;

    @UriParam(
            label = "advanced",
            defaultValue = "SAFE",
            enums = "NEVER,SAFE,IDEMPOTENT",
            description =
                    "The failures after which a call is retried. SAFE: failures before the model can have processed the request: no connection, and 429, 502 and 503 with a code of the gateway or of ModelArts. IDEMPOTENT: also broken connections, timeouts and other failures of the service; the model may process the request twice.")
    private RetryOn retryOn = RetryOn.SAFE;

    @UriParam(
            label = "security,advanced",
            defaultValue = "true",
            description =
                    "Whether signatures use the service's clock if a response shows that the clock of this machine is wrong by minutes. If false, signatures are rejected until the clock of this machine is corrected.")
    private boolean clockSkewCorrection = true;

    @UriParam(
            label = "advanced",
            defaultValue = "false",
            description = "Whether to use HTTP/2 if the server offers it over TLS.")
    private boolean http2;

    @UriParam(
            label = "advanced",
            description =
                    "The thread pool on which routes continue after a response. By default a pool of the component with 8 threads, and more"
                            + " while all of them are blocked.")
    private @Nullable ExecutorService workerPool;

    @UriParam(
            label = "security",
            description = "The trusted certificates and the TLS versions. By default those of the JVM.")
    private @Nullable SSLContextParameters sslContextParameters;

    @UriParam(
            label = "proxy",
            description =
                    "The host of an HTTP proxy: its name or address, without http:// and without a port. Requests to this machine (localhost, a loopback address) do not use the proxy.")
    private @Nullable String proxyHost;

    @UriParam(label = "proxy", description = "The port of the HTTP proxy. Required with proxyHost.")
    private @Nullable Integer proxyPort;

    @UriParam(label = "proxy,security", secret = true, description = "The user name for the HTTP proxy (Basic).")
    private @Nullable String proxyUsername;

    @UriParam(label = "proxy,security", secret = true, description = "The password for the HTTP proxy (Basic).")
    private @Nullable String proxyPassword;

    @UriParam(
            label = "proxy",
            description =
                    "Hosts that are called without the proxy, in addition to this machine: names separated by commas or bars. An asterisk at the start or end matches any characters, as in the JVM's http.nonProxyHosts.")
    private @Nullable String nonProxyHosts;

    @UriParam(
            label = "security",
            secret = true,
            description = "The account of the user, for PASSWORD. Not needed if the account itself logs in.")
    private @Nullable String account;

    @UriParam(
            label = "security",
            secret = true,
            description = "The IAM user, for PASSWORD. The name of the account if the account itself logs in.")
    private @Nullable String username;

    @UriParam(label = "security", secret = true, description = "The user's password, for PASSWORD.")
    private @Nullable String password;

    @UriParam(
            label = "common",
            description =
                    "The region, cn-north-4 for example. It determines the addresses of IAM and the management API, and the project unless projectId is set.")
    private @Nullable String region;

    @UriParam(label = "common", description = "The id of the project, instead of the region's own project.")
    private @Nullable String projectId;

    @UriParam(
            label = "common,advanced",
            description = "The address of IAM, for other clouds and local tests. Derived from region by default.")
    private @Nullable String iamEndpoint;

    @UriParam(
            label = "common",
            defaultValue = "v1",
            description = "The version of the management API, which must be the version of the service.")
    private ApiVersion apiVersion = ApiVersion.v1;

    @UriParam(
            label = "common,advanced",
            description =
                    "The address of the management API, for other clouds and local tests. Derived from region by default.")
    private @Nullable String modelArtsEndpoint;

    @UriParam(
            label = "common,advanced",
            description =
                    "The address of OBS, for other clouds and local tests. Derived from region by default. Buckets are a part of the host, as OBS requires it; they are a part of the path if the host is an IP address or this machine.")
    private @Nullable String obsEndpoint;

    @UriParam(
            label = "common",
            description =
                    "The only bucket in OBS that paths may name; a path may then leave out obs://bucket/. By default, any bucket is allowed.")
    private @Nullable String obsBucket;

    @UriParam(
            label = "producer,advanced",
            defaultValue = "30m",
            javaType = "java.time.Duration",
            description = "The longest time that awaitService waits for the service to run. After it, the call fails.")
    private Duration awaitTimeout = Duration.ofMinutes(30);

    @UriParam(
            label = "producer,advanced",
            defaultValue = "10s",
            javaType = "java.time.Duration",
            description = "The time between two queries of awaitService for the state of the service.")
    private Duration pollInterval = Duration.ofSeconds(10);

    @UriParam(
            label = "producer,obs",
            description =
                    "The path in OBS, obs://bucket/folder/, or a path in obsBucket. uploadToObs writes to this folder. downloadFromObs reads this object or folder, unless the body names one. runBatch keeps uploaded inputs and outputs in it.")
    private @Nullable String obsPath;

    @UriParam(
            label = "producer,obs",
            description =
                    "The local folder. downloadFromObs writes to it, and creates it if it does not exist. uploadToObs and runBatch upload its files if the body is null.")
    private @Nullable String localPath;

    @UriParam(label = "producer,obs", description = "The id of the model that runBatch deploys.")
    private @Nullable String modelId;

    @UriParam(
            label = "producer,obs,advanced",
            defaultValue = "modelarts.vm.cpu.2u",
            description = "The specification of the machines on which runBatch deploys the model.")
    private String specification = "modelarts.vm.cpu.2u";

    @UriParam(
            label = "producer,obs,advanced",
            defaultValue = "1",
            description = "The number of machines on which runBatch deploys the model.")
    private int instanceCount = 1;

    @UriParam(
            label = "producer,obs",
            defaultValue = "false",
            description =
                    "Whether runBatch deletes the service, the inputs that it uploaded and the outputs, after it has read all results.")
    private boolean deleteAfter;

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

    public int getMaxWaiting() {
        return maxWaiting;
    }

    public void setMaxWaiting(int maxWaiting) {
        if (maxWaiting < 0) {
            throw new IllegalArgumentException("maxWaiting=" + maxWaiting
                    + " is negative: use 0 to let no call wait, or " + Integer.MAX_VALUE + " for no limit");
        }
        this.maxWaiting = maxWaiting;
    }

    public boolean isStreaming() {
        return streaming;
    }

    public void setStreaming(boolean streaming) {
        this.streaming = streaming;
    }

    public @Nullable Duration getStreamTimeout() {
        return streamTimeout;
    }

    public void setStreamTimeout(@Nullable Duration streamTimeout) {
        this.streamTimeout = streamTimeout == null ? null : requirePositive("streamTimeout", streamTimeout);
    }

    public int getMaxEventSize() {
        return maxEventSize;
    }

    public void setMaxEventSize(int maxEventSize) {
        this.maxEventSize = requirePositive("maxEventSize", maxEventSize);
    }

    public @Nullable Duration getAdmissionTimeout() {
        return admissionTimeout;
    }

    public void setAdmissionTimeout(@Nullable Duration admissionTimeout) {
        this.admissionTimeout = admissionTimeout == null ? null : requirePositive("admissionTimeout", admissionTimeout);
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
                    + " is too large for an array in memory: use at most " + (Integer.MAX_VALUE - 8));
        }
        this.maxResponseSize = requirePositive("maxResponseSize", maxResponseSize);
    }

    public int getMaxRetries() {
        return maxRetries;
    }

    public void setMaxRetries(int maxRetries) {
        if (maxRetries < 0) {
            throw new IllegalArgumentException("maxRetries=" + maxRetries + " is negative: use 0 for no retries");
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

    public @Nullable String getObsEndpoint() {
        return obsEndpoint;
    }

    public void setObsEndpoint(@Nullable String obsEndpoint) {
        this.obsEndpoint = obsEndpoint;
    }

    public @Nullable String getObsBucket() {
        return obsBucket;
    }

    public void setObsBucket(@Nullable String obsBucket) {
        this.obsBucket = obsBucket;
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

    public @Nullable String getObsPath() {
        return obsPath;
    }

    public void setObsPath(@Nullable String obsPath) {
        this.obsPath = obsPath;
    }

    public @Nullable String getLocalPath() {
        return localPath;
    }

    public void setLocalPath(@Nullable String localPath) {
        this.localPath = localPath;
    }

    public @Nullable String getModelId() {
        return modelId;
    }

    public void setModelId(@Nullable String modelId) {
        this.modelId = modelId;
    }

    public String getSpecification() {
        return specification;
    }

    public void setSpecification(String specification) {
        this.specification = specification;
    }

    public int getInstanceCount() {
        return instanceCount;
    }

    public void setInstanceCount(int instanceCount) {
        this.instanceCount = requirePositive("instanceCount", instanceCount);
    }

    public boolean isDeleteAfter() {
        return deleteAfter;
    }

    public void setDeleteAfter(boolean deleteAfter) {
        this.deleteAfter = deleteAfter;
    }

    public Duration getPollInterval() {
        return pollInterval;
    }

    public void setPollInterval(Duration pollInterval) {
        this.pollInterval = requirePositive("pollInterval", pollInterval);
    }

    /** Clears the options that name a service. */
    public void forgetService() {
        address = null;
        serviceId = null;
        serviceName = null;
    }

    /**
     * The value of an option that holds a credential, or null if the option is not set or is empty. A placeholder without a value leaves an
     * empty option.
     */
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

    /** Clears the options that authenticate. */
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

    /** A copy with independent options. */
    public ModelArtsConfiguration copy() {
        try {
            return (ModelArtsConfiguration) clone();
        } catch (CloneNotSupportedException e) {
            throw new RuntimeCamelException(e);
        }
    }

    private static Duration requirePositive(String option, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(option + "=" + value + " is not above 0: use 30s or PT30S for example");
        } else if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + "=" + value + " is too long: use at most " + LONGEST.toDays() + "d");
        }
        return value;
    }

    private static int requirePositive(String option, int value) {
        return Math.toIntExact(requirePositive(option, (long) value));
    }

    private static long requirePositive(String option, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(option + "=" + value + " is not above 0: use a larger number");
        }
        return value;
    }
}
