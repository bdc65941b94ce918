package io.github.camelmodelarts.exchange.body;

import java.nio.charset.Charset;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.apache.camel.util.MimeTypeHelper;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.text.Printable;

/** Classifies media types, and finds the media type of a file name. */
final class MediaTypes {

    static final String JSON = "application/json";
    static final String OCTETS = "application/octet-stream";

    /** Type and subtype (RFC 9110, 8.3.1, with the characters of RFC 6838, 4.2), and a charset; other parameters are left out. */
    private static final Pattern TYPE = Pattern.compile(
            "\\s*([\\w!#$&^.+-]+/[\\w!#$&^.+-]+)\\s*(?:;.*?\\bcharset\\s*=\\s*\"?([\\w.:+-]+)\"?.*|;.*)?",
            Pattern.DOTALL);

    /**
     * Types of files that models accept but that are not in Camel's table (MimeTypeHelper). They are registered at IANA,
     * except those that begin with x-.
     */
    private static final Map<String, String> MISSING = Map.ofEntries(
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("jfif", "image/jpeg"),
            Map.entry("jp2", "image/jp2"),
            Map.entry("dng", "image/x-adobe-dng"),
            Map.entry("dcm", "application/dicom"),
            Map.entry("npy", "application/x-npy"),
            Map.entry("npz", "application/x-npz"),
            Map.entry("parquet", "application/vnd.apache.parquet"),
            Map.entry("arrow", "application/vnd.apache.arrow.file"),
            Map.entry("jsonl", "application/jsonl"),
            Map.entry("ndjson", "application/x-ndjson"),
            Map.entry("geojson", "application/geo+json"),
            Map.entry("gz", "application/gzip"),
            Map.entry("amr", "audio/amr"),
            Map.entry("md", "text/markdown"));

    private MediaTypes() {}

    /** Returns the media type of a file name's extension, or null if it is not known. */
    static @Nullable String ofName(@Nullable String name) {
        int dot = name == null ? -1 : name.lastIndexOf('.');
        if (name == null || dot < 0) {
            return null;
        }
        String missing = MISSING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
        return missing == null ? MimeTypeHelper.probeMimeType(name) : missing;
    }

    /** Like {@link #plain}, but returns null for {@code octet-stream}, which describes any bytes. */
    static @Nullable String telling(@Nullable String given) {
        String plain = plain(given);
        return plain == null || plain.endsWith("/octet-stream") ? null : plain;
    }

    /**
     * Returns a media type in lower case without parameters except the charset, or null if the text is not a media
     * type.
     */
    static @Nullable String plain(@Nullable String given) {
        if (given == null) {
            return null;
        }
        Matcher type = TYPE.matcher(given);
        if (!type.matches()) {
            return null;
        }
        String plain = type.group(1).toLowerCase(Locale.ROOT);
        return type.group(2) == null ? plain : plain + "; charset=" + type.group(2);
    }

    static boolean isJson(@Nullable String mediaType) {
        String type = base(mediaType);
        return type.equals(JSON) || type.equals("text/json") || type.endsWith("+json");
    }

    static boolean isMultipart(@Nullable String mediaType) {
        return base(mediaType).startsWith("multipart/");
    }

    /** Returns whether a body of this type is sent unchanged: JSON, JSON lines, text, XML, a URL-encoded form, or multipart. */
    static boolean isMessage(@Nullable String mediaType) {
        return isJson(mediaType)
                || isText(mediaType)
                || isMultipart(mediaType)
                || base(mediaType).equals("application/x-www-form-urlencoded")
                || base(mediaType).endsWith("/x-ndjson")
                || base(mediaType).endsWith("/jsonl");
    }

    /** Returns whether text normally can't have this type (multipart, audio, video, images): an earlier step left it. */
    static boolean isNoText(@Nullable String mediaType) {
        String type = base(mediaType);
        return isMultipart(type)
                || type.startsWith("audio/")
                || type.startsWith("video/")
                || (type.startsWith("image/") && !type.endsWith("+xml"));
    }

    /** Returns whether the type is text or XML. A missing charset is added to these types. */
    static boolean isText(@Nullable String mediaType) {
        String type = base(mediaType);
        return type.startsWith("text/")
                || type.endsWith("/xml")
                || (type.endsWith("+xml") && !type.startsWith("image/"));
    }

    /**
     * Returns the charset that a media type names, or null if it names none.
     *
     * @throws ModelArtsRequestException if Java does not support it
     */
    static @Nullable Charset charset(String mediaType) {
        Matcher type = TYPE.matcher(mediaType);
        String name = type.matches() ? type.group(2) : null;
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new ModelArtsRequestException(
                    "The header Content-Type names the charset '" + Printable.of(name, 40)
                            + "', which Java does not support: nothing was sent. Set another charset there, UTF-8 for"
                            + " example",
                    e);
        }
    }

    static String withoutParameters(String mediaType) {
        int end = mediaType.indexOf(';');
        return (end < 0 ? mediaType : mediaType.substring(0, end)).trim();
    }

    private static String base(@Nullable String mediaType) {
        return mediaType == null ? "" : withoutParameters(mediaType).toLowerCase(Locale.ROOT);
    }
}
