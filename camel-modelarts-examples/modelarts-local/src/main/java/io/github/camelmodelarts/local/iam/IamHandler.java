package io.github.camelmodelarts.local.iam;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.Scheme;
import io.github.camelmodelarts.local.auth.ApiAuthentication;
import io.github.camelmodelarts.local.auth.Grant;
import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.IssuedTokens;
import io.github.camelmodelarts.local.call.ApiHandler;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;
import io.github.camelmodelarts.local.signing.RawRequest;
import io.github.camelmodelarts.local.text.UtcTime;

/** The operations of IAM. */
public final class IamHandler implements CallHandler {

    /** The prefixes of the paths of IAM. */
    public static final List<String> PREFIXES = List.of("/v3/", "/v3.0/");

    private static final String TOKENS = "/v3/auth/tokens";
    private static final String KEYS = "/v3.0/OS-CREDENTIAL/securitytokens";
    private static final int MOST_PROJECTS = 5_000;

    private final Iam iam;
    private final IssuedTokens tokens;
    private final ApiAuthentication authentication;
    private final Clock clock;
    private final Login login;
    private final ApiHandler handler;

    /** Creates IAM with the account, the user and the project of {@code credentials}. */
    public IamHandler(
            Credentials credentials,
            IssuedTokens tokens,
            IssuedAccessKeys keys,
            ApiAuthentication authentication,
            Clock clock) {
        iam = new Iam(credentials, tokens, clock);
        this.tokens = tokens;
        this.authentication = authentication;
        this.clock = clock;
        login = new Login(iam.directory(), clock);
        OperationTable operations = new OperationTable()
                .on("POST", TOKENS, this::issueToken)
                .on("POST", KEYS, new TemporaryKeys(iam, keys, clock)::issue)
                .on("GET", "/v3/projects", this::listProjects);
        handler = new ApiHandler(
                operations,
                iam.disturbance(),
                this::admit,
                refusal -> iam.errorShape().failure(refusal),
                TokenRequest::invalid);
    }

    /** Accounts, users, projects, agencies and planned failures. */
    public Iam settings() {
        return iam;
    }

    @Override
    public void handle(Call call) {
        call.body().recordMasked(SecretMask::mask);
        String path = call.head().method().equals("POST") ? call.head().path() : "";
        if (path.equals(TOKENS)) {
            iam.tokenWasAskedFor();
        } else if (path.equals(KEYS)) {
            iam.keyWasAskedFor();
        }
        handler.handle(call);
    }

    /**
     * Authenticates a request, unless it is for a token. IAM itself rejects a wrong token, with a code of IAM; its gateway
     * rejects a wrong signature, with a code of the gateway.
     */
    private RestRequest admit(Call call, RestRequest request) throws RefusedException, RestException, IOException {
        if (request.path().equals(TOKENS)) {
            return request;
        }
        try {
            return request.by(account(call, request), "");
        } catch (RefusedException e) {
            if (call.head().header("Authorization") != null) {
                throw e;
            }
            throw refusalOfToken(token(call, request) != null, e.answer());
        }
    }

    /** The account of the sender. Only a request for a key may have its token in the body. */
    private String account(Call call, RestRequest request) throws RefusedException, IOException {
        RawRequest head = call.head();
        boolean inHead = head.header("X-Auth-Token") != null || head.header("Authorization") != null;
        String token = inHead ? null : token(call, request);
        if (token == null) {
            return authentication.check(call).account();
        }
        Grant grant = tokens.check(token);
        call.provedBy(Scheme.TOKEN);
        return grant.account();
    }

    private static @Nullable String token(Call call, RestRequest request) {
        String token = call.head().header("X-Auth-Token");
        return token == null && request.path().equals(KEYS) ? TemporaryKeyRequest.token(request.json()) : token;
    }

    private static RestException refusalOfToken(boolean wasSent, Failure atGateway) {
        if (!wasSent) {
            return new RestException(401, "IAM.0001", "The request you have made requires authentication.");
        }
        return "APIG.0307".equals(atGateway.errorCode())
                ? new RestException(401, "IAM.0066", "The token has expired.")
                : new RestException(401, "IAM.0067", "Invalid token.");
    }

    private RestAnswer issueToken(RestRequest request) throws RestException {
        TokenRequest asked = TokenRequest.parse(request.json());
        User user = login.user(asked);
        Project project = login.project(asked);
        Instant now = clock.instant();
        Instant end = now.plus(iam.tokenLife());
        String token = tokens.issue(new Grant(user.account(), project == null ? null : project.id(), end));
        return RestAnswer.json(201, IamJson.token(user, project, now, iam.expiresAt(UtcTime.text(end))))
                .withHeader("X-Subject-Token", token);
    }

    private RestAnswer listProjects(RestRequest request) {
        String name = request.query("name");
        String enabled = request.query("enabled");
        int size = request.number("per_page", MOST_PROJECTS, 1, MOST_PROJECTS);
        int page = request.number("page", 1, 1, Integer.MAX_VALUE);
        List<Project> projects = iam.directory().projects(request.account()).stream()
                .filter(project -> name == null || project.name().equals(name))
                .filter(project -> enabled == null || project.enabled() == Boolean.parseBoolean(enabled))
                .skip((page - 1L) * size)
                .limit(size)
                .toList();
        return RestAnswer.json(IamJson.projects(projects));
    }
}
