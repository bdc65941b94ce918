package io.github.camelmodelarts.local.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;

import io.github.camelmodelarts.local.ModelArtsLocal;

/** A client with a separate socket that requests one stream, reads it as it comes, and leaves in different ways. */
final class StreamClient implements AutoCloseable {

    /** How the client is connected, and how it leaves. */
    enum Leaving {
        FIN,
        RST,
        TLS_CLOSE,
        TLS_FIN,
        TLS_RST,
        HTTP2_RESET,
        HTTP2_FIN
    }

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int END_STREAM_AND_HEADERS = 5;
    private static final int STREAM = 1;

    private final Leaving leaving;
    private final Socket socket;
    private final Socket channel;
    private final StringBuilder received = new StringBuilder();

    /** Sends a GET to a service that needs no authentication. */
    StreamClient(ModelArtsLocal server, String service, Leaving leaving) throws IOException {
        this.leaving = leaving;
        boolean tls = !leaving.name().startsWith("FIN") && !leaving.name().startsWith("RST");
        socket = new Socket(InetAddress.getLoopbackAddress(), tls ? server.tlsPort() : server.port());
        socket.setSoTimeout(60_000);
        channel = tls ? secured(server) : socket;
        String path = URI.create(server.address(service)).getPath();
        if (isHttp2()) {
            requestOverHttp2(path);
        } else {
            write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    private Socket secured(ModelArtsLocal server) throws IOException {
        SSLSocket secured = (SSLSocket)
                server.sslContext().getSocketFactory().createSocket(socket, "localhost", server.tlsPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {isHttp2() ? "h2" : "http/1.1"});
        secured.setSSLParameters(parameters);
        return secured;
    }

    private boolean isHttp2() {
        return leaving == Leaving.HTTP2_RESET || leaving == Leaving.HTTP2_FIN;
    }

    private void requestOverHttp2(String path) throws IOException {
        write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        String[] fields = {":method", "GET", ":scheme", "https", ":authority", "localhost", ":path", path};
        for (int i = 0; i < fields.length; i += 2) {
            headers.write(0); // a literal without indexing (RFC 7541, section 6.2.2)
            for (String text : new String[] {fields[i], fields[i + 1]}) {
                headers.write(text.length());
                headers.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
            }
        }
        frame(HEADERS, END_STREAM_AND_HEADERS, STREAM, headers.toByteArray());
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0, 0, (byte) payload.length, (byte) type, (byte) flags, 0, 0, 0, (byte) stream});
        frame.writeBytes(payload);
        write(frame.toByteArray());
    }

    void write(byte[] octets) throws IOException {
        channel.getOutputStream().write(octets);
        channel.getOutputStream().flush();
    }

    /** Reads until the response contains a text; also returns what was read before. */
    String readUntil(String text) throws IOException {
        InputStream in = channel.getInputStream();
        byte[] buffer = new byte[8_192];
        while (received.indexOf(text) < 0) {
            if (isHttp2()) {
                received.append(nextData());
            } else {
                int count = in.read(buffer);
                if (count < 0) {
                    throw new IOException("The connection ended after: " + received);
                }
                received.append(new String(buffer, 0, count, StandardCharsets.ISO_8859_1));
            }
        }
        return received.toString();
    }

    private String nextData() throws IOException {
        DataInputStream in = new DataInputStream(channel.getInputStream());
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipBytes(5);
        byte[] payload = in.readNBytes(length);
        if (type == RST_STREAM) {
            throw new IOException("The stream was reset");
        }
        return type == DATA ? new String(payload, StandardCharsets.ISO_8859_1) : "";
    }

    /** Reads to the end of the connection; an IOException if it was reset. */
    String readToTheEnd() throws IOException {
        received.append(new String(channel.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        return received.toString();
    }

    void leave() throws IOException {
        switch (leaving) {
            case FIN, TLS_FIN, HTTP2_FIN -> socket.close();
            case RST, TLS_RST -> {
                socket.setSoLinger(true, 0);
                socket.close();
            }
            case TLS_CLOSE -> channel.close();
            case HTTP2_RESET -> frame(RST_STREAM, 0, STREAM, new byte[] {0, 0, 0, 8});
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
