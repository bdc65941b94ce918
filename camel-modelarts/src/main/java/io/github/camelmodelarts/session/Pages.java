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
 * Reads all pages of a list, one after the other. Two things make that more than counting. The documents contradict each other about
 * {@code offset}, which is the number of an entry or of a page; so the second request asks for 1, and its answer shows which: the first
 * page moved by an entry, or the next one. And a list may change while it is read: an entry that moves to another page is not taken
 * twice; when the list becomes shorter the way goes back by as much, because what was not yet read may have moved to where it was
 * read; and a list that has changed is read again, so that what was deleted is not in it.
 */
final class Pages {

    private static final String OFFSET = "offset";
    private static final String LIMIT = "limit";
    private static final int MOST_PAGES = 1000;
    private static final int MOST_READINGS = 3;
    /** Of all readings together. */
    private static final long MOST_BYTES = 64 << 20;
    /** What describes a page: of one that holds all, a number, or -1 for the number of entries. */
    private static final Map<String, Integer> OF_A_PAGE = Map.of("count", -1, "size", -1, "pages", 1, "current", 1);

    private final ManagementOperation.Listing listing;
    private final Function<ObjectNode, CompletionStage<ManagementResponse>> source;
    private final Duration timeout;
    private final long begin = System.nanoTime();
    private long bytes;

    /**
     * Pages of a list, to be read once.
     *
     * @param source brings the page that the filters ask for
     * @param timeout how long it may take until the last page is asked for
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
     * All entries, in the form of a first page that holds them all. An {@code offset} among the filters asks for that page alone; a {@code
     * limit} is the size of a page.
     */
    CompletionStage<ManagementResponse> read(ObjectNode filters) {
        if (filters.hasNonNull(OFFSET)) {
            return source.apply(filters);
        }
        ObjectNode sized = filters.deepCopy();
        int size = sized.hasNonNull(LIMIT) ? Math.min(sized.path(LIMIT).asInt(), listing.most()) : listing.most();
        if (size < 1) {
            return CompletableFuture.failedFuture(
                    new ModelArtsRequestException("limit is the size of a page, a number above 0"));
        }
        return new Reading(sized.put(LIMIT, size), size, 1).next();
    }

    /** What the next request is for. */
    private enum Way {
        /** Pages, by the number of their first entry. */
        BY_ENTRY,
        /** Pages, by their number. */
        BY_PAGE,
        /** To see which of the two it is. */
        UNKNOWN
    }

    /** One way through all pages. */
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

        /** Pages of one entry are numbered as entries are. */
        private Way wayOfPages(int entriesOfAPage) {
            return listing.mayCountPages() && entriesOfAPage > 1 ? Way.UNKNOWN : Way.BY_ENTRY;
        }

        CompletionStage<ManagementResponse> next() {
            if (++pages > MOST_PAGES) {
                return CompletableFuture.failedFuture(new ModelArtsResponseException(
                        "The list has more than " + MOST_PAGES
                                + " pages: filter it, take larger ones with limit, or read it page by page with offset",
                        null));
            }
            if (System.nanoTime() - begin > timeout.toNanos()) {
                return CompletableFuture.failedFuture(new ModelArtsTimeoutException(
                        "Not all pages of the list came within totalTimeout=" + timeout
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
                        "The management API's answer lacks the list " + listing.items() + ": check apiVersion", null));
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
                // the API has a limit of its own
                size = items.size();
                filters.put(LIMIT, size);
                way = wayOfPages(size);
            }
            items.forEach(item -> entries.put(item.path(listing.id()).asText(), item));
            if (grown < 0) {
                // no further back than to the start
                position = (int) Math.max(0, position - (size - 1 - grown) / size);
                return next();
            }
            // of a list that has changed, those that were deleted are still among the entries
            boolean all = !changed && total >= 0 && entries.size() >= total;
            if (all || items.size() < size) {
                return finish(page);
            }
            position++;
            return next();
        }

        /** Whether the second answer is the first page moved by one entry, and by as many as were added, or another page. */
        private Way wayOf(JsonNode items, long grown) {
            int known = 0;
            for (JsonNode item : items) {
                known += entries.containsKey(item.path(listing.id()).asText()) ? 1 : 0;
            }
            // where both are possible, by page: that takes more requests if it is wrong, but passes nothing over
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
