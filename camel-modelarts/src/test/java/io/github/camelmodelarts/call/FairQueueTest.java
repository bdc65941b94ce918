package io.github.camelmodelarts.call;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** In which order a fair queue returns its elements, for random steps, compared with lists that are searched. */
class FairQueueTest {

    private static final int GROUPS = 4;

    private record Element(int group, int number) {}

    /**
     * Each step is a number: the lower ones add an element to the group of that number, the next one takes an element, the others remove one of the elements
     * that were added before.
     */
    @Property
    void takesTurnsAmongGroupsAndKeepsTheOrderOfEach(
            @ForAll @Size(max = 60) List<@IntRange(min = 0, max = 3 * GROUPS) Integer> steps) {
        FairQueue<Element> queue = new FairQueue<>();
        List<Element> added = new ArrayList<>();
        Deque<Integer> turns = new ArrayDeque<>();
        List<Element> waiting = new ArrayList<>();
        for (int step : steps) {
            if (step < GROUPS) {
                Element element = new Element(step, added.size());
                added.add(element);
                waiting.add(element);
                queue.add(step, element);
                if (!turns.contains(step)) {
                    turns.add(step);
                }
            } else if (step < 2 * GROUPS) {
                Integer group = turns.poll();
                Element expected = group == null ? null : firstOf(waiting, group);
                waiting.remove(expected);
                if (group != null && firstOf(waiting, group) != null) {
                    turns.add(group);
                }
                assertThat(queue.poll()).isSameAs(expected);
            } else if (!added.isEmpty()) {
                Element gone = added.get(step * 7919 % added.size());
                waiting.remove(gone);
                if (firstOf(waiting, gone.group()) == null) {
                    turns.remove(gone.group());
                }
                queue.remove(gone.group(), gone);
            }
            assertThat(queue.size()).isEqualTo(waiting.size());
        }
    }

    private static Element firstOf(List<Element> waiting, int group) {
        return waiting.stream()
                .filter(element -> element.group() == group)
                .findFirst()
                .orElse(null);
    }
}
