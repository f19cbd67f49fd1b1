package dev.secretzero.bundles.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.secretzero.spi.Material;
import dev.secretzero.spi.Observation;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import dev.secretzero.spi.Secret;
import dev.secretzero.spi.Target;
import dev.secretzero.spi.Target.Expect;
import dev.secretzero.testkit.Canaries;
import dev.secretzero.testkit.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JenkinsCredentialTest {

    private static final String SYSTEM = "credentials/store/system/domain/_";

    private final FakeJenkins jenkins = FakeJenkins.start();
    private final JenkinsProvider provider = Fixture.provider(jenkins);

    @AfterEach
    void stop() {
        jenkins.close();
    }

    private Target target(String... more) {
        var pairs = new ArrayList<>(List.of("credential_id", "app"));
        pairs.addAll(List.of(more));
        return Fixture.target(provider, pairs.toArray(String[]::new));
    }

    private static void put(Target target, Material material) {
        target.put("the secret", material, new Expect.Anything());
    }

    private static void put(Target target, String value) {
        put(target, Material.of(value));
    }

    private static Material fields(Map<String, String> texts) {
        var fields = new TreeMap<String, Material>();
        texts.forEach((name, text) -> fields.put(name, Material.of(text)));
        return new Material.Fields(fields);
    }

    private static Problem problem(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ProblemException.class, call).problem();
    }

    @Test
    void writesOnceWithOneCrumb() {
        put(target(), "first");
        put(target(), "second");
        assertThat(jenkins.asked()).containsExactly(
                "GET crumbIssuer/api/json",
                "POST " + SYSTEM + "/credential/app/config.xml",
                "POST " + SYSTEM + "/createCredentials",
                "POST " + SYSTEM + "/credential/app/config.xml");
        assertThat(jenkins.credential(SYSTEM, "app")).isEqualTo(Map.of(
                "", "org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl",
                "scope", "GLOBAL", "id", "app", "description", "the secret", "secret", "second"));
    }

    @Test
    void fetchesAnotherCrumbWhenTheSessionHasEnded() {
        put(target(), "first");
        jenkins.endSession();
        put(target(), "second");
        assertThat(jenkins.credential(SYSTEM, "app")).containsEntry("secret", "second");
    }

    @Test
    void writesWithoutACrumbWhereNoneIsGiven() {
        jenkins.trustEverybody();
        put(target(), "value");
        assertThat(jenkins.credential(SYSTEM, "app")).containsEntry("secret", "value");
    }

    @ParameterizedTest
    @EnumSource(Sample.class)
    void aReaderOfXmlReadsWhatWasWritten(Sample sample) {
        if (sample != Sample.CONTROLS) {
            put(target("description", sample.text().replaceAll("\\p{Cntrl}", "")), sample.text());
            assertThat(jenkins.credential(SYSTEM, "app")).containsEntry("secret", sample.text());
        }
    }

    @Test
    void refusesWhatXmlCannotHold() {
        assertThat(problem(() -> put(target(), "a\u0001b")).hint().orElseThrow()).contains("secret_file");
        var bytes = new Material.Single(Secret.take(new byte[] {(byte) 0xff}));
        assertThat(problem(() -> put(target(), bytes)).code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(jenkins.asked()).isEmpty();
    }

    @Test
    void writesALogin() {
        put(target("credential_type", "username_password", "username", "deploy", "domain", "deploys"), "p<&>w");
        assertThat(jenkins.credential("credentials/store/system/domain/deploys", "app"))
                .containsEntry("username", "deploy")
                .containsEntry("password", "p<&>w");
        put(target("credential_type", "username_password"), fields(Map.of("username", "other", "password", "q", "host", "h")));
        assertThat(jenkins.credential(SYSTEM, "app")).containsEntry("username", "other").containsEntry("password", "q");
    }

    @Test
    void writesAFileOfAnyBytes() {
        var bytes = new Material.Single(Secret.take(new byte[] {0, (byte) 0xff, 1}));
        put(target("credential_type", "secret_file", "file_name", "key.p12", "folder", "/team/app/"), bytes);
        var held = jenkins.credential("job/team/job/app/credentials/store/folder/domain/_", "app");
        assertThat(held).containsEntry("fileName", "key.p12");
        assertThat(Base64.getDecoder().decode(held.getOrDefault("secretBytes", ""))).containsExactly(0, 0xff, 1);
    }

    @Test
    void writesASshKey() {
        put(target("credential_type", "ssh_key", "username", "git"), fields(Map.of("private_key", "-----BEGIN\nkey\n", "passphrase", "p", "public_key", "x")));
        assertThat(jenkins.credential(SYSTEM, "app"))
                .containsEntry("username", "git")
                .containsEntry("privateKeySource", "com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey$DirectEntryPrivateKeySource")
                .containsEntry("privateKey", "-----BEGIN\nkey\n")
                .containsEntry("passphrase", "p");
    }

    @Test
    void saysWhatALoginLacks() {
        assertThat(problem(() -> put(target("credential_type", "username_password"), "p")).message()).contains("username");
        assertThat(problem(() -> put(target("credential_type", "username_password", "username", "u"), fields(Map.of("token", "t")))).message())
                .contains("password");
    }

    @Test
    void tellsAFolderThatIsNotThereFromACredentialThatIsNot() {
        var target = target("folder", "none");
        assertThat(problem(() -> target.observe("x")).message()).contains("folder \"none\"");
        assertThat(problem(() -> put(target, "v")).code()).isEqualTo(Problem.Code.NOT_FOUND);
        assertThat(target().observe("x")).isInstanceOf(Observation.Absent.class);
        target.remove("x");
    }

    @Test
    void findsAFolderWhateverItsName() {
        var target = target("folder", "My Team/\u00fc+x", "domain", "a b");
        put(target, "value");
        assertThat(jenkins.credential("job/My Team/job/\u00fc+x/credentials/store/folder/domain/a b", "app")).containsEntry("secret", "value");
        assertThat(jenkins.written()).filteredOn(path -> path.contains("job"))
                .isNotEmpty()
                .allMatch(path -> path.startsWith("/jenkins/job/My%20Team/job/%C3%BC%2Bx/credentials/store/folder/domain/a%20b/"));
        target.remove("x");
        assertThat(jenkins.paths()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void doesNotTakeAWayToALoginForADeletion(int calls) {
        put(target(), "value");
        jenkins.fail(302, calls);
        assertThat(problem(() -> target().remove("x")).code()).isEqualTo(Problem.Code.UNREACHABLE);
        assertThat(jenkins.paths()).hasSize(1);
        target().remove("x");
        assertThat(jenkins.paths()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"description", "username", "file_name"})
    void refusesWhatXmlCannotHoldBesideTheValue(String key) {
        var type = key.equals("username") ? "username_password" : "secret_file";
        assertThat(problem(() -> put(target("credential_type", type, key, "a\u0001b"), "v")).code()).isEqualTo(Problem.Code.UNWRITABLE);
        assertThat(jenkins.asked()).isEmpty();
    }

    @Test
    void writesManyAtOnce() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var writes = IntStream.range(0, 24).mapToObj(i -> threads.submit(() -> put(target("credential_id", "c" + i % 12), "value"))).toList();
            for (var write : writes) {
                write.get();
            }
        }
        assertThat(jenkins.paths()).hasSize(12);
        assertThat(jenkins.asked().stream().filter(call -> call.contains("crumbIssuer"))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"crumb\":\"a\\nb\",\"crumbRequestField\":\"X\"}", "{\"crumb\":[1],\"crumbRequestField\":\"X\"}",
        "{\"crumb\":\"c\",\"crumbRequestField\":\"X: y\"}", "{\"crumb\":{},\"crumbRequestField\":{}}"})
    void takesACrumbThatIsNoneForAnotherServer(String answer) {
        jenkins.say(answer);
        assertThat(problem(() -> put(target(), "v")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @ParameterizedTest
    @CsvSource({"credential_id, a/b", "credential_id, ..", "credential_type, certificate", "folder, a//b", "folder, a/../b", "domain, .."})
    void refusesSettingsThatCannotBe(String key, String value) {
        assertThat(problem(() -> target(key, value)).code()).isEqualTo(Problem.Code.SETTING_INVALID);
    }

    @ParameterizedTest
    @CsvSource({"401, DENIED", "403, DENIED", "400, UNWRITABLE", "429, THROTTLED", "500, UNREACHABLE", "302, UNREACHABLE"})
    void repeatsNothingOfWhatTheServerSays(int status, Problem.Code code, Canaries canaries) {
        put(target(), "first");
        jenkins.fail(status, 3);
        var value = canaries.make("value");
        var thrown = catchThrowableOfType(ProblemException.class, () -> put(target(), value));
        canaries.seen("the refusal", thrown);
        canaries.seen("the hint", thrown.problem().toString());
        assertThat(thrown.problem().code()).isEqualTo(code);
    }

    @Test
    void namesThePermissionThatIsMissing() {
        put(target(), "first");
        jenkins.trustEverybody();
        var other = Fixture.target(Fixture.provider(jenkins), "credential_id", "app");
        put(other, "second");
        jenkins.fail(403, 1);
        assertThat(problem(() -> put(other, "third")).hint().orElseThrow()).contains("Credentials/Update");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[1]", "{}", "{\"id\":\"another\"}", "{\"id\":[1]}", "{\"id\":{\"app\":1}}", "{\"displayName\":null}"})
    void takesAnotherServerForWhatItIs(String answer) {
        jenkins.say(answer);
        assertThat(problem(() -> target().observe("x")).code()).isEqualTo(Problem.Code.UNREADABLE);
        assertThat(problem(() -> put(target(), "v")).code()).isEqualTo(Problem.Code.UNREADABLE);
    }

    @Test
    void theDocumentIsAscii() {
        var target = (JenkinsCredential) target("description", "\u00fc");
        try (var xml = target.xml("x", Material.of("\ud83d\udd11\r\n"))) {
            var text = xml.lend(bytes -> new String(bytes, StandardCharsets.UTF_8));
            assertThat(text).contains("<description>&#252;</description>").contains("<secret>&#128273;&#13;\n</secret>");
        }
    }
}
