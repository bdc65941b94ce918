package io.github.camelmodelarts.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;

/** A faulty stage that calls each dependent function twice. */
public final class TwiceCallingStage {

    private TwiceCallingStage() {}

    /** Wraps a stage so that it calls back twice. */
    @SuppressWarnings("unchecked")
    public static <T> CompletionStage<T> of(CompletionStage<T> stage) {
        return (CompletionStage<T>) Proxy.newProxyInstance(
                TwiceCallingStage.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (self, method, given) -> {
                    Object[] arguments = given == null
                            ? new Object[0]
                            : Arrays.stream(given)
                                    .map(argument -> isCallback(argument) ? twice(argument) : argument)
                                    .toArray();
                    return invoked(stage, method, arguments);
                });
    }

    private static boolean isCallback(Object argument) {
        return Arrays.stream(argument.getClass().getInterfaces())
                .anyMatch(type -> type.getName().startsWith("java.util.function."));
    }

    private static Object twice(Object callback) {
        return Proxy.newProxyInstance(
                TwiceCallingStage.class.getClassLoader(),
                callback.getClass().getInterfaces(),
                (self, method, arguments) -> {
                    invoked(callback, method, arguments);
                    return invoked(callback, method, arguments);
                });
    }

    private static Object invoked(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
