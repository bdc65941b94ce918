package io.github.camelmodelarts.examples.scaleout;

import java.io.StringReader;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

import io.github.camelmodelarts.examples.scaleout.Chart.Curve;
import io.github.camelmodelarts.examples.scaleout.Chart.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

class ChartTest {

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Element> elements(Document document, String name, String ofClass) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> (Element) found.item(i))
                .filter(element -> element.getAttribute("class").contains(ofClass))
                .toList();
    }

    @Test
    void namesAxesAndCurvesAndDrawsProportionalGrowthAsAStraightLine() throws Exception {
        Document svg = parsed(Chart.svg(
                "Results & <more>",
                "Workers",
                "Results per second",
                false,
                List.of(
                        new Curve("share group", false, List.of(new Point(1, 40), new Point(2, 80), new Point(4, 160))),
                        new Curve("ideal", true, List.of(new Point(1, 40), new Point(4, 160))))));

        assertThat(elements(svg, "text", ""))
                .extracting(Element::getTextContent)
                .contains("Results & <more>", "Workers", "Results per second", "share group, 160", "ideal, 160");
        List<Element> curves = elements(svg, "path", "curve");
        assertThat(curves).hasSize(2);
        double[] points = Arrays.stream(
                        curves.get(0).getAttribute("d").substring(1).split("[L ]"))
                .mapToDouble(Double::parseDouble)
                .toArray();
        assertThat(points).hasSize(6);
        double firstSlope = (points[3] - points[1]) / (points[2] - points[0]);
        double secondSlope = (points[5] - points[3]) / (points[4] - points[2]);
        assertThat(firstSlope).isNegative().isCloseTo(secondSlope, offset(0.01));
    }

    @Test
    void givesEqualFactorsEqualDistancesOnALogarithmicAxis() throws Exception {
        Document svg = parsed(Chart.svg(
                "Cost",
                "Inputs",
                "ms",
                true,
                List.of(new Curve(
                        "worker", false, List.of(new Point(1_000, 1), new Point(10_000, 1), new Point(100_000, 1))))));

        List<Double> xs = elements(svg, "circle", "").stream()
                .map(point -> Double.parseDouble(point.getAttribute("cx")))
                .toList();

        assertThat(xs).hasSize(3);
        assertThat(xs.get(1) - xs.get(0)).isPositive().isCloseTo(xs.get(2) - xs.get(1), offset(0.2));
    }

    @Test
    void keepsTheNamesOfCurvesApartAndInOrder() throws Exception {
        Document svg = parsed(Chart.svg(
                "Cost",
                "Inputs",
                "ms",
                false,
                List.of(
                        new Curve("first", false, List.of(new Point(1, 5.2))),
                        new Curve("third", false, List.of(new Point(1, 5))),
                        new Curve("second", false, List.of(new Point(1, 5.1))))));

        List<Element> fromAbove = elements(svg, "text", "name").stream()
                .sorted(Comparator.comparingDouble(ChartTest::height))
                .toList();

        assertThat(fromAbove)
                .extracting(Element::getTextContent)
                .containsExactly("first, 5.2", "second, 5.1", "third, 5");
        assertThat(height(fromAbove.get(1)) - height(fromAbove.get(0))).isGreaterThanOrEqualTo(12);
        assertThat(height(fromAbove.get(2)) - height(fromAbove.get(1))).isGreaterThanOrEqualTo(12);
    }

    private static double height(Element text) {
        return Double.parseDouble(text.getAttribute("y"));
    }
}
