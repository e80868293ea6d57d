import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks or fixes the formatting of every Java source: `java build/Format.java FORMATTER.jar check|fix`, run from the
/// repository's root. The formatter runs in a process of its own because it needs the compiler's internals opened.
final class Format {
  private static final List<String> INTERNALS = List.of("api", "code", "file", "main", "parser", "tree", "util");

  private Format() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    boolean fix = args[1].equals("fix");
    List<String> sources;
    try (var files = Files.walk(Path.of(""))) {
      sources =
          files
              .filter(f -> f.toString().endsWith(".java"))
              .filter(f -> !f.toString().contains("target/") && !f.startsWith("build"))
              .map(Path::toString)
              .sorted()
              .toList();
    }
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    INTERNALS.forEach(p -> command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + p + "=ALL-UNNAMED"));
    command.addAll(List.of("-jar", args[0]));
    command.addAll(fix ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    command.addAll(sources);
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      System.err.println("The files above are not formatted: mvn -N process-classes -Dcairn.format=fix");
      System.exit(1);
    }
  }
}
