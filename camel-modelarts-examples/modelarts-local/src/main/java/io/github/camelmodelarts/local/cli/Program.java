package io.github.camelmodelarts.local.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program on the class path that a server is started for. Immutable. */
final class Program {

    private final Method main;
    private final List<String> arguments;

    private Program(Method main, List<String> arguments) {
        this.main = main;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Finds it, and does not run it.
     *
     * @throws IllegalArgumentException if there is no such class, or none that can be run
     */
    static Program of(String className, List<String> arguments) {
        try {
            return new Program(Class.forName(className).getMethod("main", String[].class), arguments);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no class " + className + " on the class path to run", e);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(
                    "The class " + className + " has no public static void main(String[]) to run", e);
        }
    }

    /**
     * Runs it, and returns when it has ended.
     *
     * @param properties what it finds as system properties; those that are set already are left as they are
     * @throws InvocationTargetException with what it failed with
     */
    void run(Map<String, String> properties) throws InvocationTargetException {
        Map<String, String> added = new HashMap<>(properties);
        added.keySet().removeAll(System.getProperties().keySet());
        added.forEach(System::setProperty);
        try {
            main.invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(main.getDeclaringClass() + " is not public", e);
        } finally {
            added.keySet().forEach(System::clearProperty);
        }
    }
}
