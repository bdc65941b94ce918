package io.github.camelmodelarts.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import org.apache.camel.support.jsse.KeyStoreParameters;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.apache.camel.support.jsse.TrustManagersParameters;

import static org.assertj.core.api.Assertions.assertThat;

/** Issues valid and invalid certificates with the JDK's keytool. */
public final class TestAuthority {

    private static final String PASSWORD = "test-store-password";

    private final Path folder;
    private int issued;

    public TestAuthority(Path folder) throws Exception {
        this.folder = folder;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Test CA", "-ext", "bc:c");
        Certificate ca = load("keys.p12").getCertificate("ca");
        Files.write(folder.resolve("ca.crt"), ca.getEncoded());
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", ca);
        try (OutputStream out = Files.newOutputStream(folder.resolve("trust.p12"))) {
            trust.store(out, PASSWORD.toCharArray());
        }
    }

    /** Creates a key in the store of all keys. */
    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        command.addAll(
                List.of("-keyalg", "EC", "-keystore", "keys.p12", "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process keytool = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
    }

    /** A server's TLS context with a certificate of this authority. */
    public SSLContext issue(String host, String from, int days) throws Exception {
        issued++;
        String alias = "server-" + issued;
        keytool(
                "-genkeypair",
                "-alias",
                alias,
                "-signer",
                "ca",
                "-dname",
                "CN=" + host,
                "-startdate",
                from,
                "-validity",
                Integer.toString(days),
                "-ext",
                "san=dns:" + host);
        KeyStore all = load("keys.p12");
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        char[] password = PASSWORD.toCharArray();
        own.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore load(String store) throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(store))) {
            loaded.load(in, PASSWORD.toCharArray());
        }
        return loaded;
    }

    /** TLS parameters that trust all certificates of this authority. */
    public SSLContextParameters trust() {
        KeyStoreParameters keyStore = new KeyStoreParameters();
        keyStore.setResource("file:" + folder.resolve("trust.p12"));
        keyStore.setPassword(PASSWORD);
        keyStore.setType("PKCS12");
        TrustManagersParameters managers = new TrustManagersParameters();
        managers.setKeyStore(keyStore);
        SSLContextParameters parameters = new SSLContextParameters();
        parameters.setTrustManagers(managers);
        return parameters;
    }
}
