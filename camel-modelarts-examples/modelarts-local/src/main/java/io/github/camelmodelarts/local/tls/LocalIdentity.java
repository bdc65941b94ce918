package io.github.camelmodelarts.local.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key with a self-signed certificate for {@code localhost}, {@code 127.0.0.1} and {@code ::1}. It is created at each
 * start, so that no secret is stored. It is also for {@code *.localhost} and {@code *.obs.localhost}: clients of OBS in
 * host style put the name of the bucket before the endpoint. The certificate is also for {@code modelarts-local.test}, a name that no DNS has. A
 * test of a client with a proxy needs this name, because clients connect to loopback addresses without a proxy.
 * Immutable.
 */
public final class LocalIdentity {

    private static final String ALIAS = "modelarts-local";
    // ecdsa-with-SHA256, RFC 5758
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid(1, 2, 840, 10045, 4, 3, 2));

    private final KeyPair keys;
    private final Certificate certificate;

    private LocalIdentity(KeyPair keys, Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** Creates an identity that is valid for a year, from yesterday because clocks differ. */
    public static LocalIdentity create() {
        return create("localhost", List.of("localhost", "*.localhost", "*.obs.localhost", "modelarts-local.test"));
    }

    /** Creates an identity for other names, for tests of clients that use these names. */
    public static LocalIdentity create(String subject, List<String> names) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            byte[] content = content(keys, subject, names);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] der = Der.sequence(content, ECDSA_SHA256, Der.bits(signature.sign()));
            return new LocalIdentity(
                    keys, CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java can't make a certificate with an EC key", e);
        }
    }

    /** The part that is signed, RFC 5280, section 4.1. */
    private static byte[] content(KeyPair keys, String subject, List<String> hosts) {
        Instant now = Instant.now();
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.oid(2, 5, 4, 3), Der.utf8(subject))));
        byte[] validity =
                Der.sequence(Der.time(now.minus(Duration.ofDays(1))), Der.time(now.plus(Duration.ofDays(365))));
        byte[] ipv6Loopback = new byte[16];
        ipv6Loopback[15] = 1;
        Stream<byte[]> names = Stream.concat(
                hosts.stream().map(host -> Der.tagged(0x82, host.getBytes(StandardCharsets.US_ASCII))),
                Stream.of(Der.tagged(0x87, new byte[] {127, 0, 0, 1}), Der.tagged(0x87, ipv6Loopback)));
        byte[] alternativeNames =
                Der.sequence(Der.oid(2, 5, 29, 17), Der.octets(Der.sequence(names.toArray(byte[][]::new))));
        return Der.sequence(
                Der.tagged(0xA0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(128, new SecureRandom())),
                ECDSA_SHA256,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xA3, Der.sequence(alternativeNames)));
    }

    /** A trust store with only this certificate. */
    public KeyStore trustStore() {
        try {
            KeyStore store = emptyStore();
            store.setCertificateEntry(ALIAS, certificate);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This Java can't keep a certificate in a PKCS12 store", e);
        }
    }

    /** Writes {@link #trustStore()} as a PKCS12 file and replaces an existing file. */
    public void writeTrustStore(Path file, char[] password) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            trustStore().store(out, password);
        } catch (GeneralSecurityException e) {
            throw new IOException("The trust store can't be written to " + file, e);
        }
    }

    /** The TLS context of the server. */
    public SSLContext serverContext() {
        try {
            char[] password = new char[0];
            KeyStore store = emptyStore();
            store.setKeyEntry(ALIAS, keys.getPrivate(), password, new Certificate[] {certificate});
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("This Java can't serve TLS", e);
        }
    }

    /** The TLS context of a client that trusts only this certificate. */
    public SSLContext clientContext() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustStore());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no TLS", e);
        }
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "LocalIdentity[localhost]";
    }
}
