package io.github.camelmodelarts.batch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.api.ModelArtsConstants;
import io.github.camelmodelarts.api.ModelArtsObsException;
import io.github.camelmodelarts.api.ModelArtsOperationFailedException;
import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsServiceStateException;
import io.github.camelmodelarts.api.ModelArtsTimeoutException;
import io.github.camelmodelarts.api.result.BatchPrediction;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.batch.BatchServices;
import io.github.camelmodelarts.local.obs.ObsRequest;
import io.github.camelmodelarts.support.ObsTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

class RunBatchTest extends ObsTest {

    private static final String RUN =
            "modelarts:runBatch?modelId=echo&obsPath=obs://" + BUCKET + "/work/&pollInterval=20ms";

    private BatchServices batches;

    @BeforeEach
    void start() {
        batches = local.management().batches().clear();
    }

    private Path files(String... names) throws IOException {
        Path all = folder.resolve("all");
        for (String name : names) {
            Path file = all.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "content of " + name);
        }
        return all;
    }

    private void put(String... keys) {
        for (String key : keys) {
            store.put(BUCKET, key, ("content of " + key).getBytes(StandardCharsets.UTF_8));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<BatchPrediction> predictions(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private List<String> services() throws Exception {
        JsonNode list = new JsonMapper()
                .readTree(succeeded(routes.send("modelarts:listServices", Map.of("infer_type", "batch")))
                        .getMessage()
                        .getBody(String.class));
        List<String> ids = new ArrayList<>();
        list.path("services")
                .forEach(service -> ids.add(service.path("service_id").asText()));
        return ids;
    }

    @Test
    void predictsTheFilesOfALocalFolder() throws Exception {
        Exchange exchange = succeeded(routes.send(RUN, files("a.txt", "sub/b.txt")));

        List<BatchPrediction> predictions = predictions(exchange);
        assertThat(predictions).extracting(BatchPrediction::name).containsExactly("a.txt", "sub/b.txt");
        assertThat(predictions.get(0).source())
                .startsWith("obs://pictures/work/batch-")
                .endsWith("/input/a.txt");
        assertThat(predictions).allSatisfy(prediction -> {
            assertThat(prediction.result()).contains("content of " + prediction.name());
            assertThat(prediction.error()).isNull();
        });
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FILES)).isEqualTo(2);
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FAILED_FILES))
                .isEqualTo(0);
        assertThat(services())
                .contains(exchange.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class));
    }

    @Test
    void predictsTheObjectsOfAFolderInObs() throws Exception {
        put("in/", "in/a.txt", "in/b c+猫.txt", "inner.txt");

        List<BatchPrediction> predictions = predictions(succeeded(routes.send(RUN, "obs://pictures/in/")));

        assertThat(predictions)
                .extracting(BatchPrediction::source)
                .containsExactly("obs://pictures/in/a.txt", "obs://pictures/in/b c+猫.txt");
        assertThat(predictions).allMatch(prediction -> !prediction.isFailed());
    }

    @Test
    void readsSeveralManifests() throws Exception {
        batches.linesPerManifest(1);

        assertThat(predictions(succeeded(routes.send(RUN, files("a.txt", "b.txt", "c.txt")))))
                .hasSize(3)
                .noneMatch(BatchPrediction::isFailed);
    }

    @Test
    void deletesServiceUploadedInputsAndOutputs() throws Exception {
        Exchange exchange = succeeded(routes.send(RUN + "&deleteAfter=true", files("a.txt")));

        assertThat(keys()).isEmpty();
        assertThat(services())
                .doesNotContain(exchange.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class));
    }

    @Test
    void doesNotDeleteInputsThatItDidNotUpload() throws Exception {
        put("in/a.txt");

        succeeded(routes.send(RUN + "&deleteAfter=true", "obs://pictures/in/"));

        assertThat(keys()).containsExactly("in/a.txt");
    }

    @Test
    void namesTheInputsThatTheModelRejected() throws Exception {
        local.addService("picky", request -> {
            String content = new String(request.part("images"), StandardCharsets.UTF_8);
            return content.contains("bad.txt")
                    ? ModelAnswer.refusal(400, "not a picture")
                    : ModelAnswer.json(Map.of("good", true));
        });

        Exchange exchange =
                succeeded(routes.send(RUN.replace("modelId=echo", "modelId=picky"), files("a.txt", "bad.txt")));

        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.FAILED_FILES))
                .isEqualTo(1);
        assertThat(predictions(exchange).get(0).result()).isEqualTo("{\"good\":true}");
        assertThat(predictions(exchange).get(1)).satisfies(prediction -> {
            assertThat(prediction.name()).isEqualTo("bad.txt");
            assertThat(prediction.result()).isNull();
            assertThat(prediction.error()).contains("not a picture");
        });
    }

    @Test
    void givesEachInputOneEntryIfTheManifestIsDamaged() throws Exception {
        batches.changeManifest(lines -> {
            List<String> changed = new ArrayList<>(lines);
            changed.set(0, lines.get(0).substring(0, 20));
            changed.set(1, lines.get(1).replace("b.txt", "nobody-sent-this.txt"));
            changed.remove(2);
            changed.add("");
            changed.add(lines.get(3));
            changed.add("{\"result\":\"SUCCESSFUL\"}");
            return changed;
        });

        List<BatchPrediction> predictions =
                predictions(succeeded(routes.send(RUN, files("a.txt", "b.txt", "c.txt", "d.txt"))));

        assertThat(predictions).extracting(BatchPrediction::name).containsExactly("a.txt", "b.txt", "c.txt", "d.txt");
        assertThat(predictions.subList(0, 3))
                .allSatisfy(prediction ->
                        assertThat(prediction.error()).contains("the manifest of the service has no line for it"));
        assertThat(predictions.get(3).isFailed()).isFalse();
    }

    @Test
    void doesNotReadAResultOutsideOfTheOutputFolder() throws Exception {
        put("secret.txt");
        batches.changeManifest(lines -> lines.stream()
                .map(line -> line.replaceFirst(
                        "\"inference-loc\":\"[^\"]*\"", "\"inference-loc\":\"obs://pictures/secret.txt\""))
                .toList());

        assertThat(predictions(succeeded(routes.send(RUN, files("a.txt"))))
                        .get(0)
                        .error())
                .contains("obs://pictures/secret.txt is not in the output folder");
    }

    @Test
    void explainsABatchThatFailsHalfWay() throws Exception {
        batches.failNextRun(1, "the instance was lost");

        Exchange exchange = routes.send(RUN + "&deleteAfter=true", files("a.txt", "b.txt", "c.txt"));

        assertThat(failure(exchange, ModelArtsServiceStateException.class))
                .hasMessageContaining("has failed: the instance was lost")
                .hasMessageContaining("1 of 3 inputs have a result in obs://pictures/work/batch-")
                .hasMessageContaining("there is none for b.txt, c.txt");
        // so that the results can still be read
        assertThat(keys()).anyMatch(key -> key.endsWith("a.txt_result.txt"));
        assertThat(exchange.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID))
                .isNotNull();
    }

    @Test
    void canBeAwaitedAgainAfterTheWaitWasTooShort() throws Exception {
        batches.hold();
        Exchange late = routes.send(RUN + "&awaitTimeout=200ms", files("a.txt"));
        String id = late.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);
        assertThat(failure(late, ModelArtsTimeoutException.class))
                .hasMessageContaining("after awaitTimeout=PT0.2S")
                .hasMessageContaining(
                        "use runBatch with allowHeaderOverride=true and the header CamelModelArtsServiceId=" + id);

        batches.release();
        int runs = batches.runs();
        Exchange taken = succeeded(routes.send(
                RUN + "&allowHeaderOverride=true&deleteAfter=true", null, Map.of(ModelArtsConstants.SERVICE_ID, id)));

        assertThat(predictions(taken)).extracting(BatchPrediction::name).containsExactly("a.txt");
        assertThat(predictions(taken)).noneMatch(BatchPrediction::isFailed);
        assertThat(batches.runs()).isEqualTo(runs);
        assertThat(keys()).isEmpty();
    }

    @Test
    void aRedeliveryAwaitsTheRunInsteadOfBeginningAnother() throws Exception {
        batches.hold();
        int runs = batches.runs();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(50)
                        .redeliveryDelay(20)
                        .onRedelivery(exchange -> batches.release()));
                from("direct:redelivered").to(RUN + "&awaitTimeout=100ms");
            }
        });

        succeeded(routes.call("direct:redelivered", files("a.txt")));

        assertThat(batches.runs()).isEqualTo(runs + 1);
    }

    @Test
    void startsAServiceThatExistsAndReadsTheResultsOfThatRunOnly() throws Exception {
        put("in/a.txt");
        Exchange first = succeeded(routes.send(RUN, "obs://pictures/in/"));
        String id = first.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);
        put("in/b.txt");

        List<BatchPrediction> again =
                predictions(succeeded(routes.send("modelarts:runBatch?serviceId=" + id + "&pollInterval=20ms", null)));

        assertThat(again).extracting(BatchPrediction::name).containsExactly("a.txt", "b.txt");
        assertThat(again).noneMatch(BatchPrediction::isFailed);
    }

    @Test
    void waitsWithoutAThread() throws Exception {
        batches.hold();
        int before = services().size();
        Path files = files("a.txt");
        List<CompletableFuture<Object>> runs = new ArrayList<>();
        String from = routes.route(RUN);
        for (int i = 0; i < 20; i++) {
            runs.add(routes.template().asyncRequestBody(from, files));
        }
        await().until(() -> services().size() >= before + 20);
        await().until(() -> batches.waiting() > 0);

        awaitIdleTransfers();

        batches.release();
        assertThat(runs).allSatisfy(run -> assertThat((List<?>) run.join()).hasSize(1));
    }

    /** Waits until no thread for blocking work is in code of the component. */
    private static void awaitIdleTransfers() {
        await().until(() -> Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().contains("ModelArtsTransfers")
                        || thread.getKey().getName().contains("ModelArtsReaders"))
                .noneMatch(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().startsWith("io.github.camelmodelarts"))));
    }

    @Test
    void refusesARunWithoutModelFolderOrFirstGeneration() {
        assertThatThrownBy(() -> routes.route("modelarts:runBatch?obsPath=obs://pictures/work/"))
                .hasRootCauseInstanceOf(ModelArtsRequestException.class)
                .rootCause()
                .hasMessageContaining("runBatch requires modelId");
        assertThatThrownBy(() -> routes.route("modelarts:runBatch?modelId=echo"))
                .rootCause()
                .hasMessageContaining("runBatch requires obsPath");
        assertThatThrownBy(() -> routes.route(RUN + "&apiVersion=v2"))
                .rootCause()
                .hasMessageContaining("runBatch requires apiVersion=v1");
    }

    @Test
    void refusesAnEmptyFolderInObsAndDeploysNothing() throws Exception {
        assertThat(failure(routes.send(RUN, "obs://pictures/none/"), ModelArtsRequestException.class))
                .hasMessageContaining("There is no object in obs://pictures/none/");
        assertThat(batches.runs()).isZero();
    }

    @Test
    void explainsThatTheBucketDoesNotExist() throws Exception {
        assertThat(failure(routes.send(RUN, "obs://no-such-bucket/in/"), ModelArtsObsException.class)
                        .getErrorCode())
                .isEqualTo("NoSuchBucket");
    }

    @Test
    void deletesTheUploadedInputsIfModelArtsRefusesToDeploy() throws Exception {
        Exchange exchange = routes.send(RUN + "&instanceCount=1000", files("a.txt"));

        assertThat(failure(exchange, ModelArtsOperationFailedException.class).getStatusCode())
                .isEqualTo(400);
        assertThat(keys()).isEmpty();
    }

    /** Stops the route of a run while OBS handles the first request for which this is true; returns when nothing of the run is in progress. */
    private Exchange stoppedAt(String uri, Path files, Predicate<ObsRequest> when) throws Exception {
        CompletableFuture<Void> arrived = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        store.onRequest(request -> {
            if (when.test(request)) {
                arrived.complete(null);
                goOn.join();
            }
        });
        String from = routes.route(uri);
        String route = routes.context()
                .getRoutes()
                .get(routes.context().getRoutes().size() - 1)
                .getRouteId();
        CompletableFuture<Exchange> run = routes.template()
                .asyncSend(from, exchange -> exchange.getMessage().setBody(files));
        try {
            arrived.join();
            routes.context().getRouteController().stopRoute(route, 100, TimeUnit.MILLISECONDS);
            run.join();
        } finally {
            goOn.complete(null);
        }
        awaitIdleTransfers();
        assertThat(run.join().getException()).hasMessageContaining("The route or session was stopped");
        return run.join();
    }

    @Test
    void deploysNothingIfTheRouteStopsDuringTheUpload() throws Exception {
        int before = services().size();

        stoppedAt(RUN, files("a.txt"), request -> request.operation().equals("PutObject"));

        assertThat(keys()).hasSize(1);
        assertThat(services()).hasSize(before);
    }

    @Test
    void returnsThePredictionsAlsoIfNothingCanBeDeleted() throws Exception {
        batches.hold();
        CompletableFuture<Exchange> run = routes.template()
                .asyncSend(
                        routes.route(RUN + "&deleteAfter=true"),
                        exchange -> exchange.getMessage().setBody(files("a.txt")));
        await().until(() -> batches.waiting() == 1);
        store.onRequest(request -> {
            if (request.key() != null && request.key().endsWith("_result.txt")) {
                local.management().failNext(1, Failure.error(400, "ModelArts.0001", "not now"));
            }
        });
        batches.release();

        assertThat(predictions(succeeded(run.join()))).hasSize(1);
        assertThat(services())
                .contains(run.join().getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class));
    }

    @Test
    void deletesNothingIfAResultCanNotBeRead() throws Exception {
        Path files = files("a.txt");
        Files.writeString(files.resolve("b.txt"), "x".repeat(30_000));
        Exchange exchange = succeeded(routes.send(RUN + "&deleteAfter=true&maxResponseSize=20000", files));

        assertThat(predictions(exchange).get(0).isFailed()).isFalse();
        assertThat(predictions(exchange).get(1).error()).contains("raise maxResponseSize");
        assertThat(keys()).anyMatch(key -> key.endsWith("b.txt_result.txt"));
        assertThat(services())
                .contains(exchange.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class));
    }

    @Test
    void deletesNothingIfTheRouteStopsWhileResultsAreRead() throws Exception {
        Exchange stopped = stoppedAt(
                RUN + "&deleteAfter=true",
                files("a.txt", "b.txt"),
                request ->
                        request.operation().equals("GetObject") && request.key().endsWith("a.txt_result.txt"));

        assertThat(services())
                .contains(stopped.getMessage().getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class));
        assertThat(keys()).anyMatch(key -> key.endsWith("b.txt_result.txt"));
    }

    @Test
    void takesAnInputWithAPercentSignInAUrlForAnUnusableLine() throws Exception {
        batches.changeManifest(lines -> List.of(
                lines.get(0).replace("obs://pictures/", "https://pictures.obs.cn-north-4.myhuaweicloud.com/100%/"),
                lines.get(1)));

        List<BatchPrediction> predictions = predictions(succeeded(routes.send(RUN, files("a.txt", "b.txt"))));

        assertThat(predictions).extracting(BatchPrediction::isFailed).containsExactly(true, false);
    }

    @Test
    void doesNotDeleteTheInputsOfAFolderThatOnlyLooksLikeItsOwn() throws Exception {
        put("flowers/input/a.txt", "flowers/output/infer-result-old.txt");
        String deployed = succeeded(routes.send("modelarts:deployService", """
                        {"service_name":"flowers","infer_type":"batch","config":[{"model_id":"echo","specification":"s",
                         "instance_count":1,"src_path":"obs://pictures/flowers/input/",
                         "dest_path":"obs://pictures/flowers/output/","req_uri":"/","mapping_type":"file"}]}"""))
                .getMessage()
                .getHeader(ModelArtsConstants.SERVICE_ID, String.class);

        // otherwise runBatch would await the run of the deployment, and delete its outputs
        await().atMost(Duration.ofSeconds(30))
                .until(() -> succeeded(routes.send("modelarts:describeService?serviceId=" + deployed, null))
                        .getMessage()
                        .getBody(String.class)
                        .replace(" ", "")
                        .contains("\"status\":\"finished\""));
        succeeded(routes.send("modelarts:runBatch?pollInterval=20ms&deleteAfter=true&serviceId=" + deployed, null));

        assertThat(keys()).contains("flowers/input/a.txt", "flowers/output/infer-result-old.txt");
        // the run of the deployment, and not the one that was started
        assertThat(keys()).filteredOn(key -> key.endsWith(".manifest")).hasSize(1);
        assertThat(services()).doesNotContain(deployed);
    }

    @Test
    void refusesAServiceInAnotherBucketThanTheAllowedOne() throws Exception {
        put("in/a.txt");
        String id = succeeded(routes.send(RUN, "obs://pictures/in/"))
                .getMessage()
                .getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);

        assertThat(failure(
                        routes.send("modelarts:runBatch?obsBucket=others&serviceId=" + id, null),
                        ModelArtsRequestException.class))
                .hasMessageContaining("which is not in the bucket of obsBucket=others");
    }

    @Test
    void aSecondRunOfARouteIsNotTheFirstOne() throws Exception {
        put("one/a.txt", "two/b.txt");
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                String run = RUN + "&allowHeaderOverride=true";
                from("direct:twice")
                        .to(run)
                        .setBody(constant("obs://pictures/two/"))
                        .to(run);
            }
        });

        assertThat(predictions(succeeded(routes.call("direct:twice", "obs://pictures/one/"))))
                .extracting(BatchPrediction::name)
                .containsExactly("b.txt");
    }

    @Test
    void aRedeliveryFindsTheServiceWhoseDeploymentGotNoResponse() throws Exception {
        int runs = batches.runs();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler().maximumRedeliveries(3).redeliveryDelay(20));
                from("direct:unclear")
                        .to(RUN + "&totalTimeout=300ms&maxRetries=0")
                        .id("unclear");
            }
        });
        Path files = files("a.txt");
        // the service is deployed, and its response is late
        store.onRequest(request -> {
            if (request.operation().equals("PutObject") && request.key().endsWith("output/")) {
                local.management().delay(Duration.ofMillis(600));
            }
        });
        CompletableFuture<Exchange> run = routes.template()
                .asyncSend("direct:unclear", exchange -> exchange.getMessage().setBody(files));
        await().until(() -> batches.runs() == runs + 1);
        local.management().delay(Duration.ZERO);

        assertThat(predictions(succeeded(run.join()))).hasSize(1);
        assertThat(batches.runs()).isEqualTo(runs + 1);
    }

    @Test
    void anAwaitedRunWithoutInputsIsRefusedAndNotDeleted() throws Exception {
        put("in/a.txt");
        String id = succeeded(routes.send(RUN, "obs://pictures/in/"))
                .getMessage()
                .getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);
        store.delete(BUCKET, "in/a.txt");

        Exchange exchange = routes.send(
                RUN + "&allowHeaderOverride=true&deleteAfter=true", null, Map.of(ModelArtsConstants.SERVICE_ID, id));

        assertThat(failure(exchange, ModelArtsRequestException.class)).hasMessageContaining("There is no object in");
        assertThat(keys()).anyMatch(key -> key.endsWith("a.txt_result.txt"));
        assertThat(services()).contains(id);
    }

    @Test
    void aRedeliveryOfAStartAwaitsThatRunAndReadsNoOlderResults() throws Exception {
        put("in/a.txt");
        String id = succeeded(routes.send(RUN, "obs://pictures/in/"))
                .getMessage()
                .getHeader(ModelArtsConstants.BATCH_SERVICE_ID, String.class);
        put("in/b.txt");
        int runs = batches.runs();
        batches.hold();
        routes.context().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(50)
                        .redeliveryDelay(20)
                        .onRedelivery(exchange -> batches.release()));
                from("direct:started-again")
                        .to("modelarts:runBatch?pollInterval=20ms&awaitTimeout=100ms&serviceId=" + id);
            }
        });

        assertThat(predictions(succeeded(routes.call("direct:started-again", null))))
                .extracting(BatchPrediction::name, BatchPrediction::isFailed)
                .containsExactly(tuple("a.txt", false), tuple("b.txt", false));
        assertThat(batches.runs()).isEqualTo(runs + 1);
    }
}
