package io.github.camelmodelarts.local.cli;

/** A program whose body a test sets. */
public final class GivenProgram {

    static volatile Body toDo = arguments -> {};

    private GivenProgram() {}

    public static void main(String[] args) throws Exception {
        toDo.run(args);
    }

    interface Body {
        void run(String... arguments) throws Exception;
    }
}
