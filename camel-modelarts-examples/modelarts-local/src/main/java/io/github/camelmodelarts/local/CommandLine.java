package io.github.camelmodelarts.local;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;

/** The options of {@link ModelArtsLocalMain}. */
record CommandLine(boolean help, int port, int tlsPort, Path trustStore, Path properties) {

    static final String HELP = """
            Runs a local ModelArts: a gateway that verifies requests as the cloud's does, and models behind it.

            Options:
              --port NUMBER        port of plain HTTP, 0 for any free one (default 8080)
              --tls-port NUMBER    port of HTTPS, 0 for any free one (default 8443)
              --trust-store FILE   where to write the trust store for HTTPS, a PKCS12 file whose password is "changeit"
                                   (default modelarts-local.p12 in the directory for temporary files)
              --properties FILE    where to write addresses and credentials, as properties of a Camel application: only
                                   the owner may read it (default modelarts-local.properties in the same directory)
              --help               this text

            It listens on 127.0.0.1 and ::1 only. Addresses of services stay the same from start to start; credentials
            and the certificate are made anew. Long credentials are printed shortened; the file has them in full. Both
            files replace those of an earlier start. They are left behind at the end, when they are good for nothing.

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

    static CommandLine parse(String... args) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
        CommandLine options = new CommandLine(
                false,
                8080,
                8443,
                temporary.resolve("modelarts-local.p12"),
                temporary.resolve("modelarts-local.properties"));
        for (Iterator<String> rest = Arrays.asList(args).iterator(); rest.hasNext(); ) {
            options = options.with(rest.next(), rest);
        }
        return options;
    }

    private CommandLine with(String name, Iterator<String> values) {
        return switch (name) {
            case "--help", "-h" -> new CommandLine(true, port, tlsPort, trustStore, properties);
            case "--port" -> new CommandLine(help, number(name, values), tlsPort, trustStore, properties);
            case "--tls-port" -> new CommandLine(help, port, number(name, values), trustStore, properties);
            case "--trust-store" -> new CommandLine(help, port, tlsPort, Path.of(value(name, values)), properties);
            case "--properties" -> new CommandLine(help, port, tlsPort, trustStore, Path.of(value(name, values)));
            default ->
                throw new IllegalArgumentException("Unknown option " + name
                        + "; known are --port, --tls-port, --trust-store, --properties and --help");
        };
    }

    private static int number(String name, Iterator<String> values) {
        String value = value(name, values);
        try {
            int number = Integer.parseInt(value);
            if (number >= 0 && number <= 65_535) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " needs a number, not " + value, e);
        }
        throw new IllegalArgumentException(name + " needs a number from 0 to 65535, not " + value);
    }

    private static String value(String name, Iterator<String> values) {
        if (!values.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return values.next();
    }
}
