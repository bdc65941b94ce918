package io.github.camelmodelarts.examples.ledger;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How a program opens the ledger. Immutable.
 *
 * @param jdbcUrl of PostgreSQL or H2. A password in it is used, but never shown
 * @param user of the database, or null if the URL says it or none is needed
 * @param password of the user, or null
 * @param workerId names this program: no two that run at the same time may have the same. A program that is started in the place of another has its id
 * @param lease how long a worker counts as alive after its last heartbeat. It writes one every third of this time
 * @param onUncertain what happens to an input whose earlier call is uncertain
 * @param exclusive whether this is the only program that uses the ledger. Then all earlier workers are dead, and nothing waits for their leases
 * @param maxCalls how many calls this program begins at a time; other exchanges wait without a thread, and are not in the ledger yet. With
 *     a limit of the service's own (the component's {@code maxConnections}) this should be the same: a call that waits there has
 *     begun for the ledger, and a kill makes it uncertain
 */
public record LedgerSettings(
        String jdbcUrl,
        @Nullable String user,
        @Nullable String password,
        String workerId,
        Duration lease,
        OnUncertain onUncertain,
        boolean exclusive,
        int maxCalls) {

    private static final Duration DEFAULT_LEASE = Duration.ofSeconds(10);
    private static final int LONGEST_ID = 200;
    private static final Pattern FILE = Pattern.compile("(?i)jdbc:h2:(?!mem:|tcp:|ssl:)(?!.*;AUTO_SERVER=TRUE).*");
    private static final Pattern USER_OF_HOST = Pattern.compile("jdbc:postgresql://[^?@]*@.*");
    private static final Pattern PASSWORD = Pattern.compile("(?i)([?&;])([a-z]*password)=([^&;]*)");

    /** @throws IllegalArgumentException if a value can't be used; the message says what to do */
    public LedgerSettings {
        if (!jdbcUrl.startsWith("jdbc:postgresql:") && !jdbcUrl.startsWith("jdbc:h2:")) {
            throw new IllegalArgumentException(
                    "The ledger needs a URL that begins with jdbc:postgresql: or jdbc:h2:, not "
                            + Texts.masked(jdbcUrl));
        }
        if (USER_OF_HOST.matcher(jdbcUrl).matches()) {
            throw new IllegalArgumentException("The driver takes no user before the host: "
                    + Texts.masked(jdbcUrl)
                    + ". Use LEDGER_USER and LEDGER_PASSWORD, or ?user=...&password=... in the URL");
        }
        if (workerId.isBlank() || workerId.length() > LONGEST_ID) {
            throw new IllegalArgumentException("The id of a worker has 1 to " + LONGEST_ID + " characters");
        }
        if (maxCalls < 1) {
            throw new IllegalArgumentException("maxCalls is " + maxCalls + ". Use 1 or more");
        }
        if (lease.toMillis() < 100) {
            throw new IllegalArgumentException("The lease " + lease + " is too short. Use 10 s for example");
        }
    }

    /** Settings with a lease of 10 s, {@link OnUncertain#PARK}, and the name of this machine as the id of the worker. */
    public static LedgerSettings of(String jdbcUrl) {
        return new LedgerSettings(
                jdbcUrl, null, null, machine(), DEFAULT_LEASE, OnUncertain.PARK, false, Integer.MAX_VALUE);
    }

    private static String machine() {
        try {
            return Texts.fitting(InetAddress.getLocalHost().getHostName(), LONGEST_ID);
        } catch (UnknownHostException e) {
            return "worker";
        }
    }

    /** Returns these settings with a user of the database. */
    public LedgerSettings withUser(@Nullable String newUser, @Nullable String newPassword) {
        return new LedgerSettings(jdbcUrl, newUser, newPassword, workerId, lease, onUncertain, exclusive, maxCalls);
    }

    /** Returns these settings with another id of the worker. */
    public LedgerSettings withWorkerId(String newId) {
        return new LedgerSettings(jdbcUrl, user, password, newId, lease, onUncertain, exclusive, maxCalls);
    }

    /** Returns these settings with another lease. */
    public LedgerSettings withLease(Duration newLease) {
        return new LedgerSettings(jdbcUrl, user, password, workerId, newLease, onUncertain, exclusive, maxCalls);
    }

    /** Returns these settings with another way to handle uncertain calls. */
    public LedgerSettings withOnUncertain(OnUncertain newWay) {
        return new LedgerSettings(jdbcUrl, user, password, workerId, lease, newWay, exclusive, maxCalls);
    }

    /** Returns these settings for the only program that uses the ledger, or for one of several. */
    public LedgerSettings withExclusive(boolean only) {
        return new LedgerSettings(jdbcUrl, user, password, workerId, lease, onUncertain, only, maxCalls);
    }

    boolean isPostgres() {
        return jdbcUrl.startsWith("jdbc:postgresql:");
    }

    /** Returns these settings with a limit of the calls at a time. */
    public LedgerSettings withMaxCalls(int most) {
        return new LedgerSettings(jdbcUrl, user, password, workerId, lease, onUncertain, exclusive, most);
    }

    /** Returns whether the database is a file that H2 locks for this program. */
    public boolean isFile() {
        return FILE.matcher(jdbcUrl).matches();
    }

    /** Returns the URL without passwords, so that no driver and no pool can show them. */
    String openUrl() {
        String open = PASSWORD.matcher(jdbcUrl).replaceAll("$1");
        return open.replaceAll("([?&;])[&;]+", "$1").replaceAll("[?&;]$", "");
    }

    /** Returns what the driver gets beside {@link #openUrl}. */
    Properties driverProperties() {
        Properties properties = new Properties();
        Matcher found = PASSWORD.matcher(jdbcUrl);
        while (found.find()) {
            // H2 takes the value as it is
            String value = isPostgres() ? URLDecoder.decode(found.group(3), StandardCharsets.UTF_8) : found.group(3);
            properties.setProperty(found.group(2).equalsIgnoreCase("password") ? "password" : found.group(2), value);
        }
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        if (isPostgres()) {
            // a database that accepts a connection and then says nothing must not hold a thread for ever
            properties.setProperty("connectTimeout", Long.toString(Database.LONGEST_WAIT.toSeconds()));
            properties.setProperty("socketTimeout", "10");
            // statements with names fail behind PgBouncer, which shares connections. A URL can set another value
            properties.setProperty("prepareThreshold", "0");
            // the detail of an error contains the row, and with it the result
            properties.setProperty("logServerErrorDetail", "false");
            properties.setProperty("ApplicationName", "call-ledger " + workerId);
        }
        return properties;
    }

    /** Returns the settings without passwords. */
    @Override
    public String toString() {
        return "ledger " + openUrl() + ", worker " + workerId + ", lease " + lease + ", on uncertain " + onUncertain
                + (exclusive ? ", exclusive" : "");
    }
}
