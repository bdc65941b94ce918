package io.github.camelmodelarts.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.camelmodelarts.api.ModelArtsResponseException;
import io.github.camelmodelarts.local.EchoModel;
import io.github.camelmodelarts.local.ModelArtsLocal;
import io.github.camelmodelarts.local.api.Failure;
import io.github.camelmodelarts.support.ContextTest;
import io.github.camelmodelarts.support.Routes;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads lists in pages: all pages, each entry once, in the list's order. */
class PagesTest extends ContextTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final ModelArtsLocal local = ModelArtsLocal.start();

    @Override
    protected Routes openRoutes() throws Exception {
        return Routes.managing(local);
    }

    @Override
    protected void cleanupResources() {
        local.close();
    }

    private void addServices(int number) {
        IntStream.range(0, number).forEach(i -> local.addService(name(i), new EchoModel()));
    }

    private static String name(int i) {
        return String.format("s-%04d", i);
    }

    /** The names, newest first. */
    private static List<String> names(int number) {
        return IntStream.range(0, number)
                .map(i -> number - 1 - i)
                .mapToObj(PagesTest::name)
                .toList();
    }

    private JsonNode list(String version, Object filters) throws Exception {
        Exchange exchange = routes.send("modelarts:listServices?apiVersion=" + version, filters);
        assertThat(exchange.getException()).isNull();
        return JSON.readTree(exchange.getMessage().getBody(String.class));
    }

    private static List<String> names(JsonNode list) {
        JsonNode entries = list.has("data") ? list.path("data") : list.path("services");
        return StreamSupport.stream(entries.spliterator(), false)
                .map(entry ->
                        entry.path(list.has("data") ? "name" : "service_name").asText())
                .toList();
    }

    private void delete(String name) throws Exception {
        Exchange deleted = routes.send(
                "modelarts:deleteService?serviceId=" + local.service(name).id(), null);
        assertThat(deleted.getException()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "v1, false, 1", "v1, false, 2", "v1, false, 3", "v1, false, 5", "v1, false, 50",
        "v1, true, 1", "v1, true, 2", "v1, true, 3", "v1, true, 5", "v1, true, 50",
        "v2, false, 1", "v2, false, 2", "v2, false, 3", "v2, false, 50",
    })
    void readsAllPages(String version, boolean offsetCountsPages, int limit) throws Exception {
        local.management().offsetCountsPages(offsetCountsPages);
        for (int services : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 12, 13}) {
            addServices(services);

            JsonNode list = list(version, Map.of("limit", limit));

            assertThat(names(list)).isEqualTo(names(services));
            assertThat(list.path(version.equals("v1") ? "total_count" : "total").asInt())
                    .isEqualTo(services);
            if (version.equals("v1")) {
                assertThat(list.path("count").asInt()).isEqualTo(services);
            } else {
                assertThat(list.path("pages").asInt()).isEqualTo(1);
                assertThat(list.path("current").asInt()).isEqualTo(1);
                assertThat(list.path("size").asInt()).isEqualTo(services == 0 ? 0 : services);
            }
            for (String name : local.serviceNames()) {
                delete(name);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"v1, false, 4", "v1, true, 3", "v2, false, 5"})
    void readsThousands(String version, boolean offsetCountsPages, int requests) throws Exception {
        local.management().offsetCountsPages(offsetCountsPages);
        addServices(2500);

        assertThat(names(list(version, null))).isEqualTo(names(2500));

        assertThat(local.management().requests()).isEqualTo(requests);
    }

    @ParameterizedTest
    @CsvSource({
        "v1, false, 2",
        "v1, false, 3",
        "v1, false, 4",
        "v1, true, 2",
        "v1, true, 3",
        "v1, true, 4",
        "v2, false, 2",
        "v2, false, 3",
    })
    void skipsNoServiceWhileOthersAreAdded(String version, boolean offsetCountsPages, int limit) throws Exception {
        local.management().offsetCountsPages(offsetCountsPages);
        addServices(9);
        AtomicInteger added = new AtomicInteger(9);
        local.management().afterEachPage(() -> local.addService(name(added.getAndIncrement()), new EchoModel()));

        List<String> found = names(list(version, Map.of("limit", limit)));

        assertThat(found).doesNotHaveDuplicates().containsAll(names(9));
    }

    @ParameterizedTest
    @CsvSource({
        "v1, false, 1",
        "v1, false, 2",
        "v1, false, 3",
        "v1, true, 1",
        "v1, true, 2",
        "v1, true, 3",
        "v2, false, 1",
        "v2, false, 2",
    })
    void skipsNoServiceWhileOthersAreDeleted(String version, boolean offsetCountsPages, int limit) throws Exception {
        local.management().offsetCountsPages(offsetCountsPages);
        addServices(20);
        Map<String, String> ids = new HashMap<>();
        local.serviceNames().forEach(name -> ids.put(name, local.service(name).id()));
        Routes others = Routes.managing(local);
        AtomicInteger newest = new AtomicInteger(19);
        local.management().afterEachPage(() -> {
            int doomed = newest.getAndDecrement();
            if (doomed >= 10) {
                try {
                    others.send("modelarts:deleteService?serviceId=" + ids.get(name(doomed)), null);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        List<String> found = names(list(version, Map.of("limit", limit)));

        assertThat(found).doesNotHaveDuplicates().containsAll(names(10));
        others.close();
    }

    @Test
    void leavesOutServicesThatWereDeletedMeanwhile() throws Exception {
        addServices(6);
        List<String> doomed = new ArrayList<>(List.of(local.service(name(5)).id()));
        Routes others = Routes.managing(local);
        local.management().afterEachPage(() -> {
            if (!doomed.isEmpty()) {
                try {
                    others.send("modelarts:deleteService?serviceId=" + doomed.remove(0), null);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });

        assertThat(names(list("v1", Map.of("limit", 2)))).isEqualTo(names(5));
        others.close();
    }

    @ParameterizedTest
    @CsvSource({"v1, 2, 4", "v1, 0, 2", "v2, 4, 4"})
    void readsOnlyThePageAtAnOffset(String version, int offset, int newest) throws Exception {
        addServices(newest + offset + 1);

        List<String> found = names(list(version, Map.of("limit", 2, "offset", offset)));

        assertThat(found).containsExactly(name(newest), name(newest - 1));
        assertThat(local.management().requests()).isEqualTo(1);
    }

    @Test
    void usesLimitAsThePageSize() throws Exception {
        addServices(3);

        assertThat(names(list("v2", Map.of("limit", 100_000)))).isEqualTo(names(3));
        for (Object limit : List.of(0, -1, "many")) {
            assertThat(routes.send("modelarts:listServices", Map.of("limit", limit))
                            .getException())
                    .hasMessageContaining("limit is the page size");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void acceptsSmallerPagesThanRequested(int size) throws Exception {
        addServices(5);
        StringBuilder first = new StringBuilder("{\"total_count\":5,\"count\":" + size + ",\"services\":[");
        for (int i = 0; i < size; i++) {
            first.append(i == 0 ? "" : ",")
                    .append("{\"service_id\":\"" + local.service(name(4 - i)).id() + "\",\"service_name\":\""
                            + name(4 - i) + "\"}");
        }
        local.management()
                .failNext(
                        1,
                        Failure.answer(
                                200,
                                "application/json",
                                first.append("]}").toString().getBytes(StandardCharsets.UTF_8)));

        assertThat(names(list("v1", null))).isEqualTo(names(5));
    }

    @Test
    void stopsReadingAnEndlessList() throws Exception {
        addServices(2);
        AtomicInteger added = new AtomicInteger(2);
        local.management().afterEachPage(() -> local.addService(name(added.getAndIncrement()), new EchoModel()));

        assertThat(routes.send("modelarts:listServices", Map.of("limit", 1)).getException())
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContaining("more than 1000 pages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"services\":7,\"total_count\":1}"})
    void reportsAResponseWithoutAList(String answer) throws Exception {
        local.management()
                .failNext(1, Failure.answer(200, "application/json", answer.getBytes(StandardCharsets.UTF_8)));

        assertThat(routes.send("modelarts:listServices", null).getException())
                .isInstanceOf(ModelArtsResponseException.class)
                .hasMessageContaining("has no list services");
    }
}
