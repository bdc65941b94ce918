package io.github.camelmodelarts.support;

import org.apache.camel.CamelContext;
import org.apache.camel.test.junit5.CamelTestSupport;

/**
 * Camel's test support with the component of a test. Each test has a separate context; all tests of a class share one if the class has
 * one instance ({@code @TestInstance(PER_CLASS)}). {@code routes} has short methods to make calls through that context.
 */
public abstract class ContextTest extends CamelTestSupport {

    protected Routes routes;

    /** Called before each context starts, after the fields of the test are initialised. */
    protected abstract Routes openRoutes() throws Exception;

    @Override
    protected CamelContext createCamelContext() throws Exception {
        routes = openRoutes();
        return routes.context();
    }
}
