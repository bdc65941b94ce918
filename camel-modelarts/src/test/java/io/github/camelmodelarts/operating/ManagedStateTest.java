package io.github.camelmodelarts.operating;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.console.ManagedState;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.support.Routes;
import io.github.camelmodelarts.support.TestClock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What JMX shows of the component and can do to it. */
class ManagedStateTest {

    private static final String JMX_DISABLED = "org.apache.camel.jmx.disabled";
    private static final String[] TEXT = {String.class.getName()};

    private final TestClock clock = new TestClock();
    private final ModelArtsLocal local = ModelArtsLocal.start();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private Routes routes;
    private ObjectName component;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        local.addService("echo", new EchoModel());
        String before = System.setProperty(JMX_DISABLED, "false");
        try {
            routes = Routes.withSession(local, clock);
        } finally {
            System.setProperty(JMX_DISABLED, before == null ? "" : before);
        }
        component = server.queryNames(
                        new ObjectName("org.apache.camel:context="
                                + routes.context().getManagementName() + ",type=components,name=\"modelarts\""),
                        null)
                .iterator()
                .next();
    }

    @AfterEach
    void close() {
        routes.close();
        local.close();
    }

    private void call(String options, int times) throws Exception {
        String from = routes.route("modelarts:predict?address=RAW(" + local.address("echo") + ")" + options);
        for (int i = 0; i < times; i++) {
            routes.call(from, "{}");
            // a login that failed is not repeated at once
            clock.forward(Duration.ofSeconds(2));
        }
    }

    private String pausedKey() throws Exception {
        call("&accessKey=" + local.credentials().accessKey() + "&secretKey=test-secret-that-is-wrong", 3);
        return ((String[]) server.getAttribute(component, "PausedKeys"))[0];
    }

    private static List<String> ownNames() {
        return Stream.concat(
                        Stream.of("forgetPause"),
                        Arrays.stream(ManagedState.class.getMethods())
                                .filter(method -> method.getName().startsWith("get"))
                                .map(method -> method.getName().substring(3)))
                .toList();
    }

    @Test
    void hasTheAttributesAndOperationsThatAreDocumented() throws Exception {
        List<String> shown = Stream.concat(
                        Arrays.stream(server.getMBeanInfo(component).getAttributes())
                                .map(MBeanAttributeInfo::getName),
                        Arrays.stream(server.getMBeanInfo(component).getOperations())
                                .map(MBeanOperationInfo::getName))
                .filter(ownNames()::contains)
                .toList();
        assertThat(shown).containsExactlyInAnyOrderElementsOf(ownNames());
        assertThat(Documented.names("JMX")).containsExactlyInAnyOrderElementsOf(ownNames());
    }

    @Test
    void showsTheStateOfTheComponent() throws Exception {
        call("", 1);
        String key = pausedKey();

        assertThat(key).startsWith("AK_SK ***");
        assertThat(server.getAttribute(component, "CallsInFlight")).isEqualTo(0);
        assertThat(server.getAttribute(component, "CallsWaiting")).isEqualTo(0);
        assertThat(server.getAttribute(component, "OpenStreams")).isEqualTo(0);
        assertThat((Integer) server.getAttribute(component, "Connections")).isPositive();
        assertThat((String[]) server.getAttribute(component, "Hosts")).hasSize(1);
        assertThat((Long) server.getAttribute(component, "LongestPauseSeconds")).isBetween(240L, 300L);
        assertThat((String[]) server.getAttribute(component, "LockedLogins")).isEmpty();
        assertThat(server.getAttribute(component, "LongestLockSeconds")).isEqualTo(0L);
    }

    @Test
    void showsALockedUser() throws Exception {
        call(
                "&username=" + local.credentials().username() + "&account="
                        + local.credentials().account() + "&password=test-password-that-is-wrong",
                5);
        assertThat((String[]) server.getAttribute(component, "LockedLogins")).hasSize(1);
        assertThat((Long) server.getAttribute(component, "LongestLockSeconds")).isPositive();
    }

    @Test
    void oneCallTriesAKeyWhosePauseIsForgotten() throws Exception {
        String key = pausedKey();
        local.clearRequests();

        assertThat(server.invoke(component, "forgetPause", new Object[] {key}, TEXT))
                .isEqualTo("The next call tries the key " + key);
        assertThat((String[]) server.getAttribute(component, "PausedKeys")).isEmpty();

        call("&accessKey=" + local.credentials().accessKey() + "&secretKey=test-secret-that-is-wrong", 3);
        assertThat(local.awaitRequests(1)).hasSize(1);
        assertThat((String[]) server.getAttribute(component, "PausedKeys")).containsExactly(key);
    }

    @Test
    void refusesANameThatNoPausedKeyHas() throws Exception {
        String key = pausedKey();
        assertThatThrownBy(() -> server.invoke(component, "forgetPause", new Object[] {"AK_SK ***nobody"}, TEXT))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No paused key has this name")
                .hasMessageContaining(key);
    }

    @Test
    void showsNothingAfterTheComponentIsStopped() throws Exception {
        pausedKey();
        routes.component().stop();
        assertThat((String[]) server.getAttribute(component, "PausedKeys")).isEmpty();
        assertThatThrownBy(() -> server.invoke(component, "forgetPause", new Object[] {"any"}, TEXT))
                .rootCause()
                .hasMessageContaining("No paused key has this name. The paused keys are []");
    }

    /** The access file of the JVM protects the operation; the component has no users of its own. */
    @Test
    void aReadOnlyUserCanReadTheAttributesAndNotForgetAPause() throws Exception {
        String key = pausedKey();
        Path passwords = Files.writeString(
                folder.resolve("jmxremote.password"), "monitor test-monitor-1\noperator test-operator-1\n");
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        Path access = Files.writeString(folder.resolve("jmxremote.access"), "monitor readonly\noperator readwrite\n");
        String host = System.getProperty("java.rmi.server.hostname");
        System.setProperty("java.rmi.server.hostname", "127.0.0.1");
        JMXConnectorServer remote = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://127.0.0.1"),
                Map.of(
                        "jmx.remote.x.password.file", passwords.toString(),
                        "jmx.remote.x.access.file", access.toString()),
                server);
        remote.start();
        try (JMXConnector monitor = connect(remote, "monitor", "test-monitor-1");
                JMXConnector operator = connect(remote, "operator", "test-operator-1")) {
            MBeanServerConnection reading = monitor.getMBeanServerConnection();
            assertThat((String[]) reading.getAttribute(component, "PausedKeys")).containsExactly(key);
            assertThatThrownBy(() -> reading.invoke(component, "forgetPause", new Object[] {key}, TEXT))
                    .isInstanceOf(SecurityException.class)
                    .hasMessageContaining("Access denied");
            assertThat((String[]) reading.getAttribute(component, "PausedKeys")).containsExactly(key);
            assertThatThrownBy(() -> connect(remote, "monitor", "test-of-nobody"))
                    .isInstanceOf(SecurityException.class);

            operator.getMBeanServerConnection().invoke(component, "forgetPause", new Object[] {key}, TEXT);
            assertThat((String[]) reading.getAttribute(component, "PausedKeys")).isEmpty();
        } finally {
            remote.stop();
            if (host == null) {
                System.clearProperty("java.rmi.server.hostname");
            } else {
                System.setProperty("java.rmi.server.hostname", host);
            }
        }
    }

    /** The address is that of the server of this test. */
    @SuppressWarnings("BanJNDI")
    private static JMXConnector connect(JMXConnectorServer remote, String user, String password) throws Exception {
        return JMXConnectorFactory.connect(
                remote.getAddress(), Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
    }
}
