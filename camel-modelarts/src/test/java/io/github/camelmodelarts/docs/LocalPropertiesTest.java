package io.github.camelmodelarts.docs;

import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.gateway.RecordedRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** The properties that modelarts-local has for an application, as its README shows them. */
class LocalPropertiesTest {

    @Test
    void setAddressesAndComponentOptionsOfCamelMainInPlaceOfTheApplicationsOwn() throws Exception {
        try (ModelArtsLocal modelArts = ModelArtsLocal.start()) {
            modelArts.addService("leaves", new EchoModel());
            Main main = new Main();
            main.addInitialProperty("leaves.address", "https://cloud.invalid/v1/infers/x");
            main.addInitialProperty("camel.component.modelarts.app-code", "the cloud's");
            main.configure().addRoutesBuilder(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:leaves").to("modelarts:predict?address={{leaves.address}}&authType=APP_CODE");
                }
            });
            modelArts.properties().forEach(main::addOverrideProperty);
            main.start();
            try (ProducerTemplate template = main.getCamelContext().createProducerTemplate()) {
                template.sendBody("direct:leaves", "{\"length\":7}");

                assertThat(modelArts.requests())
                        .singleElement()
                        .extracting(RecordedRequest::status)
                        .isEqualTo(200);
            } finally {
                main.stop();
            }
        }
    }
}
