package io.github.camelmodelarts.support;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.apache.camel.CamelContext;

/** Reads everything that a JMX console shows of a Camel context. */
public final class ManagedObjects {

    /** Operations that change nothing. */
    private static final Pattern TELLING =
            Pattern.compile("(dump|get|list|browse|explain|find|inspect|describe|route|doc|info|statistics|has).*");

    private ManagedObjects() {}

    /** All attributes of all beans, and the results of all operations that change nothing. */
    public static String shownBy(CamelContext context) throws JMException {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        StringBuilder shown = new StringBuilder();
        for (ObjectName bean : server.queryNames(
                new ObjectName("org.apache.camel:context=" + context.getManagementName() + ",*"), null)) {
            shown.append(bean).append('\n');
            for (MBeanAttributeInfo attribute : server.getMBeanInfo(bean).getAttributes()) {
                shown.append(attribute.getName()).append('=');
                shown.append(told(() -> server.getAttribute(bean, attribute.getName())))
                        .append('\n');
            }
            for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations()) {
                List<String> types = Stream.of(operation.getSignature())
                        .map(MBeanParameterInfo::getType)
                        .toList();
                if (TELLING.matcher(operation.getName()).matches()) {
                    Object[] arguments =
                            types.stream().map(ManagedObjects::argument).toArray();
                    shown.append(operation.getName()).append(types).append('=');
                    shown.append(told(() ->
                                    server.invoke(bean, operation.getName(), arguments, types.toArray(String[]::new))))
                            .append('\n');
                }
            }
        }
        return shown.toString();
    }

    private static Object argument(String type) {
        return switch (type) {
            case "boolean", "java.lang.Boolean" -> true;
            case "int", "java.lang.Integer" -> 100;
            case "long", "java.lang.Long" -> 100L;
            case "java.lang.String" -> "*";
            default -> null;
        };
    }

    private static String told(Question question) {
        try {
            Object answer = question.ask();
            return answer instanceof Object[] all ? Arrays.deepToString(all) : String.valueOf(answer);
        } catch (JMException | RuntimeException e) {
            return e + " by " + e.getCause();
        }
    }

    /** A query that a bean may reject. */
    private interface Question {
        Object ask() throws JMException;
    }
}
