package io.github.camelmodelarts.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs a local ModelArts from the command line until it is interrupted. {@code --help} says what it can do. */
public final class ModelArtsLocalMain {

    private static final String TRUST_STORE_PASSWORD = "changeit";

    private ModelArtsLocalMain() {}

    /** Exits with status 2 if an option is not known and with 1 if the server can't start. */
    public static void main(String[] args) throws InterruptedException {
        int status = run(args, System.out, System.err, new CountDownLatch(1));
        if (status != 0) {
            System.exit(status);
        }
    }

    /** Serves until {@code end} is counted down. */
    static int run(String[] args, PrintStream out, PrintStream err, CountDownLatch end) throws InterruptedException {
        CommandLine commandLine;
        try {
            commandLine = CommandLine.parse(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.println(CommandLine.HELP);
            return 2;
        }
        if (commandLine.help()) {
            out.println(CommandLine.HELP);
            out.println();
            out.println("Models on the class path:");
            ProvidedModels.providers().forEach(model -> out.printf("  %-16s %s%n", model.name(), model.description()));
            return 0;
        }
        ModelArtsLocalBuilder builder =
                ModelArtsLocal.builder().port(commandLine.port()).tlsPort(commandLine.tlsPort());
        try (ModelArtsLocal server = builder.start()) {
            server.addService("echo", new EchoModel());
            server.addService("sink", new SinkModel()).bodyLimit(0);
            server.withModels();
            server.writeTrustStore(commandLine.trustStore(), TRUST_STORE_PASSWORD.toCharArray());
            print(server, commandLine.trustStore(), out);
            end.await();
            return 0;
        } catch (IOException | RuntimeException e) {
            err.println(e.getMessage());
            return 1;
        }
    }

    private static void print(ModelArtsLocal server, Path trustStore, PrintStream out) {
        out.println("A local ModelArts is running; Ctrl+C ends it.");
        out.println();
        for (String service : server.serviceNames()) {
            out.printf("  %-16s %s%n", service, server.address(service));
            out.printf("  %-16s %s%n", "", server.tlsAddress(service));
        }
        out.println();
        properties(server).forEach((name, value) -> out.printf("  %-16s %s%n", name, value));
        out.println();
        out.printf("  %-16s %s (PKCS12, password %s)%n", "trust store", trustStore, TRUST_STORE_PASSWORD);
        out.flush();
    }

    /** By the names of the component's options. */
    private static Map<String, String> properties(ModelArtsLocal server) {
        Credentials credentials = server.credentials();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("appKey", credentials.appKey());
        properties.put("appSecret", credentials.appSecret());
        properties.put("appCode", credentials.appCode());
        properties.put("accessKey", credentials.accessKey());
        properties.put("secretKey", credentials.secretKey());
        properties.put("apiKey", credentials.apiKey());
        properties.put("token", credentials.token());
        properties.put("account", credentials.account());
        properties.put("username", credentials.username());
        properties.put("password", credentials.password());
        properties.put("projectId", credentials.projectId());
        properties.put("region", credentials.region());
        properties.put("iamEndpoint", server.iamEndpoint());
        properties.put("modelArtsEndpoint", server.modelArtsEndpoint());
        properties.put("both over TLS", server.tlsEndpoint());
        properties.put("metadata", server.metadataEndpoint());
        properties.put("temporary keys:", "");
        properties.put(" accessKey", credentials.temporaryAccessKey());
        properties.put(" secretKey", credentials.temporarySecretKey());
        properties.put(" securityToken", credentials.securityToken());
        return properties;
    }
}
