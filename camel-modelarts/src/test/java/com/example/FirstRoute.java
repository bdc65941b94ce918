package com.example;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;

public class FirstRoute extends RouteBuilder {

    public static void main(String[] args) throws Exception {
        new Main(FirstRoute.class).run(args);
    }

    @Override
    public void configure() {
        from("file:{{inbox:inbox}}?include=.*[.]png&readLock=changed&readLockMinLength=0&moveFailed=.failed")
                .to("modelarts:predict?address={{orientation.address}}&authType=APP_CODE")
                .log("${file:name}: ${body}")
                .to("file:{{outbox:outbox}}?fileName=${file:name}.json");
    }
}
