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

/** Decodes the bytes of a picture file, which may be damaged or malicious. */
final class PictureFile {

    /** The most pixels of a picture. An A4 page at 600 dots per inch has 35 million. */
    private static final long MOST_PIXELS = 40_000_000;

    private PictureFile() {}

    static Picture decode(byte[] file) throws BadInputException {
        if (file.length == 0) {
            throw BadInputException.of("The picture is empty: 0 bytes");
        }
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw BadInputException.of("The content is not a readable picture: send PNG, JPEG, GIF, BMP or TIFF");
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
            // for some damage, the decoders of javax.imageio throw an IllegalArgumentException or another
            // RuntimeException
            throw BadInputException.of("The picture is damaged: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
    }

    /** Checks the size before decoding: a small file can declare a huge picture. */
    private static void requireModestSize(ImageReader reader) throws IOException, BadInputException {
        long width = reader.getWidth(0);
        long height = reader.getHeight(0);
        if (width * height > MOST_PIXELS) {
            throw BadInputException.of("The picture has " + width + " x " + height + " pixels, but at most "
                    + MOST_PIXELS + " are allowed");
        }
    }

    /** Rejects truncated pictures: the JPEG decoder fills the missing part with gray and only warns. */
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
