package io.github.camelmodelarts.support;

import org.apache.camel.main.Main;

import io.github.camelmodelarts.ModelArtsComponent;
import io.github.camelmodelarts.options.ModelArtsConfiguration;

/** Starts Camel Main and prints options of the component, to show which environment variables Camel Main takes. */
public final class EnvironmentProcess {

    private EnvironmentProcess() {}

    /** Takes properties of Camel Main, each as {@code name=value}. */
    public static void main(String[] properties) throws Exception {
        Main main = new Main();
        for (String property : properties) {
            main.addInitialProperty(property.replaceFirst("=.*", ""), property.replaceFirst("[^=]*=", ""));
        }
        main.start();
        try {
            ModelArtsConfiguration options = main.getCamelContext()
                    .getComponent("modelarts", ModelArtsComponent.class)
                    .getConfiguration();
            System.out.println("appKey=" + options.getAppKey() + " totalTimeout=" + options.getTotalTimeout());
        } finally {
            main.stop();
        }
    }
}
