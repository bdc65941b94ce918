package io.github.camelmodelarts.support;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.builder.RouteBuilder;

/** Program that predicts files from one folder into another. It runs in a separate process, so that a test can kill it. */
public final class FileDropProcess {

    /** The largest number of files in flight. */
    public static final int IN_FLIGHT = 16;

    private FileDropProcess() {}

    /** Arguments: folder and address. Key and secret come on standard input, so that no process list shows them. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Routes routes = Routes.anonymous()) {
            routes.component().getConfiguration().setAppKey(in.readLine());
            routes.component().getConfiguration().setAppSecret(in.readLine());
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // readLock: otherwise Camel takes a file again that is moved while it lists the folder, and
                    // deletes the file at the destination
                    from("file:" + args[0] + "/inbox?delay=100&initialDelay=0&move=../done/${file:onlyname}"
                                    + "&moveFailed=../failed/${file:onlyname}&maxMessagesPerPoll=" + IN_FLIGHT
                                    + "&readLock=changed&readLockMinAge=100&readLockCheckInterval=100")
                            .to("modelarts:predict?maxConnections=" + IN_FLIGHT + "&address=" + args[1])
                            // atomic: a reader never sees half a result
                            .to("file:" + args[0] + "/outbox?fileName=${file:onlyname}.json&tempPrefix=.part-");
                }
            });
            new CountDownLatch(1).await();
        }
    }
}
