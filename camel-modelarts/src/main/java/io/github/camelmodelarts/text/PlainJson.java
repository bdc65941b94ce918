package io.github.camelmodelarts.text;

import com.fasterxml.jackson.databind.json.JsonMapper;

/** JSON as Jackson reads and writes it by default: what services say, and the component's own resources. */
public final class PlainJson {

    /** Not to be configured: all share it. */
    public static final JsonMapper MAPPER = new JsonMapper();

    private PlainJson() {}
}
