package io.github.camelmodelarts;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The secrets of a test's options in the forms in which they may get out. */
final class Canaries {

    /** The beginning of a secret gives it away. */
    private static final int ENOUGH = 12;

    private Canaries() {}

    /** All forms of all secrets that the options hold, but for those named. */
    static List<String> of(ModelArtsConfiguration options, String... known) {
        return Stream.of(
                        options.getAppKey(),
                        options.getAppSecret(),
                        options.getAppCode(),
                        options.getAccessKey(),
                        options.getSecretKey(),
                        options.getSecurityToken(),
                        options.getPassword(),
                        options.getToken(),
                        options.getApiKey())
                .filter(Objects::nonNull)
                .filter(secret -> !List.of(known).contains(secret))
                .flatMap(secret -> forms(secret).stream())
                .toList();
    }

    private static List<String> forms(String secret) {
        String start = secret.substring(0, Math.min(ENOUGH, secret.length()));
        List<String> forms = new ArrayList<>(List.of(
                start,
                URLEncoder.encode(start, StandardCharsets.UTF_8),
                start.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/")));
        // whatever stands before it in what is encoded
        for (int before = 0; before < 3; before++) {
            String encoded = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString((" ".repeat(before) + start).getBytes(StandardCharsets.UTF_8));
            forms.add(encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 1));
        }
        return forms;
    }
}
