import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Checks or fixes the formatting of every Java source: `java build/Format.java FORMATTER.jar check|fix|skip`, run from the
/// repository's root. The formatter runs in a process of its own because it needs the compiler's internals opened.
final class Format {
  private static final List<String> INTERNALS = List.of("api", "code", "file", "main", "parser", "tree", "util");

  private Format() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[1].equals("skip")) {
      return;
    }
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
    if (fix) {
      for (String source : sources) {
        wrapDocs(Path.of(source));
      }
    }
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      System.err.println("The files above are not formatted: mvn -N process-classes -Dcairn.format=fix");
      System.exit(1);
    }
  }

  /// Wraps lines of `///` comments that are longer than the formatter's 100 columns: it would break them into `//` lines,
  /// which are no documentation.
  private static void wrapDocs(Path source) throws IOException {
    List<String> lines = Files.readAllLines(source);
    var wrapped = new ArrayList<String>();
    boolean fenced = false;
    boolean docs = false;
    for (String line : lines) {
      String text = line.strip();
      if (docs && text.startsWith("// ")) {
        line = line.replaceFirst("// ", "/// "); // what an earlier run broke
        text = line.strip();
      }
      docs = text.startsWith("///");
      if (text.startsWith("/// ```")) {
        fenced = !fenced;
      }
      String indent = line.substring(0, line.length() - line.stripLeading().length());
      while (docs && !fenced && line.length() > 100 && line.lastIndexOf(' ', 100) > indent.length() + 4) {
        int at = line.lastIndexOf(' ', 100);
        wrapped.add(line.substring(0, at));
        line = indent + "/// " + line.substring(at + 1);
      }
      wrapped.add(line);
    }
    if (!wrapped.equals(lines)) {
      Files.write(source, wrapped);
    }
  }
}
