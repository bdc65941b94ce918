package io.github.camelmodelarts.local.maas;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of a list of models. Stateless. */
final class ModelList {

    private ModelList() {}

    static Map<String, Object> of(List<String> ids, Instant created) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", ids.stream().map(id -> model(id, created)).toList());
        return list;
    }

    private static Map<String, Object> model(String id, Instant created) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", id);
        model.put("object", "model");
        model.put("created", created.getEpochSecond());
        model.put("owned_by", "modelarts-local");
        return model;
    }
}
