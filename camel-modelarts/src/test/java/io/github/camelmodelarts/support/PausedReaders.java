package io.github.camelmodelarts.support;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.apache.camel.Exchange;

import io.github.camelmodelarts.api.ServerSentEvent;
import io.github.camelmodelarts.api.ServerSentEvents;

/**
 * Program that opens streams, reads a few events of each, stops, and prints how much heap each stream takes. Then it reads one of them to
 * its end and closes the others. It runs in a separate process, so that the heap has nothing else.
 */
public final class PausedReaders {

    /** How many events are read before the readers stop. */
    public static final int READ = 10;

    private PausedReaders() {}

    /**
     * Arguments: how many streams, and URIs of endpoints whose events begin with their number, in 7 digits. For each URI, it prints a line
     * when the readers have stopped, waits for a line on its standard input, and prints the bytes of heap of each stream. At the end it
     * prints for each URI how many events the first stream had.
     */
    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        List<String> uris = List.of(args).subList(1, args.length);
        List<ServerSentEvents> all = new ArrayList<>();
        try (Routes routes = Routes.anonymous()) {
            for (String uri : uris) {
                // what is created once does not count
                all.addAll(open(routes, uri, 1));
            }
            long before = usedHeapWhenStopped();
            for (String uri : uris) {
                // none is closed meanwhile, so the heap only grows
                all.addAll(open(routes, uri, count));
                long used = usedHeapWhenStopped();
                System.out.println((used - before) / count);
                before = used;
            }
            for (ServerSentEvents first : all.subList(0, uris.size())) {
                while (readNext(first)) {
                    // each event has the next number
                }
                System.out.println(first.count());
            }
            for (ServerSentEvents stream : all) {
                stream.close();
            }
        }
    }

    private static long usedHeapWhenStopped() throws Exception {
        System.out.println("stopped");
        if (System.in.read() < 0) {
            throw new IllegalStateException("The test has ended");
        }
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<ServerSentEvents> open(Routes routes, String uri, int count) throws Exception {
        List<ServerSentEvents> streams = new ArrayList<>();
        for (Exchange exchange : routes.startInParallel(uri, count).get(60, TimeUnit.SECONDS)) {
            if (exchange.getException() != null) {
                throw exchange.getException();
            }
            ServerSentEvents stream = exchange.getMessage().getBody(ServerSentEvents.class);
            for (int i = 0; i < READ; i++) {
                readNext(stream);
            }
            streams.add(stream);
        }
        return streams;
    }

    /** Reads an event, which must be the next one; false at the end. */
    private static boolean readNext(ServerSentEvents stream) {
        long expected = stream.count();
        ServerSentEvent event = stream.next();
        if (event != null && Integer.parseInt(event.data(), 0, 7, 10) != expected) {
            throw new IllegalStateException("Event " + expected + " is missing: " + event.data());
        }
        return event != null;
    }
}
