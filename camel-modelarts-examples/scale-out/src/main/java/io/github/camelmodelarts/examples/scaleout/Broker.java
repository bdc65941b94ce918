package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker for the example and its tests: one node on the loopback interface, with share groups, in this JVM or as a process of its
 * own. Not for production.
 */
public final class Broker implements AutoCloseable {

    /** The feature of share groups, for the settings of {@link #start}: {@code 1} (the default) or {@code 0}, which is a broker without them. */
    public static final String SHARE_VERSION = "share.version";

    private static final String HOST = "127.0.0.1";
    private static final String SETTINGS = "server.properties";
    private static final String FORMATTED = "meta.properties";
    private static final String BOOTSTRAP = "bootstrap=";

    private final KafkaRaftServer server;
    private final String bootstrap;

    private Broker(KafkaRaftServer server, String bootstrap) {
        this.server = server;
        this.bootstrap = bootstrap;
    }

    /** Starts a broker with the default settings. See {@link #start(Path, Map)}. */
    public static Broker start(Path folder) throws IOException {
        return start(folder, Map.of());
    }

    /**
     * Starts a broker in this JVM, and returns when it accepts connections. The JVM needs about 3 s for its first broker.
     *
     * @param folder contains the data. Missing or empty: the broker is new, on free ports. With the data of an earlier broker: the same
     *     broker, with its topics, ports and settings
     * @param settings Kafka's settings of a broker, for example {@code group.share.record.lock.duration.ms}, which replace the defaults, and
     *     {@link #SHARE_VERSION}, which has an effect only on a new broker
     */
    public static Broker start(Path folder, Map<String, String> settings) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(SETTINGS);
        Properties properties = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        } else {
            properties.putAll(newBroker(folder));
        }
        Map<String, String> changed = new HashMap<>(settings);
        String shareVersion = changed.remove(SHARE_VERSION);
        properties.putAll(changed);
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
        if (!Files.exists(folder.resolve(FORMATTED))) {
            format(file, shareVersion == null ? "1" : shareVersion);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        server.startup();
        return new Broker(server, properties.getProperty("advertised.listeners").replace("PLAINTEXT://", ""));
    }

    private static Map<String, String> newBroker(Path folder) throws IOException {
        Map<String, String> settings = new HashMap<>();
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket controller = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "PLAINTEXT://" + HOST + ":" + broker.getLocalPort();
            String quorum = HOST + ":" + controller.getLocalPort();
            settings.put("listeners", address + ",CONTROLLER://" + quorum);
            settings.put("advertised.listeners", address);
            settings.put("controller.quorum.voters", "1@" + quorum);
        }
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("log.dirs", folder.toAbsolutePath().toString());
        settings.put("auto.create.topics.enable", "false");
        // one node
        for (String topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        // there is no other node that could take over
        settings.put("controlled.shutdown.enable", "false");
        // the default takes 128 MB of the heap
        settings.put("log.cleaner.dedupe.buffer.size", "2097152");
        // a member of a group learns its partitions with a heartbeat: after 1 s instead of 5 s
        settings.put("group.share.min.heartbeat.interval.ms", "100");
        settings.put("group.share.heartbeat.interval.ms", "1000");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // the default limit is 15 s, too long for tests
        settings.put("group.share.min.record.lock.duration.ms", "1000");
        return settings;
    }

    private static void format(Path settings, String shareVersion) throws IOException {
        PrintStream quiet = new PrintStream(PrintStream.nullOutputStream());
        int exit = StorageTool.execute(
                new String[] {
                    "format",
                    "--cluster-id",
                    Uuid.randomUuid().toString(),
                    "--config",
                    settings.toString(),
                    "--feature",
                    SHARE_VERSION + "=" + shareVersion
                },
                quiet);
        if (exit != 0) {
            throw new IOException("Kafka could not format " + settings.getParent() + ": exit code " + exit);
        }
    }

    /** The address for clients, {@code HOST:PORT}. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Creates a topic. It fails if the topic exists. */
    public void createTopic(String name, int partitions) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    /** Stops the broker and waits for its end. {@link #start} with the same folder starts it again. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    /**
     * Starts a broker as a process of its own: {@code Broker FOLDER [NAME=VALUE ...]}, with the settings of {@link #start(Path, Map)}. It
     * prints {@code bootstrap=HOST:PORT} and ends when its input ends.
     */
    public static void main(String[] args) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(args));
        Path folder = Path.of(arguments.remove(0));
        Map<String, String> settings = new HashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            settings.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        try (Broker broker = start(folder, settings)) {
            System.out.println(BOOTSTRAP + broker.bootstrap());
            while (System.in.read() >= 0) {
                // only the end counts
            }
        }
        // Kafka leaves threads behind that would keep the process alive
        System.exit(0);
    }
}
