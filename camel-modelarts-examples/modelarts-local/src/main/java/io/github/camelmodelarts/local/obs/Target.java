package io.github.camelmodelarts.local.obs;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.local.signing.RawRequest;

/**
 * What a request is about. A bucket is named by the path, or by the host: {@code bucket.localhost}, {@code bucket.obs.localhost},
 * {@code bucket.obs.cn-north-4.myhuaweicloud.com}. An IP address, {@code localhost} and a host that begins with {@code obs.}
 * name none. Immutable.
 *
 * @param bucket its name, or null for the service itself
 * @param key the key of the object, decoded, or null for the bucket itself
 * @param hostStyle whether the host names the bucket
 * @param resource what a signature covers: {@code /bucket} in host style, and the path as sent
 * @param fault why the target can't be read, or null
 */
record Target(
        @Nullable String bucket,
        @Nullable String key,
        boolean hostStyle,
        String resource,
        @Nullable ObsException fault) {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");
    private static final String SERVICE = "obs.";

    static Target of(RawRequest head, Predicate<String> exists) throws ObsException {
        String path = head.path().isEmpty() ? "/" : head.path();
        if (!path.startsWith("/")) {
            throw ObsException.invalidUri("Couldn't parse the specified URI: it does not begin with a slash");
        }
        String fromPath = firstSegment(path);
        String fromHost = bucketOf(host(head), exists);
        // a client in path style may use any name of this machine as endpoint
        boolean hostStyle = fromHost != null && (exists.test(fromHost) || !exists.test(fromPath));
        if (hostStyle) {
            return new Target(fromHost, keyOrNull(path.substring(1)), true, "/" + fromHost + path, null);
        }
        String key = path.length() > fromPath.length() + 1 ? path.substring(fromPath.length() + 2) : "";
        String bucket = PercentText.decode(fromPath, false);
        return new Target(bucket.isEmpty() ? null : bucket, keyOrNull(key), false, path, null);
    }

    /** The target of a request with a wrong path or query. */
    static Target wrong(ObsException fault) {
        return new Target(null, null, false, "", fault);
    }

    /** Throws the fault, if there is one. */
    void check() throws ObsException {
        if (fault != null) {
            throw fault;
        }
    }

    private static @Nullable String keyOrNull(String coded) throws ObsException {
        return coded.isEmpty() ? null : ObjectStore.checkKey(PercentText.decode(coded, false));
    }

    private static String firstSegment(String path) {
        int slash = path.indexOf('/', 1);
        return path.substring(1, slash < 0 ? path.length() : slash);
    }

    /** The host without its port, in small letters. */
    private static String host(RawRequest head) {
        String host = head.header("Host");
        if (host == null) {
            return "";
        }
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String bucketOf(String host, Predicate<String> exists) {
        if (ADDRESS.matcher(host).matches() || host.indexOf('.') < 0 || host.startsWith(SERVICE)) {
            return null;
        }
        int service = host.indexOf("." + SERVICE);
        if (service > 0) {
            return host.substring(0, service);
        }
        for (int dot = host.lastIndexOf('.'); dot > 0; dot = host.lastIndexOf('.', dot - 1)) {
            if (exists.test(host.substring(0, dot))) {
                return host.substring(0, dot); // the name of a bucket may contain dots
            }
        }
        return host.endsWith(".localhost")
                ? host.substring(0, host.length() - ".localhost".length())
                : host.substring(0, host.indexOf('.'));
    }
}
