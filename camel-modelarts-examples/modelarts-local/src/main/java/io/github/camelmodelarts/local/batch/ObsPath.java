package io.github.camelmodelarts.local.batch;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A place in the object storage: the key is empty, or that of an object, or that of a folder with a slash at its end.
 * Immutable.
 */
record ObsPath(String bucket, String key) {

    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PATH = Pattern.compile("(?:obs:/|s3:/)?/{1,2}([^/]+)(?:/(.*))?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(.+?)[.]obs[.-].+");

    /**
     * Reads one of the documented forms: {@code https://bucket.obs.region.example.com/dir/} (ModelArts API reference,
     * "Deploying Services"), {@code obs://bucket/dir/} (SDK reference, and the output manifest), {@code //bucket/dir/} (user
     * guide, "Output Path"), or {@code /bucket/dir/}. An address without the bucket in its host is in path style. A query, for
     * example with a signature, is ignored.
     *
     * @return null if the text has none of these forms
     */
    static @Nullable ObsPath parse(String text) {
        boolean isAddress = text.startsWith("https://") || text.startsWith("http://");
        ObsPath path = isAddress ? ofAddress(text) : ofPath(text);
        return path == null || !BUCKET.matcher(path.bucket()).matches() ? null : path;
    }

    private static @Nullable ObsPath ofPath(String text) {
        Matcher form = PATH.matcher(text);
        if (!form.matches()) {
            return null;
        }
        String key = form.group(2);
        return new ObsPath(form.group(1), key == null ? "" : key);
    }

    private static @Nullable ObsPath ofAddress(String text) {
        String host;
        String path;
        try {
            URI address = URI.create(text);
            host = address.getHost();
            path = address.getPath();
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (host == null || path == null) {
            return null;
        }
        Matcher bucket = HOST.matcher(host);
        if (bucket.matches()) {
            return new ObsPath(bucket.group(1), path.startsWith("/") ? path.substring(1) : path);
        }
        return path.startsWith("//") ? null : ofPath(path);
    }

    /** This place as a folder: its key is empty or ends with a slash. */
    ObsPath folder() {
        return key.isEmpty() || key.endsWith("/") ? this : new ObsPath(bucket, key + "/");
    }

    /** A place below this folder. */
    ObsPath below(String name) {
        return new ObsPath(bucket, key + name);
    }

    /** The part of the key after the last slash. */
    String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Shows the place as {@code obs://bucket/key}. */
    @Override
    public String toString() {
        return "obs://" + bucket + "/" + key;
    }
}
