package org.example;

import java.io.File;
import java.util.List;
import java.util.Map;

import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

import io.github.camelmodelarts.api.result.ChatCompletion;

/** Writes a description beside each picture of a folder. */
public final class DescribePictures extends RouteBuilder {

    @Override
    public void configure() {
        from("file:{{pictures.in}}?include=.*[.](png|jpe?g)&readLock=changed&readLockMinLength=0"
                        + "&moveFailed=failed/${date:now:yyyyMMdd-HHmmssSSS}/${file:name}")
                .routeId("describe-pictures")
                .setBody(DescribePictures::request)
                .to(
                        "modelarts:predict?address={{maas.endpoint}}/v2/chat/completions&authType=API_KEY&bodyType=DATA_URL")
                .bean(ChatCompletion.class, "parse")
                .setBody(simple("${body.text}"))
                .to("file:{{pictures.out}}?fileName=${file:name}.txt");
    }

    private static Object request(Exchange exchange) {
        // bodyType=DATA_URL replaces the file with data:image/png;base64,...
        File picture = exchange.getMessage().getBody(File.class);
        return Map.of(
                "model", exchange.getContext().resolvePropertyPlaceholders("{{picture.model}}"),
                "messages",
                        List.of(Map.of(
                                "role",
                                "user",
                                "content",
                                List.of(
                                        Map.of("type", "text", "text", "Describe this picture in one sentence."),
                                        Map.of("type", "image_url", "image_url", Map.of("url", picture))))));
    }
}
