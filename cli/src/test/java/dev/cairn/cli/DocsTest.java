package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.cairn.testing.Fixtures;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The documentation, held against the program: every code block is run, links lead somewhere, and
/// options, tests and package arrows that are named exist.
///
/// Blocks by language:
///
/// - `sh`: commands of ours, which must succeed; others stand in [#NOT_RUN].
/// - `console`: commands after `$`, each followed by what it says; `…` stands for any text within a
///   line, or alone for any lines; `echo $?` tells the exit code, which is else 0.
/// - `java`: a program in one file, compiled and run; a `text` block next to it is what it prints.
/// - `text`: elsewhere a drawing, in [#DRAWINGS].
///
/// Files of the [DocsWorld] are found by their names; each block writes into a folder of its own.
@SuppressWarnings("NullAway.Init")
class DocsTest {
  /// Commands that are not run, and why.
  private static final Map<String, String> NOT_RUN =
      Map.of(
          "git clone REPOSITORY cairn", "needs the network",
          "cd cairn", "goes where we are",
          "mvn verify", "runs this test",
          "mvn verify -Dcairn.fixtures=DIR", "runs this test",
          "./cairn demo -o out", "takes too long here: CI runs it; its words are parsed");

  /// Text blocks that show no output, by their first line.
  private static final Set<String> DRAWINGS =
      Set.of(
          "stac ─► cube ─► plan ─► exec( store ► codec ► format ► warp ► expr ► reduce ) ─► sink");

  private static final Pattern FILE =
      Pattern.compile("(\\w+=)?([\\w/-]+\\.(?:json|geojson|gif|tif|npy))");

  @TempDir static Path folder;
  private static Path world;

  /// A fenced block.
  ///
  /// @param line number of its first line
  /// @param afterJava whether the block before it is of that language
  private record Block(String page, int line, String language, String text, boolean afterJava) {
    String name() {
      return page + ":" + line + " " + language;
    }
  }

  @BeforeAll
  static void makeWorld() throws IOException, InterruptedException {
    world = Files.createDirectory(folder.resolve("world"));
    DocsWorld.write(world);
  }

  private static List<String> pages() throws IOException {
    Path root = Fixtures.root();
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "ARCHITECTURE.md", "CHANGES.md"),
              docs.filter(f -> f.toString().endsWith(".md"))
                  .map(f -> root.relativize(f).toString())
                  .sorted())
          .toList();
    }
  }

  private static String page(String name) throws IOException {
    return Files.readString(Fixtures.root().resolve(name));
  }

  private static List<Block> blocks() throws IOException {
    var blocks = new ArrayList<Block>();
    for (String page : pages()) {
      List<String> lines = page(page).lines().toList();
      String last = "";
      for (int i = 0; i < lines.size(); i++) {
        if (!lines.get(i).startsWith("```")) {
          continue;
        }
        int end = i + 1;
        while (!lines.get(end).equals("```")) {
          end++;
        }
        String language = lines.get(i).substring(3);
        blocks.add(
            new Block(
                page,
                i + 1,
                language,
                String.join("\n", lines.subList(i + 1, end)),
                last.equals("java")));
        last = language;
        i = end;
      }
    }
    return blocks;
  }

  // --- blocks ---

  @TestFactory
  Stream<DynamicTest> everyBlockDoesWhatItSays() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    List<Block> blocks = blocks();
    assertThat(blocks).hasSizeGreaterThan(15);
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      String printed =
          i + 1 < blocks.size() && isOutput(blocks.get(i + 1)) ? blocks.get(i + 1).text() : "";
      tests.add(DynamicTest.dynamicTest(block.name(), () -> check(block, printed)));
    }
    return tests.stream();
  }

  private static boolean isOutput(Block block) {
    return block.language().equals("text") && block.afterJava();
  }

  private static void check(Block block, String printed) throws Exception {
    Path own = Files.createTempDirectory(folder, "block");
    switch (block.language()) {
      case "sh" -> new Shell(own).run(block.text());
      case "console" -> new Shell(own).replay(block.text());
      case "java" -> {
        String said = program(block.text(), own);
        if (!printed.isEmpty()) {
          assertSays(said, printed);
        }
      }
      case "text" -> {
        if (!isOutput(block)) {
          assertThat(DRAWINGS).contains(block.text().lines().findFirst().orElse(""));
        }
      }
      default -> fail("a block of an unknown language: " + block.language());
    }
  }

  @Test
  void everyCommandThatIsNotRunIsThere() throws IOException {
    var written = new TreeSet<String>();
    for (Block block : blocks()) {
      if (block.language().equals("sh")) {
        written.addAll(Shell.commands(block.text()));
      }
    }
    assertThat(written).containsAll(NOT_RUN.keySet());
  }

  /// As the reader means it: a file of the world, or one in the block's own folder.
  private static String located(String word, Path own) {
    Matcher m = FILE.matcher(word);
    if (!m.matches()) {
      return word;
    }
    String name = m.group(2);
    Path file = Files.exists(world.resolve(name)) ? world.resolve(name) : own.resolve(name);
    return (m.group(1) == null ? "" : m.group(1)) + file;
  }

  private static void assertSays(String said, String expected) {
    var pattern = new StringBuilder();
    for (String line : expected.lines().toList()) {
      pattern.append(
          line.equals("…") ? "(?:.*\n)*?" : Pattern.quote(line).replace("…", "\\E.*\\Q") + "\n");
    }
    String text = said.stripTrailing() + "\n";
    if (!Pattern.matches(pattern.toString(), text)) {
      assertThat(text).isEqualTo(expected + "\n"); // shows both
    }
  }

  /// The few words of a shell that the documentation uses.
  private static final class Shell {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|([^\\s'\"]+)");

    private final Path own;
    private int exit;
    private String said = "";

    Shell(Path own) {
      this.own = own;
    }

    /// The commands of a block, each on one line, without comments.
    static List<String> commands(String block) {
      return block
          .replaceAll("\\\\\\R\\s*", "")
          .lines()
          .filter(l -> !l.isBlank() && !l.startsWith("#"))
          .toList();
    }

    void run(String block) {
      for (String command : commands(block)) {
        execute(command);
        assertThat(exit).as(command + "\n" + said).isZero();
      }
    }

    void replay(String block) {
      var expected = new StringBuilder();
      boolean checked = true; // the exit code of the command before
      for (String line : (block + "\n$ echo end").lines().toList()) {
        if (!line.startsWith("$ ")) {
          expected.append(line).append('\n');
          continue;
        }
        if (!expected.isEmpty()) {
          assertSays(said, expected.toString());
        }
        expected.setLength(0);
        if (line.equals("$ echo $?")) {
          said = exit + "\n";
          checked = true;
          continue;
        }
        if (!checked) {
          assertThat(exit).as(said).isZero();
        }
        if (!line.equals("$ echo end")) {
          execute(line.substring(2));
          checked = false;
        }
      }
    }

    private void execute(String command) {
      exit = 0;
      if (NOT_RUN.containsKey(command)) {
        if (command.startsWith("./cairn ")) {
          Main.commandLine().parseArgs(words(command.substring("./cairn ".length())));
        }
        return;
      }
      InputStream stdin = System.in;
      try {
        String piped = "";
        for (String part : command.split(" \\| ", -1)) {
          assertThat(part)
              .as("a command that is neither ours nor listed")
              .matches("(\\./)?cairn .*");
          System.setIn(new ByteArrayInputStream(piped.getBytes(StandardCharsets.UTF_8)));
          var ended = Program.run(words(part.substring(part.indexOf("cairn ") + 6)));
          piped = ended.out();
          exit = ended.exit();
          said = (ended.out() + ended.err()).replace(own + "/", "").replace(world + "/", "");
        }
      } finally {
        System.setIn(stdin);
      }
    }

    private String[] words(String command) {
      var words = new ArrayList<String>();
      Matcher m = WORD.matcher(command);
      while (m.find()) {
        String word =
            m.group(1) != null ? m.group(1) : m.group(2) != null ? m.group(2) : m.group(3);
        words.add(located(word, own));
      }
      return words.toArray(String[]::new);
    }
  }

  /// Compiles and runs a program in one file.
  ///
  /// @return what it printed
  private static String program(String source, Path own) throws Exception {
    var text = new StringBuilder();
    Matcher literals = Pattern.compile("\"([^\"\\n]*)\"").matcher(source);
    while (literals.find()) {
      literals.appendReplacement(
          text, Matcher.quoteReplacement("\"" + located(literals.group(1), own) + "\""));
    }
    literals.appendTail(text);
    Path file = own.resolve("Example.java");
    Files.writeString(file, text);
    var complaints = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                complaints,
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                own.toString(),
                file.toString());
    assertThat(failed).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
    PrintStream stdout = System.out;
    var printed = new ByteArrayOutputStream();
    try (var loader = new URLClassLoader(new URL[] {own.toUri().toURL()});
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      System.setOut(out);
      var example = loader.loadClass("Example");
      var constructor = example.getDeclaredConstructor();
      var main = example.getDeclaredMethod("main");
      constructor.setAccessible(true);
      main.setAccessible(true);
      main.invoke(constructor.newInstance());
    } finally {
      System.setOut(stdout);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  // --- what is named ---

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    var broken = new TreeSet<String>();
    for (String page : pages()) {
      Matcher m =
          Pattern.compile("\\]\\(([^)\\s]+)\\)|(?m)^\\[[^\\]]+\\]: (\\S+)$").matcher(page(page));
      while (m.find()) {
        String target = m.group(1) == null ? m.group(2) : m.group(1);
        String path = target.replaceAll("#.*", "");
        Path file = Fixtures.root().resolve(page).resolveSibling(path).normalize();
        boolean there =
            path.isEmpty() ? anchors(page(page)).contains(target.substring(1)) : Files.exists(file);
        if (!target.contains("://") && !there) {
          broken.add(page + " → " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static Set<String> anchors(String page) {
    var anchors = new TreeSet<String>();
    page.lines()
        .filter(l -> l.startsWith("#"))
        .map(l -> l.replaceAll("^#+ ", "").toLowerCase(java.util.Locale.ROOT))
        .forEach(h -> anchors.add(h.replaceAll("[^\\p{L}\\d -]", "").replace(' ', '-')));
    return anchors;
  }

  @Test
  void everyOptionThatIsNamedExists() throws IOException {
    var known = new TreeSet<String>();
    Main.commandLine()
        .getSubcommands()
        .values()
        .forEach(c -> known.addAll(c.getCommandSpec().optionsMap().keySet()));
    known.addAll(List.of("--version", "--data")); // the program's own, and the benchmark script's
    for (String page : pages()) {
      Matcher m = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+").matcher(page(page));
      while (m.find()) {
        assertThat(known).as(page).contains(m.group());
      }
    }
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    for (String module : List.of("engine", "cli")) {
      try (Stream<Path> files = Files.walk(Fixtures.root().resolve(module + "/src/test/java"))) {
        for (Path f : files.filter(f -> f.toString().endsWith("Test.java")).toList()) {
          tests.put(f.getFileName().toString().replace(".java", ""), Files.readString(f));
        }
      }
    }
    for (String page : pages()) {
      Matcher m =
          Pattern.compile("\\b([A-Z]\\w+Test)\\b(?:\\.(?!java)(\\w+))?").matcher(page(page));
      while (m.find()) {
        assertThat(tests).as(page).containsKey(m.group(1));
        if (m.group(2) != null) {
          assertThat(tests.getOrDefault(m.group(1), "")).as(m.group()).contains(m.group(2) + "(");
        }
      }
    }
  }

  @Test
  void theTableOfPackagesIsThatOfTheArchitectureTest() throws IOException {
    var written = new TreeMap<String, Set<String>>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z.]+)` \\| ([a-z. ]*)\\| ").matcher(page("ARCHITECTURE.md"));
    while (row.find()) {
      written.put(row.group(1), words(row.group(2)));
    }
    String test = page("engine/src/test/java/dev/cairn/ArchitectureTest.java");
    var held = new TreeMap<String, Set<String>>();
    Matcher entry =
        Pattern.compile("Map\\.entry\\(\\s*\"([a-z.]+)\",\\s*Set\\.of\\(([^)]*)\\)").matcher(test);
    while (entry.find()) {
      held.put(entry.group(1), words(entry.group(2).replaceAll("[\",]", " ")));
    }
    assertThat(held).hasSizeGreaterThan(15);
    assertThat(written).isEqualTo(held);
  }

  private static Set<String> words(String text) {
    var words = new TreeSet<>(List.of(text.strip().split("\\s+")));
    words.remove("");
    return words;
  }
}
