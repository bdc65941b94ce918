package io.github.camelmodelarts.examples.filedrop;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileDropPageTest {

    @TempDir
    Path folder;

    @Test
    void turnsAPageBy180Degrees() {
        BufferedImage page = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);
        page.setRGB(1, 0, 0xFF0000);

        BufferedImage turned = Page.turned(page);

        assertThat(turned.getRGB(3, 2) & 0xFFFFFF).isEqualTo(0xFF0000);
        assertThat(turned.getRGB(1, 0) & 0xFFFFFF).isZero();
    }

    @Test
    void encodesInTheFormatOfTheFileName() throws IOException {
        BufferedImage page = new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB);

        assertThat(Page.encoded(page, "a.JPG")).startsWith(0xFF, 0xD8);
        assertThat(Page.encoded(page, "a.b.png")).startsWith(0x89, 'P', 'N', 'G');
        assertThat(ImageIO.read(new ByteArrayInputStream(Page.encoded(page, "a.jpeg")))
                        .getWidth())
                .isEqualTo(5);
    }

    @Test
    void refusesAPictureThatIsTooLargeForTheMemory() throws IOException {
        byte[] small = Page.encoded(new BufferedImage(5, 3, BufferedImage.TYPE_INT_RGB), "a.png");
        // width and height in the PNG's header
        small[16 + 1] = 1;
        small[20 + 1] = 1;
        Path file = Files.write(folder.resolve("huge.png"), small);

        assertThatThrownBy(() -> Page.read(file)).hasMessageContaining("huge.png has more than");
    }

    @Test
    void keepsThePageUnchangedOnTheLeft() {
        BufferedImage page = new BufferedImage(200, 100, BufferedImage.TYPE_INT_RGB);
        page.setRGB(20, 20, 0x123456);

        BufferedImage annotated = AnnotatedPage.of(page, List.of(new TextLine("text", 0.95, 50, 50, 120, 70)), "title");

        assertThat(annotated.getWidth()).isEqualTo(400);
        int head = annotated.getHeight() - 100;
        assertThat(annotated.getRGB(20, head + 20) & 0xFFFFFF).isEqualTo(0x123456);
        assertThat(annotated.getRGB(50, head + 60) & 0xFFFFFF).isNotZero();
        assertThat(annotated.getRGB(85, head + 60) & 0xFFFFFF).isZero();
    }
}
