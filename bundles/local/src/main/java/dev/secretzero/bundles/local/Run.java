package dev.secretzero.bundles.local;

import dev.secretzero.spi.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One run of a command, to its end or to its limit.
final class Run {

    private final Script script;
    private final Process process;

    private Run(Script script, Process process) {
        this.script = script;
        this.process = process;
    }

    /// What the command printed.
    ///
    /// @throws ProblemException when it could not be started, failed, or went over a limit
    static byte[] of(Script script) {
        return new Run(script, start(script)).output();
    }

    private static Process start(Script script) {
        var builder = new ProcessBuilder(script.command())
                .directory(script.host().directory().toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(script.environment());
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ProblemException(
                    Wrong.made(
                                    "the command could not be started",
                                    "check that the program is installed and may be executed, and that "
                                            + script.host().directory()
                                            + " exists; arguments belong in \"args\", a shell line needs shell: true")
                            .problem(),
                    e);
        }
    }

    private byte[] output() {
        var work = new FutureTask<>(this::read);
        Thread.ofPlatform().daemon().name("script").start(work);
        try {
            return work.get(script.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw Wrong.made(
                    "the command did not end within " + script.timeout().toSeconds() + " seconds, and was killed",
                    "raise \"timeout\", or make the command faster; it cannot read standard input");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw Wrong.made("the command was interrupted, and was killed", "run again");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ProblemException problem
                    ? problem
                    : new ProblemException(Wrong.made("the output could not be read", "run again").problem(), e);
        } finally {
            kill();
        }
    }

    private byte[] read() throws IOException, InterruptedException {
        process.getOutputStream().close();
        byte[] printed = drain(process.getInputStream());
        int status = process.waitFor();
        if (status != 0) {
            throw Wrong.made(
                    "the command failed with exit status " + status,
                    "run it by hand to see what it says; its output is not shown, because it may hold the value");
        }
        return printed;
    }

    private byte[] drain(InputStream in) throws IOException {
        try (var out = new WipedBuffer(8192)) {
            byte[] part = new byte[8192];
            for (int n = in.read(part); n >= 0; n = in.read(part)) {
                out.write(part, 0, n);
                if (out.size() > script.most()) {
                    throw Wrong.made(
                            "the command printed more than " + script.most() + " bytes, and was killed",
                            "print the value only, or raise \"max_output\"");
                }
            }
            Arrays.fill(part, (byte) 0);
            return out.drain();
        }
    }

    /// Children first: once their parent is gone they cannot be found any more.
    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
