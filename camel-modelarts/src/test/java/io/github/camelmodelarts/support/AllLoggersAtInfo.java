package io.github.camelmodelarts.support;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what all loggers log at INFO, and the component at TRACE, until it is closed. slf4j-simple reads its levels only at its
 * start.
 */
public final class AllLoggersAtInfo implements AutoCloseable {

    private static final String OURS = "io.github.camelmodelarts.";
    private static final int TRACE = 0;
    private static final int INFO = 20;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream before = System.err;
    private final Map<Logger, Integer> levels = new HashMap<>();
    private final int defaultLevel;

    public AllLoggersAtInfo() throws ReflectiveOperationException {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        // has a level of its own in the tests, which it would get when it is created later
        factory.getLogger(OURS + "call.AttemptLog");
        for (Object logger : ((Map<?, ?>) field(factory.getClass(), "loggerMap").get(factory)).values()) {
            Field level = field(logger.getClass(), "currentLogLevel");
            levels.put((Logger) logger, level.getInt(logger));
            level.setInt(logger, isOurs((Logger) logger) ? TRACE : Math.min(INFO, level.getInt(logger)));
        }
        defaultLevel = defaults(INFO);
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    private static boolean isOurs(Logger logger) {
        return logger.getName().startsWith(OURS) && !logger.getName().startsWith(OURS + "local");
    }

    /** Sets the level of loggers that are created later; returns the old one. */
    private static int defaults(int level) throws ReflectiveOperationException {
        Logger any = LoggerFactory.getLogger(AllLoggersAtInfo.class);
        Object configuration = field(any.getClass(), "CONFIG_PARAMS").get(null);
        Field field = field(configuration.getClass(), "defaultLogLevel");
        int before = field.getInt(configuration);
        field.setInt(configuration, level);
        return before;
    }

    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    public String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        System.setErr(before);
        defaults(defaultLevel);
        for (Map.Entry<Logger, Integer> logger : levels.entrySet()) {
            field(logger.getKey().getClass(), "currentLogLevel").setInt(logger.getKey(), logger.getValue());
        }
    }
}
