package dev.secretzero.testkit;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// What is between a program and the server of a test: it cuts off the request that a [Fault] says, before the server has it
/// or when it has answered. Nobody is told more than that the connection is closed.
public final class Wire extends Filter {

    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.never());

    /// A wire that works.
    public Wire() {}

    /// Cuts off from now on what this fault says.
    public void fails(Fault next) {
        fault.set(next);
    }

    /// Where the next request is cut off, if it is; for servers that speak another protocol.
    public Optional<Fault.When> cut() {
        return fault.get().request();
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        var cut = cut();
        if (cut.isEmpty()) {
            chain.doFilter(exchange);
            return;
        }
        try (exchange) {
            if (cut.get() == Fault.When.AFTER) {
                chain.doFilter(new Unheard(exchange));
            }
        }
    }

    @Override
    public String description() {
        return "cuts off";
    }
}
