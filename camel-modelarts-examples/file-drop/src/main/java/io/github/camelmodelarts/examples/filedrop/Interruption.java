package io.github.camelmodelarts.examples.filedrop;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C, and what service managers send. A shutdown hook would be the usual way, but those run side by side, and ONNX Runtime, which the
 * local server's models need, brings one that takes the ground from under a model at work: the JVM would crash.
 */
final class Interruption {

    private static final int FORCED = 130;

    private Interruption() {}

    /** Calls {@code action} on the first signal; the second one ends the JVM at once. */
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
            // by name, because the compiler warns of this class without a way to say that it is meant
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(Interruption.class.getClassLoader(), new Class<?>[] {handlers}, handler);
            for (String name : new String[] {"INT", "TERM"}) {
                signal.getMethod("handle", signal, handlers)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            }
        } catch (ReflectiveOperationException e) {
            // a Java without it, or started with -Xrs: the program ends without a closing table then
            Runtime.getRuntime().addShutdownHook(new Thread(action));
        }
    }
}
