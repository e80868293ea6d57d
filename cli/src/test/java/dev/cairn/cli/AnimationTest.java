package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Animations of rasters whose every pixel is known, as Pillow plays them.
class AnimationTest {
  @TempDir Path folder;

  @BeforeEach
  void judged() {
    Judge.requirePython("PIL");
  }

  private void gif(String... options) {
    var args =
        new ArrayList<>(
            List.of(
                "cube",
                folder.resolve("items.json").toString(),
                "-q",
                "-o",
                folder.resolve("a.gif").toString()));
    args.addAll(List.of(options));
    var ended = Program.run(args.toArray(String[]::new));
    assertThat(ended.exit()).as(ended.err()).isZero();
  }

  /// Judges `frames`: arrays (y, x, RGBA) as Pillow has them.
  private void judge(String program) {
    Oracle.ask(
        folder,
        """
        from PIL import Image, ImageSequence
        frames = [np.array(f.convert('RGBA')) for f in ImageSequence.Iterator(Image.open('a.gif'))]
        """
            + program);
  }

  /// Frames of red, green and blue samples as they come; `(rgb)` gives frame t's three arrays.
  private void frames(String program, String... dates) {
    Oracle.ask(
        folder,
        program
            + """

            scenes = []
            for t, date in enumerate('%s'.split()):
                for name, values in zip('rgb', rgb(t)):
                    raster(f'{t}{name}.tif', np.asarray(values, 'uint8'))
                scenes.append(scene(f's{t}', date, **{n: asset(f'{t}{n}.tif', nodata=255) for n in 'rgb'}))
            items('items.json', *scenes)
            """
                .formatted(String.join(" ", dates)));
  }

  @Test
  void theFirstBandIsRedTheSecondGreenTheThirdBlue() {
    frames(
        "def rgb(t): return [np.full((24, 32), v) for v in ((200, 100, 50), (10, 30, 90))[t]]",
        "2001-01-01",
        "2002-01-01");
    gif("--bands", "r,g,b", "--stretch", "none", "--date-position", "none");
    judge(
        """
        same(frames[0], np.broadcast_to([200, 100, 50, 255], (24, 32, 4)))
        same(frames[1], np.broadcast_to([10, 30, 90, 255], (24, 32, 4)))
        """);
    gif("--bands", "b,r,g", "--stretch", "none", "--date-position", "none", "--overwrite");
    judge("same(frames[0], np.broadcast_to([50, 200, 100, 255], (24, 32, 4)))");
  }

  @Test
  void thePaletteServesEveryFrame() {
    // 480 colours: more than the palette has, and none that two frames share
    frames(
        """
        shades = np.arange(960).reshape(24, 40) // 6 + 60
        def rgb(t): return [shades if c == t else np.zeros_like(shades) for c in range(3)]
        """,
        "2001-01-01",
        "2002-01-01",
        "2003-01-01");
    gif("--bands", "r,g,b", "--stretch", "none", "--date-position", "none");
    judge(
        """
        shades = np.arange(960).reshape(24, 40) // 6 + 60
        for t, frame in enumerate(frames):
            for c in range(3):
                off = np.abs(frame[..., c].astype(int) - (shades if c == t else 0))
                assert off.max() <= 8 and off.mean() <= 2, (t, c, off.max(), off.mean())
        """);
  }

  @Test
  void theStretchIsThatOfTheWholeStack() {
    // the second frame is twice as bright as the first; the last pixel has no value
    String frames =
        """
        ramp = np.arange(600).reshape(20, 30) // 6
        def rgb(t):
            v = ramp * (t + 1)
            v[-1, -1] = 255
            return [v, v, v]
        """;
    frames(frames, "2001-01-01", "2002-01-01");
    for (String stretch : List.of("minmax", "p2,p98")) {
      gif("--bands", "r,g,b", "--stretch", stretch, "--date-position", "none", "--overwrite");
      judge(
          frames
              + """
              values = np.where(np.array([rgb(0), rgb(1)]) == 255, np.nan, np.array([rgb(0), rgb(1)]))
              low, high = np.nanpercentile(values, (0, 100) if '%s' == 'minmax' else (2, 98))
              for t in range(2):
                  shown = ~np.isnan(values[t, 0])
                  same(frames[t][..., 3] == 255, shown)
                  level = (values[t, 0] - low) / (high - low) * 255
                  off = np.abs(frames[t][..., 0][shown] - np.clip(level, 0, 255)[shown])
                  assert off.max() <= 1.01, (t, off.max())
              """
                  .formatted(stretch));
    }
  }

  @Test
  void eachFrameBearsItsOwnDate() {
    frames(
        "def rgb(t): return [np.full((60, 120), 120)] * 3",
        "2001-10-12",
        "2015-04-13",
        "2022-06-07",
        "2098-10-12");
    gif("--bands", "r,g,b", "--stretch", "none", "--date-size", "7");
    // The characters are not known, but that they are 5 pixels apart: equal ones must look the same
    // wherever they stand, different ones different.
    judge(
        """
        looks = {}
        dates = ['2001-10-12', '2015-04-13', '2022-06-07', '2098-10-12']
        assert len(frames) == len(dates)
        for frame, date in zip(frames, dates):
            drawn = (frame[..., :3] != 120).any(2)
            rows, cols = np.flatnonzero(drawn.any(1)), np.flatnonzero(drawn.any(0))
            box = frame[rows[0]:rows[-1] + 1, cols[0]:cols[-1] + 1, 0]
            assert set(np.unique(box)) == {0, 255}, np.unique(box)
            pad = (box.shape[1] - 49) // 2
            assert pad >= 1 and rows[0] < 15 and cols[0] < 15
            for i, character in enumerate(date):
                look = (box[:, pad + 5 * i:pad + 5 * i + 4] == 255).tobytes()
                assert looks.setdefault(character, look) == look, (date, i)
        assert len(set(looks.values())) == len(looks) == 11, {k: len(v) for k, v in looks.items()}
        """);
  }

  @Test
  void aSingleBandIsColouredByItsMap() {
    frames(
        "def rgb(t): return [np.arange(768).reshape(24, 32) // 3 - (t == 0)] * 3",
        "2001-01-01",
        "2002-01-01");
    Judge.requirePython("matplotlib");
    gif("--bands", "r", "--stretch", "0,254", "--nodata", "255", "--date-position", "none");
    judge(
        """
        import matplotlib
        table = (matplotlib.colormaps['viridis'](np.arange(256))[:, :3] * 255).round()
        values = np.array(gdal.Open('1r.tif').ReadAsArray(), float)
        shown = values != 255
        theirs = table[np.minimum((values / 254 * 256).astype(int), 255)]
        off = np.abs(frames[1][..., :3] - theirs)[shown]
        assert off.max() <= 4, off.max()
        same(frames[1][..., 3] == 255, shown)
        """);
  }
}
