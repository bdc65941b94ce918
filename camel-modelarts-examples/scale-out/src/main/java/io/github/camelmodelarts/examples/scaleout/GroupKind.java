package io.github.camelmodelarts.examples.scaleout;

/** How workers share the records of a topic. */
enum GroupKind {
    /** Any number of workers takes records of one partition, and several at a time. */
    SHARE("share group", Worker.class),
    /** A partition has one consumer, which processes one record after the other. */
    CLASSIC("classic group", ClassicWorker.class);

    private final String title;
    private final Class<?> program;

    GroupKind(String title, Class<?> program) {
        this.title = title;
        this.program = program;
    }

    /** Its name for readers. */
    String title() {
        return title;
    }

    /** The main class of a worker. */
    Class<?> program() {
        return program;
    }
}
