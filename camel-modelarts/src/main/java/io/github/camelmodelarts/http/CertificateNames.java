package io.github.camelmodelarts.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.apache.hc.client5.http.psl.DomainType;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;
import org.apache.hc.client5.http.ssl.DefaultHostnameVerifier;
import org.apache.hc.client5.http.ssl.HttpClientHostnameVerifier;
import org.apache.hc.core5.net.InetAddressUtils;

/**
 * Verifies that a certificate is for a host, as HttpClient's default does, but with stricter rules for asterisks. HttpClient (5.5) accepts
 * {@code *.com} for any host below {@code com}. Here an asterisk matches one whole label in front of a domain that a person or company can
 * own, as in browsers and RFC 9525.
 */
final class CertificateNames implements HttpClientHostnameVerifier {

    private static final PublicSuffixMatcher SUFFIXES = PublicSuffixMatcherLoader.getDefault();
    /** The type of the names that are host names (RFC 5280, 4.2.1.6). */
    private static final Integer DNS_NAME = 2;

    private final HttpClientHostnameVerifier httpClients = new DefaultHostnameVerifier(SUFFIXES);

    @Override
    public void verify(String host, X509Certificate certificate) throws SSLException {
        httpClients.verify(host, certificate);
        List<String> names = names(certificate);
        String subject = certificate.getSubjectX500Principal().getName();
        boolean isFor =
                names.isEmpty() ? subject.indexOf('*') < 0 : names.stream().anyMatch(name -> isFor(name, host));
        if (!isFor && !isAddress(host)) {
            throw new SSLPeerUnverifiedException("Certificate for <" + host
                    + "> has an asterisk that matches too many hosts: " + (names.isEmpty() ? subject : names));
        }
    }

    @Override
    public boolean verify(String host, SSLSession session) {
        try {
            verify(host, (X509Certificate) session.getPeerCertificates()[0]);
            return true;
        } catch (SSLException e) {
            return false;
        }
    }

    private static boolean isAddress(String host) {
        return InetAddressUtils.isIPv4(host)
                || InetAddressUtils.isIPv6(host)
                || InetAddressUtils.isIPv6URLBracketed(host);
    }

    private static boolean isFor(String name, String host) {
        int dot = host.indexOf('.');
        return name.equalsIgnoreCase(host)
                || (dot >= 0
                        && name.equalsIgnoreCase("*" + host.substring(dot))
                        && !isPublicSuffix(host.substring(dot + 1)));
    }

    /** Whether the public can register names below the domain, as below {@code co.uk}. A single label always counts as such a domain. */
    private static boolean isPublicSuffix(String domain) {
        String below = "x." + domain.toLowerCase(Locale.ROOT);
        return domain.indexOf('.') < 0 || below.equals(SUFFIXES.getDomainRoot(below, DomainType.ICANN));
    }

    /** All host names of a certificate; empty if only the subject has the name, which must be without asterisks then. */
    private static List<String> names(X509Certificate certificate) throws SSLException {
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> DNS_NAME.equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException e) {
            throw new SSLException("The names of the certificate can't be read", e);
        }
    }
}
