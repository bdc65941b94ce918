package io.github.camelmodelarts.local.iam;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.SigningKey;
import io.github.camelmodelarts.local.rest.RestAnswer;
import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;
import io.github.camelmodelarts.local.text.UtcTime;

/**
 * Issues temporary access keys. Statuses: Huawei Cloud IAM API reference, iam_04_0002 and iam_04_0101, which name no error
 * codes. Inferred: the codes, which are those of the other operations; 404 for an agency that does not exist. Thread-safe.
 */
final class TemporaryKeys {

    private final Iam iam;
    private final IssuedAccessKeys keys;
    private final Clock clock;

    TemporaryKeys(Iam iam, IssuedAccessKeys keys, Clock clock) {
        this.iam = iam;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Responds with a new key: with the rights of the sender, or of the account that the agency belongs to.
     *
     * @throws RestException 400 IAM.0007 invalid request, 404 IAM.0004 no such agency, 403 IAM.0002 the agency trusts
     *     another account
     */
    RestAnswer issue(RestRequest request) throws RestException {
        TemporaryKeyRequest asked = TemporaryKeyRequest.parse(request.json());
        String account = asked.agency() == null
                ? request.account()
                : iam.directory().agency(asked, request.account()).account();
        Duration most = iam.keyLife();
        Instant end = clock.instant().plus(asked.life().compareTo(most) < 0 ? asked.life() : most);
        SigningKey key = keys.issue("LOCALIAMKEY", account, end);
        iam.keyWasIssued();
        return RestAnswer.json(201, IamJson.credential(key, iam.expiresAt(UtcTime.text(end))));
    }
}
