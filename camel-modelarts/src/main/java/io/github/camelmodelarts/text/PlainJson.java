package io.github.camelmodelarts.text;

import com.fasterxml.jackson.databind.json.JsonMapper;

/** Jackson with its default settings, for JSON of services and for the component's own resources. */
public final class PlainJson {

    /** Shared by all code: do not configure it. */
    public static final JsonMapper MAPPER = new JsonMapper();

    private PlainJson() {}
}
