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
 * A server that answers with whatever bytes a test wants, right or wrong, and goes when it wants. Each connection plays a script;
 * the simple ones answer request after request.
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
        // a test opens hundreds of connections at once; what does not fit is tried again by the system, seconds later
        this.server = sockets.createServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    /** The first connection plays the first script, the second the second; all that come after the last play that. */
    public static ScriptedServer playing(Play... plays) throws IOException {
        return new ScriptedServer(plays);
    }

    /** The same over TLS. */
    public static ScriptedServer playing(SSLContext tls, Play... plays) throws IOException {
        return new ScriptedServer(tls.getServerSocketFactory(), plays);
    }

    /** Reads a request on each connection and plays what comes after it. */
    public static ScriptedServer afterRequest(Play answer) throws IOException {
        return playing(connection -> {
            connection.request();
            answer.play(connection);
        });
    }

    /** Runs a script for each request, which has been read to its end. */
    public static ScriptedServer running(Script script) throws IOException {
        return new ScriptedServer(connection -> {
            while (!connection.socket.isClosed()) {
                String request = connection.request();
                script.answer(request, connection.socket.getOutputStream(), connection.socket);
            }
        });
    }

    /** Writes the same for each request. */
    public static ScriptedServer answering(String head, byte[] body) throws IOException {
        byte[] answer = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return running((request, out, connection) -> {
            out.write(answer);
            out.write(body);
            out.flush();
        });
    }

    /** A complete answer with its length. */
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

    /** The heads of the requests that came. */
    public List<String> heads() {
        return heads;
    }

    /** How many connections were made. */
    public int connections() {
        return connections.get();
    }

    /** How many of them the other side closed while a script went on or waited for just that. */
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
            // the client hung up, or the script did
        } finally {
            open.remove(socket);
        }
    }

    /** Nobody listens any more when this returns: the system's socket lives as long as a thread waits for it. */
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

    /** What to do with a request. */
    @FunctionalInterface
    public interface Script {
        void answer(String request, OutputStream out, Socket connection) throws IOException;
    }

    /** What to do with a connection, which is closed afterwards. */
    @FunctionalInterface
    public interface Play {
        void play(Connection connection) throws IOException;
    }

    /** A connection as a script has it. */
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

        /** The next request, read to its end: head and body. */
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

        /** The head of the next request; its body stays unread. */
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

        /** Sends the same again and again until the client hangs up. */
        public void flood(byte[] piece) throws IOException {
            for (; ; ) {
                send(piece);
            }
        }

        /** Sends one byte after the other, over and over, with a pause before each, until the client hangs up. */
        public void drip(String text, Duration pause) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; !isHungUp(pause); i = (i + 1) % bytes.length) {
                try {
                    out.write(bytes[i]);
                } catch (IOException gone) {
                    // which the next look at the connection shows
                }
            }
        }

        /** Waits until the client hangs up, and sends nothing. */
        public void awaitHangUp() throws IOException {
            if (!isHungUp(Duration.ofSeconds(60))) {
                throw new IOException("The client did not hang up");
            }
        }

        /** Looks for so long; what the client sends meanwhile is thrown away. */
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

        /** Ends the connection the hard way: the client is told that it was reset. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Says that nothing more will come, and keeps listening. */
        public void halfClose() throws IOException {
            socket.shutdownOutput();
        }
    }
}
