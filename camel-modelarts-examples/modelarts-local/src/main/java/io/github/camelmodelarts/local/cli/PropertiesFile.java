package io.github.camelmodelarts.local.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.camelmodelarts.local.ModelArtsLocal;

/** The file with {@link ModelArtsLocal#properties()}, a comment before each group of them. Immutable. */
final class PropertiesFile {

    /** The prefix of the component's options. */
    static final String COMPONENT = "camel.component.modelarts.";

    private static final List<Section> SECTIONS = List.of(
            new Section("Addresses of the services", name -> name.endsWith(".address")),
            new Section(
                    "Options of the component. All sets of credentials are here: a route chooses one with authType",
                    name -> name.startsWith(COMPONENT)),
            new Section(
                    "The address of MaaS, the language models, for authType API_KEY: {{maas.endpoint}}/v2/chat/completions",
                    name -> name.startsWith("maas.")),
            new Section(
                    "Keeps Camel Main from printing these credentials when it starts",
                    name -> name.startsWith("camel.main.")),
            new Section("A user of IAM, and the metadata service", name -> name.startsWith("session.")),
            new Section(
                    "A temporary access key, which can replace accessKey and secretKey above",
                    name -> name.startsWith("temporary.")));

    private final Map<String, String> properties;

    private record Section(String comment, Predicate<String> names) {}

    PropertiesFile(Map<String, String> properties) {
        this.properties = properties;
    }

    /**
     * Writes or replaces the file in one step, so that no reader sees half of it. Where POSIX permissions exist, only
     * the owner may read it.
     */
    void writeTo(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        Path written = Files.createTempFile(directory, ".modelarts-local", ".tmp", ownerOnly(file));
        try {
            Files.writeString(written, text(), StandardCharsets.ISO_8859_1);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Escapes nothing: all values are addresses, Base64, letters, digits, commas and hyphens. */
    private String text() {
        StringBuilder text =
                new StringBuilder("# Addresses and credentials of the local ModelArts that wrote this file."
                        + " After its end they are useless: each start makes new credentials.\n");
        for (Section section : SECTIONS) {
            text.append("\n# ").append(section.comment()).append('\n');
            properties.forEach((name, value) -> {
                if (section.names().test(name)) {
                    text.append(name).append(" = ").append(value).append('\n');
                }
            });
        }
        return text.toString();
    }
}
