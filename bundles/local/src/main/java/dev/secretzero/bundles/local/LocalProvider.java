package dev.secretzero.bundles.local;

import dev.secretzero.spi.Host;
import dev.secretzero.spi.Provider;
import dev.secretzero.spi.Settings;
import java.util.TreeMap;

/// This machine, as the user who runs the program.
record LocalProvider(Host host) implements Provider {

    static LocalProvider open(Host host, Settings settings) {
        return new LocalProvider(host);
    }

    @Override
    public Standing standing() {
        var claims = new TreeMap<String, String>();
        claims.put("provider", "local");
        host.variable("USER").or(() -> host.variable("USERNAME")).ifPresent(user -> claims.put("username", user));
        return new Standing.Ready(new Actor(claims));
    }
}
