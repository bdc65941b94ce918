package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.signing.Sha256;

/**
 * Reads a body of any size without keeping it in memory and returns {@code {"bytes":n,"sha256":"..."}}. It counts all
 * bytes of a multipart body, boundaries included. Thread-safe.
 */
public final class SinkModel implements Model {

    /** Creates the model. */
    public SinkModel() {}

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[65_536];
        long bytes = 0;
        InputStream body = request.body();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            digest.update(buffer, 0, n);
            bytes += n;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("bytes", bytes);
        answer.put("sha256", HexFormat.of().formatHex(digest.digest()));
        return ModelAnswer.json(answer);
    }
}
