package dev.secretzero.bundles.gcp;

import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.SecretVersion;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Version;
import java.util.Optional;
import java.util.zip.CRC32C;

/// A look at a secret.
record Look(Session session, SecretPlace place) {

    /// What a version holds: a disabled one is hidden, a destroyed one is absent.
    Observation at(String number) {
        var call = Call.access(place.version(number));
        return switch (session.ask(call, to -> to.accessSecretVersion(call.resource()))) {
            case Answer.Given<AccessSecretVersionResponse>(var response) -> shown(call, response);
            case Answer.Refused<AccessSecretVersionResponse> refused -> notShown(number, refused);
        };
    }

    private Observation notShown(String number, Answer.Refused<?> refused) {
        if (refused.is(StatusCode.Code.NOT_FOUND)) {
            return new Observation.Absent();
        }
        if (refused.is(StatusCode.Code.FAILED_PRECONDITION)) {
            return state(Call.state(place.version(number)));
        }
        throw refused.exception();
    }

    private Observation state(Call call) {
        var version = session.ask(call, to -> to.getSecretVersion(call.resource())).value();
        return switch (version.getState()) {
            case DISABLED -> new Observation.Hidden(Optional.of(number(version.getName())));
            case DESTROYED -> new Observation.Absent();
            default -> throw session.senseless(call, " changed the version while it was read");
        };
    }

    private Observation shown(Call call, AccessSecretVersionResponse response) {
        var payload = response.getPayload();
        byte[] bytes = payload.getData().toByteArray();
        boolean whole = !payload.hasDataCrc32C() || payload.getDataCrc32C() == sum(bytes);
        var value = Secret.take(bytes);
        if (!whole) {
            value.close();
            throw session.senseless(call, " gave a value that was damaged on its way");
        }
        return new Observation.Shown(new Material.Single(value), Optional.of(number(response.getName())));
    }

    /// The checksum that Google keeps with a value (CRC32C).
    static long sum(byte[] bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        return sum.getValue();
    }

    static Version number(SecretVersion version) {
        return number(version.getName());
    }

    private static Version number(String name) {
        return new Version(name.substring(name.lastIndexOf('/') + 1));
    }
}
