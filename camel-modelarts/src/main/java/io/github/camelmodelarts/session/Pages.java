package io.github.camelmodelarts.session;

import java.time.Duration;
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
import io.github.camelmodelarts.api.ModelArtsTimeoutException;

/**
 * Reads all pages of a list, one after the other. There are two difficulties. First, the documents contradict each other about {@code
 * offset}: it is the number of an entry or of a page. So the second request asks for offset 1, and its response shows which it is: the
 * first page moved by one entry, or the second page. Second, a list may change while it is read. An entry that moves to another page is
 * not taken twice. When the list becomes shorter, reading goes back by the difference, because unread entries may have moved to pages
 * that were read already. A list that has changed is read again, so that the result has no deleted entries.
 */
final class Pages {

    private static final String OFFSET = "offset";
    private static final String LIMIT = "limit";
    private static final int MOST_PAGES = 1000;
    private static final int MOST_READINGS = 3;
    /** The limit for all readings together. */
    private static final long MOST_BYTES = 64 << 20;
    /** The fields that describe a page, with their values for a page that holds all entries; -1 stands for the number of entries. */
    private static final Map<String, Integer> OF_A_PAGE = Map.of("count", -1, "size", -1, "pages", 1, "current", 1);

    private final ManagementOperation.Listing listing;
    private final Function<ObjectNode, CompletionStage<ManagementResponse>> source;
    private final Duration timeout;
    private final long begin = System.nanoTime();
    private long bytes;

    /**
     * Creates a reader for one list. It can be used once.
     *
     * @param source fetches the page that the filters select
     * @param timeout the time limit until the last page is requested
     */
    Pages(
            ManagementOperation.Listing listing,
            Function<ObjectNode, CompletionStage<ManagementResponse>> source,
            Duration timeout) {
        this.listing = listing;
        this.source = source;
        this.timeout = timeout;
    }

    /**
     * Reads all entries and returns them as one page. With an {@code offset} among the filters it reads that page only. A {@code limit}
     * is the page size.
     */
    CompletionStage<ManagementResponse> read(ObjectNode filters) {
        if (filters.hasNonNull(OFFSET)) {
            return source.apply(filters);
        }
        ObjectNode sized = filters.deepCopy();
        int size = sized.hasNonNull(LIMIT) ? Math.min(sized.path(LIMIT).asInt(), listing.most()) : listing.most();
        if (size < 1) {
            return CompletableFuture.failedFuture(
                    new ModelArtsRequestException("limit is the page size: set a number above 0"));
        }
        return new Reading(sized.put(LIMIT, size), size, 1).next();
    }

    /** The meaning of {@code offset}. */
    private enum Way {
        /** The number of a page's first entry. */
        BY_ENTRY,
        /** The number of a page. */
        BY_PAGE,
        /** Not known yet: the next request finds out. */
        UNKNOWN
    }

    /** One reading of all pages. */
    private final class Reading {

        private final ObjectNode filters;
        private int size;
        private final int times;
        private final Map<String, JsonNode> entries = new LinkedHashMap<>();
        private Way way;
        private boolean changed;
        private int position;
        private int pages;
        private long total = -1;

        Reading(ObjectNode filters, int size, int times) {
            this.filters = filters;
            this.size = size;
            this.times = times;
            this.way = wayOfPages(size);
        }

        /** For pages of one entry the two meanings are the same. */
        private Way wayOfPages(int entriesOfAPage) {
            return listing.mayCountPages() && entriesOfAPage > 1 ? Way.UNKNOWN : Way.BY_ENTRY;
        }

        CompletionStage<ManagementResponse> next() {
            if (++pages > MOST_PAGES) {
                return CompletableFuture.failedFuture(new ModelArtsResponseException(
                        "The list has more than " + MOST_PAGES
                                + " pages: filter it, request larger pages with limit, or read it page by page with offset",
                        null));
            }
            if (System.nanoTime() - begin > timeout.toNanos()) {
                return CompletableFuture.failedFuture(new ModelArtsTimeoutException(
                        "Not all pages of the list were received within totalTimeout=" + timeout
                                + ": filter it, or read it page by page with offset",
                        false,
                        pages,
                        null));
            }
            filters.put(OFFSET, way == Way.BY_ENTRY ? (long) position * size : position);
            return source.apply(filters.deepCopy()).thenCompose(this::take);
        }

        private CompletionStage<ManagementResponse> take(ManagementResponse page) {
            JsonNode items = page.content().path(listing.items());
            if (!items.isArray()) {
                throw new CompletionException(new ModelArtsResponseException(
                        "The management API's response has no list " + listing.items() + ": check apiVersion", null));
            }
            bytes += page.response().body().length;
            if (bytes > MOST_BYTES) {
                throw new CompletionException(new ModelArtsResponseException(
                        "The list has more than " + MOST_BYTES
                                + " bytes: filter it, or read it page by page with offset",
                        null));
            }
            long now = page.content().path(listing.total()).asLong(-1);
            long grown = total < 0 || now < 0 ? 0 : now - total;
            changed |= grown != 0;
            total = now;
            if (way == Way.UNKNOWN && position == 1) {
                way = wayOf(items, grown);
                position = way == Way.BY_PAGE ? 1 : 0;
            }
            if (pages == 1 && !items.isEmpty() && items.size() < Math.min(size, total)) {
                // the API has its own limit
                size = items.size();
                filters.put(LIMIT, size);
                way = wayOfPages(size);
            }
            items.forEach(item -> entries.put(item.path(listing.id()).asText(), item));
            if (grown < 0) {
                // not before the start
                position = (int) Math.max(0, position - (size - 1 - grown) / size);
                return next();
            }
            // if the list has changed, the entries still contain the deleted ones
            boolean all = !changed && total >= 0 && entries.size() >= total;
            if (all || items.size() < size) {
                return finish(page);
            }
            position++;
            return next();
        }

        /**
         * The meaning of {@code offset} that the second response shows. It counts entries if the response is the first page moved by one
         * entry, and by the number of entries that were added meanwhile. It counts pages if the response is another page.
         */
        private Way wayOf(JsonNode items, long grown) {
            int known = 0;
            for (JsonNode item : items) {
                known += entries.containsKey(item.path(listing.id()).asText()) ? 1 : 0;
            }
            // BY_PAGE if both are possible: if that is wrong, it costs more requests, but skips no entry
            return known > 0 && grown < size && known >= Math.min(size, size - 1 + grown) ? Way.BY_ENTRY : Way.BY_PAGE;
        }

        private CompletionStage<ManagementResponse> finish(ManagementResponse last) {
            if (changed && times < MOST_READINGS) {
                return new Reading(filters, size, times + 1).next();
            }
            ObjectNode all = last.content().deepCopy();
            ArrayNode items = all.putArray(listing.items());
            entries.values().forEach(items::add);
            all.put(listing.total(), entries.size());
            OF_A_PAGE.forEach((field, value) -> {
                if (all.has(field)) {
                    all.put(field, value < 0 ? entries.size() : value);
                }
            });
            return CompletableFuture.completedFuture(
                    new ManagementResponse(all, last.serviceId(), last.status(), last.response()));
        }
    }
}
