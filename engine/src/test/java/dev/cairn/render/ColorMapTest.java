package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.testing.Judge;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColorMapTest {
  /// Positions where rounding could go either way, and steps between.
  private static List<Float> positions() {
    var positions = new ArrayList<Float>();
    for (int i = 0; i <= 256; i++) {
      float edge = i / 256f;
      positions.add(edge);
      positions.add(Math.max(0, Math.nextDown(edge)));
      positions.add(Math.min(1, Math.nextUp(edge)));
    }
    return positions;
  }

  @Test
  void everyMapAndItsReverseGiveTheColoursThatMatplotlibGives(@TempDir Path folder)
      throws IOException {
    Judge.requirePython("matplotlib", "numpy");
    List<String> names = new ArrayList<>();
    for (String name : ColorMap.names()) {
      names.add(name);
      names.add(name + "_r");
    }
    List<Float> positions = positions();
    ByteBuffer asked = ByteBuffer.allocate(4 * positions.size());
    positions.forEach(asked::putFloat);
    Files.write(folder.resolve("positions"), asked.array());

    var verdict =
        Judge.python(
            """
            import sys
            import matplotlib
            import numpy
            folder = sys.argv[1]
            x = numpy.fromfile(folder + "/positions", ">f4").astype("f4")
            with open(folder + "/colours", "wb") as out:
                for name in sys.argv[2:]:
                    out.write((matplotlib.colormaps[name](x)[:, :3] * 255).astype("u1").tobytes())
            """,
            concat(folder.toString(), names));

    assertThat(verdict.exitCode()).as(verdict.output()).isZero();
    byte[] expected = Files.readAllBytes(folder.resolve("colours"));
    int at = 0;
    for (String name : names) {
      ColorMap map = ColorMap.of(name);
      for (float position : positions) {
        int color = 0xFF00_0000;
        for (int shift = 16; shift >= 0; shift -= 8) {
          color |= (expected[at++] & 0xFF) << shift;
        }
        // matplotlib computes a reversed map anew from its segments, which may round otherwise.
        int tolerance = name.endsWith("_r") ? 1 : 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
          assertThat(map.argb(position) >> shift & 0xFF)
              .as(name + " at " + position)
              .isCloseTo(color >> shift & 0xFF, within(tolerance));
        }
      }
    }
    assertThat(at).isEqualTo(expected.length);
  }

  @Test
  void namesAreFoundWhateverTheirCase() {
    assertThat(ColorMap.of("rdylgn")).isEqualTo(ColorMap.of("RdYlGn"));
    assertThat(ColorMap.of("Grey_R")).isEqualTo(ColorMap.of("gray_r"));
    assertThat(ColorMap.of("RDYLGN_r").name()).isEqualTo("RdYlGn_r");
    assertThat(ColorMap.of("grays").name()).isEqualTo("Greys");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThereAre() {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> ColorMap.of("viridian"))
        .withMessageContaining("viridian")
        .withMessageContaining("viridis, plasma")
        .withMessageContaining("_r");
  }

  @Test
  void coloringFollowsTheNumberOfBands() {
    assertThat(Coloring.of(1)).isEqualTo(new Coloring.Mapped(ColorMap.of("viridis")));
    assertThat(Coloring.of(1, "magma")).isEqualTo(new Coloring.Mapped(ColorMap.of("magma")));
    assertThat(Coloring.of(3)).isEqualTo(new Coloring.Composite());
    assertThatExceptionOfType(InvalidRequest.class).isThrownBy(() -> Coloring.of(2));
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Coloring.of(3, "magma"))
        .withMessageContaining("needs one band");
  }

  private static String[] concat(String first, List<String> rest) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(rest);
    return all.toArray(String[]::new);
  }
}
