package io.github.camelmodelarts.examples.filedrop;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Handles Ctrl-C and SIGTERM. A shutdown hook would be the usual way, but hooks run in parallel, and ONNX Runtime, which the models of
 * the local ModelArts need, has a hook that frees its memory while a model still works: the JVM would crash.
 */
final class Interruption {

    private static final int FORCED = 130;

    private Interruption() {}

    /** Calls {@code action} on the first signal. The second signal ends the JVM at once. */
    static void onSignal(Runnable action) {
        InvocationHandler handler = new InvocationHandler() {
            private boolean asked;

            @Override
            public synchronized Object invoke(Object proxy, Method method, Object[] arguments) {
                if (asked) {
                    Runtime.getRuntime().halt(FORCED);
                }
                asked = true;
                action.run();
                return proxy;
            }
        };
        try {
            // by reflection, because the compiler's warning about this class cannot be suppressed
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(Interruption.class.getClassLoader(), new Class<?>[] {handlers}, handler);
            for (String name : new String[] {"INT", "TERM"}) {
                signal.getMethod("handle", signal, handlers)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            // a Java without this class, or started with -Xrs: the program then ends without a closing table
            Runtime.getRuntime().addShutdownHook(new Thread(action));
        }
    }
}
