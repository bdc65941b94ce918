package io.github.camelmodelarts.local.management;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.github.camelmodelarts.local.rest.RestException;
import io.github.camelmodelarts.local.rest.RestRequest;

/**
 * A page of the second generation: {@code limit} is 1 to 500, default 10; {@code offset} is a multiple of it. It is
 * inferred that {@code current} counts from 1.
 */
final class PageV2 {

    private PageV2() {}

    static <T> Map<String, Object> of(List<T> all, RestRequest request, Function<T, Map<String, Object>> fields)
            throws RestException {
        int limit = request.number("limit", 10, 1, 500);
        int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
        if (offset % limit != 0) {
            throw ManagementErrors.invalid("offset");
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("current", offset / limit + 1);
        page.put("size", limit);
        page.put("pages", (all.size() + limit - 1) / limit);
        page.put("total", all.size());
        page.put("data", all.stream().skip(offset).limit(limit).map(fields).toList());
        return page;
    }
}
