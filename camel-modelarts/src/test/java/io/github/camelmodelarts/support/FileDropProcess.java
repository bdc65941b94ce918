package io.github.camelmodelarts.support;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

import org.apache.camel.builder.RouteBuilder;

/** Files dropped here become predictions there, in a process of its own, which is there to be killed. */
public final class FileDropProcess {

    /** How many files are on their way at once. */
    public static final int IN_FLIGHT = 16;

    private FileDropProcess() {}

    /** Takes folder and address; the key and its secret come on standard input, where no list of processes shows them. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Routes routes = Routes.anonymous()) {
            routes.component().getConfiguration().setAppKey(in.readLine());
            routes.component().getConfiguration().setAppSecret(in.readLine());
            routes.context().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // readLock: a file that is moved while the folder is read would be taken for one more, and what
                    // it was moved to deleted
                    from("file:" + args[0] + "/inbox?delay=100&initialDelay=0&move=../done/${file:onlyname}"
                                    + "&moveFailed=../failed/${file:onlyname}&maxMessagesPerPoll=" + IN_FLIGHT
                                    + "&readLock=changed&readLockMinAge=100&readLockCheckInterval=100")
                            .to("modelarts:predict?maxConnections=" + IN_FLIGHT + "&address=" + args[1])
                            // whole or not at all: a reader never sees half a result
                            .to("file:" + args[0] + "/outbox?fileName=${file:onlyname}.json&tempPrefix=.part-");
                }
            });
            new CountDownLatch(1).await();
        }
    }
}
