package io.github.camelmodelarts.support;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/** A class path of an application that lacks some libraries of the tests. */
public final class ClassPath {

    private final URL[] entries;

    private ClassPath(URL[] entries) {
        this.entries = entries;
    }

    /** The tests' class path, without jars whose names contain this text. */
    public static ClassPath without(String name) {
        return new ClassPath(Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().contains(name))
                .map(ClassPath::url)
                .toArray(URL[]::new));
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(entry, e);
        }
    }

    /** Runs a program, and returns the names of the classes that were asked for. */
    public Set<String> loaded(Class<? extends Callable<?>> program) throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        run(program, new URLClassLoader(entries, ClassLoader.getPlatformClassLoader()) {
            @Override
            protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
                asked.add(name);
                return super.loadClass(name, resolve);
            }
        });
        return asked;
    }

    /** Runs a program whose classes are all loaded from this class path, and returns its result. Its class and constructor are public. */
    public Object run(Class<? extends Callable<?>> program) throws Exception {
        return run(program, new URLClassLoader(entries, ClassLoader.getPlatformClassLoader()));
    }

    private static Object run(Class<? extends Callable<?>> program, URLClassLoader classes) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (URLClassLoader loader = classes) {
            thread.setContextClassLoader(loader);
            return ((Callable<?>) loader.loadClass(program.getName())
                            .getDeclaredConstructor()
                            .newInstance())
                    .call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
