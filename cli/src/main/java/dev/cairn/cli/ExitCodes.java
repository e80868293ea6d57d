package dev.cairn.cli;

import dev.cairn.base.AccessDenied;
import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import java.util.ArrayList;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Failures as exit codes and as one line on stderr.
final class ExitCodes {
  static final int DEFECT = 1;
  static final int INVALID = 2;
  static final int MISSING = 3;
  static final int DATA = 4;
  static final int UNAVAILABLE = 5;
  static final int INTERRUPTED = 130;

  private ExitCodes() {}

  static int of(CairnException e) {
    return switch (e) {
      case InvalidRequest _ -> INVALID;
      case NotFound _, AccessDenied _ -> MISSING;
      case Malformed _, Unsupported _ -> DATA;
      case Unavailable _ -> UNAVAILABLE;
    };
  }

  /// One line: what, where, why.
  static String line(CairnException e) {
    return "cairn: " + e.what() + ": " + oneLine(e.where()) + ": " + oneLine(e.why());
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s*\\R\\s*", " ");
  }

  /// Words that are no command line of ours.
  static int misused(ParameterException e, String[] args) {
    var err = e.getCommandLine().getErr();
    if (e.getCause() instanceof CairnException known) {
      err.println(line(known));
      return of(known);
    }
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    err.println(
        "cairn: invalid request: "
            + command
            + ": "
            + oneLine(String.valueOf(e.getMessage()))
            + suggestion(e)
            + "; see "
            + command
            + " --help");
    return INVALID;
  }

  /// The option or command whose name is nearest to what was written, where one is near.
  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)
        || unmatched.getUnmatched().isEmpty()) {
      return "";
    }
    String word = unmatched.getUnmatched().getFirst().replaceAll("=.*", "");
    var spec = e.getCommandLine().getCommandSpec();
    var names = new ArrayList<String>(spec.optionsMap().keySet());
    names.addAll(spec.subcommands().keySet());
    String nearest = "";
    int least = 4;
    for (String name : names) {
      int distance = distance(word, name);
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
  }

  /// Letters to insert, delete or replace to make one word of the other (Levenshtein).
  private static int distance(String a, String b) {
    int[] before = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(changed, Math.min(before[j], row[j - 1]) + 1);
      }
      before = row;
    }
    return before[b.length()];
  }

  static int failed(Exception e, CommandLine command, ParseResult parsed) {
    var err = command.getErr();
    boolean verbose =
        command.getCommandSpec().findOption("-v") != null && parsed.hasMatchedOption("-v");
    int code;
    switch (e) {
      case CairnException known -> {
        err.println(line(known));
        code = of(known);
      }
      case InterruptedException _ -> {
        err.println("cairn: interrupted: nothing was written");
        return INTERRUPTED;
      }
      default -> {
        err.println(
            "cairn: defect: "
                + e
                + (verbose ? "" : "; run again with -v for the whole story, and report it"));
        code = DEFECT;
      }
    }
    if (verbose) {
      e.printStackTrace(err);
    }
    return code;
  }
}
