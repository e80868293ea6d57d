package dev.cairn.cli;

import dev.cairn.base.Progress;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// What every command understands.
@SuppressWarnings("NullAway.Init") // picocli fills it
final class CommonOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing but errors and the answer.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more; a failure shows where it came from.")
  private boolean verbose;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  /// True where the option stands on the command line, whatever its value.
  boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  boolean json() {
    return json;
  }

  boolean verbose() {
    return verbose;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /// Something that is not the answer.
  void say(String text) {
    if (!quiet) {
      spec.commandLine().getErr().println(text);
    }
  }

  Progress progress() {
    return quiet
        ? Progress.NONE
        : new ConsoleProgress(
            spec.commandLine().getErr(), System.console() != null && System.console().isTerminal());
  }
}
