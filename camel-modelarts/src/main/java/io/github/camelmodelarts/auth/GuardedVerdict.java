package io.github.camelmodelarts.auth;

import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ServiceResponse;
import io.github.camelmodelarts.api.Verdict;
import io.github.camelmodelarts.secrets.ErrorBody;

/** Tells the guard of a key how the service responded to a request that was signed with it. */
final class GuardedVerdict implements Verdict {

    /** Codes of API Gateway and ModelArts for an unknown key or a wrong signature. */
    private static final Pattern KEY_REFUSED = Pattern.compile("API(G|GW|C)\\.(0301|0303|1009)|ModelArts\\.020[5-8]");

    /** Codes of ModelArts after authentication, and codes of the model servers. */
    private static final Pattern BEHIND_THE_GATEWAY = Pattern.compile("ModelArts\\.(?!02).*|MR\\..*");
    /** The parts of a rejection's message that can be shown to other calls. The rest can quote the request. */
    private static final Pattern REASON =
            Pattern.compile("verify (aksk )?signature fail|app not found|Get secretKey failed"
                    + "|AK access failed to reach the limit|signature expired");

    private static final String LOCKED = "failed to reach the limit";

    private final SignatureStrategy.SignatureVerdict verdict;
    private final KeyGuard guard;

    GuardedVerdict(SignatureStrategy.SignatureVerdict verdict, KeyGuard guard) {
        this.verdict = verdict;
        this.guard = guard;
    }

    @Override
    public CompletionStage<Boolean> refused(ServiceResponse response) {
        return verdict.refused(response);
    }

    @Override
    public String repair() {
        return verdict.repair();
    }

    @Override
    public void settled(@Nullable ServiceResponse response) {
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
        if (refused && !verdict.isMisdated(response, said)) {
            Matcher reason = REASON.matcher(message);
            guard.refused(reason.find() ? code + ": " + reason.group() : code, message.contains(LOCKED));
        } else if (!refused && BEHIND_THE_GATEWAY.matcher(code).matches()) {
            // the response comes from behind the gateway, so the gateway has accepted the signature
            guard.accepted();
        } else {
            guard.undecided();
        }
    }

    @Override
    public @Nullable String explain(String errorMessage) {
        return verdict.explain(errorMessage);
    }
}
