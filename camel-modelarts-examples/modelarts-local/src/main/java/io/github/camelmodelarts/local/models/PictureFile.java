package io.github.camelmodelarts.local.models;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes the bytes of a picture's file, with the suspicion that bytes from elsewhere deserve. */
final class PictureFile {

    /** An A4 page at 600 dots per inch has 35 million. */
    private static final long MOST_PIXELS = 40_000_000;

    private PictureFile() {}

    static Picture decode(byte[] file) throws BadInputException {
        if (file.length == 0) {
            throw BadInputException.of("The picture is empty: 0 bytes");
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw BadInputException.of(
                        "This is no picture that can be read here; PNG, JPEG, GIF, BMP and TIFF can");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                requireModestSize(reader);
                return Picture.of(decode(reader));
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // the decoders of javax.imageio meet some damage with an IllegalArgumentException or worse
            throw BadInputException.of("The picture is damaged: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** Before a byte of it is decoded: a small file may claim to be a huge picture. */
    private static void requireModestSize(ImageReader reader) throws IOException, BadInputException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > MOST_PIXELS) {
            throw BadInputException.of(
                    "The picture has " + width + " x " + height + " pixels; " + MOST_PIXELS + " are the most");
        }
    }

    /** The JPEG decoder fills what is missing with gray and only warns. */
    private static BufferedImage decode(ImageReader reader) throws IOException {
        List<String> warnings = new ArrayList<>();
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        BufferedImage image = reader.read(0);
        for (String warning : warnings) {
            if (warning.contains("Truncated") || warning.contains("premature end")) {
                throw new IOException(warning);
            }
        }
        return image;
    }
}
