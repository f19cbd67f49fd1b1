package dev.secretzero.cli;

import dev.secretzero.engine.Engine;
import dev.secretzero.spi.Host;
import dev.secretzero.spi.Problem;
import dev.secretzero.spi.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/// The command line as a function: words in, text and an exit status out. Holds nothing between two runs.
public final class Cli {

    private final Surroundings around;
    private final Function<Host, Engine> engines;
    private final ServerStart server;

    /// Puts it together.
    ///
    /// @param engines makes the engine, for the commands that need one
    /// @param server runs the REST server, for `serve`
    public Cli(Surroundings around, Function<Host, Engine> engines, ServerStart server) {
        this.around = around;
        this.engines = engines;
        this.server = server;
    }

    /// Runs one command.
    ///
    /// @return the exit status
    public int run(String... words) {
        int status = outcome(Arrays.asList(words));
        boolean lost = around.streams().out().checkError();
        if (lost) {
            around.streams().err().println("error: the output could not be written to its end");
        }
        around.streams().err().flush();
        return status == 0 && lost ? Exit.FAILED.status() : status;
    }

    private int outcome(List<String> words) {
        var faults = new Faults(around, json(words));
        try {
            return dispatch(Globals.parse(words));
        } catch (Stop stop) {
            return faults.stop(stop);
        } catch (ProblemException e) {
            return faults.stop(Stop.of(e.problem()));
        } catch (OutOfMemoryError e) {
            return faults.stop(Stop.failed(
                    Problem.Code.UNREADABLE,
                    "this takes more memory than the program has",
                    "SECRETZERO_JAVA_OPTS=-Xmx4g gives it more"));
        } catch (RuntimeException | StackOverflowError e) {
            return faults.bug(e);
        }
    }

    /// Whether JSON is asked for: needed before the words are known to be right.
    private static boolean json(List<String> words) {
        return words.contains("--format=json")
                || java.util.stream.IntStream.range(0, words.size() - 1)
                        .anyMatch(i -> words.get(i).equals("--format") && words.get(i + 1).equals("json"));
    }

    private int dispatch(Globals globals) {
        if (globals.version()) {
            return print(Release.NAME + " " + Release.VERSION + "\n");
        }
        if (globals.help() || globals.rest().isEmpty()) {
            return print(Help.overview());
        }
        var word = globals.rest().getFirst();
        if (word.equals("help")) {
            return help(globals.rest());
        }
        return run(command(word), globals);
    }

    private static Command command(String word) {
        return Command.of(word)
                .orElseThrow(() -> Stop.usage(
                        "there is no command \"" + word + "\"",
                        Nearest.hint(word, Command.words(), "secretzero --help lists the commands")));
    }

    private int help(List<String> words) {
        return words.size() == 1
                ? print(Help.overview())
                : print(Help.of(command(words.get(1)).parser(), around.streams().width()));
    }

    private int run(Command command, Globals globals) {
        var parser = command.parser();
        var line = Line.parse(command, parser, globals.rest().subList(1, globals.rest().size()), globals);
        if (line.help()) {
            return print(Help.of(parser, around.streams().width()));
        }
        var session = new Session(around, engines, server);
        var answer = command.verb().run(line, session);
        session.settle();
        if (line.json()) {
            print(Json.text(answer.json().get()));
        } else {
            answer.text().accept(new Page(around));
        }
        return answer.exit().status();
    }

    private int print(String text) {
        around.streams().out().print(text);
        return Exit.OK.status();
    }
}
