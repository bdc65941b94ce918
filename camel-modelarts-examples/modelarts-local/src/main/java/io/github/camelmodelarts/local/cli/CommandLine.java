package io.github.camelmodelarts.local.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The options of {@link ModelArtsLocalMain}. */
final class CommandLine {

    static final String HELP = """
            Runs a local ModelArts: a gateway that verifies requests as the cloud's does, and models behind it.

            Options:
              --port NUMBER        port of plain HTTP, 0 for any free one (default 8080)
              --tls-port NUMBER    port of HTTPS, 0 for any free one (default 8443)
              --trust-store FILE   where to write the trust store for HTTPS, a PKCS12 file whose password is "changeit"
                                   (default modelarts-local.p12 in the directory for temporary files)
              --properties FILE    where to write addresses and credentials, as properties of a Camel application: only
                                   the owner may read it (default modelarts-local.properties in the same directory)
              --start-takes SECONDS
                                   services are stopped at first, and take so long to start
              --run CLASS ARG...   runs the main method of a class on the class path once the server is up, and ends with
                                   it; what comes after CLASS is for that program, so this is the last option
              --help               this text

            It listens on 127.0.0.1 and ::1 only. Addresses of services stay the same from start to start; credentials
            and the certificate are made anew. Long credentials are printed shortened; the file has them in full. Both
            files replace those of an earlier start. They are left behind at the end, when they are good for nothing.

            With --run the program finds addresses and credentials as system properties, unless it was given others;
            nothing is printed, ports are any free ones and no files are written, unless they are named.

            Services:
              echo    answers with what it was sent
              sink    reads a body of any size and answers with its length and SHA-256
              others  one for each model on the class path, listed below

            Ways to prove who is calling, all accepted by each service:
              Authorization: SDK-HMAC-SHA256 ...   signed with appKey and appSecret, with accessKey and secretKey, or with
                                                   the temporary keys and X-Security-Token
              X-Apig-AppCode, apikey               the AppCode, or the AppKey alone
              X-Auth-Token                         the token
              Authorization: Bearer ...            the apiKey
            A signature is checked against the request as it was received: method, path, query, signed headers, body
            (unless x-sdk-content-sha256 is UNSIGNED-PAYLOAD), and a date at most 15 minutes off. Refusals have the
            cloud's statuses and codes; one of a bad signature shows the request that should have been signed.

            Beside the services it plays
              IAM                  POST /v3/auth/tokens for the user, and for the account itself, who has the same password
                                   (as username and as account its name); GET /v3/projects
              management API       /v1/{projectId}/services and /v2/{projectId}/services: list, describe, deploy, start,
                                   stop, update, delete, logs, events; who may call with which app or API key
              ECS metadata         GET /openstack/latest/securitykey, which hands out temporary keys

            Delays, throttling, limits and failures are set from Java: see ModelArtsLocal, Service and Iam.""";

    private static final String KNOWN =
            "--port, --tls-port, --trust-store, --properties, --start-takes, --run and --help";
    private static final int LARGEST_PORT = 65_535;

    private final Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
    private boolean help;
    private @Nullable Integer port;
    private @Nullable Integer tlsPort;
    private @Nullable Path trustStore;
    private @Nullable Path properties;
    private @Nullable Duration startTakes;
    private @Nullable Program program;

    private CommandLine() {}

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException that says which one is wrong
     */
    static CommandLine parse(String... args) {
        CommandLine options = new CommandLine();
        for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
            options.read(rest.next(), rest);
        }
        return options;
    }

    private void read(String name, Iterator<String> values) {
        switch (name) {
            case "--help", "-h" -> help = true;
            case "--port" -> port = number(name, values, LARGEST_PORT);
            case "--tls-port" -> tlsPort = number(name, values, LARGEST_PORT);
            case "--trust-store" -> trustStore = Path.of(value(name, values));
            case "--properties" -> properties = Path.of(value(name, values));
            case "--start-takes" -> startTakes = Duration.ofSeconds(number(name, values, Integer.MAX_VALUE));
            case "--run" -> program = Program.of(value(name, values), rest(values));
            default -> throw new IllegalArgumentException("Unknown option " + name + "; known are " + KNOWN);
        }
    }

    /** Whether nothing but an explanation is asked for. */
    boolean help() {
        return help;
    }

    int port() {
        return port != null ? port : program == null ? 8080 : 0;
    }

    int tlsPort() {
        return tlsPort != null ? tlsPort : program == null ? 8443 : 0;
    }

    /** Where to write the trust store, or null if nobody wants it. */
    @Nullable
    Path trustStore() {
        return trustStore == null && program == null ? temporary.resolve("modelarts-local.p12") : trustStore;
    }

    /** Where to write addresses and credentials, or null if nobody wants them. */
    @Nullable
    Path properties() {
        return properties == null && program == null ? temporary.resolve("modelarts-local.properties") : properties;
    }

    /** How long services that are stopped at first take to start; null if they run from the start. */
    @Nullable
    Duration startTakes() {
        return startTakes;
    }

    /** What the server runs for, or null if it runs until it is interrupted. */
    @Nullable
    Program program() {
        return program;
    }

    private static List<String> rest(Iterator<String> values) {
        List<String> rest = new ArrayList<>();
        values.forEachRemaining(rest::add);
        return rest;
    }

    private static int number(String name, Iterator<String> values, int most) {
        String value = value(name, values);
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " needs a number, not " + value, e);
        }
        throw new IllegalArgumentException(name + " needs a number from 0 to " + most + ", not " + value);
    }

    private static String value(String name, Iterator<String> values) {
        if (!values.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return values.next();
    }
}
