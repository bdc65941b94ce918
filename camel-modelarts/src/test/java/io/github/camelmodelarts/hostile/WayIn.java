package io.github.camelmodelarts.hostile;

import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

import io.github.camelmodelarts.support.Routes;

/** How a route gets its endpoint: from one of three languages, or dynamically for each exchange. */
enum WayIn {
    TO {
        @Override
        void add(CamelContext context, String from, String uri) throws Exception {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(from).to(uri);
                }
            });
        }
    },

    TO_D {
        @Override
        void add(CamelContext context, String from, String uri) throws Exception {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(from).setProperty("target", constant(uri)).toD("${exchangeProperty.target}");
                }
            });
        }
    },

    RECIPIENT_LIST {
        @Override
        void add(CamelContext context, String from, String uri) throws Exception {
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    // "false": a comma in the URI is not a delimiter
                    from(from).setProperty("target", constant(uri)).recipientList(exchangeProperty("target"), "false");
                }
            });
        }
    },

    XML {
        @Override
        void add(CamelContext context, String from, String uri) throws Exception {
            load(context, "route.xml", """
                    <routes xmlns="http://camel.apache.org/schema/spring">
                      <route>
                        <from uri="%s"/>
                        <to uri="%s"/>
                      </route>
                    </routes>
                    """.formatted(
                            from, uri.replace("&", "&amp;").replace("<", "&lt;")));
        }
    },

    YAML {
        @Override
        void add(CamelContext context, String from, String uri) throws Exception {
            load(context, "route.yaml", """
                    - route:
                        from:
                          uri: "%s"
                          steps:
                            - to:
                                uri: '%s'
                    """.formatted(from, uri.replace("'", "''")));
        }
    };

    private static final AtomicInteger ROUTES = new AtomicInteger();

    abstract void add(CamelContext context, String from, String uri) throws Exception;

    /** Adds a route of one step without an error handler, and returns the URI where it begins. */
    String route(Routes routes, String uri) throws Exception {
        CamelContext context = routes.context();
        context.getCamelContextExtension().setErrorHandlerFactory(new NoErrorHandlerDefinition());
        String from = "direct:way-in-" + ROUTES.incrementAndGet();
        add(context, from, uri);
        return from;
    }

    private static void load(CamelContext context, String name, String content) throws Exception {
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.fromString(name, content));
    }
}
