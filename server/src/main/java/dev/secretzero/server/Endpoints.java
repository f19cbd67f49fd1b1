package dev.secretzero.server;

import java.util.List;
import java.util.stream.Stream;

/// All endpoints, in the order in which they are documented.
final class Endpoints {

    private Endpoints() {}

    static List<Endpoint<?>> of(Desk desk, Json json) {
        return Stream.of(
                        OpenEndpoints.of(desk, json, () -> of(desk, json)),
                        ManifestEndpoints.of(desk),
                        SyncEndpoints.of(desk, json),
                        CheckEndpoints.of(desk),
                        AuditEndpoints.of(desk))
                .<Endpoint<?>>flatMap(List::stream)
                .toList();
    }
}
