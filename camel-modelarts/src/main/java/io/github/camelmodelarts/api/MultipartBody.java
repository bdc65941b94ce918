package io.github.camelmodelarts.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code multipart/form-data} body (RFC 7578). A signature does not cover it. Its length is known if the lengths of
 * all parts are known.
 */
public final class MultipartBody extends Body {

    private final List<Part> parts;

    private MultipartBody(List<Part> parts, List<Segment> segments, String contentType) {
        super(contentType, segments, false);
        this.parts = parts;
    }

    /**
     * Returns a body of these parts.
     *
     * @param boundary the text that separates the parts; no part may contain it
     */
    public static MultipartBody of(List<Part> parts, String boundary) {
        List<Segment> segments = new ArrayList<>();
        for (Part part : parts) {
            segments.add(new Segment.Bytes(part.head(boundary).getBytes(StandardCharsets.UTF_8)));
            segments.addAll(part.content().segments());
            segments.add(new Segment.Bytes("\r\n".getBytes(StandardCharsets.US_ASCII)));
        }
        segments.add(new Segment.Bytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII)));
        return new MultipartBody(
                List.copyOf(parts), List.copyOf(segments), "multipart/form-data; boundary=" + boundary);
    }

    @Override
    public MultipartBody limitedTo(long most) {
        List<Segment> limited = limited(most);
        return limited == segments() ? this : new MultipartBody(parts, limited, String.valueOf(contentType()));
    }

    /** Returns the parts, in their order; not modifiable. */
    public List<Part> parts() {
        return parts;
    }
}
