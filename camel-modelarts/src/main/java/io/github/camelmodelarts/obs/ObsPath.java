package io.github.camelmodelarts.obs;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ServiceAddress;
import io.github.camelmodelarts.text.Printable;

/**
 * The place of an object or a folder in OBS, written {@code obs://bucket/key} as in the ModelArts SDK. A folder is a key that ends with a
 * slash, or no key for the whole bucket.
 *
 * @param bucket the bucket's name
 * @param key the key as OBS stores it: not encoded, with {@code /} between its parts; empty for the whole bucket
 */
public record ObsPath(String bucket, String key) {

    /** The beginning of a path. */
    public static final String SCHEME = "obs://";

    /** The names that OBS allows (OBS API reference, "Creating a Bucket"). */
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    /** In bytes (OBS API reference, "Uploading an Object - PUT"). */
    private static final int LONGEST_KEY = 1024;

    private static final Pattern URL = Pattern.compile("https?://([^/?#]+)/([^?#]*)");

    /** Hosts whose URLs have the bucket in the path: OBS itself, and addresses without a name. */
    private static final Pattern BY_PATH = Pattern.compile("obs[.-].*|localhost(?::.*)?|[0-9.]+(?::.*)?|\\[.*");

    private static final String FORM = ": a path has the form obs://bucket/folder/ or obs://bucket/folder/name";

    /**
     * Refuses a path that OBS can't have.
     *
     * @throws ModelArtsRequestException if the name of the bucket or the key is not valid
     */
    public ObsPath {
        if (!BUCKET.matcher(bucket).matches()) {
            throw new ModelArtsRequestException("'" + Printable.of(bucket, 70) + "' is not the name of a bucket in OBS,"
                    + " which has 3 to 63 lower-case letters, digits, hyphens and dots" + FORM);
        } else if (key.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY) {
            throw new ModelArtsRequestException("The key " + Printable.of(key, 60) + " has more than " + LONGEST_KEY
                    + " bytes, which OBS does not allow: use shorter names of folders and files");
        } else if (key.indexOf('\0') >= 0) {
            throw new ModelArtsRequestException("A key in OBS can't contain the character NUL: remove it");
        }
    }

    /** Whether a text begins like a path in OBS. */
    public static boolean is(String text) {
        return text.startsWith(SCHEME);
    }

    /**
     * Reads a path.
     *
     * @param text {@code obs://bucket/key}, or only the key if there is a default bucket
     * @param bucket the only allowed bucket, which is also the default; null if any bucket is allowed
     * @throws ModelArtsRequestException if the text is not a path, or names another bucket
     */
    public static ObsPath of(String text, @Nullable String bucket) {
        if (is(text)) {
            return in(text.substring(SCHEME.length()), bucket);
        } else if (bucket == null) {
            throw new ModelArtsRequestException("The path '" + Printable.of(text, 100)
                    + "' contains no bucket: write obs://bucket/folder/, or set obsBucket");
        }
        return new ObsPath(bucket, text);
    }

    /**
     * Reads a path as ModelArts writes it: {@code obs://bucket/key}, {@code s3://bucket/key}, {@code /bucket/key} or a URL of OBS.
     *
     * @throws ModelArtsRequestException if the text has none of these forms
     */
    public static ObsPath ofModelArts(String text) {
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            String host = url.group(1);
            String rest = decoded(url.group(2));
            return BY_PATH.matcher(host).matches()
                    ? in(rest, null)
                    : new ObsPath(host.replaceFirst("[.](?:obs[.-].*|[^.]*obs.*)$", ""), rest);
        }
        String rest = text.replaceFirst("^(?:obs|s3):/", "");
        if (!rest.startsWith("/")) {
            throw new ModelArtsRequestException("'" + Printable.of(text, 100) + "' is not a path or a URL of OBS");
        }
        return in(rest.substring(1), null);
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new ModelArtsRequestException(
                    "'" + Printable.of(path, 100)
                            + "' is not the path of a URL, because a percent sign in it is not followed"
                            + " by two hexadecimal digits",
                    e);
        }
    }

    private static ObsPath in(String rest, @Nullable String bucket) {
        int slash = rest.indexOf('/');
        ObsPath path =
                slash < 0 ? new ObsPath(rest, "") : new ObsPath(rest.substring(0, slash), rest.substring(slash + 1));
        if (bucket != null && !path.bucket.equals(bucket)) {
            throw new ModelArtsRequestException(path + " is not in the bucket of obsBucket=" + bucket
                    + ": only this bucket is used. Correct the path, or remove obsBucket to allow all buckets");
        }
        return path;
    }

    /** Whether this is a folder or the whole bucket. */
    public boolean isFolder() {
        return key.isEmpty() || key.endsWith("/");
    }

    /** The same place as a folder. */
    public ObsPath folder() {
        return isFolder() ? this : new ObsPath(bucket, key + "/");
    }

    /**
     * A place in this folder.
     *
     * @param name with {@code /} between its parts
     */
    public ObsPath child(String name) {
        return new ObsPath(bucket, key + name);
    }

    /** The place below this folder as a relative name; the object must be in this folder. */
    public String nameOf(ObsPath object) {
        return object.key.substring(key.length());
    }

    /** The last part of the key. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /**
     * The path as a URL of OBS, which the management API expects (ModelArts API reference, "Deploying Services", {@code src_path}).
     *
     * @param endpoint the address of OBS
     * @param byPath whether the bucket is the first part of the path; otherwise it is a part of the host
     */
    String url(ServiceAddress endpoint, boolean byPath) {
        String encoded = URLEncoder.encode(key, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/");
        String scheme = endpoint.uri().getScheme() + "://";
        return byPath
                ? scheme + endpoint.authority() + "/" + bucket + "/" + encoded
                : scheme + bucket + "." + endpoint.authority() + "/" + encoded;
    }

    /** The path as users write it, with the whole key. */
    public String text() {
        return SCHEME + bucket + "/" + key;
    }

    /** The path for messages, shortened and printable. */
    @Override
    public String toString() {
        return Printable.of(text(), 200);
    }
}
