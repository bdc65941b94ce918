package io.github.camelmodelarts.local;

import io.github.camelmodelarts.local.api.Model;
import io.github.camelmodelarts.local.api.ModelAnswer;
import io.github.camelmodelarts.local.api.ModelProvider;

/** A provider for tests of the service loader. */
public final class GreetingProvider implements ModelProvider {

    @Override
    public String name() {
        return "greeting";
    }

    @Override
    public String description() {
        return "says hello";
    }

    @Override
    public Model create() {
        return request -> ModelAnswer.json("hello");
    }
}
