package dev.cairn.cli;

import dev.cairn.base.Unavailable;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The program `cairn`.
@Command(
    name = "cairn",
    description =
        "Earth observation imagery: catalogues and COGs in, composites and animations out.",
    mixinStandardHelpOptions = true,
    version = "cairn 0.1.0-SNAPSHOT",
    subcommands = {
      DemoCommand.class,
      CubeCommand.class,
      InfoCommand.class,
      SearchCommand.class,
      RunCommand.class,
      WarmUpCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "A first result: cairn demo -o out",
      "",
      "Exit codes: 0 done, 1 a defect of ours, 2 the request is wrong, 3 not found or access"
          + " denied,",
      "4 data malformed or unsupported, 5 unavailable after retries, 130 interrupted."
    })
@SuppressWarnings("NullAway.Init") // picocli fills it
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  private Main() {}

  /// Without a command: how it is used.
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  public static void main(String[] args) {
    int exit = run(args);
    if (exit == ExitCodes.INTERRUPTED) {
      Runtime.getRuntime()
          .halt(exit); // the JVM is going down already: exit() would wait for itself
    }
    System.exit(exit);
  }

  /// Runs the program; the interruption of a terminal (Ctrl-C) stops what runs and waits until it
  /// has cleaned up.
  ///
  /// @return the exit code
  static int run(String... args) {
    Thread main = Thread.currentThread();
    var ended = new CountDownLatch(1);
    var hook =
        new Thread(
            () -> {
              main.interrupt();
              try {
                ended.await(10, TimeUnit.SECONDS);
              } catch (InterruptedException _) {
                // the machine goes down: nothing to wait for any more
              }
            });
    Runtime.getRuntime().addShutdownHook(hook);
    int exit;
    try {
      exit = answered(args);
    } catch (OutOfMemoryError e) {
      System.err.println(
          "cairn: invalid request: memory: what the program may use has run out ("
              + e.getMessage()
              + "); allow more with --max-memory");
      exit = ExitCodes.INVALID;
    } finally {
      ended.countDown();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      return ExitCodes.INTERRUPTED; // it runs already
    }
    return exit;
  }

  /// Runs a command line and sees that its answer has arrived.
  private static int answered(String... args) {
    var stdout = new StandardOutput();
    PrintWriter out = stdout.writer();
    int exit = commandLine().setOut(out).execute(args);
    out.flush();
    try {
      stdout.check();
      return exit;
    } catch (Unavailable e) {
      if (exit == 0) {
        System.err.println(ExitCodes.line(e));
        return ExitCodes.of(e);
      }
      return exit; // why is said already
    }
  }

  static CommandLine commandLine() {
    var line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpWidth(100);
    line.setUsageHelpLongOptionsMaxWidth(30);
    line.setParameterExceptionHandler(ExitCodes::misused);
    line.setExecutionExceptionHandler(ExitCodes::failed);
    return line;
  }
}
