package io.github.camelmodelarts.local.models;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Draws the pictures in the file-drop example's {@code samples/} and writes, for the tests, the text of each picture.
 * Both are committed, because tests must run on machines without fonts, and other fonts would give other pictures.
 *
 * <p>To draw them again, run {@link #main} with the two directories, samples first, from this module's test class path.
 */
final class SamplePages {

    private SamplePages() {}

    /** One file of the samples. */
    private record Sample(String name, String format, BufferedImage picture, String content) {}

    public static void main(String[] args) throws IOException {
        Path samples = Files.createDirectories(Path.of(args[0]));
        Path contents = Files.createDirectories(Path.of(args[1]));
        for (Sample sample : all()) {
            Files.write(
                    samples.resolve(sample.name() + "." + sample.format()), encoded(sample.picture(), sample.format()));
            Files.writeString(contents.resolve(sample.name() + ".txt"), sample.content() + "\n", UTF_8);
        }
        byte[] whole = encoded(scanned(OfficePages.notice().picture(), 0), "png");
        Files.write(samples.resolve("scan-09-broken.png"), Arrays.copyOf(whole, whole.length / 2));
    }

    private static List<Sample> all() {
        return List.of(
                scan("scan-01", TradePages.invoice(), 0),
                scan("scan-02", OfficePages.letter(), -0.2),
                scan("scan-03", TradePages.receipt(), 0.3),
                scan("scan-04", TradePages.deliveryNote(), 0),
                scan("scan-05", OfficePages.minutes(), 180),
                photograph("scan-06", TradePages.packingList()),
                scan("scan-07", OfficePages.form(), -0.1),
                scan("scan-08", OfficePages.notice(), 0.25),
                scan("scan-10", OfficePages.measurements(), 0));
    }

    /** Pages that are not straight are gray, because colours would make their files large. */
    private static Sample scan(String name, Sheet page, double degrees) {
        BufferedImage picture = scanned(page.picture(), degrees);
        return new Sample(name, "png", degrees % 180 == 0 ? picture : gray(picture), page.content());
    }

    private static Sample photograph(String name, Sheet page) {
        return new Sample(name, "jpg", photographed(page.picture()), page.content());
    }

    /** The page as from a scanner: slightly rotated, with dust on the glass and a shadow at the edge. */
    static BufferedImage scanned(BufferedImage page, double degrees) {
        BufferedImage picture = rotated(page, Math.toRadians(degrees), new Color(0xf4, 0xf4, 0xf2));
        Graphics2D pen = picture.createGraphics();
        Random dust = new Random(page.getHeight());
        for (int i = 0; i < 120; i++) {
            int gray = 140 + dust.nextInt(80);
            pen.setColor(new Color(gray, gray, gray));
            pen.fillRect(dust.nextInt(page.getWidth()), dust.nextInt(page.getHeight()), 1 + i % 2, 1);
        }
        for (int x = 0; x < 14; x++) {
            pen.setColor(new Color(0, 0, 0, 42 - 3 * x));
            pen.fillRect(x, 0, 1, page.getHeight());
        }
        pen.dispose();
        return picture;
    }

    /** The page as from a telephone's camera: not quite straight, gray towards one corner, grainy. */
    static BufferedImage photographed(BufferedImage page) {
        BufferedImage picture = rotated(page, Math.toRadians(0.5), new Color(0x8a, 0x80, 0x74));
        Random grain = new Random(6);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                double shade = 0.95 - 0.22 * (x + y) / (picture.getWidth() + picture.getHeight());
                int noise = (int) Math.round(grain.nextGaussian() * 4);
                Color color = new Color(picture.getRGB(x, y));
                int red = dimmed(color.getRed(), shade, noise);
                int green = dimmed(color.getGreen(), shade, noise);
                int blue = dimmed(color.getBlue(), shade * 0.97, noise);
                picture.setRGB(x, y, red << 16 | green << 8 | blue);
            }
        }
        return picture;
    }

    private static BufferedImage gray(BufferedImage picture) {
        BufferedImage gray = new BufferedImage(picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = gray.createGraphics();
        pen.drawImage(picture, 0, 0, null);
        pen.dispose();
        return gray;
    }

    private static int dimmed(int channel, double shade, int noise) {
        return Math.max(0, Math.min(255, (int) Math.round(channel * shade) + noise));
    }

    private static BufferedImage rotated(BufferedImage page, double angle, Color behind) {
        BufferedImage picture = new BufferedImage(page.getWidth(), page.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        pen.setColor(behind);
        pen.fillRect(0, 0, page.getWidth(), page.getHeight());
        pen.rotate(angle, page.getWidth() / 2.0, page.getHeight() / 2.0);
        pen.drawImage(page, 0, 0, null);
        pen.dispose();
        return picture;
    }

    /** The picture as the bytes of a file. */
    static byte[] encoded(BufferedImage picture, String format) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(format.equals("jpg") ? 0.6f : 0.0f);
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
