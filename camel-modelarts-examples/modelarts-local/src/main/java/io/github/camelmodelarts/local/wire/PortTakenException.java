package io.github.camelmodelarts.local.wire;

import java.net.BindException;
import java.net.InetSocketAddress;

/** A port can't be opened, in most cases because another program uses it. */
public final class PortTakenException extends BindException {

    private final String summary;
    private final int port;
    private final boolean tls;

    PortTakenException(InetSocketAddress address, boolean tls, BindException cause) {
        this(summary(address, cause), address.getPort(), tls);
        initCause(cause);
    }

    private PortTakenException(String summary, int port, boolean tls) {
        super(summary + ". Set another port, or 0 for any free one");
        this.summary = summary;
        this.port = port;
        this.tls = tls;
    }

    private static String summary(InetSocketAddress address, BindException cause) {
        return "Port " + address.getPort() + " of " + address.getAddress().getHostAddress() + " is taken ("
                + cause.getMessage() + ")";
    }

    /** The message without its remedy. */
    public String summary() {
        return summary;
    }

    /** The port that is taken. */
    public int port() {
        return port;
    }

    /** Whether it is the port of HTTPS; otherwise it is the port of plain HTTP. */
    public boolean isTls() {
        return tls;
    }
}
