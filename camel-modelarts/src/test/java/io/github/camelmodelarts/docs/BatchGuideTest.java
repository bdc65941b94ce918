package io.github.camelmodelarts.docs;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.obs.services.ObsClient;
import com.obs.services.exception.ObsException;
import com.obs.services.model.LifecycleConfiguration;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.ModelArtsSession;
import io.github.camelmodelarts.ObsClients;
import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsFailure;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.batch.BatchServices;
import io.github.camelmodelarts.options.ModelArtsConfiguration;
import io.github.camelmodelarts.support.Guide;
import io.github.camelmodelarts.support.ObsTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Runs the routes and the Java code of docs/batch.md. The code between two comments here is the code of the page. */
class BatchGuideTest extends ObsTest {

    private static final Guide GUIDE = new Guide("batch.md");
    private static final Path SOURCE = Path.of("src/test/java/io/github/camelmodelarts/docs/BatchGuideTest.java");
    private static final Pattern RECIPE = Pattern.compile("(?s)// recipe\n(.*?)// end of recipe\n");

    private final List<String> remembered = new ArrayList<>();
    private BatchServices batches;

    @Override
    protected Routes openRoutes() throws Exception {
        Routes opened = super.openRoutes();
        ModelArtsConfiguration options = opened.component().getConfiguration();
        options.setObsBucket(BUCKET);
        options.setPollInterval(Duration.ofMillis(20));
        return opened;
    }

    @BeforeEach
    void start() throws Exception {
        batches = local.management().batches().clear();
        local.management().model("orientation", request -> {
            String content = new String(request.part("images"), StandardCharsets.UTF_8);
            return content.contains("bad")
                    ? ModelAnswer.refusal(400, "not a picture")
                    : ModelAnswer.json(Map.of("predicted_label", "0"));
        });
        Properties properties = new Properties();
        properties.setProperty("model.id", "orientation");
        for (String name : List.of("inbox", "models", "scans", "predictions")) {
            properties.setProperty(
                    name, Files.createDirectories(folder.resolve(name)).toString());
        }
        routes.context().getPropertiesComponent().setOverrideProperties(properties);
    }

    @AfterEach
    void removeTheRoutes() throws Exception {
        routes.context().getRouteController().stopAllRoutes();
        routes.context().getRouteController().removeAllRoutes();
    }

    private void add(RoutesBuilder builder) throws Exception {
        routes.context().addRoutes(builder);
    }

    private void write(String name, String content) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void put(String key) {
        store.put(BUCKET, key, key.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pageShowsTheCodeOfThisTest() throws Exception {
        List<String> tested = RECIPE.matcher(Files.readString(SOURCE).replace("\r\n", "\n"))
                .results()
                .map(recipe -> withoutBlanks(recipe.group(1)))
                .toList();

        assertThat(GUIDE.blocks("java").stream().map(BatchGuideTest::withoutBlanks))
                .containsExactlyInAnyOrderElementsOf(tested);
    }

    private static String withoutBlanks(String code) {
        return code.replaceAll("\\s+", "");
    }

    // ---- uploads and downloads

    @Test
    void uploadsEachFileOfAFolder() throws Exception {
        write("inbox/a.png", "png");
        add(new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                from("file:{{inbox}}?include=.*[.]png&readLock=changed")
                        .to("modelarts:uploadToObs?obsPath=obs://pictures/in/")
                        .log("${body}"); // obs://pictures/in/a.png
                // end of recipe
            }
        });

        await().untilAsserted(() -> assertThat(keys()).containsExactly("in/a.png"));
    }

    @Test
    void uploadsToTheFolderInTheHeader() throws Exception {
        add(new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                from("direct:report")
                        .setHeader("CamelModelArtsObsPath", simple("obs://pictures/reports/${date:now:yyyy}/"))
                        .setHeader("CamelModelArtsFileName", simple("${exchangeId}.json"))
                        .to("modelarts:uploadToObs?allowHeaderOverride=true");
                // end of recipe
            }
        });

        Exchange exchange = succeeded(routes.call("direct:report", "{}"));

        assertThat(keys())
                .singleElement()
                .asString()
                .matches("reports/20[0-9]{2}/" + exchange.getExchangeId() + "[.]json");
    }

    @Test
    void downloadsAFolder() throws Exception {
        put("models/ocr/v1/a.onnx");
        add(new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                from("direct:model")
                        .setBody(constant("obs://pictures/models/ocr/"))
                        .to("modelarts:downloadFromObs?localPath={{models}}")
                        .log("${header.CamelModelArtsFiles} files in ${body.path}");
                // end of recipe
            }
        });

        Exchange exchange = succeeded(routes.call("direct:model", null));

        assertThat(exchange.getMessage().getBody(File.class))
                .isEqualTo(folder.resolve("models").toFile());
        assertThat(folder.resolve("models/v1/a.onnx")).hasContent("models/ocr/v1/a.onnx");
    }

    /** The local OBS has no lifecycle rules, but it reads the request. */
    @Test
    void setsALifecycleRuleForFragments() {
        assertThatThrownBy(() -> removeFragments(ObsClients.of(routes.component())))
                .isInstanceOf(ObsException.class);
    }

    private static void removeFragments(ObsClient obs) {
        // recipe
        LifecycleConfiguration rules = new LifecycleConfiguration();
        LifecycleConfiguration.Rule rule = rules.newRule("fragments", "", true);
        rule.getAbortIncompleteMultipartUpload().setDaysAfterInitiation(7);
        obs.setBucketLifecycle("pictures", rules); // replaces all rules of the bucket
        // end of recipe
    }

    // ---- batch services

    private RoutesBuilder ofScans() {
        String scans = folder.resolve("scans").toString();
        return new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                from("direct:scans")
                        .setBody(constant(Path.of(scans)))
                        .to("modelarts:runBatch?modelId={{model.id}}&obsPath=obs://pictures/batch/&deleteAfter=true")
                        .log(
                                "${header.CamelModelArtsFiles} pictures, ${header.CamelModelArtsFailedFiles} without a prediction")
                        .split(body())
                        .choice()
                        .when(simple("${body.failed}"))
                        .log(LoggingLevel.WARN, "${body.name}: ${body.error}")
                        .otherwise()
                        .setHeader("CamelFileName", simple("${body.name}.json"))
                        .setBody(simple("${body.result}"))
                        .to("file:{{predictions}}");
                // end of recipe
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "yaml"})
    void predictsTheFilesOfAFolder(String language) throws Exception {
        write("scans/a.png", "good");
        write("scans/sub/b.png", "good");
        write("scans/c.png", "bad");
        if (language.equals("java")) {
            add(ofScans());
            succeeded(routes.call("direct:scans", null));
        } else {
            PluginHelper.getRoutesLoader(routes.context())
                    .loadRoutes(ResourceHelper.fromString(
                            "nightly.yaml", GUIDE.blocks("yaml").get(0)));
        }

        await().untilAsserted(() -> assertThat(predicted()).containsExactly("a.png.json", "sub/b.png.json"));
        assertThat(folder.resolve("predictions/a.png.json")).hasContent("{\"predicted_label\":\"0\"}");
        assertThat(keys()).isEmpty();
    }

    private List<String> predicted() throws Exception {
        Path predictions = folder.resolve("predictions");
        try (Stream<Path> files = Files.walk(predictions)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> predictions.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void findsAndAwaitsAnUnfinishedRun() throws Exception {
        write("scans/a.png", "good");
        batches.hold();
        Exchange late = routes.send(
                "modelarts:runBatch?modelId=orientation&obsPath=obs://pictures/batch/&awaitTimeout=100ms",
                folder.resolve("scans"));
        failure(late, ModelArtsTimeoutException.class);
        String id = late.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);
        add(new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                from("direct:await") // the body is the id
                        .setHeader("CamelModelArtsServiceId", body())
                        .to("modelarts:runBatch?allowHeaderOverride=true&deleteAfter=true");
                // end of recipe

                // recipe
                from("direct:unfinished")
                        .setBody(constant(Map.of("infer_type", "batch")))
                        .to("modelarts:listServices");
                // end of recipe
            }
        });

        assertThat(succeeded(routes.call("direct:unfinished", null))
                        .getMessage()
                        .getBody(String.class))
                .contains(id, "\"service_name\":\"batch-");
        batches.release();
        Exchange taken = succeeded(routes.call("direct:await", id));

        assertThat((List<?>) taken.getMessage().getBody()).hasSize(1);
        assertThat(keys()).isEmpty();
    }

    @Test
    void waitsAgainAfterATimeout() throws Exception {
        write("scans/a.png", "good");
        int runs = batches.runs();
        batches.hold();
        routes.context().getManagementStrategy().addEventNotifier(new EventNotifierSupport() {
            @Override
            public void notify(CamelEvent event) {
                if (event instanceof CamelEvent.ExchangeRedeliveryEvent) {
                    batches.release();
                }
            }
        });
        add(new RouteBuilder() {
            @Override
            public void configure() {
                // recipe
                onException(Exception.class)
                        .onWhen(e -> e.getException() instanceof ModelArtsFailure f && f.isRetryable())
                        .maximumRedeliveries(5)
                        .redeliveryDelay(1000)
                        .useExponentialBackOff()
                        .asyncDelayedRedelivery();
                onException(Exception.class).maximumRedeliveries(0);
                // end of recipe

                from("direct:again")
                        .to("modelarts:runBatch?modelId={{model.id}}&obsPath=obs://pictures/batch/&awaitTimeout=200ms");
            }
        });

        Exchange exchange = succeeded(routes.call("direct:again", folder.resolve("scans")));

        assertThat(exchange.getMessage().getHeader(Exchange.REDELIVERY_COUNTER)).isNotNull();
        assertThat((List<?>) exchange.getMessage().getBody()).hasSize(1);
        assertThat(batches.runs()).isEqualTo(runs + 1);
    }

    // ---- Java

    @Test
    void doesTheSameFromJava() throws Exception {
        write("scans/a.png", "good");
        put("models/ocr/a.onnx");
        ModelArtsConfiguration options = new ModelArtsConfiguration();
        options.setAccessKey(local.credentials().accessKey());
        options.setSecretKey(local.credentials().secretKey());
        options.setProjectId(local.credentials().projectId());
        options.setRegion(local.credentials().region());
        options.setModelArtsEndpoint(local.modelArtsEndpoint());
        options.setObsEndpoint(local.obsEndpoint());
        options.setModelId("orientation");
        options.setObsPath("obs://pictures/batch/");
        options.setPollInterval(Duration.ofMillis(20));

        List<BatchPrediction> predictions = predictions(options, folder.resolve("scans"), folder.resolve("models"));

        assertThat(predictions).extracting(BatchPrediction::name).containsExactly("a.png");
        assertThat(remembered).hasSize(1);
        assertThat(store.keys(BUCKET, "in/")).containsExactly("in/a.png");
        assertThat(folder.resolve("models/a.onnx")).exists();
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            assertThat(session.awaitBatch(remembered.get(0)).join()).isEqualTo(predictions);
        }
    }

    private List<BatchPrediction> predictions(ModelArtsConfiguration options, Path scans, Path localFolder) {
        // recipe
        try (ModelArtsSession session = ModelArtsSession.open(options)) {
            session.uploadToObs(scans, "obs://pictures/in/").join();
            session.downloadFromObs("obs://pictures/models/ocr/", localFolder).join();
            return session.runBatch(scans, this::remember).join(); // remember(id) stores the service's id
        }
        // end of recipe
    }

    private void remember(String id) {
        remembered.add(id);
    }
}
