package dev.cairn;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.cairn.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Holds the plan of the house: which package may use which. A new arrow is a design decision:
/// change this table, the one in ARCHITECTURE.md and an ADR together.
class ArchitectureTest {
  /// Package → what it may use; `base` is everybody's.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("base", Set.of()),
          Map.entry("geo", Set.of()),
          Map.entry("codec", Set.of()),
          Map.entry("store", Set.of()),
          Map.entry("region", Set.of("geo")),
          Map.entry("raster", Set.of("geo")),
          Map.entry("expr", Set.of("raster")),
          Map.entry("reduce", Set.of("raster")),
          Map.entry("focal", Set.of("geo", "raster")),
          Map.entry("warp", Set.of("geo", "raster")),
          Map.entry("render", Set.of("geo", "raster")),
          Map.entry("format.tiff", Set.of("geo", "raster", "codec", "store")),
          Map.entry("format.npy", Set.of("geo", "raster", "codec", "store")),
          Map.entry("format.gif", Set.of("geo", "raster", "codec", "store")),
          Map.entry("stac", Set.of("geo", "region", "raster", "store")),
          Map.entry("cube", Set.of("geo", "region", "raster", "expr", "reduce", "focal", "warp")),
          Map.entry("plan", Set.of("geo", "raster", "expr", "reduce", "focal", "warp", "cube")),
          Map.entry(
              "exec",
              Set.of(
                  "geo", "raster", "expr", "reduce", "focal", "warp", "format", "store", "cube",
                  "plan")),
          Map.entry(
              "sink",
              Set.of("geo", "raster", "reduce", "render", "format", "store", "plan", "exec")));

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.cairn");

  @Test
  void everyPackageUsesOnlyWhatTheTableAllows() {
    var broken = new TreeMap<String, Set<String>>();
    for (JavaClass c : classes) {
      String from = room(c.getPackageName());
      if (from.isEmpty()) {
        continue; // the door may use everything
      }
      assertThat(MAY_USE)
          .as("a package without a row in the table, used by " + c.getName())
          .containsKey(from);
      Set<String> mayUse = MAY_USE.getOrDefault(from, Set.of());
      for (Dependency d : c.getDirectDependenciesFromSelf()) {
        String target = d.getTargetClass().getPackageName();
        if (!target.startsWith("dev.cairn")) {
          continue;
        }
        String to = room(target);
        boolean allowed =
            to.equals(from)
                || to.equals("base")
                || mayUse.contains(to)
                || (to.startsWith("format.") && mayUse.contains("format"));
        if (!allowed) {
          broken
              .computeIfAbsent(
                  from + " → " + (to.isEmpty() ? "the door" : to), _ -> new TreeSet<>())
              .add(c.getName());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.cairn.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void everyPackageIsDescribedAndNullMarked() throws ReflectiveOperationException {
    var packages = new TreeSet<String>();
    classes.forEach(c -> packages.add(c.getPackageName()));
    for (String name : packages) {
      Class<?> info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(org.jspecify.annotations.NullMarked.class))
          .as(name)
          .isTrue();
    }
  }

  @Test
  void theFailuresAreTheOnlyExceptionsOfOurOwn() {
    for (JavaClass c : classes) {
      if (c.isAssignableTo(Throwable.class)) {
        assertThat(c.isAssignableTo(dev.cairn.base.CairnException.class)).as(c.getName()).isTrue();
      }
    }
  }

  @Test
  void everyTestHasANameByWhichTheBuildFindsIt() throws IOException {
    var lost = new ArrayList<String>();
    int found = 0;
    for (String module : List.of("engine", "cli")) {
      try (Stream<Path> files = Files.walk(Fixtures.root().resolve(module + "/src/test/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String text = Files.readString(file);
          if (TEST.matcher(text).find() && !text.contains("\nabstract class ")) {
            found++;
            if (!file.toString().endsWith("Test.java")) {
              lost.add(file.toString());
            }
          }
        }
      }
    }
    assertThat(lost).isEmpty();
    assertThat(found).isGreaterThan(100);
  }

  private static final Pattern TEST =
      Pattern.compile("\n  @(Test|TestFactory|ParameterizedTest|Property|Example)\\b");

  /// `dev.cairn.format.tiff` → `format.tiff`; the root → empty.
  private static String room(String packageName) {
    return packageName.equals("dev.cairn") ? "" : packageName.substring("dev.cairn.".length());
  }
}
