package io.github.camelmodelarts.examples.filedrop;

import java.nio.file.Path;
import java.util.List;

import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;

import io.github.camelmodelarts.examples.ledger.CallInProgressException;

/** The routes: one for each kind of file. */
final class FileDropRoutes extends RouteBuilder {

    static final List<String> SERVICES = List.of("orientation", "ocr", "iris");
    static final String PAGES = ".*[.](png|jpg|jpeg)";
    static final String FLOWERS = ".*[.]json";

    private final Tally tally;
    private final @Nullable Batches batches;
    private final @Nullable Calls calls;

    /**
     * Creates the routes.
     *
     * @param batches where files wait for a batch service, or null if each file is a call of its own
     * @param calls the ledger of these calls, or null without one
     */
    FileDropRoutes(Tally tally, @Nullable Batches batches, @Nullable Calls calls) {
        this.tally = tally;
        this.batches = batches;
        this.calls = calls;
    }

    @Override
    public void configure() {
        Folders folders = Folders.of(getContext());
        Desk desk = new Desk(tally, new Names(folders), calls, this::beginBatches);
        getContext().getManagementStrategy().addEventNotifier(desk);

        // Writes the reason beside the file. Not handled, so that the file consumer moves the file to the failed
        // folder.
        onException(Exception.class)
                // otherwise a failure after CallInProgressException has its redeliveries without end
                .maximumRedeliveries(0)
                .logExhausted(false)
                .process(desk::fail)
                .to(into(folders.failed(), Folders.REASON));
        if (calls != null) {
            // another file with the same content is called: this one waits for the result, without a thread
            onException(CallInProgressException.class)
                    .maximumRedeliveries(-1)
                    .redeliveryDelay(100)
                    .backOffMultiplier(2)
                    .maximumRedeliveryDelay(2_000)
                    .asyncDelayedRedelivery();
        }

        pages(folders, desk);
        flowers(folders, desk);
        others(folders, desk);
        from("timer:roll-call?period=500&includeMetadata=false")
                .routeId("roll-call")
                .process(tick -> {
                    tally.callRoll();
                    beginBatches();
                });
    }

    /** Detects the orientation of a page, turns it if necessary, and reads its text. */
    private void pages(Folders folders, Desk desk) {
        from(files(folders, "include=" + PAGES))
                .routeId("pages")
                .process(desk::accept)
                .process(desk.begins("orientation"))
                .to(call("orientation"))
                .to(into(folders.outbox(), "orientation.json"))
                .process(desk.predicted(Prediction::classification))
                .process(desk.begins("turn"))
                .setBody(exchange -> Job.of(exchange).file())
                .filter(desk.labelled("{{orientation.turn}}"))
                .process(Pages::turn)
                .end()
                .process(desk.begins("ocr"))
                .to(call("ocr"))
                .to(into(folders.outbox(), "ocr.json"))
                .process(desk.predicted(Prediction::textLines))
                .process(desk.begins("annotate"))
                .process(Pages::annotate)
                .to(into(folders.outbox(), "annotated.png"));
    }

    private void flowers(Folders folders, Desk desk) {
        from(files(folders, "include=" + FLOWERS))
                .routeId("flowers")
                .process(desk::accept)
                .process(desk.begins("iris"))
                .to(call("iris"))
                .to(into(folders.outbox(), "iris.json"))
                .process(desk.predicted(Prediction::records));
    }

    /** Fails files with another extension; otherwise they would stay in the inbox without a message. */
    private void others(Folders folders, Desk desk) {
        from(files(folders, "exclude=" + PAGES + "|" + FLOWERS))
                .routeId("others")
                .process(desk::accept)
                .throwException(
                        IllegalArgumentException.class,
                        "this kind of file is not supported; use *.png, *.jpg or *.jpeg for pages, *.json for flowers");
    }

    /** Returns the endpoint that predicts a file with a service: alone, at most once, or together with others. */
    private String call(String service) {
        if (batches != null) {
            return BatchRoutes.waiting(service);
        }
        return calls == null ? predict(service) : Calls.once(service);
    }

    /** Returns the endpoint that calls a service for one file. */
    static String predict(String service) {
        return switch (service) {
            case "orientation" ->
                "modelarts:predict?address={{orientation.address}}&authType=AK_SK&maxConnections={{calls.at.once}}";
            case "ocr" ->
                "modelarts:predict?address={{ocr.address}}&authType=APP_SIGNATURE&bodyType=FILE"
                        + "&maxConnections={{calls.at.once}}";
            default -> "modelarts:predict?address={{iris.address}}&authType=APP_CODE&maxConnections={{calls.at.once}}";
        };
    }

    private void beginBatches() {
        if (batches != null) {
            batches.beginIfAllWait();
        }
    }

    /**
     * Returns the endpoint that takes files of one kind, sorted by name, each when it has not changed for a second. It also takes empty
     * files: they fail with the reason instead of staying in the inbox. Each file is moved out of the inbox first, because a scanner that
     * always uses the same name can drop the next file meanwhile. At the end it is moved to done or failed, with the name that {@link Desk} chose.
     */
    private static String files(Folders folders, String kind) {
        return "file:" + folders.inbox() + "?" + kind
                + "&sortBy=file:name&maxMessagesPerPoll=100&initialDelay=0&delay=500"
                + "&readLock=changed&readLockMinAge=1s&readLockMinLength=0&readLockCheckInterval=200&readLockTimeout=2s"
                + "&readLockMarkerFile=false&readLockLoggingLevel=DEBUG"
                + "&preMove=" + folders.working() + "/${file:onlyname}"
                + "&move=" + folders.done() + "/" + Desk.NAME
                + "&moveFailed=" + folders.failed() + "/" + Desk.NAME;
    }

    /** Returns the endpoint that writes a result under a hidden name and then renames it, so that no reader sees half a result. With a ledger a killed run can have written the same result before. */
    private String into(Path folder, String suffix) {
        return "file:" + folder + "?fileName=" + Desk.NAME + "." + suffix + "&tempFileName=." + Desk.NAME + "." + suffix
                + ".part&fileExist=" + (calls == null ? "Fail" : "Override");
    }
}
