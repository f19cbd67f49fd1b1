package dev.secretzero.bundles.aws;

import dev.secretzero.spi.Batched;
import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Settings;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Version;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.PutParameterRequest;
import software.amazon.awssdk.services.ssm.model.Tag;

/// A parameter of Parameter Store. Its version is the service's own number.
///
/// Ten are read by one call. The service compares nothing but whether a parameter exists: a write over a version looks
/// first, and whoever writes between that look and our write is overwritten.
record SsmParameter(AwsProvider provider, Settings settings, Where where, String parameter) implements Batched {

    private static final int MOST = 10;
    private static final int STANDARD = 4096;
    private static final int LARGE = 8192;

    static Target open(AwsProvider provider, Settings settings) {
        return new SsmParameter(provider, settings, Where.of(settings, Where.UNSAID), named(settings.text("name")));
    }

    static String named(String written) {
        var name = written.strip();
        if (!name.matches("[A-Za-z0-9_./-]{1,1011}") || (name.contains("/") && !name.startsWith("/"))) {
            throw Wrong.setting(
                    "name", "is not the name of a parameter", "write letters, digits and . _ - with a slash before each level: /team/app/password");
        }
        return name;
    }

    private Where place() {
        return where.within(provider.session().where());
    }

    private Call call(String action, boolean reads) {
        return new Call(place(), action, Call.arn("ssm", place(), "parameter/" + parameter.replaceFirst("^/", "")), reads);
    }

    @Override
    public Object batch() {
        return List.of(provider, where);
    }

    @Override
    public int most() {
        return MOST;
    }

    @Override
    public List<Observation> observeAll(List<Place> places) {
        if (places.isEmpty()) {
            return List.of();
        }
        var names = places.stream().map(place -> of(place).parameter).distinct().toList();
        try {
            return seen(places, found(names));
        } catch (ProblemException e) {
            // One that may not be read, or not be decrypted, hides all of them.
            if (names.size() == 1 || !Refusal.isOfOne(e)) {
                throw e;
            }
            return places.stream().map(place -> of(place).alone()).toList();
        }
    }

    private static List<Observation> seen(List<Place> places, Map<String, Parameter> found) {
        return places.stream()
                .map(place -> Optional.ofNullable(found.get(of(place).parameter)))
                .map(parameter -> parameter.map(SsmParameter::shown).orElseGet(Observation.Absent::new))
                .toList();
    }

    private static Observation shown(Parameter parameter) {
        return new Observation.Shown(Material.of(parameter.value()), Optional.of(version(parameter.version())));
    }

    private Observation alone() {
        try {
            return look().map(SsmParameter::shown).orElseGet(Observation.Absent::new);
        } catch (ProblemException e) {
            if (!Refusal.isOfOne(e)) {
                throw e;
            }
            return new Observation.Unseen(e.problem());
        }
    }

    private Optional<Parameter> look() {
        return Optional.ofNullable(found(List.of(parameter)).get(parameter));
    }

    private Map<String, Parameter> found(List<String> names) {
        var call = call("ssm:GetParameters", true);
        return provider.session().ask(call, session -> complete(names, session.parameters(place())
                .getParameters(request -> request.names(names).withDecryption(true))));
    }

    /// Every name is among the parameters or among those that there are none of.
    private static Map<String, Parameter> complete(List<String> names, GetParametersResponse answer) {
        var found = new HashMap<String, Parameter>();
        for (var each : answer.parameters()) {
            if (each.name() == null || each.value() == null || each.version() == null) {
                throw new IllegalStateException("a parameter without a name, a value or a version");
            }
            found.put(each.name(), each);
        }
        if (!names.stream().allMatch(name -> found.containsKey(name) || answer.invalidParameters().contains(name))) {
            throw new IllegalStateException("an answer that leaves out a name");
        }
        return found;
    }

    @Override
    public Receipt put(String name, Material material, Expect expect) {
        var call = call("ssm:PutParameter", false);
        try (var text = Texts.of(material, settings, call, settings.text("tier").equals("Standard") ? STANDARD : LARGE)) {
            var value = Texts.decoded(text).orElseThrow(() -> Wrong.problem(
                    Problem.Code.UNWRITABLE,
                    "the value for \"" + call.resource() + "\" is not UTF-8 text",
                    "a parameter holds text: encode the value, as base64, where it is made"));
            return switch (expect) {
                case Expect.Anything _ -> settings.flag("overwrite") ? written(call, request(name, value)) : created(call, name, value, text);
                case Expect.Nothing _ -> created(call, name, value, text);
                case Expect.Exactly(var version) -> replaced(call, name, value, text, version);
            };
        }
    }

    private PutParameterRequest.Builder request(String name, String value) {
        return PutParameterRequest.builder()
                .name(parameter)
                .value(value)
                .type(settings.text("type"))
                .tier(settings.text("tier"))
                .description(settings.maybe("description").orElse("Managed by SecretZero: " + name))
                .keyId(settings.maybe("kms_key_id").orElse(null))
                .overwrite(true);
    }

    private Receipt written(Call call, PutParameterRequest.Builder request) {
        return provider.session().ask(call, session -> receipt(session.parameters(place()).putParameter(request.build()).version()));
    }

    private static Receipt receipt(Long version) {
        return new Receipt.Written(Optional.of(version(version)), Optional.empty());
    }

    private static Version version(Long number) {
        return new Version(number.toString());
    }

    private Receipt created(Call call, String name, String value, Secret text) {
        var tags = settings.has("tags")
                ? settings.map("tags").entrySet().stream()
                        .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                        .toList()
                : List.<Tag>of();
        var request = request(name, value).overwrite(false).tags(tags).build();
        var receipt = provider.session().ask(call, session -> {
            try {
                return Optional.of(receipt(session.parameters(place()).putParameter(request).version()));
            } catch (ParameterAlreadyExistsException _) {
                return Optional.<Receipt>empty();
            }
        });
        return receipt.orElseGet(() -> look().map(there -> ours(there, text)).orElseGet(() -> new Receipt.Conflict(Optional.empty())));
    }

    /// What is there may be ours: a write whose answer was lost.
    private static Receipt ours(Parameter there, Secret text) {
        try (var value = Material.of(there.value())) {
            return Texts.same(text, value) ? receipt(there.version()) : new Receipt.Conflict(Optional.of(version(there.version())));
        }
    }

    private Receipt replaced(Call call, String name, String value, Secret text, Version expected) {
        var there = look();
        if (there.isEmpty()) {
            return new Receipt.Conflict(Optional.empty());
        }
        if (!version(there.get().version()).equals(expected)) {
            return ours(there.get(), text);
        }
        if (!settings.flag("overwrite")) {
            throw Wrong.kept(call);
        }
        return written(call, request(name, value));
    }

    @Override
    public void remove(String name) {
        provider.session().ask(call("ssm:DeleteParameter", false), session -> {
            try {
                session.parameters(place()).deleteParameter(request -> request.name(parameter));
            } catch (ParameterNotFoundException _) {
                // Somebody was faster.
            }
            return true;
        });
    }

    private static SsmParameter of(Place place) {
        if (place.target() instanceof SsmParameter target) {
            return target;
        }
        throw new IllegalArgumentException("a place of another kind of batch");
    }
}
