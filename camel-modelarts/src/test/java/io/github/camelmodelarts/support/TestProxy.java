package io.github.camelmodelarts.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP proxy on loopback that forwards all requests, plain or CONNECT, to one server. It handles one request per plain connection. */
public final class TestProxy implements AutoCloseable {

    /** The extension supported_versions (43) that begins with 0x0304. */
    private static final String TLS_13 = new String(new byte[] {0, 43, 0, 3, 2, 3, 4}, StandardCharsets.ISO_8859_1);

    /** The name that {@link #named} uses for this machine. */
    public static final String NAME = "modelarts-local.test";

    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: (\\d+)");

    private final ServerSocket server;
    private final InetSocketAddress backend;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private volatile boolean offersTls13;
    private volatile String refusal;
    private volatile String replaced = "";
    private volatile String replacement = "";

    private TestProxy(InetSocketAddress backend) throws IOException {
        this.backend = backend;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    /** A proxy in front of a port on this machine. */
    public static TestProxy to(int port) throws IOException {
        return new TestProxy(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Replaces the host in an address or URI by another name of this machine. The certificate of {@code modelarts-local} has that name, and
     * only the proxy can reach it: requests to loopback addresses do not use a proxy. Plain http to that name requires {@code allowHttp}.
     */
    public static String named(String address) {
        return address.replaceFirst("127\\.0\\.0\\.1|localhost", NAME);
    }

    /** Responds to all requests with this status line and an HTML page. */
    public TestProxy refusing(String status) {
        refusal = status;
        return this;
    }

    /** Changes the head of each plain request before it is forwarded. */
    public TestProxy replacing(String text, String other) {
        replaced = text;
        replacement = other;
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The received request heads, unchanged. */
    public List<String> heads() {
        return heads;
    }

    /** Whether the last tunnel's ClientHello offered TLS 1.3. */
    public boolean offersTls13() {
        return offersTls13;
    }

    private void accept() {
        try {
            while (!server.isClosed()) {
                Socket client = server.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // close() ends the wait
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket target = new Socket()) {
            String head = head(client.getInputStream());
            heads.add(head);
            OutputStream out = client.getOutputStream();
            if (refusal != null) {
                // closing a socket with unread bytes resets the connection, and the client may lose the
                // response
                Matcher length = LENGTH.matcher(head);
                client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
                String page = "<html>no</html>";
                out.write(("HTTP/1.1 " + refusal + "\r\nContent-Type: text/html\r\nContent-Length: " + page.length()
                                + "\r\nConnection: close\r\n\r\n" + page)
                        .getBytes(StandardCharsets.ISO_8859_1));
                return;
            }
            target.connect(backend);
            if (head.startsWith("CONNECT ")) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
                byte[] hello = new byte[8192];
                int length = client.getInputStream().read(hello);
                offersTls13 = new String(hello, 0, Math.max(length, 0), StandardCharsets.ISO_8859_1).contains(TLS_13);
                target.getOutputStream().write(hello, 0, Math.max(length, 0));
            } else {
                target.getOutputStream().write(originForm(head).getBytes(StandardCharsets.ISO_8859_1));
            }
            threads.execute(() -> copy(target, client));
            copy(client, target);
        } catch (IOException ended) {
            // one of the two hung up
        }
    }

    /** A proxy gets the whole URI in the request line, a server its path. */
    private String originForm(String head) {
        return head.replaceFirst(" http://[^/ ]+", " ")
                .replaceFirst("(?im)^Proxy-[^\r\n]*\r\n", "")
                .replace(replaced, replacement);
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("hung up within the head");
            }
            head.write(octet);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException ended) {
            // one of the two hung up
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
