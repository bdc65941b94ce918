package io.github.camelmodelarts.examples.operate;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.github.camelmodelarts.examples.operate.Sample.Series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class QueryTest {

    private static final String TWO_OUTCOMES = """
            # HELP calls_total Calls
            calls_total{outcome="SUCCESS",service="a"} %s
            calls_total{outcome="SUCCESS",service="b"} 0.0
            calls_total{outcome="BUSY",service="a"} %s
            """;

    private static List<Sample> samples(String format, Object[]... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> Sample.parse(i, format.formatted(values[i])))
                .toList();
    }

    private static Object[] with(Object... values) {
        return values;
    }

    @Test
    void readsTheTextOfPrometheus() {
        Sample sample = Sample.parse(1, """
                # TYPE calls gauge
                calls 3
                calls{service="a \\"b\\",c=1\\\\",host="h:80"} 1.5E7
                calls_bucket{le="+Inf"} +Inf
                """);

        assertThat(sample.values())
                .containsOnly(
                        Map.entry(new Series("calls", Map.of()), 3.0),
                        Map.entry(new Series("calls", Map.of("service", "a \"b\",c=1\\", "host", "h:80")), 1.5e7),
                        Map.entry(new Series("calls_bucket", Map.of("le", "+Inf")), Double.POSITIVE_INFINITY));
    }

    @Test
    void dividesTheGrowthOfACounterByTheTime() {
        List<Sample> samples = samples(TWO_OUTCOMES, with(10, 0), with(12, 0), with(14, 3), with(19, 6));

        Query query = Query.rate("calls_total", "", "outcome");

        assertThat(query.promQl()).isEqualTo("sum by (outcome) (rate(calls_total[$__rate_interval]))");
        assertThat(query.curves(samples)).containsOnlyKeys("BUSY", "SUCCESS");
        assertThat(query.curves(samples).get("SUCCESS")).containsExactly(Double.NaN, 2, 2, 3);
        assertThat(query.curves(samples).get("BUSY")[3]).isEqualTo(2);
    }

    @Test
    void countsFromZeroWhatBeginsOrBeginsAgain() {
        List<Sample> samples = samples("calls_total %s", with(100), with(4));

        assertThat(Query.rate("calls_total", "all").curves(samples).get("all")[1])
                .isEqualTo(4);
        assertThat(Query.rate("calls_total", "all")
                        .curves(List.of(new Sample(0, Map.of()), samples.get(1)))
                        .get("all")[1])
                .isEqualTo(4);
    }

    @Test
    void comparesFailedCallsWithAllCalls() {
        List<Sample> samples = samples(TWO_OUTCOMES, with(0, 0), with(9, 1));

        Query query = Query.errorShare("calls_total", "outcome");

        assertThat(query.promQl())
                .isEqualTo("sum by (outcome) (rate(calls_total{outcome!=\"SUCCESS\"}[$__rate_interval]))"
                        + " / scalar(sum(rate(calls_total[$__rate_interval])))");
        assertThat(query.curves(samples)).containsOnlyKeys("BUSY");
        assertThat(query.curves(samples).get("BUSY")[1]).isEqualTo(0.1, offset(1e-9));
    }

    @Test
    void interpolatesAQuantileWithinItsBucket() {
        List<Sample> samples = samples("""
                        call_bucket{le="0.1",service="a"} %1$s
                        call_bucket{le="0.2",service="a"} %2$s
                        call_bucket{le="+Inf",service="a"} %2$s
                        """, with(0, 0), with(50, 100));

        assertThat(Query.quantile(0.5, "call", "p50").curves(samples).get("p50")[1])
                .isEqualTo(0.1, offset(1e-9));
        assertThat(Query.quantile(0.75, "call", "p75").curves(samples).get("p75")[1])
                .isEqualTo(0.15, offset(1e-9));
        assertThat(Query.quantile(0.75, "call", "p75").promQl())
                .isEqualTo("histogram_quantile(0.75, sum by (le) (rate(call_bucket[$__rate_interval])))");
    }

    @Test
    void hasAGapWhereAGaugeIsMissing() {
        List<Sample> samples =
                List.of(Sample.parse(0, "waiting{host=\"a\"} 1\nwaiting{host=\"b\"} 2"), Sample.parse(1, ""));

        assertThat(Query.value("waiting", "waiting").curves(samples).get("waiting"))
                .containsExactly(3, Double.NaN);
    }
}
