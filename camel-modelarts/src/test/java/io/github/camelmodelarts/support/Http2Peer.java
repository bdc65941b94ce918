package io.github.camelmodelarts.support;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/**
 * A server on loopback that speaks HTTP/2 over TLS frame by frame (RFC 9113), so that a test decides the response to each request. It
 * only detects where a request ends, and does not interpret it. Thread-safe.
 */
public final class Http2Peer implements AutoCloseable {

    /** Error codes of RFC 9113, section 7. */
    public static final int NO_ERROR = 0;

    public static final int INTERNAL_ERROR = 2;
    public static final int REFUSED_STREAM = 7;

    private static final int PREFACE = 24;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    private final SSLServerSocket server;
    private final Script script;
    private final int allowedStreams;
    private final List<Connection> connections = new CopyOnWriteArrayList<>();

    /** Responds to a complete request. */
    @FunctionalInterface
    public interface Script {
        void requested(Connection connection, int stream) throws IOException;
    }

    /**
     * Starts a server.
     *
     * @param allowedStreams the announced limit of streams in a connection; 0 to announce none
     */
    public Http2Peer(SSLContext tls, int allowedStreams, Script script) throws IOException {
        this.script = script;
        this.allowedStreams = allowedStreams;
        this.server = (SSLServerSocket)
                tls.getServerSocketFactory().createServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        start("accepting", this::accept);
    }

    private static void start(String what, IoTask task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (IOException e) {
                        // the client or the test has closed it
                    }
                },
                "Http2Peer-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    @FunctionalInterface
    private interface IoTask {
        void run() throws IOException;
    }

    private void accept() throws IOException {
        while (true) {
            SSLSocket socket = (SSLSocket) server.accept();
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            start("serving", () -> {
                socket.startHandshake();
                Connection connection = new Connection(socket);
                connections.add(connection);
                connection.serve();
            });
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public String address() {
        return "https://localhost:" + port() + "/v1/infers/peer";
    }

    /** All connections, in the order of their handshakes. */
    public List<Connection> connections() {
        return List.copyOf(connections);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Connection connection : connections) {
            connection.socket.close();
        }
    }

    /** One connection. */
    public final class Connection {

        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final Set<Integer> open = ConcurrentHashMap.newKeySet();
        private volatile int most;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = new DataOutputStream(socket.getOutputStream());
        }

        /** The largest number of simultaneous requests. */
        public int most() {
            return most;
        }

        private void serve() throws IOException {
            in.skipNBytes(PREFACE);
            byte[] allowed = {
                0,
                MAX_CONCURRENT_STREAMS,
                (byte) (allowedStreams >> 24),
                (byte) (allowedStreams >> 16),
                (byte) (allowedStreams >> 8),
                (byte) allowedStreams
            };
            write(SETTINGS, 0, 0, allowedStreams == 0 ? new byte[0] : allowed);
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                read(type, flags, stream, payload);
            }
        }

        private void read(int type, int flags, int stream, byte[] payload) throws IOException {
            if (type == SETTINGS && (flags & ACK) == 0) {
                write(SETTINGS, ACK, 0, new byte[0]);
            } else if (type == PING && (flags & ACK) == 0) {
                write(PING, ACK, 0, payload);
            } else if (type == HEADERS) {
                open.add(stream);
                most = Math.max(most, open.size());
            } else if (type == RST_STREAM) {
                open.remove(stream);
            }
            if ((type == HEADERS || type == DATA) && (flags & END_STREAM) != 0) {
                script.requested(this, stream);
            }
        }

        private synchronized void write(int type, int flags, int stream, byte[] payload) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            DataOutputStream head = new DataOutputStream(frame);
            head.writeByte(payload.length >> 16);
            head.writeShort(payload.length);
            head.writeByte(type);
            head.writeByte(flags);
            head.writeInt(stream);
            head.write(payload);
            out.write(frame.toByteArray());
            out.flush();
        }

        /** Responds with status 200 and JSON. */
        public void answer(int stream) throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            // RFC 7541: ":status: 200" is entry 8 of the static table, "content-type" is the name of entry 31
            head.write(0x88);
            head.write(0x0f);
            head.write(0x10);
            byte[] json = "application/json".getBytes(StandardCharsets.US_ASCII);
            head.write(json.length);
            head.writeBytes(json);
            open.remove(stream);
            write(HEADERS, END_HEADERS, stream, head.toByteArray());
            write(DATA, END_STREAM, stream, "{\"answered\":true}".getBytes(StandardCharsets.US_ASCII));
        }

        /** Resets a stream. */
        public void reset(int stream, int code) throws IOException {
            open.remove(stream);
            write(RST_STREAM, 0, stream, numbers(code));
        }

        /** Announces that the server accepts no more requests, and the last accepted stream. */
        public void goAway(int lastStream, int code) throws IOException {
            open.removeIf(stream -> stream > lastStream);
            write(GOAWAY, 0, 0, numbers(lastStream, code));
        }

        private byte[] numbers(int... values) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream numbers = new DataOutputStream(bytes);
            for (int value : values) {
                numbers.writeInt(value);
            }
            return bytes.toByteArray();
        }
    }
}
