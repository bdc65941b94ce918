package io.github.camelmodelarts.local.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The program of {@code --run}, a class on the class path. Immutable. */
final class Program {

    private final Method main;
    private final List<String> arguments;

    private Program(Method main, List<String> arguments) {
        this.main = main;
        this.arguments = List.copyOf(arguments);
    }

    /**
     * Finds the program without running it.
     *
     * @throws IllegalArgumentException if the class does not exist or has no main method
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
     * Runs the program and returns after its end.
     *
     * @param properties its system properties; properties that are set already are kept
     * @throws InvocationTargetException with the exception of the program
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
