package io.github.camelmodelarts.benchmark.endtoend;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** How values become medians, ratios and verdicts. */
class FiguresTest {

    private static final long MILLI = 1_000_000;

    @Test
    void medianOfAnEvenNumberIsBetweenTheMiddleValues() {
        assertThat(new Series(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
        assertThat(new Series(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    }

    @Test
    void ratioComparesValuesOfTheSameTurn() {
        Result result = result(List.of(90.0, 45.0, 180.0), List.of(100.0, 50.0, 200.0));

        Goal goal = Goal.ratioAtLeast(Figure.RATE, Contestant.SIGNED, Contestant.RAW, 0.9);

        assertThat(goal.measured(result).orElseThrow().values()).containsExactly(0.9, 0.9, 0.9);
    }

    @Test
    void goalWithinTheSpreadIsNoise() {
        Goal goal = Goal.ratioAtLeast(Figure.RATE, Contestant.SIGNED, Contestant.RAW, 0.9);

        assertThat(goal.verdict(new Series(List.of(0.8, 0.95, 1.0)))).isEqualTo(Goal.Verdict.NOISE);
        assertThat(goal.verdict(new Series(List.of(0.91, 0.95, 1.0)))).isEqualTo(Goal.Verdict.REACHED);
        assertThat(goal.verdict(new Series(List.of(0.7, 0.8, 0.85)))).isEqualTo(Goal.Verdict.MISSED);
        assertThat(Goal.atMost(Figure.THREADS, Contestant.SIGNED, 32).verdict(new Series(List.of(32.0, 32.0))))
                .isEqualTo(Goal.Verdict.REACHED);
    }

    @Test
    void goalOfAContestantThatDidNotTakePartHasNoMeasurement() {
        Goal goal = Goal.ratioAtLeast(Figure.RATE, Contestant.SIGNED, Contestant.HTTP_RAISED, 1.3);

        assertThat(goal.measured(result(List.of(1.0), List.of(1.0)))).isEmpty();
    }

    @Test
    void quantilesAreWithinOnePercent() {
        Histogram durations = new Histogram();
        for (int i = 1; i <= 1000; i++) {
            durations.add(i * MILLI);
        }

        assertThat(durations.count()).isEqualTo(1000);
        assertThat(durations.quantile(0.50)).isCloseTo(500, within(5.0));
        assertThat(durations.quantile(0.99)).isCloseTo(990, within(9.9));
        assertThat(durations.quantile(1)).isCloseTo(1000, within(10.0));
    }

    @Test
    void histogramTakesAnyDuration() {
        Histogram durations = new Histogram();
        durations.add(-1);
        durations.add(0);
        durations.add(Long.MAX_VALUE);

        assertThat(durations.count()).isEqualTo(3);
        assertThat(durations.quantile(0.5)).isZero();
    }

    @Test
    void clientWritesFiguresThatTheCoordinatorReads() {
        assertThat(Client.figures("CPU=12.5 THREADS=3.0"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(Figure.CPU, 12.5, Figure.THREADS, 3.0));
    }

    static Result result(List<Double> signed, List<Double> raw) {
        Result result = new Result(
                "small",
                "64 calls in flight",
                Contestant.RAW,
                List.of(Figure.RATE),
                List.of(Goal.ratioAtLeast(Figure.RATE, Contestant.SIGNED, Contestant.RAW, 0.9)));
        signed.forEach(value -> result.add(Contestant.SIGNED, Map.of(Figure.RATE, value)));
        raw.forEach(value -> result.add(Contestant.RAW, Map.of(Figure.RATE, value)));
        return result;
    }
}
