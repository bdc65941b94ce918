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
            Runs a local ModelArts: a gateway that validates requests the way Huawei documents its gateway, and models.

            Options:
              --port NUMBER        port of plain HTTP, 0 for any free one (default 8080)
              --tls-port NUMBER    port of HTTPS, 0 for any free one (default 8443)
              --trust-store FILE   file for the trust store for HTTPS, in PKCS12 format with the password "changeit"
                                   (default modelarts-local.p12 in the directory for temporary files)
              --properties FILE    file for addresses and credentials, as properties of a Camel application; only its owner
                                   may read it (default modelarts-local.properties in the same directory)
              --obs DIRECTORY      directory for the buckets of the object storage: each directory in it is a bucket, and each
                                   file in a bucket an object (default: a temporary one, which is deleted at the end)
              --obs-port NUMBER    port of the object storage for plain HTTP (default: any free one)
              --obs-tls-port NUMBER
                                   port of the object storage for HTTPS (default: any free one)
              --start-takes SECONDS
                                   the services are stopped at first, and each start takes this time
              --word-pause MILLISECONDS
                                   pause after each word of the services "words" and "chat" (default 100)
              --run CLASS ARG...   runs the main method of a class on the class path after the start of the server, and
                                   ends when it returns; all arguments after CLASS are passed to that program, so this
                                   must be the last option
              --help               prints this text

            It listens on 127.0.0.1 and ::1 only. Addresses of services are the same after each start; credentials
            and the certificate are new. Long credentials are printed shortened; the properties file has them in full.
            Both files replace those of an earlier start. They remain after the end, but their content is useless then.

            With --run, the class finds addresses and credentials as system properties; properties that are set
            already are kept. The local ModelArts then prints nothing; by default, it uses free ports and writes no
            files.

            Under Maven, pass options in a property: -Dmodelarts-local.args="--port 0 --tls-port 0"

            Services:
              echo    returns a description of the request
              sink    reads a body of any size and returns its length and SHA-256
              words   returns the text of the request word by word, as a stream of server-sent events
              chat    a language model of your own with the API of OpenAI: POST /v1/chat/completions, GET /v1/models
              others  one for each model on the class path, listed below

            Authentication; each service accepts all schemes:
              Authorization: SDK-HMAC-SHA256 ...   signed with appKey and appSecret, with accessKey and secretKey, or with
                                                   the temporary keys and X-Security-Token
              X-Apig-AppCode, apikey               the AppCode, or the AppKey alone
              X-Auth-Token                         the token
              Authorization: Bearer ...            the apiKey
            A signature is validated against the request as received: method, path, query, signed headers, body (unless
            x-sdk-content-sha256 is UNSIGNED-PAYLOAD), and a date that is at most 15 minutes off. Rejections have the
            cloud's statuses and codes; for a wrong signature, the response contains the expected canonical request.

            Other APIs:
              IAM                  POST /v3/auth/tokens for the user, and for the account's own user with the same password
                                   (its username is the account's name); GET /v3/projects
              management API       /v1/{projectId}/services and /v2/{projectId}/services: list, describe, deploy, start,
                                   stop, update, delete, logs, events; authorisation of apps and API keys
              ECS metadata         GET /openstack/latest/securitykey, which issues temporary keys
              MaaS                 POST /v2/chat/completions, /v1/embeddings, /v1/rerank, GET /v2/models, for the apiKey;
                                   the models local-rules and local-minilm
              object storage       OBS, on ports of its own, for accessKey and secretKey or the temporary keys; path style at
                                   the printed endpoint, host style at http://BUCKET.obs.localhost:PORT

            Delays, throttles, limits and failures can be set in Java: see ModelArtsLocal, Service, Iam and Maas.""";

    private static final String KNOWN =
            "--port, --tls-port, --trust-store, --properties, --obs, --obs-port, --obs-tls-port,"
                    + " --start-takes, --word-pause, --run and --help";
    private static final int LARGEST_PORT = 65_535;

    private final Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
    private boolean help;
    private @Nullable Integer port;
    private @Nullable Integer tlsPort;
    private @Nullable Path trustStore;
    private @Nullable Path properties;
    private @Nullable Path obs;
    private int obsPort;
    private int obsTlsPort;
    private @Nullable Duration startTakes;
    private Duration wordPause = Duration.ofMillis(100);
    private @Nullable Program program;

    private CommandLine() {}

    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException if an option is wrong; the message names it
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
            case "--obs" -> obs = Path.of(value(name, values));
            case "--obs-port" -> obsPort = number(name, values, LARGEST_PORT);
            case "--obs-tls-port" -> obsTlsPort = number(name, values, LARGEST_PORT);
            case "--start-takes" -> startTakes = Duration.ofSeconds(number(name, values, Integer.MAX_VALUE));
            case "--word-pause" -> wordPause = Duration.ofMillis(number(name, values, Integer.MAX_VALUE));
            case "--run" -> program = Program.of(value(name, values), rest(values));
            default -> throw new IllegalArgumentException("Unknown option " + name + ": use one of " + KNOWN);
        }
    }

    /** Whether only the help text is requested. */
    boolean help() {
        return help;
    }

    int port() {
        return port != null ? port : program == null ? 8080 : 0;
    }

    int tlsPort() {
        return tlsPort != null ? tlsPort : program == null ? 8443 : 0;
    }

    /** The file for the trust store, or null if it is not written. */
    @Nullable
    Path trustStore() {
        return trustStore == null && program == null ? temporary.resolve("modelarts-local.p12") : trustStore;
    }

    /** The file for addresses and credentials, or null if it is not written. */
    @Nullable
    Path properties() {
        return properties == null && program == null ? temporary.resolve("modelarts-local.properties") : properties;
    }

    /** The option that sets a port. */
    String portOption(int number, boolean tls) {
        boolean isObs = number == (tls ? obsTlsPort : obsPort);
        return "--" + (isObs ? "obs-" : "") + (tls ? "tls-port" : "port");
    }

    /** The directory for the buckets of the object storage, or null for a temporary one. */
    @Nullable
    Path obs() {
        return obs;
    }

    int obsPort() {
        return obsPort;
    }

    int obsTlsPort() {
        return obsTlsPort;
    }

    /** The duration of a start of the services, which are stopped at first; null if they run at once. */
    @Nullable
    Duration startTakes() {
        return startTakes;
    }

    /** The pause after each word of the services that return words and tokens. */
    Duration wordPause() {
        return wordPause;
    }

    /** The program to run, or null if the server runs until it is interrupted. */
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
