package io.github.camelmodelarts.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelRequest;
import io.github.camelmodelarts.local.signing.Sha256;

/**
 * Returns a description of the request as JSON: {@code method}, {@code path} (after the service's id), {@code query},
 * {@code contentType}, {@code length}, {@code sha256}, and a body of up to {@value #SHOWN} bytes as {@code body} if it
 * is UTF-8, otherwise as {@code bodyBase64}. Thread-safe.
 */
public final class EchoModel implements Model {

    /** The size of the largest body that the response contains, in bytes. */
    public static final int SHOWN = 65_536;

    /** Creates the model. */
    public EchoModel() {}

    @Override
    public ModelAnswer predict(ModelRequest request) throws IOException {
        MessageDigest digest = Sha256.digest();
        ByteArrayOutputStream start = new ByteArrayOutputStream();
        long length = 0;
        byte[] buffer = new byte[8_192];
        InputStream body = request.body();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            digest.update(buffer, 0, n);
            length += n;
            if (length <= SHOWN) {
                start.write(buffer, 0, n);
            }
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("method", request.method());
        answer.put("path", request.path());
        answer.put("query", request.query());
        String contentType = request.header("Content-Type");
        answer.put("contentType", contentType == null ? "" : contentType);
        answer.put("length", length);
        answer.put("sha256", HexFormat.of().formatHex(digest.digest()));
        if (length <= SHOWN) {
            show(start.toByteArray(), answer);
        }
        return ModelAnswer.json(answer);
    }

    private static void show(byte[] body, Map<String, Object> answer) {
        try {
            answer.put(
                    "body",
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException e) {
            answer.put("bodyBase64", Base64.getEncoder().encodeToString(body));
        }
    }
}
