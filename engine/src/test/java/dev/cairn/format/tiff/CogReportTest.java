package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.base.CairnException;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CogReportTest {
  private final FileBytes store = FileBytes.ofFiles();

  @Test
  void ofACogIsValidAndOfAppendedOverviewsIsNot() throws Exception {
    Path root = Fixtures.root().resolve("engine/src/test/resources/tiff");

    CogReport cog = Tiff.open(store, root.resolve("cog.tif").toUri()).cogReport();
    CogReport appended =
        Tiff.open(store, root.resolve("overviews-appended.tif").toUri()).cogReport();

    assertThat(cog).isEqualTo(new CogReport(List.of(), List.of()));
    assertThat(appended.isValid()).isFalse();
    assertThat(String.join("; ", appended.errors()))
        .contains("first tile of the image lies before that of overview 0");
  }

  @Test
  void findsAsManyFaultsInEachFileAsGdalDoes(@TempDir Path folder) throws Exception {
    Path zoo = Fixtures.require("data/tiff-zoo");
    Judge.requirePython("osgeo_utils.samples.validate_cloud_optimized_geotiff");
    var names = new ArrayList<String>();
    var reports = new ArrayList<CogReport>();
    for (Path file : files(zoo)) {
      try {
        Tiff tiff = Tiff.open(store, file.toUri());
        reports.add(tiff.cogReport());
        names.add(file.toString());
      } catch (CairnException _) {
        // no TIFF of ours
      }
    }
    Path list = Files.write(folder.resolve("names.txt"), names);
    var verdict =
        Judge.python(
            """
            import sys
            from osgeo import gdal
            from osgeo_utils.samples.validate_cloud_optimized_geotiff import validate
            gdal.PushErrorHandler("CPLQuietErrorHandler")
            gdal.SetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR")
            for name in open(sys.argv[1]).read().splitlines():
                try:
                    warnings, errors, _ = validate(name)
                    print(len(errors), len(warnings), " ".join(errors).replace("\\n", " "))
                except Exception as e:
                    print("none", e)
            """,
            list.toString());
    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    List<String> lines = verdict.output().lines().toList();
    assertThat(lines).hasSameSizeAs(names);
    var soft = new SoftAssertions();
    int judged = 0;
    for (int i = 0; i < names.size(); i++) {
      if (!lines.get(i).startsWith("none")) {
        CogReport r = reports.get(i);
        soft.assertThat(r.errors().size() + " " + r.warnings().size())
            .as(names.get(i) + ": " + r + " against " + lines.get(i))
            .isEqualTo(String.join(" ", List.of(lines.get(i).split(" ")).subList(0, 2)));
        judged++;
      }
    }
    soft.assertAll();
    assertThat(judged).isGreaterThan(600);
  }

  private static List<Path> files(Path zoo) throws IOException {
    try (var files = Files.walk(zoo)) {
      return files.filter(f -> f.toString().matches(".*\\.tiff?")).sorted().toList();
    }
  }
}
