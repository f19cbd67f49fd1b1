package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.ProblemException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Makes certificates by the profile of RFC 5280.
///
/// A certificate is valid from five minutes ago, so that a clock that is a little behind accepts it, and never
/// longer than the authority that signs it. Its serial number has 158 random bits.
final class Certificates {

    private static final Duration BACKDATED = Duration.ofMinutes(5);
    private static final Instant GENERALIZED = Instant.parse("2050-01-01T00:00:00Z");

    private final TlsCertificate.Wish wish;
    private final KeyPair pair;
    private final SecureRandom entropy;

    private Certificates(TlsCertificate.Wish wish, KeyPair pair, SecureRandom entropy) {
        this.wish = wish;
        this.pair = pair;
        this.entropy = entropy;
    }

    static Material selfSigned(TlsCertificate.Wish wish, KeyPair pair, Instant now, SecureRandom entropy) {
        var maker = new Certificates(wish, pair, entropy);
        return maker.attempt(() -> maker.selfSigned(now));
    }

    static Material signed(
            TlsCertificate.Wish wish, KeyPair pair, Authority authority, Instant now, SecureRandom entropy) {
        authority.check(wish.authority(), now);
        var maker = new Certificates(wish, pair, entropy);
        return maker.attempt(() -> maker.signed(authority, now));
    }

    private Material attempt(Making making) {
        try {
            return making.make();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new ProblemException(
                    Wrong.made(
                                    "the certificate could not be signed",
                                    "check that the key of the authority belongs to its certificate")
                            .problem(),
                    e);
        }
    }

    @FunctionalInterface
    private interface Making {
        Material make() throws GeneralSecurityException, IOException, OperatorCreationException;
    }

    private Material selfSigned(Instant now) throws GeneralSecurityException, IOException, OperatorCreationException {
        var builder = builder(subject(), now.minus(BACKDATED), now.plus(wish.validity()));
        builder.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(keyIdentifier().getKeyIdentifier()));
        var certificate = sign(builder, pair.getPrivate());
        certificate.verify(pair.getPublic());
        String pem = pem(certificate);
        return material(pem, pem, pem);
    }

    private Material signed(Authority authority, Instant now)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var signer = authority.certificate();
        var builder = builder(
                X500Name.getInstance(signer.getSubjectX500Principal().getEncoded()),
                later(now.minus(BACKDATED), signer.getNotBefore().toInstant()),
                earlier(now.plus(wish.validity()), signer.getNotAfter().toInstant()));
        builder.addExtension(Extension.authorityKeyIdentifier, false, authorityKeyIdentifier(signer));
        var certificate = sign(builder, authority.key());
        certificate.verify(signer.getPublicKey());
        String pem = pem(certificate);
        return material(pem, pem + authority.chain(), authority.pem());
    }

    private Material material(String certificate, String chain, String authority) {
        return new Fields()
                .with("certificate", certificate)
                .with("private_key", KeyPairs.pkcs8(pair))
                .with("chain", chain)
                .with("ca_certificate", authority)
                .material();
    }

    private X509v3CertificateBuilder builder(X500Name issuer, Instant from, Instant to)
            throws GeneralSecurityException, IOException {
        var builder = new X509v3CertificateBuilder(
                issuer,
                new BigInteger(159, entropy).setBit(158),
                time(from),
                time(to),
                subject(),
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        builder.addExtension(Extension.basicConstraints, true, constraints());
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage()));
        builder.addExtension(Extension.subjectKeyIdentifier, false, keyIdentifier());
        if (!wish.authority()) {
            builder.addExtension(Extension.extendedKeyUsage, false, purposes());
        }
        if (!wish.sans().isEmpty()) {
            builder.addExtension(Extension.subjectAlternativeName, wish.nameless(), sans());
        }
        return builder;
    }

    private X500Name subject() {
        var name = new X500NameBuilder(BCStyle.INSTANCE);
        wish.organization().ifPresent(text -> name.addRDN(BCStyle.O, text));
        wish.name().ifPresent(text -> name.addRDN(BCStyle.CN, text));
        return name.build();
    }

    private BasicConstraints constraints() {
        return wish.depth().map(BasicConstraints::new).orElseGet(() -> new BasicConstraints(wish.authority()));
    }

    private int usage() {
        if (wish.authority()) {
            return KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature;
        }
        return pair.getPublic() instanceof RSAKey
                ? KeyUsage.digitalSignature | KeyUsage.keyEncipherment
                : KeyUsage.digitalSignature;
    }

    private ExtendedKeyUsage purposes() {
        return new ExtendedKeyUsage(wish.usages().stream()
                .map(usage -> usage.equals("server") ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth)
                .toArray(KeyPurposeId[]::new));
    }

    private GeneralNames sans() {
        return new GeneralNames(
                wish.sans().stream().map(Certificates::generalName).toArray(GeneralName[]::new));
    }

    private static GeneralName generalName(AlternativeName name) {
        return switch (name.form()) {
            case DNS -> new GeneralName(GeneralName.dNSName, name.text());
            case IP -> new GeneralName(GeneralName.iPAddress, name.text());
            case MAIL -> new GeneralName(GeneralName.rfc822Name, name.text());
            case URI -> new GeneralName(GeneralName.uniformResourceIdentifier, name.text());
        };
    }

    private SubjectKeyIdentifier keyIdentifier() throws GeneralSecurityException {
        return new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic());
    }

    private static AuthorityKeyIdentifier authorityKeyIdentifier(X509Certificate signer)
            throws GeneralSecurityException {
        byte[] wrapped = signer.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return wrapped == null
                ? new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(signer.getPublicKey())
                : new AuthorityKeyIdentifier(SubjectKeyIdentifier.getInstance(
                                ASN1OctetString.getInstance(wrapped)
                                        .getOctets())
                        .getKeyIdentifier());
    }

    private X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, IOException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder(algorithm(key)).setSecureRandom(entropy).build(key);
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(builder.build(signer).getEncoded()));
    }

    private static String algorithm(PrivateKey key) {
        if (key instanceof RSAKey) {
            return "SHA256withRSA";
        }
        if (key instanceof ECKey curve) {
            int bits = curve.getParams().getOrder().bitLength();
            return (bits <= 256 ? "SHA256" : bits <= 384 ? "SHA384" : "SHA512") + "withECDSA";
        }
        return "Ed25519";
    }

    private static String pem(X509Certificate certificate) throws GeneralSecurityException {
        return KeyPairs.pem("CERTIFICATE", certificate.getEncoded(), 64)
                .lend(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /// UTCTime until 2049 and GeneralizedTime after that, both to the second (RFC 5280, section 4.1.2.5).
    private static Time time(Instant exact) {
        var time = exact.truncatedTo(ChronoUnit.SECONDS);
        return time.isBefore(GENERALIZED)
                ? new Time(new DERUTCTime(format("yyMMddHHmmss'Z'", time)))
                : new Time(new DERGeneralizedTime(format("yyyyMMddHHmmss'Z'", time)));
    }

    private static String format(String pattern, Instant time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }
}
