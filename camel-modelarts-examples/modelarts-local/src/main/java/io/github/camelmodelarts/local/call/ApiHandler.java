package io.github.camelmodelarts.local.call;

import java.io.IOException;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Refusals;
import io.github.camelmodelarts.local.rest.BadParameterException;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;
import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * Handles calls of an API with JSON: reads the request, finds its operation, authenticates the caller, and responds.
 */
public final class ApiHandler implements CallHandler {

    private static final long MAX_BODY = 1 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);

    private final OperationTable operations;
    private final Disturbance disturbance;
    private final Admission admission;
    private final Function<RestException, Failure> refusals;
    private final Function<String, RestException> badParameter;

    /** Authenticates a call before its operation runs, and adds the sender to the request. */
    @FunctionalInterface
    public interface Admission {

        /** The request with its sender. */
        RestRequest admit(Call call, RestRequest request) throws RefusedException, RestException, IOException;
    }

    /**
     * Creates a handler.
     *
     * @param refusals converts the errors of operations to the format of the API
     * @param badParameter creates the error for an invalid parameter
     */
    public ApiHandler(
            OperationTable operations,
            Disturbance disturbance,
            Admission admission,
            Function<RestException, Failure> refusals,
            Function<String, RestException> badParameter) {
        this.operations = operations;
        this.disturbance = disturbance;
        this.admission = admission;
        this.refusals = refusals;
        this.badParameter = badParameter;
    }

    @Override
    public void handle(Call call) {
        call.body().limit(MAX_BODY);
        call.exchange().dispatch(() -> serve(call));
    }

    private void serve(Call call) {
        try {
            byte[] body = call.body().whole();
            Failure failure = disturbance.nextFailure();
            if (failure == null) {
                RestAnswer answer = answer(call, body);
                Answers.later(call, disturbance.delay(), () -> Answers.send(call, answer));
            } else {
                refuse(call, failure);
            }
        } catch (RefusedException e) {
            refuse(call, e.answer().ofCloudService());
        } catch (RestException e) {
            refuse(call, refusals.apply(e));
        } catch (RequestBody.TooLargeException e) {
            Answers.send(call, Refusals.bodyTooLarge().ofCloudService());
        } catch (IOException e) {
            LOG.debug("The client of {} closed the connection before the end of its request", call.requestId(), e);
            Answers.cut(call);
        } catch (RuntimeException | Error e) {
            LOG.error("The API failed with an internal error on {}", call.requestId(), e);
            Answers.send(call, Refusals.internalError().ofCloudService());
        }
    }

    private void refuse(Call call, Failure failure) {
        LOG.debug("The API rejected {} with {}", call.requestId(), failure);
        Answers.later(call, disturbance.delay(), () -> Answers.send(call, failure));
    }

    private RestAnswer answer(Call call, byte[] body) throws RefusedException, RestException, IOException {
        OperationTable.Match match;
        try {
            RawRequest head = call.head();
            RestRequest sent = RestRequest.of(head.method(), head.path(), head.query(), body, head.headers());
            match = operations.find(sent);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusals.malformedRequest());
        }
        if (match == null) {
            throw new RefusedException(Refusals.noSuchApi());
        }
        disturbance.admit();
        RestRequest request = admission.admit(call, match.request());
        try {
            return match.operation().answer(request);
        } catch (BadParameterException e) {
            throw badParameter.apply(e.parameter());
        }
    }
}
