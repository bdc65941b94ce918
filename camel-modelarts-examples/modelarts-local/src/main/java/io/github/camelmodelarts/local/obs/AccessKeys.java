package io.github.camelmodelarts.local.obs;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.api.Credentials;
import io.github.camelmodelarts.local.auth.IssuedAccessKeys;
import io.github.camelmodelarts.local.auth.SigningKey;
import io.github.camelmodelarts.local.call.RefusedException;
import io.github.camelmodelarts.local.text.SecretText;

/** The access keys of the object storage: those of the credentials, and those that IAM and the metadata service issued. */
public final class AccessKeys {

    private final Credentials credentials;
    private final IssuedAccessKeys issued;

    /** Accepts these keys. */
    public AccessKeys(Credentials credentials, IssuedAccessKeys issued) {
        this.credentials = credentials;
        this.issued = issued;
    }

    /** The owner of all buckets. */
    String owner() {
        return credentials.account();
    }

    String region() {
        return credentials.region();
    }

    /** The secret of a key, if the security token fits it. */
    String secret(String accessKey, @Nullable String securityToken) throws ObsException {
        if (accessKey.equals(credentials.accessKey())) {
            if (securityToken != null) {
                throw badToken(accessKey);
            }
            return credentials.secretKey();
        }
        if (accessKey.equals(credentials.temporaryAccessKey())) {
            check(accessKey, credentials.securityToken(), securityToken);
            return credentials.temporarySecretKey();
        }
        SigningKey key;
        try {
            key = issued.find(accessKey);
        } catch (RefusedException e) {
            throw ObsException.invalidAccessKey(accessKey, "The security token has expired");
        }
        if (key == null || key.securityToken() == null) {
            throw ObsException.invalidAccessKey(
                    accessKey, "The OBS access key ID you provided does not exist in our records");
        }
        check(accessKey, key.securityToken(), securityToken);
        return key.secret();
    }

    private static void check(String accessKey, String expected, @Nullable String sent) throws ObsException {
        if (sent == null || !SecretText.isSame(expected, sent)) {
            throw badToken(accessKey);
        }
    }

    /** OBS has this code for a wrong token and a missing one; the text is inferred. */
    private static ObsException badToken(String accessKey) {
        return ObsException.invalidAccessKey(
                accessKey, "The security token is missing, invalid, or not one of this access key");
    }
}
