package dev.secretzero.bundles.gcp;

import com.google.cloud.secretmanager.v1.AccessSecretVersionRequest;
import com.google.cloud.secretmanager.v1.AccessSecretVersionResponse;
import com.google.cloud.secretmanager.v1.AddSecretVersionRequest;
import com.google.cloud.secretmanager.v1.CreateSecretRequest;
import com.google.cloud.secretmanager.v1.DeleteSecretRequest;
import com.google.cloud.secretmanager.v1.GetSecretRequest;
import com.google.cloud.secretmanager.v1.GetSecretVersionRequest;
import com.google.cloud.secretmanager.v1.Secret;
import com.google.cloud.secretmanager.v1.SecretPayload;
import com.google.cloud.secretmanager.v1.SecretVersion;
import com.google.cloud.secretmanager.v1.UpdateSecretRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import com.google.rpc.RetryInfo;
import dev.secretzero.testkit.Fault;
import dev.secretzero.testkit.Wire;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A Secret Manager on this machine, that speaks Google's own messages. What it refuses it quotes, to see that nobody
/// repeats it. Other processes reach it by its [#url()] as `endpoint`, with the token [#TOKEN].
public final class FakeSecretManager implements AutoCloseable {

    /// The one access token that it accepts.
    public static final String TOKEN = "ya29.token-of-the-fake";

    private static final String SERVICE = "google.cloud.secretmanager.v1.SecretManagerService";
    private static final Metadata.Key<String> AUTHORIZATION = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private record Kept(ByteString data, SecretVersion.State state) {}

    private final Wire wire = new Wire();
    private final List<Server> servers = new CopyOnWriteArrayList<>();
    private final Map<String, Secret> secrets = new TreeMap<>();
    private final Map<String, List<Kept>> versions = new TreeMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private volatile Status.Code failure = Status.Code.UNAVAILABLE;
    private volatile String denied = "";
    private volatile boolean damages;
    private int changes;

    private FakeSecretManager() {}

    public static FakeSecretManager start() {
        var fake = new FakeSecretManager();
        try {
            fake.servers.add(OkHttpServerBuilder.forPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
                    .intercept(new Guard())
                    .addService(fake.service())
                    .build()
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return fake;
    }

    private ServerServiceDefinition service() {
        return ServerServiceDefinition.builder(SERVICE)
                .addMethod(method("CreateSecret", CreateSecretRequest.getDefaultInstance(), Secret.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::createSecret))
                .addMethod(method("GetSecret", GetSecretRequest.getDefaultInstance(), Secret.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::getSecret))
                .addMethod(method("UpdateSecret", UpdateSecretRequest.getDefaultInstance(), Secret.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::updateSecret))
                .addMethod(method("DeleteSecret", DeleteSecretRequest.getDefaultInstance(), Empty.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::deleteSecret))
                .addMethod(method("AddSecretVersion", AddSecretVersionRequest.getDefaultInstance(), SecretVersion.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::addSecretVersion))
                .addMethod(method("GetSecretVersion", GetSecretVersionRequest.getDefaultInstance(), SecretVersion.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::getSecretVersion))
                .addMethod(method("AccessSecretVersion", AccessSecretVersionRequest.getDefaultInstance(), AccessSecretVersionResponse.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::accessSecretVersion))
                .addMethod(method("TestIamPermissions", TestIamPermissionsRequest.getDefaultInstance(), TestIamPermissionsResponse.getDefaultInstance()), ServerCalls.asyncUnaryCall(this::testIamPermissions))
                .build();
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(String name, Q request, R response) {
        return MethodDescriptor.newBuilder(ProtoUtils.marshaller(request), ProtoUtils.marshaller(response))
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .build();
    }

    private static final class Guard implements ServerInterceptor {
        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            var given = Objects.requireNonNullElse(headers.get(AUTHORIZATION), "");
            if (!given.equals("Bearer " + TOKEN)) {
                call.close(Status.UNAUTHENTICATED.withDescription("refused: " + given), new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    /// The `endpoint` that leads here.
    public String url() {
        return "http://127.0.0.1:" + servers.getFirst().getPort();
    }

    /// What is between it and the program.
    public Wire wire() {
        return wire;
    }

    /// Answers the next calls with this status.
    public void fail(Status.Code status, int times) {
        failure = status;
        failures.set(times);
    }

    /// Refuses all calls of this name from now on: `CreateSecret`.
    void deny(String call) {
        denied = call;
    }

    /// Gives values that do not fit their checksums.
    void damage() {
        damages = true;
    }

    /// What was asked, oldest first: `AddSecretVersion projects/p/secrets/s`.
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /// How many calls came in.
    public int count() {
        return calls.size();
    }

    /// Adds a version as somebody else would.
    public synchronized void store(String secret, String value) {
        secrets.putIfAbsent(secret, labelled(Secret.newBuilder().setName(secret)));
        keep(secret, ByteString.copyFromUtf8(value));
    }

    /// Creates a secret without a version.
    synchronized void create(String secret) {
        secrets.put(secret, labelled(Secret.newBuilder().setName(secret)));
    }

    /// The names of all secrets.
    public synchronized Set<String> names() {
        return Set.copyOf(secrets.keySet());
    }

    /// The value of the latest version; empty where none is.
    public synchronized String text(String secret) {
        var kept = versions.getOrDefault(secret, List.of());
        return kept.isEmpty() ? "" : kept.getLast().data.toString(StandardCharsets.UTF_8);
    }

    /// How many versions there are.
    public synchronized int versions(String secret) {
        return versions.getOrDefault(secret, List.of()).size();
    }

    synchronized Secret secret(String name) {
        return Objects.requireNonNull(secrets.get(name));
    }

    /// Disables or destroys the latest version.
    synchronized void turn(String secret, SecretVersion.State state) {
        var kept = Objects.requireNonNull(versions.get(secret));
        kept.set(kept.size() - 1, new Kept(kept.getLast().data, state));
    }

    private Secret labelled(Secret.Builder secret) {
        changes++;
        return secret.setEtag("\"" + changes + "\"").build();
    }

    private void keep(String secret, ByteString data) {
        versions.computeIfAbsent(secret, _ -> new ArrayList<>()).add(new Kept(data, SecretVersion.State.ENABLED));
    }

    private synchronized <T extends Message> void answer(String call, String where, Message request, StreamObserver<T> to, Supplier<T> made) {
        calls.add(call + " " + where);
        try {
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                throw refused(failure, request);
            }
            if (call.equals(denied)) {
                throw refused(Status.Code.PERMISSION_DENIED, request);
            }
            var cut = wire.cut();
            if (cut.equals(Optional.of(Fault.When.BEFORE))) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
            var result = made.get();
            if (cut.isPresent()) {
                throw Status.UNAVAILABLE.asRuntimeException();
            }
            to.onNext(result);
            to.onCompleted();
        } catch (StatusRuntimeException e) {
            to.onError(e);
        }
    }

    /// An error that quotes what it was given, and asks to be left alone for seven seconds when it is asked too often.
    private static StatusRuntimeException refused(Status.Code code, Message request) {
        var status = com.google.rpc.Status.newBuilder().setCode(code.value()).setMessage("refused: " + request);
        if (code == Status.Code.RESOURCE_EXHAUSTED) {
            status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(Durations.fromSeconds(7)).build()));
        }
        return StatusProto.toStatusRuntimeException(status.build());
    }

    private Secret found(String name, Message request) {
        var secret = secrets.get(name);
        if (secret == null) {
            throw refused(Status.Code.NOT_FOUND, request);
        }
        return secret;
    }

    private void createSecret(CreateSecretRequest request, StreamObserver<Secret> to) {
        answer("CreateSecret", request.getParent(), request, to, () -> {
            var name = request.getParent() + "/secrets/" + request.getSecretId();
            if (secrets.containsKey(name)) {
                throw refused(Status.Code.ALREADY_EXISTS, request);
            }
            secrets.put(name, labelled(request.getSecret().toBuilder().setName(name)));
            return found(name, request);
        });
    }

    private void getSecret(GetSecretRequest request, StreamObserver<Secret> to) {
        answer("GetSecret", request.getName(), request, to, () -> found(request.getName(), request));
    }

    private void updateSecret(UpdateSecretRequest request, StreamObserver<Secret> to) {
        answer("UpdateSecret", request.getSecret().getName(), request, to, () -> {
            var old = found(request.getSecret().getName(), request);
            if (!old.getEtag().equals(request.getSecret().getEtag())) {
                throw refused(Status.Code.ABORTED, request);
            }
            secrets.put(old.getName(), labelled(old.toBuilder().clearLabels().putAllLabels(request.getSecret().getLabelsMap())));
            return found(old.getName(), request);
        });
    }

    private void deleteSecret(DeleteSecretRequest request, StreamObserver<Empty> to) {
        answer("DeleteSecret", request.getName(), request, to, () -> {
            found(request.getName(), request);
            secrets.remove(request.getName());
            versions.remove(request.getName());
            return Empty.getDefaultInstance();
        });
    }

    private void addSecretVersion(AddSecretVersionRequest request, StreamObserver<SecretVersion> to) {
        answer("AddSecretVersion", request.getParent(), request, to, () -> {
            found(request.getParent(), request);
            var payload = request.getPayload();
            if (payload.getDataCrc32C() != Look.sum(payload.getData().toByteArray()) || payload.getData().isEmpty()
                    || payload.getData().size() > 65_536) {
                throw refused(Status.Code.INVALID_ARGUMENT, request);
            }
            keep(request.getParent(), payload.getData());
            return version(request.getParent(), versions(request.getParent()));
        });
    }

    private void getSecretVersion(GetSecretVersionRequest request, StreamObserver<SecretVersion> to) {
        answer("GetSecretVersion", request.getName(), request, to, () -> {
            var secret = secretOf(request.getName());
            return version(secret, number(request.getName(), request));
        });
    }

    private void accessSecretVersion(AccessSecretVersionRequest request, StreamObserver<AccessSecretVersionResponse> to) {
        answer("AccessSecretVersion", request.getName(), request, to, () -> {
            int number = number(request.getName(), request);
            var secret = secretOf(request.getName());
            var kept = Objects.requireNonNull(versions.get(secret)).get(number - 1);
            if (kept.state != SecretVersion.State.ENABLED) {
                throw refused(Status.Code.FAILED_PRECONDITION, request);
            }
            long sum = Look.sum(kept.data.toByteArray()) + (damages ? 1 : 0);
            return AccessSecretVersionResponse.newBuilder()
                    .setName(version(secret, number).getName())
                    .setPayload(SecretPayload.newBuilder().setData(kept.data).setDataCrc32C(sum))
                    .build();
        });
    }

    private void testIamPermissions(TestIamPermissionsRequest request, StreamObserver<TestIamPermissionsResponse> to) {
        answer("TestIamPermissions", request.getResource(), request, to, TestIamPermissionsResponse::getDefaultInstance);
    }

    private static String secretOf(String version) {
        return version.substring(0, version.indexOf("/versions/"));
    }

    private int number(String version, Message request) {
        int known = versions(secretOf(version));
        var text = version.substring(version.lastIndexOf('/') + 1);
        int number = text.equals("latest") ? known : Integer.parseInt(text);
        if (number < 1 || number > known) {
            throw refused(Status.Code.NOT_FOUND, request);
        }
        return number;
    }

    /// Google names the project by its number.
    private SecretVersion version(String secret, int number) {
        return SecretVersion.newBuilder()
                .setName(secret.replaceFirst("projects/[^/]+", "projects/123456") + "/versions/" + number)
                .setState(Objects.requireNonNull(versions.get(secret)).get(number - 1).state)
                .build();
    }

    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
    }
}
