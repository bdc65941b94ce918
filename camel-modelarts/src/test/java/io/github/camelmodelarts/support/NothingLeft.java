package io.github.camelmodelarts.support;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import org.apache.camel.Exchange;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.github.camelmodelarts.ComponentAccess;
import io.github.camelmodelarts.http.Leases;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Gives each test a separate context, and checks after the test that nothing is left: no leased connection, thread, socket or file, and
 * no secret in the log.
 */
public final class NothingLeft implements BeforeEachCallback, AfterEachCallback {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /**
     * Threads that are not counted: of servers in the same process, of code that waits for other threads to end, of the Java platform, and
     * one that Camel keeps for a while when a context is restarted.
     */
    private static final List<String> NOT_OURS = List.of(
            "XNIO",
            "modelarts-local",
            "scripted-server",
            "awaitility",
            "ForkJoinPool.commonPool",
            "Common-Cleaner",
            "Java2D Disposer",
            "process reaper",
            " - ShutdownTask");

    private final Callable<Routes> opened;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    /** The tolerance: the Java platform opens some sockets itself. */
    private static final int SOCKETS_MORE = 2;

    private Routes routes;
    private Path spool;
    private String[] secrets;
    private Set<Thread> threadsBefore;
    private long socketsBefore;
    private PrintStream errBefore;

    /** Uses a context whose component has credentials that no log may show. */
    public NothingLeft() {
        this(NothingLeft::withCanaries);
    }

    /** Uses a custom context. */
    public NothingLeft(Callable<Routes> opened) {
        this.opened = opened;
    }

    public Routes routes() {
        return routes;
    }

    /** Also checks the failure of this exchange for secrets. */
    public Exchange watched(Exchange exchange) {
        if (exchange.getException() != null) {
            exchange.getException().printStackTrace(new PrintStream(log, true, StandardCharsets.UTF_8));
        }
        return exchange;
    }

    /** Checks once after all tests of a class, which share a context: a new context for each of many tests would be slow. */
    public static final class AfterAll implements BeforeAllCallback, AfterAllCallback {
        private final NothingLeft each;

        public AfterAll(Callable<Routes> opened) {
            each = new NothingLeft(opened);
        }

        public Routes routes() {
            return each.routes();
        }

        public Exchange watched(Exchange exchange) {
            return each.watched(exchange);
        }

        public void awaitAllReturned() {
            each.awaitAllReturned();
        }

        @Override
        public void beforeAll(ExtensionContext tests) throws Exception {
            each.beforeEach(tests);
        }

        @Override
        public void afterAll(ExtensionContext tests) throws IOException {
            each.afterEach(tests);
        }
    }

    private static Routes withCanaries() throws Exception {
        Routes routes = Routes.anonymous();
        ModelArtsConfiguration options = routes.component().getConfiguration();
        options.setAppKey("c4n4ry-key-5b7f0e2a91");
        options.setAppSecret("c4n4ry-secret-8d1c6a3f27");
        options.setAppCode("c4n4ry-code-e90b54d7aa");
        options.setToken("c4n4ry-token-17f3ce8b60");
        return routes;
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        threadsBefore = threads();
        socketsBefore = sockets();
        errBefore = System.err;
        log.reset();
        System.setErr(new PrintStream(new Tee(errBefore, log), true, StandardCharsets.UTF_8));
        routes = opened.call();
        secrets = secrets(routes.component().getConfiguration());
        spool = Files.createTempDirectory("nothing-left");
        routes.spoolTo(spool);
    }

    @Override
    public void afterEach(ExtensionContext test) throws IOException {
        try {
            awaitAllReturned();
        } finally {
            routes.close();
            System.setErr(errBefore);
        }
        soon("threads").until(this::threadsMore, Set::isEmpty);
        soon("sockets").until(() -> sockets() <= socketsBefore + SOCKETS_MORE);
        soon("files").until(() -> filesUnder(spool), List::isEmpty);
        if (secrets.length > 0) {
            assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(secrets);
        }
    }

    /** Waits until all connections are returned: a call ends slightly before its connection is back in the pool. */
    public void awaitAllReturned() {
        soon("leased connections").until(this::leased, leased -> leased == 0);
    }

    private static ConditionFactory soon(String what) {
        return await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(PATIENCE);
    }

    private int leased() {
        return routes.context().isStopped()
                ? 0
                : Leases.of(ComponentAccess.resources(routes.component()).transports());
    }

    /** The beginnings of the secrets: these already reveal a secret. */
    private static String[] secrets(ModelArtsConfiguration options) {
        return Stream.of(
                        options.getAppSecret(),
                        options.getAppCode(),
                        options.getSecretKey(),
                        options.getToken(),
                        options.getApiKey(),
                        options.getPassword())
                .filter(Objects::nonNull)
                .map(secret -> secret.substring(0, Math.min(16, secret.length())))
                .toArray(String[]::new);
    }

    private Set<Thread> threadsMore() {
        Set<Thread> more = threads();
        more.removeAll(threadsBefore);
        return more;
    }

    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> NOT_OURS.stream().anyMatch(thread.getName()::contains));
        return threads;
    }

    /** The number of open sockets of this process, or 0 if the operating system does not tell. */
    private static long sockets() throws IOException {
        Path open = Path.of("/proc/self/fd");
        if (!Files.isDirectory(open)) {
            return 0;
        }
        try (Stream<Path> descriptors = Files.list(open)) {
            return descriptors.filter(NothingLeft::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }

    /** Files in a folder. The context deletes the folder when it stops, but only if it is empty. */
    private static List<Path> filesUnder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Writes to two streams. */
    private static final class Tee extends OutputStream {
        private final OutputStream one;
        private final OutputStream other;

        private Tee(OutputStream one, OutputStream other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void write(int octet) throws IOException {
            one.write(octet);
            other.write(octet);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            one.write(bytes, from, count);
            other.write(bytes, from, count);
        }
    }
}
