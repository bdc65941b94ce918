package io.github.camelmodelarts.examples.filedrop;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.ImageOutputStream;

/** Reads, turns and encodes the picture of a scanned page. */
final class Page {

    /** The quality of JPEG files. The default of 0.75 blurs small print. */
    private static final float QUALITY = 0.95f;

    /** The limit for a page. An A4 page at 600 dots per inch has 35 million pixels. */
    private static final long MOST_PIXELS = 80_000_000;

    private Page() {}

    /** Reads a picture, but checks its size first: a file of a few KB can decode to a picture that fills the memory. */
    static BufferedImage read(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new IOException(file.getFileName() + " is not a picture in a supported format");
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS) {
                    throw new IOException(file.getFileName() + " has more than " + MOST_PIXELS + " pixels");
                }
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        }
    }

    /** Returns the page turned by 180 degrees. */
    static BufferedImage turned(BufferedImage page) {
        int type = page.getType() == BufferedImage.TYPE_CUSTOM ? BufferedImage.TYPE_INT_RGB : page.getType();
        BufferedImage turned = new BufferedImage(page.getWidth(), page.getHeight(), type);
        Graphics2D graphics = turned.createGraphics();
        graphics.rotate(Math.PI, page.getWidth() / 2.0, page.getHeight() / 2.0);
        graphics.drawImage(page, 0, 0, null);
        graphics.dispose();
        return turned;
    }

    /** Encodes the page in the format of this file name: a JPEG written as PNG can be too large to send. */
    static byte[] encoded(BufferedImage page, String fileName) throws IOException {
        String suffix = fileName.substring(fileName.lastIndexOf('.') + 1);
        Iterator<ImageWriter> writers = ImageIO.getImageWritersBySuffix(suffix);
        if (!writers.hasNext()) {
            throw new IOException("Pictures cannot be written in the format " + suffix);
        }
        ImageWriter writer = writers.next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            ImageWriteParam options = writer.getDefaultWriteParam();
            if (options.canWriteCompressed() && suffix.toLowerCase(Locale.ROOT).startsWith("jp")) {
                options.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                options.setCompressionQuality(QUALITY);
            }
            writer.write(null, new IIOImage(page, null, null), options);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
