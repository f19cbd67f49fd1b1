package dev.secretzero.bundles.azure;

import dev.secretzero.rest.Answer;
import dev.secretzero.rest.Call;
import dev.secretzero.rest.Credential;
import dev.secretzero.rest.Server;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Microsoft Graph 1.0, asked with the provider's login.
///
/// @param endpoint of the provider's cloud, without a path
record Graph(Session session, URI endpoint, Server server) {

    private static final String NEED = "grant the permission Application.ReadWrite.OwnedBy of Microsoft Graph with an administrator's consent, and"
            + " make our service principal an owner of the application; a person needs Application.ReadWrite.All and to own it";

    static Graph open(Host host, Settings settings, Session session) {
        var endpoint = Address.https("graph_endpoint", settings.uri("graph_endpoint"));
        var asking = new Host(host.clock(), session::web, host.directory(), host.home(), host.environment(), host.renderer());
        return new Graph(session, endpoint, new Server(
                asking,
                "Microsoft Graph at " + endpoint,
                endpoint + "/v1.0",
                List.of(),
                settings.duration("timeout"),
                "check `graph_endpoint`, whether it can be reached from here, and that its certificate is trusted (`ca_file`)"));
    }

    /// A call to an application.
    ///
    /// @param client the application's client id
    static Call call(String method, String client, String... names) {
        var all = new ArrayList<>(List.of("applications(appId='" + client + "')"));
        all.addAll(List.of(names));
        return Call.of(method, NEED, all.toArray(String[]::new));
    }

    /// A look at the application with an object id.
    static Call object(String id) {
        return Call.of("GET", NEED, "applications", id);
    }

    /// The tenant that our token is of, where applications are looked for.
    Optional<String> tenant() {
        return session.tenant(scope());
    }

    private String scope() {
        return endpoint + "/.default";
    }

    Answer send(Call call) {
        try (var token = Secret.of(session.token(scope()))) {
            return server.send(call, new Credential("Authorization", "Bearer ", token, "client_id"));
        }
    }
}
