package io.github.camelmodelarts.support;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.support.MessageHelper;

import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.fail;

/** Secrets that must not appear anywhere, in any form from which they can be recovered. */
public final class Canaries {

    private static final int ENOUGH = 12;

    private final Map<String, String> forms = new LinkedHashMap<>();

    /** All secrets in the options, except those that may be shown at the place that is checked. */
    public static Canaries of(ModelArtsConfiguration options, String... known) {
        Canaries all = new Canaries();
        Map<String, String> secrets = new LinkedHashMap<>();
        secrets.put("appKey", options.getAppKey());
        secrets.put("appSecret", options.getAppSecret());
        secrets.put("appCode", options.getAppCode());
        secrets.put("accessKey", options.getAccessKey());
        secrets.put("secretKey", options.getSecretKey());
        secrets.put("securityToken", options.getSecurityToken());
        secrets.put("password", options.getPassword());
        secrets.put("token", options.getToken());
        secrets.put("apiKey", options.getApiKey());
        secrets.values().removeAll(Arrays.asList(known));
        secrets.forEach((name, secret) -> {
            if (secret != null) {
                all.with(name, secret);
            }
        });
        return all;
    }

    /** Adds a secret, with a name for messages. */
    public Canaries with(String name, String secret) {
        forms.put(name + ", its beginning", secret.substring(0, Math.min(ENOUGH, secret.length())));
        forms.put(name + ", its end", secret.substring(Math.max(0, secret.length() - ENOUGH)));
        forms.put(name + " as in URLs", URLEncoder.encode(secret, StandardCharsets.UTF_8));
        forms.put(
                name + " as in JSON", new String(JsonStringEncoder.getInstance().quoteAsString(secret)));
        for (int before = 0; before < 3; before++) {
            // at each position in the encoded text; the first and the last characters also contain bits of the
            // neighbouring bytes
            byte[] shifted = (" ".repeat(before) + secret).getBytes(StandardCharsets.UTF_8);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            int from = before == 0 ? 0 : 4;
            forms.put(name + " in Base64 behind " + before, base64.substring(from, from + ENOUGH));
        }
        return this;
    }

    public void assertNotIn(String where, String text) {
        forms.forEach((what, form) -> {
            int at = text.indexOf(form);
            if (at >= 0) {
                fail(
                        "%s shows %s: ...%s...",
                        where,
                        what,
                        text.substring(Math.max(0, at - 200), Math.min(text.length(), at + form.length() + 60)));
            }
        });
    }

    /** All text that a later step, an error handler or a log can get from an exchange. */
    public static String shownBy(Exchange exchange) {
        StringBuilder shown = new StringBuilder(exchange.toString());
        show(exchange.getMessage().getHeaders(), shown);
        show(exchange.getAllProperties(), shown);
        show(exchange.getMessage().getBody(), shown);
        shown.append(MessageHelper.dumpAsXml(exchange.getMessage()));
        shown.append(MessageHelper.dumpMessageHistoryStacktrace(exchange, null, true));
        if (exchange.getException() != null) {
            show(exchange.getException(), Collections.newSetFromMap(new IdentityHashMap<>()), shown);
        }
        return shown.toString();
    }

    private static void show(Object value, StringBuilder shown) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, entry) -> {
                show(name, shown);
                show(entry, shown);
            });
        } else if (value instanceof Collection<?> all) {
            all.forEach(element -> show(element, shown));
        } else if (value instanceof byte[] bytes) {
            shown.append(new String(bytes, StandardCharsets.ISO_8859_1)).append('\n');
        } else {
            shown.append(value).append('\n');
        }
    }

    private static void show(Throwable failure, Set<Throwable> seen, StringBuilder shown) {
        if (failure == null || !seen.add(failure)) {
            return;
        }
        shown.append(failure).append('\n').append(failure.getLocalizedMessage()).append('\n');
        if (failure instanceof HttpOperationFailedException refused) {
            show(
                    Arrays.asList(
                            refused.getUri(),
                            refused.getStatusText(),
                            refused.getRedirectLocation(),
                            refused.getResponseBody(),
                            refused.getResponseHeaders()),
                    shown);
        }
        if (failure instanceof ModelArtsOperationFailedException refused) {
            show(Arrays.asList(refused.getErrorCode(), refused.getErrorMessage(), refused.getRequestId()), shown);
        }
        if (failure instanceof ModelArtsFailure ours) {
            show(Arrays.asList(ours.getHint(), ours.getRetryAfter()), shown);
        }
        show(failure.getCause(), seen, shown);
        for (Throwable suppressed : failure.getSuppressed()) {
            show(suppressed, seen, shown);
        }
    }
}
