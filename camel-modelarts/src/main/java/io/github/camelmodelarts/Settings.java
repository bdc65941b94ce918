package io.github.camelmodelarts;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;

import javax.net.ssl.SSLContext;

import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.http.ClientSettings;
import io.github.camelmodelarts.http.Limits;

/**
 * Options in the form that calls need them in: read once, and then immutable.
 *
 * @param caller who calls services; not there if no service is called
 * @param session who manages services; not there if none is managed or looked up
 */
record Settings(
        ModelArtsOperation operation,
        boolean allowHeaderOverride,
        Targets targets,
        RequestMapper requests,
        ResponseMapper responses,
        Configured<Caller> caller,
        Configured<SessionSettings> session,
        ClientSettings client,
        Limits limits,
        Duration totalTimeout,
        @Nullable ExecutorService workerPool) {

    /**
     * Reads the options. What the operation needs must be there; what only an exchange could ask for need not.
     *
     * @param defaults the component's options, among which credentials may stand
     * @throws RuntimeException that names the option if one is wrong or missing
     */
    static Settings of(
            ModelArtsConfiguration options,
            ModelArtsConfiguration defaults,
            Map<String, String> environment,
            @Nullable SSLContext sslContext) {
        Targets targets = Targets.of(options);
        boolean predicts = !options.getOperation().isManagement();
        if (predicts) {
            targets.requireService();
        } else if (!options.isAllowHeaderOverride()) {
            requireComplete(options, targets);
        }
        CallerSelection selection = new CallerSelection(options, defaults, environment);
        Configured<Caller> caller =
                predicts ? Configured.required(selection::caller) : Configured.optional(selection::caller);
        boolean needsSession = !predicts || targets.namesService();
        return new Settings(
                options.getOperation(),
                options.isAllowHeaderOverride(),
                targets,
                new RequestMapper(
                        targets,
                        options.getHttpMethod(),
                        new BodyMapper(options.getBodyType(), options.getInputName()),
                        ForwardedHeaders.of(options.getForwardHeaders())),
                new ResponseMapper(options.isThrowExceptionOnFailure()),
                caller,
                needsSession
                        ? Configured.required(() -> session(options, selection, caller))
                        : Configured.optional(() -> session(options, selection, caller)),
                new ClientSettings(
                        sslContext, ProxyOptions.of(options), options.getMaxConnections(), options.isHttp2()),
                new Limits(options.getConnectTimeout(), options.getResponseTimeout(), options.getMaxResponseSize()),
                options.getTotalTimeout(),
                options.getWorkerPool());
    }

    /** Where no exchange can change what is missing. */
    private static void requireComplete(ModelArtsConfiguration options, Targets targets) {
        ModelArtsOperation operation = options.getOperation();
        if (operation.call() != null) {
            operation.call().requireIn(options.getApiVersion());
        }
        if (operation.concernsService() && !targets.namesService()) {
            throw new ModelArtsRequestException(operation + " needs serviceId or serviceName");
        }
    }

    private static SessionSettings session(
            ModelArtsConfiguration options, CallerSelection selection, Configured<Caller> caller) {
        return SessionOptions.of(options, selection.session(caller.value()));
    }

    /** What this message is to do. */
    ModelArtsOperation operation(Message message) {
        String chosen = allowHeaderOverride ? message.getHeader(ModelArtsConstants.OPERATION, String.class) : null;
        return chosen == null
                ? operation
                : OptionConverters.read(ModelArtsOperation.class, "The header " + ModelArtsConstants.OPERATION, chosen);
    }
}
