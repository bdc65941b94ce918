package io.github.camelmodelarts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that answers with whatever bytes a test wants, right or wrong. Each request of each connection runs the script once. */
final class ScriptedServer implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

    private final ServerSocket server;
    private final Script script;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Future<?> accepting;
    private final List<String> heads = new CopyOnWriteArrayList<>();

    private ScriptedServer(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = threads.submit(this::accept);
    }

    /** Runs a script for each request, which has been read to its end. */
    static ScriptedServer running(Script script) throws IOException {
        return new ScriptedServer(script);
    }

    /** Writes the same for each request. */
    static ScriptedServer answering(String head, byte[] body) throws IOException {
        byte[] answer = (head + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        return running((request, out, connection) -> {
            out.write(answer);
            out.write(body);
            out.flush();
        });
    }

    /** A complete answer with its length. */
    static ScriptedServer answering(int status, String headers, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return answering(
                "HTTP/1.1 " + status + " Scripted\r\n" + headers + "Content-Length: " + bytes.length + "\r\n", bytes);
    }

    String address() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1/infers/scripted";
    }

    /** The heads of the requests that came. */
    List<String> heads() {
        return heads;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket connection = server.accept();
                threads.execute(() -> serve(connection));
            }
        } catch (IOException closed) {
            // close() ends the wait
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = connection.getInputStream();
            while (!connection.isClosed()) {
                String head = head(in);
                heads.add(head);
                Matcher length = LENGTH.matcher(head);
                byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                script.answer(
                        head + new String(body, StandardCharsets.UTF_8), connection.getOutputStream(), connection);
            }
        } catch (IOException ended) {
            // the client hung up, or the script did
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("hung up");
            }
            head.write(octet);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
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
        threads.shutdownNow();
    }

    /** What to do with a request. */
    @FunctionalInterface
    interface Script {
        void answer(String request, OutputStream out, Socket connection) throws IOException;
    }
}
