package io.github.camelmodelarts.examples.springboot;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A second port of a server on this machine. When it is cut, its connections break and it accepts no new ones, as
 * if the server were gone.
 */
final class Relay implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final int target;

    Relay(int target) throws IOException {
        this.target = target;
        start(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = opened(entrance.accept());
            Socket server = opened(new Socket(InetAddress.getLoopbackAddress(), target));
            start(() -> client.getInputStream().transferTo(server.getOutputStream()));
            start(() -> server.getInputStream().transferTo(client.getOutputStream()));
        }
    }

    private Socket opened(Socket connection) {
        connections.add(connection);
        return connection;
    }

    /** Something that ends with an exception when its socket is closed. */
    private interface Transfer {
        void run() throws IOException;
    }

    private static void start(Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException closed) {
                        // by cut(), or by one of the two ends
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    void cut() throws IOException {
        entrance.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
