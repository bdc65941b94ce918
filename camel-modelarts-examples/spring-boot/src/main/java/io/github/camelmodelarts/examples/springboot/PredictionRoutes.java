package io.github.camelmodelarts.examples.springboot;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.springframework.stereotype.Component;

/** Routes for {@code POST /predict/SERVICE}: they send the uploaded file to the service and return its response. */
@Component
final class PredictionRoutes extends RouteBuilder {

    private final ObjectMapper json;

    PredictionRoutes(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void configure() {
        onException(Exception.class).handled(true).process(ProblemAnswers.asProblems(json));

        predict("ocr", "APP_SIGNATURE", Upload.PICTURE_OR_JSON);
        predict("orientation", "AK_SK", Upload.PICTURE_OR_JSON);
        predict("iris", "APP_CODE", Upload.JSON);
    }

    private void predict(String service, String authType, Upload upload) {
        // useStreaming keeps the uploaded bytes as they are; without it they would be read as text
        from("platform-http:/predict/" + service + "?httpMethodRestrict=POST&useStreaming=true")
                .routeId(service)
                .process(upload)
                .choice()
                .when(header(Exchange.CONTENT_TYPE).startsWith("image/"))
                .to("modelarts:predict?address={{" + service + ".address}}&authType=" + authType + "&bodyType=FILE")
                .otherwise()
                .to("modelarts:predict?address={{" + service + ".address}}&authType=" + authType)
                .end()
                // otherwise the headers of the request would be sent back
                .removeHeaders("*", Exchange.CONTENT_TYPE, Exchange.HTTP_RESPONSE_CODE);
    }
}
