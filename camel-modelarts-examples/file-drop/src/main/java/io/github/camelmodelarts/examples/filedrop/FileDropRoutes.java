package io.github.camelmodelarts.examples.filedrop;

import java.nio.file.Path;

import org.apache.camel.builder.RouteBuilder;

/** What happens to the files of each kind. */
final class FileDropRoutes extends RouteBuilder {

    private static final String PAGES = ".*[.](png|jpg|jpeg)";
    private static final String FLOWERS = ".*[.]json";

    private final Ledger ledger;

    FileDropRoutes(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void configure() {
        Folders folders = Folders.of(getContext());
        Desk desk = new Desk(ledger, new Names(folders));
        getContext().getManagementStrategy().addEventNotifier(desk);

        // The reason goes beside the file. Not marked as handled: so the file's consumer moves it to the failed folder.
        onException(Exception.class)
                .logExhausted(false)
                .process(desk::setAside)
                .to(into(folders.failed(), Folders.REASON));

        pages(folders, desk);
        flowers(folders, desk);
        others(folders, desk);
        from("timer:roll-call?period=500&includeMetadata=false")
                .routeId("roll-call")
                .process(tick -> ledger.callRoll());
    }

    /** Which way up? Then, the right way up: what is written there? */
    private void pages(Folders folders, Desk desk) {
        from(files(folders, "include=" + PAGES))
                .routeId("pages")
                .process(desk::accept)
                .process(desk.begins("orientation"))
                .to("modelarts:predict?address={{orientation.address}}&authType=AK_SK&maxConnections={{calls.at.once}}")
                .to(into(folders.outbox(), "orientation.json"))
                .process(desk.predicted(Prediction::classification))
                .process(desk.begins("turn"))
                .setBody(exchange -> Job.of(exchange).file())
                .filter(desk.labelled("{{orientation.turn}}"))
                .process(Pages::turn)
                .end()
                .process(desk.begins("ocr"))
                .to("modelarts:predict?address={{ocr.address}}&authType=APP_SIGNATURE&bodyType=FILE"
                        + "&maxConnections={{calls.at.once}}")
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
                .to("modelarts:predict?address={{iris.address}}&authType=APP_CODE&maxConnections={{calls.at.once}}")
                .to(into(folders.outbox(), "iris.json"))
                .process(desk.predicted(Prediction::records));
    }

    /** Nobody may wait in vain for a result because of a wrong extension. */
    private void others(Folders folders, Desk desk) {
        from(files(folders, "exclude=" + PAGES + "|" + FLOWERS))
                .routeId("others")
                .process(desk::accept)
                .throwException(
                        IllegalArgumentException.class,
                        "no route takes this kind of file; there are *.png, *.jpg and *.jpeg for pages, *.json for flowers");
    }

    /**
     * Files of one kind, in the order of their names, each when nobody has written to it for a second. An empty file is taken too: to be
     * set aside, not to lie there for ever. It is moved away before it is worked on: a scanner that calls all its files the same may
     * drop the next one meanwhile. Where it is moved in the end goes by the name that it was accepted under.
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

    /** Written under a hidden name and renamed: who watches the folder never sees half a result. */
    private static String into(Path folder, String suffix) {
        return "file:" + folder + "?fileName=" + Desk.NAME + "." + suffix + "&tempFileName=." + Desk.NAME + "." + suffix
                + ".part&fileExist=Fail";
    }
}
