package io.github.camelmodelarts.exchange;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * JSON that applications give, as text or as objects of their own: these are written with the Jackson modules on the class path, and
 * text with anything after the JSON is rejected.
 */
public final class ObjectJson {

    /** Not to be configured: all share it. */
    public static final JsonMapper MAPPER = JsonMapper.builder()
            .findAndAddModules()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private ObjectJson() {}
}
