package io.github.camelmodelarts.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.undertow.server.DefaultByteBufferPool;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.MultipartParser;
import org.apache.commons.fileupload2.core.AbstractFileUpload;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.RequestContext;
import org.jspecify.annotations.Nullable;

/** Multipart parsers of servers: that of Undertow and that of Commons FileUpload. */
public enum MultipartReaders {
    /** The parser of modelarts-local, WildFly and the servlets of Quarkus. */
    UNDERTOW {
        @Override
        public List<ReadPart> read(String contentType, byte[] body) throws IOException {
            String boundary = Headers.extractQuotedValueFromHeader(contentType, "boundary");
            Collector parts = new Collector();
            try (DefaultByteBufferPool buffers = new DefaultByteBufferPool(false, 1024)) {
                MultipartParser.ParseState parser = MultipartParser.beginParse(
                        buffers, parts, boundary.getBytes(StandardCharsets.US_ASCII), StandardCharsets.UTF_8.name());
                parser.parse(ByteBuffer.wrap(body));
                if (!parser.isComplete()) {
                    throw new IOException("The body ends before its closing boundary");
                }
            }
            return parts.read;
        }
    },
    /** The parser of Tomcat, Struts and many servlets. */
    COMMONS_FILEUPLOAD {
        @Override
        public List<ReadPart> read(String contentType, byte[] body) throws IOException {
            FileItemInputIterator items = new Upload().getItemIterator(new Request(contentType, octets(body)));
            List<ReadPart> read = new ArrayList<>();
            while (items.hasNext()) {
                FileItemInput item = items.next();
                try (InputStream content = item.getInputStream()) {
                    read.add(new ReadPart(
                            item.getFieldName(),
                            item.isFormField() ? null : item.getName(),
                            item.getContentType(),
                            octets(content.readAllBytes())));
                }
            }
            return read;
        }
    };

    /** Returns the parts of a body, in their order. */
    public abstract List<ReadPart> read(String contentType, byte[] body) throws IOException;

    /** Returns the parts of a body that was not sent. */
    public List<ReadPart> read(Body body) throws IOException {
        try (InputStream content = Channels.newInputStream(body.open())) {
            return read(String.valueOf(body.contentType()), content.readAllBytes());
        }
    }

    /** Returns octets as text for comparisons, one character for each octet. */
    public static String octets(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    /**
     * A part as a parser read it.
     *
     * @param content one character for each octet
     */
    public record ReadPart(
            String name,
            @Nullable String fileName,
            @Nullable String contentType,
            String content) {}

    private static final class Collector implements MultipartParser.PartHandler {

        private final List<ReadPart> read = new ArrayList<>();
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private HeaderMap headers = new HeaderMap();

        @Override
        public void beginPart(HeaderMap headersOfPart) {
            headers = headersOfPart;
            content.reset();
        }

        @Override
        public void data(ByteBuffer buffer) {
            while (buffer.hasRemaining()) {
                content.write(buffer.get());
            }
        }

        @Override
        public void endPart() {
            String disposition = headers.getFirst(Headers.CONTENT_DISPOSITION);
            read.add(new ReadPart(
                    Headers.extractQuotedValueFromHeader(disposition, "name"),
                    Headers.extractQuotedValueFromHeader(disposition, "filename"),
                    headers.getFirst(Headers.CONTENT_TYPE),
                    octets(content.toByteArray())));
        }
    }

    private record Request(String contentType, String body) implements RequestContext {

        @Override
        public String getCharacterEncoding() {
            return StandardCharsets.UTF_8.name();
        }

        @Override
        public long getContentLength() {
            return body.length();
        }

        @Override
        public String getContentType() {
            return contentType;
        }

        @Override
        public InputStream getInputStream() {
            return new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1));
        }

        @Override
        public boolean isMultipartRelated() {
            return false;
        }
    }

    /** A request context without a servlet. */
    private static final class Upload extends AbstractFileUpload<RequestContext, DiskFileItem, DiskFileItemFactory> {

        private Upload() {
            setHeaderCharset(StandardCharsets.UTF_8);
        }

        @Override
        public FileItemInputIterator getItemIterator(RequestContext request) throws IOException {
            return super.getItemIterator(request);
        }

        @Override
        public Map<String, List<DiskFileItem>> parseParameterMap(RequestContext request) throws FileUploadException {
            return super.parseParameterMap(request);
        }

        @Override
        public List<DiskFileItem> parseRequest(RequestContext request) throws FileUploadException {
            return super.parseRequest(request);
        }
    }
}
