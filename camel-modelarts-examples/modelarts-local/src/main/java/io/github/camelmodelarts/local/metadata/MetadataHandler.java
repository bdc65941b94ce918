package io.github.camelmodelarts.local.metadata;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.SigningKey;
import io.github.camelmodelarts.local.call.ApiHandler;
import io.github.camelmodelarts.local.call.Call;
import io.github.camelmodelarts.local.call.CallHandler;
import io.github.camelmodelarts.local.rest.OperationTable;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;
import io.github.camelmodelarts.local.text.SecretText;
import io.github.camelmodelarts.local.text.UtcTime;

/** The operations of the metadata service. Its errors are plain text; all texts except one are inferred. */
public final class MetadataHandler implements CallHandler {

    /** The prefixes of the paths of the metadata service. */
    public static final List<String> PREFIXES = List.of("/openstack/", "/meta-data/");

    private static final String KEY = "/openstack/latest/securitykey";
    private static final int MAX_TTL = 21_600;

    private final MetadataService settings = new MetadataService();
    private final IssuedAccessKeys keys;
    private final Clock clock;
    private final ApiHandler handler;
    private final Map<String, Instant> tokenEnds = new ConcurrentHashMap<>();
    private @Nullable Handed current;

    private record Handed(SigningKey key, Instant end, int rotation) {}

    /** Issues temporary keys and adds them to {@code keys}. */
    public MetadataHandler(IssuedAccessKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
        OperationTable operations = new OperationTable()
                .on("PUT", "/meta-data/latest/api/token", this::issueToken)
                .on("GET", KEY, this::handOut);
        handler = new ApiHandler(
                operations,
                settings.disturbance(),
                (call, request) -> request,
                MetadataHandler::text,
                MetadataHandler::bad);
    }

    /** Temporary keys and planned failures. */
    public MetadataService settings() {
        return settings;
    }

    @Override
    public void handle(Call call) {
        if (call.head().path().equals(KEY)) {
            settings.keyWasAskedFor();
        }
        handler.handle(call);
    }

    private static Failure text(RestException refusal) {
        return Failure.answer(
                refusal.status(), "text/plain;charset=UTF-8", refusal.text().getBytes(StandardCharsets.UTF_8));
    }

    private static RestException bad(String parameter) {
        return new RestException(400, "", parameter);
    }

    private RestAnswer issueToken(RestRequest request) throws RestException {
        if (settings.tokenStatus() != 200) {
            throw new RestException(settings.tokenStatus(), "", "Not supported");
        }
        String ttl = request.header("X-Metadata-Token-Ttl-Seconds");
        if (ttl == null || !ttl.matches("[1-9]\\d{0,4}") || Integer.parseInt(ttl) > MAX_TTL) {
            throw new RestException(400, "", "X-Metadata-Token-Ttl-Seconds must be between 1 and " + MAX_TTL);
        }
        String token = SecretText.hex(28);
        tokenEnds.values().removeIf(end -> !clock.instant().isBefore(end));
        tokenEnds.put(token, clock.instant().plusSeconds(Integer.parseInt(ttl)));
        return RestAnswer.text(200, token);
    }

    private RestAnswer handOut(RestRequest request) throws RestException {
        String token = request.header("X-Metadata-Token");
        Instant end = token == null ? null : tokenEnds.get(token);
        boolean good = token == null
                ? !settings.isTokenRequired()
                : end != null && clock.instant().isBefore(end);
        if (!good) {
            throw new RestException(401, "", "Unauthorized");
        }
        if (!settings.hasAgency()) {
            throw new RestException(401, "", "Please configure Cloud Service Agency first");
        }
        Handed handed = key();
        Map<String, Object> credential = new LinkedHashMap<>();
        credential.put("access", handed.key().access());
        credential.put("secret", handed.key().secret());
        credential.put("securitytoken", handed.key().securityToken());
        credential.put("expires_at", UtcTime.text(handed.end()));
        return RestAnswer.json(Map.of("credential", credential));
    }

    private synchronized Handed key() {
        Handed handed = current;
        Instant now = clock.instant();
        int rotation = settings.rotations();
        if (handed == null || handed.rotation() != rotation || !now.isBefore(handed.end())) {
            Instant end = now.plus(settings.keyLife());
            handed = new Handed(keys.issue("LOCALMETAAK", null, end), end, rotation);
            current = handed;
        }
        return handed;
    }
}
