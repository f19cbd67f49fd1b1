package dev.secretzero.spi;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One HTTP client for a whole program, made when something first asks for it. It keeps connections, and gives a new one ten
/// seconds.
public final class SharedClient implements Supplier<HttpClient> {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private @Nullable HttpClient client;

    /// A client that nobody has asked for yet.
    public SharedClient() {}

    @Override
    public synchronized HttpClient get() {
        var made = client;
        if (made == null) {
            made = HttpClient.newBuilder().connectTimeout(CONNECT).build();
            client = made;
        }
        return made;
    }
}
