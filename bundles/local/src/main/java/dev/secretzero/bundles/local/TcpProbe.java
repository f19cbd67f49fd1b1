package dev.secretzero.bundles.local;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Offer;
import dev.secretzero.spi.Probe;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Setting;
import dev.secretzero.spi.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/// Whether a port answers. The value itself is not sent: it says only that what will need the new value is there.
record TcpProbe(String host, int port, Duration timeout) implements Probe {

    static final Offer<LocalProvider, Probe> OFFER = new Offer<>(
            "tcp",
            "Whether a port accepts connections. The value is not sent.",
            List.of(
                    Setting.of("host", Setting.Type.TEXT, "The name or address of the machine.").needed(),
                    Setting.of("port", Setting.Type.INTEGER, "The port, from 1 to 65535.").needed(),
                    Setting.of("timeout", Setting.Type.DURATION, "How long it may take, up to 5 minutes.")
                            .otherwise("10s")),
            (_, settings) -> open(settings));

    static Probe open(Settings settings) {
        var host = settings.text("host").strip();
        if (host.isEmpty()) {
            throw Wrong.setting("host", "is empty", "name a machine");
        }
        return new TcpProbe(host, Wrong.bounded(settings, "port", 1, 65535), HttpProbe.timeout(settings));
    }

    @Override
    public void probe(Material candidate) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(Problem.Code.UNREACHABLE, host + ":" + port + " does not accept connections")
                            .hint("start what listens there, or mend host and port"),
                    e);
        }
    }
}
