package io.github.camelmodelarts.local.models;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RegionTest {

    @Test
    void framesALevelLineWithAMarginOfItsHeight() {
        Frame frame = region(100, 4, 0).frame(1);

        assertThat(frame).isEqualTo(Frame.of(-4, -4, 108, 12));
    }

    @Test
    void followsTheSlopeOfALongLine() {
        Frame frame = region(400, 10, 0.02).frame(0);

        assertThat(frame.alongY() / frame.alongX()).isCloseTo(0.02, within(0.002));
        assertThat(frame.height()).isCloseTo(11, within(1.0));
    }

    @Test
    void treatsAShortLineAsLevel() {
        assertThat(region(30, 10, 0.05).frame(0).alongY()).isZero();
    }

    @Test
    void hasTheMeanProbabilityOfItsPlaces() {
        Region region = new Region();
        region.add(0, 0, 0.4f);
        region.add(1, 0, 0.8f);

        assertThat(region.warmth()).isCloseTo(0.6, within(1e-6));
    }

    private static Region region(int width, int height, double slope) {
        Region region = new Region();
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                region.add(x, y + (int) Math.round(slope * x), 1);
            }
        }
        return region;
    }
}
