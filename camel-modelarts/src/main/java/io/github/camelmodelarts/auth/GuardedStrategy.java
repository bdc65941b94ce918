package io.github.camelmodelarts.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.AuthStrategy;
import io.github.camelmodelarts.api.ServiceRequest;
import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.secrets.ErrorBody;

/** Signs when the key's guard lets it, and tells the guard what came of it. */
final class GuardedStrategy implements AuthStrategy {

    /** API Gateway's and ModelArts' codes for a key that is not known or a signature that is not its. */
    private static final Pattern KEY_REFUSED = Pattern.compile("API(G|GW|C)\\.(0301|0303|1009)|ModelArts\\.020[5-8]");

    /** ModelArts' codes for whoever was let in, and the model servers' own. */
    private static final Pattern BEHIND_THE_GATEWAY = Pattern.compile("ModelArts\\.(?!02).*|MR\\..*");
    /** What of a refusal's words may be said to others: beside them stands what was sent. */
    private static final Pattern REASON =
            Pattern.compile("verify (aksk )?signature fail|app not found|Get secretKey failed"
                    + "|AK access failed to reach the limit|signature expired");

    private static final String LOCKED = "failed to reach the limit";

    private final SignatureStrategy strategy;
    private final KeyGuard guard;
    private final Executor waiters;

    GuardedStrategy(SignatureStrategy strategy, KeyGuard guard, Executor waiters) {
        this.strategy = strategy;
        this.guard = guard;
        this.waiters = waiters;
    }

    @Override
    public CompletionStage<ServiceRequest> authenticate(ServiceRequest request) {
        CompletableFuture<@Nullable Void> entered = guard.enter();
        return entered.isDone()
                ? entered.thenCompose(go -> signed(request))
                : entered.thenComposeAsync(go -> signed(request), waiters);
    }

    private CompletionStage<ServiceRequest> signed(ServiceRequest request) {
        try {
            return strategy.authenticate(request).whenComplete((signed, failure) -> {
                if (failure != null) {
                    guard.undecided();
                }
            });
        } catch (RuntimeException e) {
            guard.undecided();
            throw e;
        }
    }

    @Override
    public CompletionStage<Boolean> refused(ServiceRequest sent, ServiceResponse response) {
        return strategy.refused(sent, response);
    }

    @Override
    public void settled(ServiceRequest sent, @Nullable ServiceResponse response) {
        if (response == null) {
            guard.undecided();
            return;
        } else if (response.isSuccess()) {
            guard.accepted();
            return;
        }
        ErrorBody said = ErrorBody.of(response);
        String code = said.code() == null ? "" : said.code();
        String message = said.message() == null ? "" : said.message();
        boolean refused = (response.status() == 401 || response.status() == 403)
                && KEY_REFUSED.matcher(code).matches();
        if (refused && !strategy.isMisdated(sent, response)) {
            Matcher reason = REASON.matcher(message);
            guard.refused(reason.find() ? code + ": " + reason.group() : code, message.contains(LOCKED));
        } else if (!refused && BEHIND_THE_GATEWAY.matcher(code).matches()) {
            // who answers so has been reached: the gateway has let the signature pass
            guard.accepted();
        } else {
            guard.undecided();
        }
    }

    @Override
    public @Nullable String explain(ServiceRequest request, String errorMessage) {
        return strategy.explain(request, errorMessage);
    }
}
