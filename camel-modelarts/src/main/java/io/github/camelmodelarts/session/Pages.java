package io.github.camelmodelarts.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.github.camelmodelarts.api.ModelArtsRequestException;
import io.github.camelmodelarts.api.ModelArtsResponseException;

/**
 * Reads all pages of a list, one after the other. Two things make that more than counting. The documents contradict each other about
 * {@code offset}, which is the number of an entry or of a page; so entries are counted first, and pages if that ends too early.
 * And a list may change while it is read: an entry that moves to another page is not taken twice, and a list whose length has changed is
 * read again, because one may have been passed over.
 */
final class Pages {

    private static final String OFFSET = "offset";
    private static final String LIMIT = "limit";
    private static final int MOST_PAGES = 1000;
    private static final int MOST_READINGS = 3;

    private final ManagementCall.Listing listing;
    private final Function<ObjectNode, CompletionStage<ManagementAnswer>> source;

    /** @param source brings the page that the filters ask for */
    Pages(ManagementCall.Listing listing, Function<ObjectNode, CompletionStage<ManagementAnswer>> source) {
        this.listing = listing;
        this.source = source;
    }

    /**
     * All entries, in the form of a first page that holds them all. An {@code offset} among the filters asks for that page alone; a {@code
     * limit} is the size of a page.
     */
    CompletionStage<ManagementAnswer> read(ObjectNode filters) {
        if (filters.has(OFFSET)) {
            return source.apply(filters);
        }
        ObjectNode sized = filters.deepCopy();
        int size = sized.has(LIMIT) ? sized.path(LIMIT).asInt() : listing.most();
        if (size < 1) {
            return CompletableFuture.failedFuture(
                    new ModelArtsRequestException("limit is the size of a page, a number from 1 to " + listing.most()));
        }
        return new Reading(sized.put(LIMIT, size), size, 1).next();
    }

    /** One way through all pages. */
    private final class Reading {

        private final ObjectNode filters;
        private final int size;
        private final int times;
        private final Map<String, JsonNode> entries = new LinkedHashMap<>();
        private boolean countsPages;
        private boolean changed;
        private int position;
        private int pages;
        private long total = -1;

        Reading(ObjectNode filters, int size, int times) {
            this.filters = filters;
            this.size = size;
            this.times = times;
        }

        CompletionStage<ManagementAnswer> next() {
            if (++pages > MOST_PAGES) {
                return CompletableFuture.failedFuture(new ModelArtsResponseException(
                        "The list has more than " + MOST_PAGES
                                + " pages: filter it, or read it page by page with offset",
                        null));
            }
            filters.put(OFFSET, countsPages ? position : position * size);
            return source.apply(filters.deepCopy()).thenCompose(this::take);
        }

        private CompletionStage<ManagementAnswer> take(ManagementAnswer page) {
            JsonNode items = page.content().path(listing.items());
            if (!items.isArray()) {
                throw new CompletionException(new ModelArtsResponseException(
                        "The management API's answer lacks the list " + listing.items() + ": check apiVersion", null));
            }
            long now = page.content().path(listing.total()).asLong(items.size());
            changed |= total >= 0 && now != total;
            total = now;
            items.forEach(item -> entries.put(item.path(listing.id()).asText(), item));
            position++;
            if (entries.size() >= total) {
                return finish(page);
            } else if (items.size() >= size) {
                return next();
            } else if (!countsPages && !changed) {
                // the end, and yet not all
                countsPages = true;
                position = 1;
                return next();
            }
            return finish(page);
        }

        private CompletionStage<ManagementAnswer> finish(ManagementAnswer last) {
            if (changed && times < MOST_READINGS) {
                return new Reading(filters, size, times + 1).next();
            }
            ObjectNode all = last.content().deepCopy();
            ArrayNode items = all.putArray(listing.items());
            entries.values().forEach(items::add);
            all.put(listing.total(), entries.size());
            if (all.has("count")) {
                all.put("count", entries.size());
            }
            return CompletableFuture.completedFuture(
                    new ManagementAnswer(all, last.serviceId(), last.status(), last.response()));
        }
    }
}
