package io.github.camelmodelarts.examples.springboot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** The application: a page for pictures, a page for chats, and the routes to the services behind them. */
@SpringBootApplication(proxyBeanMethods = false)
public class Pages {

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    /**
     * Starts the application, or exits with status 1 if that fails. Arguments set properties, as {@code --name=value}: see
     * {@code application.properties}.
     */
    public static void main(String[] arguments) {
        try {
            SpringApplication.run(Pages.class, arguments);
        } catch (RuntimeException e) {
            // Spring has logged the reason; for an exception, Maven would print it again with many other lines
            System.exit(1);
        }
    }

    @EventListener
    void tellWhereItIs(ApplicationReadyEvent ready) {
        Environment environment = ready.getApplicationContext().getEnvironment();
        LOG.info(
                "Open http://{}:{}/ in a browser. Press Ctrl-C to stop the application.",
                environment.getProperty("server.address"),
                environment.getProperty("local.server.port"));
    }
}
