package io.github.camelmodelarts.examples.scaleout;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another class with a main method in this JVM, and ends the JVM when its standard input ends: {@code ChildProgram CLASS ARGUMENT...}.
 * So a program that {@link ChildProcess} has started ends gracefully when asked, and does not outlive its parent, even if that is killed.
 */
final class ChildProgram {

    private static final int FAILED = 1;

    private ChildProgram() {}

    /** Runs the class that the first argument names, with the other arguments. */
    public static void main(String[] arguments) throws ReflectiveOperationException {
        // otherwise libraries would log in another format
        System.setProperty("org.jboss.logging.provider", "slf4j");
        ignoreCtrlC();
        InputStream parent = System.in;
        Thread waiting = new Thread(() -> endWith(parent), "parent");
        waiting.setDaemon(true);
        waiting.start();
        try {
            Class.forName(arguments[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            System.err.println("The program failed: " + e.getCause());
            System.exit(FAILED);
        }
    }

    /** The terminal sends it to all processes. The parent decides in which order they end. */
    private static void ignoreCtrlC() {
        try {
            // by reflection, because the compiler's warning about this class cannot be suppressed
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException e) {
            // a Java without this class: all processes end at once, which can leave uncertain calls
        }
    }

    private static void endWith(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // only the end counts
            }
        } catch (IOException e) {
            // an input that can't be read has ended too
        }
        System.exit(0);
    }
}
