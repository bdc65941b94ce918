package io.github.camelmodelarts.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A server that sends any bytes that a test chooses, valid or not, and closes connections when the test chooses. Each connection plays a
 * script; simple scripts respond to one request after the other.
 */
public final class ScriptedServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

    /** CR, LF, CR, LF. */
    private static final int END_OF_HEAD = 0x0D0A0D0A;

    private final ServerSocket server;
    private final Play[] plays;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "scripted-server"));
    private final Future<?> accepting;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger hangUps = new AtomicInteger();

    private ScriptedServer(Play... plays) throws IOException {
        this(ServerSocketFactory.getDefault(), plays);
    }

    private ScriptedServer(ServerSocketFactory sockets, Play... plays) throws IOException {
        this.plays = plays;
        // a test opens hundreds of connections at once; without a long queue the system retries some of them, seconds
        // later
        this.server = sockets.createServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    /** The first connection plays the first script, the second the second; all later connections play the last script. */
    public static ScriptedServer playing(Play... plays) throws IOException {
        return new ScriptedServer(plays);
    }

    /** The same over TLS. */
    public static ScriptedServer playing(SSLContext tls, Play... plays) throws IOException {
        return new ScriptedServer(tls.getServerSocketFactory(), plays);
    }

    /** Reads a request on each connection and then plays the script. */
    public static ScriptedServer afterRequest(Play answer) throws IOException {
        return playing(connection -> {
            connection.request();
            answer.play(connection);
        });
    }

    /** Runs a script for each request, after the request was read completely. */
    public static ScriptedServer running(Script script) throws IOException {
        return new ScriptedServer(connection -> {
            while (!connection.socket.isClosed()) {
                String request = connection.request();
                script.answer(request, connection.socket.getOutputStream(), connection.socket);
            }
        });
    }

    /** Sends the same response for each request. */
    public static ScriptedServer answering(String head, byte[] body) throws IOException {
        byte[] answer = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return running((request, out, connection) -> {
            out.write(answer);
            out.write(body);
            out.flush();
        });
    }

    /** Sends a complete response with its length. */
    public static ScriptedServer answering(int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return answering(
                "HTTP/1.1 " + status + " Scripted\r\n" + headers + "Content-Length: " + bytes.length + "\r\n", bytes);
    }

    public String address() {
        return (server instanceof SSLServerSocket ? "https" : "http") + "://127.0.0.1:" + server.getLocalPort()
                + "/v1/infers/scripted";
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Host and port. */
    public String authority() {
        return "127.0.0.1:" + port();
    }

    /** The heads of the received requests. */
    public List<String> heads() {
        return heads;
    }

    /** The number of connections. */
    public int connections() {
        return connections.get();
    }

    /** The number of connections that the client closed while a script was running or waiting for that. */
    public int hangUps() {
        return hangUps.get();
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket socket = server.accept();
                open.add(socket);
                Play play = plays[Math.min(connections.getAndIncrement(), plays.length - 1)];
                threads.execute(() -> serve(play, socket));
            }
        } catch (IOException closed) {
            // close() ends the wait
        }
    }

    private void serve(Play play, Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            play.play(new Connection(socket));
        } catch (IOException ended) {
            // the client or the script closed the connection
        } finally {
            open.remove(socket);
        }
    }

    /** Closes the server and waits for its thread: the port stays open as long as a thread waits on the socket. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("The server did not stop", e);
        }
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** A script for one request. */
    @FunctionalInterface
    public interface Script {
        void answer(String request, OutputStream out, Socket connection) throws IOException;
    }

    /** A script for one connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Play {
        void play(Connection connection) throws IOException;
    }

    /** A connection with the actions that a script can take. */
    public final class Connection {

        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean counted;

        private Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** Reads the next request completely: head and body. */
        public String request() throws IOException {
            try {
                String head = requestHead();
                Matcher length = LENGTH.matcher(head);
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                return head + new String(body, StandardCharsets.UTF_8);
            } catch (IOException gone) {
                hungUp();
                throw gone;
            }
        }

        /** Reads the head of the next request; the body stays unread. */
        public String requestHead() throws IOException {
            String head = head();
            heads.add(head);
            return head;
        }

        private String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            for (int last = 0; last != END_OF_HEAD; ) {
                int octet = in.read();
                if (octet < 0) {
                    throw new IOException("hung up");
                }
                head.write(octet);
                last = last << 8 | octet;
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        public Connection send(String latin1) throws IOException {
            return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
        }

        public Connection send(byte[] bytes) throws IOException {
            try {
                out.write(bytes);
                out.flush();
                return this;
            } catch (IOException gone) {
                hungUp();
                throw gone;
            }
        }

        private void hungUp() {
            if (!socket.isClosed() && !counted) {
                counted = true;
                hangUps.incrementAndGet();
            }
        }

        /** Sends the same bytes repeatedly until the client hangs up. */
        public void flood(byte[] piece) throws IOException {
            for (; ; ) {
                send(piece);
            }
        }

        /** Sends the text byte by byte, repeatedly, with a pause before each byte, until the client hangs up. */
        public void drip(String text, Duration pause) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; !isHungUp(pause); i = (i + 1) % bytes.length) {
                try {
                    out.write(bytes[i]);
                } catch (IOException gone) {
                    // the next check of the connection detects this
                }
            }
        }

        /** Waits until the client hangs up, and sends nothing. */
        public void awaitHangUp() throws IOException {
            if (!isHungUp(Duration.ofSeconds(60))) {
                throw new IOException("The client did not hang up");
            }
        }

        /** Checks the connection for this time; discards the data that the client sends. */
        private boolean isHungUp(Duration wait) throws IOException {
            long end = System.nanoTime() + wait.toNanos();
            byte[] ignored = new byte[65_536];
            try {
                for (long left = wait.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                    socket.setSoTimeout((int) left);
                    if (in.read(ignored) < 0) {
                        hungUp();
                        return true;
                    }
                }
                return false;
            } catch (SocketTimeoutException stillThere) {
                return false;
            } catch (IOException reset) {
                if (socket.isClosed()) {
                    throw reset;
                }
                hungUp();
                return true;
            } finally {
                if (!socket.isClosed()) {
                    socket.setSoTimeout(0);
                }
            }
        }

        /** Resets the connection. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Closes only the sending direction, and continues to read. */
        public void halfClose() throws IOException {
            socket.shutdownOutput();
        }
    }
}
