package io.github.camelmodelarts.local.wire;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.net.ssl.SSLContext;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import io.undertow.server.protocol.http.AlpnOpenListener;
import io.undertow.server.protocol.http.HttpOpenListener;
import io.undertow.server.protocol.http2.Http2OpenListener;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The sockets of one server: plain and TLS, each on both loopback addresses with the same port number, if the machine
 * has both. Does not use Undertow's builder, which can't enable HTTP/2 only for TLS.
 */
public final class Listeners implements AutoCloseable {

    private static final int ATTEMPTS = 20;

    private static final OptionMap SERVER = OptionMap.builder()
            .set(UndertowOptions.BUFFER_PIPELINED_DATA, true)
            // the signature covers the request as sent, and a client may send everything that the cloud's nginx accepts
            .set(UndertowOptions.DECODE_URL, false)
            .set(UndertowOptions.ALLOW_UNESCAPED_CHARACTERS_IN_URL, true)
            // above the gateway's own limits, so that the gateway rejects the request
            .set(UndertowOptions.MAX_HEADER_SIZE, 1 << 20)
            .set(UndertowOptions.MAX_HEADERS, 20_000)
            .set(UndertowOptions.MAX_PARAMETERS, 20_000)
            // the gateway sets the date by the server's clock
            .set(UndertowOptions.ALWAYS_SET_DATE, false)
            .set(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            // a test may leave many streams; by default, Undertow closes a connection with more than 200 resets in 30 s
            .set(UndertowOptions.MAX_RST_FRAMES_PER_WINDOW, Integer.MAX_VALUE)
            .getMap();

    private static final OptionMap SOCKET = OptionMap.builder()
            .set(Options.TCP_NODELAY, true)
            .set(Options.REUSE_ADDRESSES, true)
            // a load test opens thousands of connections at once
            .set(Options.BACKLOG, 10_000)
            .getMap();

    private final Xnio xnio = Xnio.getInstance(Listeners.class.getClassLoader());
    private final ByteBufferPool buffers = new DefaultByteBufferPool(true, 16 << 10, -1, 4);
    private final List<AcceptingChannel<?>> open = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final boolean ipv6 = hasIpv6();
    private final XnioWorker worker;
    private final int port;
    private final int tlsPort;

    /** Opens the sockets; port 0 means any free one. */
    public Listeners(HttpHandler gateway, SSLContext tls, boolean http2, int port, int tlsPort) throws IOException {
        HttpHandler handler = new HttpContinueReadHandler(gateway);
        int processors = Runtime.getRuntime().availableProcessors();
        worker = xnio.createWorker(OptionMap.builder()
                .set(Options.WORKER_NAME, "modelarts-local")
                .set(Options.WORKER_IO_THREADS, Math.max(2, processors))
                .set(Options.WORKER_TASK_CORE_THREADS, 8 * processors)
                .set(Options.WORKER_TASK_MAX_THREADS, 8 * processors)
                .set(Options.THREAD_DAEMON, true)
                .getMap());
        try {
            TappedListener http = new TappedListener(new HttpOpenListener(buffers, SERVER));
            http.setRootHandler(handler);
            ChannelListener<AcceptingChannel<StreamConnection>> plain = ChannelListeners.openListenerAdapter(http);
            this.port = open(port, false, address -> worker.createStreamConnectionServer(address, plain, SOCKET));
            ChannelListener<AcceptingChannel<StreamConnection>> negotiated =
                    ChannelListeners.openListenerAdapter(negotiated(http, handler, http2));
            UndertowXnioSsl ssl = new UndertowXnioSsl(xnio, OptionMap.EMPTY, tls);
            this.tlsPort = open(tlsPort, true, address -> secure(ssl, address, negotiated));
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** The port of plain HTTP. */
    public int port() {
        return port;
    }

    /** The port of TLS. */
    public int tlsPort() {
        return tlsPort;
    }

    /** Whether this machine has an IPv6 loopback address. */
    public boolean hasIpv6Address() {
        return ipv6;
    }

    private AlpnOpenListener negotiated(TappedListener http1, HttpHandler handler, boolean http2) {
        AlpnOpenListener alpn = new AlpnOpenListener(buffers, SERVER, http1);
        if (http2) {
            alpn.addProtocol(Http2OpenListener.HTTP2, new WatchedHttp2Listener(buffers, SERVER, handler), 10);
        }
        return alpn;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // XNIO requires a listener of SSL connections, Undertow's is general
    private AcceptingChannel<?> secure(
            UndertowXnioSsl ssl,
            InetSocketAddress address,
            ChannelListener<AcceptingChannel<StreamConnection>> listener)
            throws IOException {
        return ssl.createSslConnectionServer(worker, address, (ChannelListener) listener, SOCKET);
    }

    private interface Binder {
        AcceptingChannel<?> bind(InetSocketAddress address) throws IOException;
    }

    /**
     * Opens a port on both loopback addresses, because "localhost" may mean either. Tries until a number is free on both.
     */
    private int open(int wanted, boolean tls, Binder binder) throws IOException {
        BindException taken = new BindException("No port is free");
        for (int attempt = 0; attempt < (wanted == 0 ? ATTEMPTS : 1); attempt++) {
            AcceptingChannel<?> first = bind(new InetSocketAddress(loopback(4), wanted), tls, binder);
            int found = first.getLocalAddress(InetSocketAddress.class).getPort();
            try {
                AcceptingChannel<?> second =
                        ipv6 ? bind(new InetSocketAddress(loopback(16), found), tls, binder) : null;
                accept(first);
                if (second != null) {
                    accept(second);
                }
                return found;
            } catch (BindException e) {
                IoUtils.safeClose(first);
                taken = e;
            }
        }
        throw taken;
    }

    private static AcceptingChannel<?> bind(InetSocketAddress address, boolean tls, Binder binder) throws IOException {
        try {
            return binder.bind(address);
        } catch (BindException e) {
            throw new PortTakenException(address, tls, e);
        }
    }

    /** 127.0.0.1 for 4 octets, ::1 for 16. */
    private static InetAddress loopback(int length) throws IOException {
        byte[] octets = new byte[length];
        octets[0] = (byte) (length == 4 ? 127 : 0);
        octets[length - 1] = 1;
        return InetAddress.getByAddress(octets);
    }

    private void accept(AcceptingChannel<?> channel) {
        open.add(channel);
        channel.resumeAccepts();
    }

    private static boolean hasIpv6() {
        try (ServerSocket probe = new ServerSocket(0, 1, loopback(16))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes sockets and connections, and waits until all threads end: interrupts them after 500 ms, gives up after 5 s. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return; // if a socket is closed again, XNIO waits forever for a thread that has ended
        }
        open.forEach(IoUtils::safeClose);
        worker.shutdown();
        try {
            // an interrupt while a thread drains a body would close XNIO's file channel for it, which all servers share
            if (!worker.awaitTermination(500, TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
                worker.awaitTermination(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
