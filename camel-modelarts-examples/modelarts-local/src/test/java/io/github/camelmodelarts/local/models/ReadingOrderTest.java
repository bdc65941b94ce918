package io.github.camelmodelarts.local.models;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadingOrderTest {

    @Test
    void ordersRowsFromTheTopAndLinesInARowFromTheLeft() {
        Frame title = Frame.of(300, 10, 200, 40);
        Frame left = Frame.of(10, 108, 100, 30);
        Frame right = Frame.of(400, 100, 100, 30);
        Frame below = Frame.of(5, 140, 100, 30);

        assertThat(ReadingOrder.of(List.of(below, right, left, title))).containsExactly(title, left, right, below);
    }

    @Test
    void keepsASmallLineBesideALargeOneInItsRow() {
        Frame large = Frame.of(200, 100, 300, 60);
        Frame small = Frame.of(10, 118, 100, 20);

        assertThat(ReadingOrder.of(List.of(large, small))).containsExactly(small, large);
    }

    @Test
    void isEmptyForAnEmptyPage() {
        assertThat(ReadingOrder.of(List.of())).isEmpty();
    }
}
