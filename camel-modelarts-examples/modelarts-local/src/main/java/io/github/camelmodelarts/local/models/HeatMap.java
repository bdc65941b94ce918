package io.github.camelmodelarts.local.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** The probability, for each place of a picture, that it belongs to the core of a line of text. */
final class HeatMap {

    /** The lowest probability of a place in a line. */
    private static final float WARM = 0.3f;

    private final float[] heat;
    private final int width;
    private final int height;

    HeatMap(Tensor heat) {
        this.heat = heat.values();
        this.width = heat.size(-1);
        this.height = heat.size(-2);
    }

    /** The connected regions of places in a line, in the order of their topmost pixels. */
    List<Region> regions() {
        List<Region> regions = new ArrayList<>();
        BitSet seen = new BitSet(heat.length);
        for (int start = 0; start < heat.length; start++) {
            if (heat[start] >= WARM && !seen.get(start)) {
                regions.add(region(start, seen));
            }
        }
        return regions;
    }

    private Region region(int start, BitSet seen) {
        Region region = new Region();
        int[] queue = {start};
        int length = 1;
        seen.set(start);
        int[] neighbours = new int[4];
        for (int done = 0; done < length; done++) {
            int place = queue[done];
            region.add(place % width, place / width, heat[place]);
            neighbours[0] = place % width > 0 ? place - 1 : place;
            neighbours[1] = place % width < width - 1 ? place + 1 : place;
            neighbours[2] = place >= width ? place - width : place;
            neighbours[3] = place / width < height - 1 ? place + width : place;
            for (int next : neighbours) {
                if (heat[next] >= WARM && !seen.get(next)) {
                    seen.set(next);
                    if (length == queue.length) {
                        queue = Arrays.copyOf(queue, 2 * length);
                    }
                    queue[length++] = next;
                }
            }
        }
        return region;
    }
}
