package io.github.camelmodelarts.benchmark.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.sun.management.UnixOperatingSystemMXBean;

/** Knows how many connections this machine allows. */
final class Sockets {

    /** Files and connections of a process beyond its calls in flight. */
    private static final int SPARE = 500;
    /** With more connections than this, each contestant has its own server process, which keeps the idle ones of this contestant only. */
    private static final int MANY = 2000;

    private static final Path PORT_RANGE = Path.of("/proc/sys/net/ipv4/ip_local_port_range");

    private Sockets() {}

    static boolean areMany(int connections) {
        return connections > MANY;
    }

    /** Why a process can't have this many connections. Empty if nothing is known against it. */
    static Optional<String> obstacle(int connections) throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                && unix.getMaxFileDescriptorCount() < connections + SPARE) {
            return Optional.of("a process may open only " + unix.getMaxFileDescriptorCount()
                    + " files and sockets. Raise the limit: ulimit -n " + (connections + SPARE));
        }
        if (Files.exists(PORT_RANGE)) {
            String[] range;
            // Linux gives the line to one read only, and Files.readString begins with one byte
            try (BufferedReader line = Files.newBufferedReader(PORT_RANGE)) {
                range = line.readLine().split("\\s+", -1);
            }
            int ports = Integer.parseInt(range[1]) - Integer.parseInt(range[0]);
            if (ports < connections + SPARE) {
                return Optional.of(
                        "there are only " + ports + " ports for connections. Raise net.ipv4.ip_local_port_range");
            }
        }
        return Optional.empty();
    }
}
