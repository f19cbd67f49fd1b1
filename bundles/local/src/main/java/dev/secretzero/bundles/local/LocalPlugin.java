package dev.secretzero.bundles.local;

import dev.secretzero.spi.Bundle;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Plugin;
import java.util.List;

/// This machine: files, and values made here.
public final class LocalPlugin implements Plugin {

    @Override
    public List<Bundle<?>> bundles() {
        return List.of(new Bundle<>(
                new Offer<>("local", "This machine.", List.of(), LocalProvider::open),
                List.of(FileTarget.OFFER, TemplateTarget.OFFER),
                List.of(
                        RandomPassword.OFFER,
                        RandomString.OFFER,
                        Static.OFFER,
                        Script.OFFER,
                        Uuid.OFFER,
                        Passphrase.OFFER,
                        SshKeypair.OFFER,
                        RsaKeypair.OFFER,
                        EcKeypair.OFFER,
                        TlsCertificate.OFFER,
                        Jwk.OFFER,
                        AgeKeypair.OFFER,
                        WireguardKeypair.OFFER,
                        Bcrypt.OFFER,
                        Htpasswd.OFFER,
                        BasicAuth.OFFER,
                        TotpSecret.OFFER),
                List.of(HttpProbe.OFFER, TcpProbe.OFFER, SqlProbe.OFFER, ScriptProbe.OFFER)));
    }
}
