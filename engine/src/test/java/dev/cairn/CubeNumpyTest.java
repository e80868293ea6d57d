package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.cube.Cube;
import dev.cairn.cube.LoadOptions;
import dev.cairn.format.npy.NpyArray;
import dev.cairn.format.npy.NpyReader;
import dev.cairn.plan.PlanOptions;
import dev.cairn.plan.Planner;
import dev.cairn.raster.DType;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.TimeReducer;
import dev.cairn.sink.Sinks;
import dev.cairn.testing.Judge;
import dev.cairn.testing.Oracle;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Chains of operations on random cubes with gaps, by default's rules, against numpy and pandas:
/// steps in every order, empty bins, scenes that lack a band or lie elsewhere, no-data values that
/// differ from item to item. Each in one chunk and in chunks of 16 × 16.
class CubeNumpyTest {
  @TempDir static Path folder;

  /// Makes the items and, of the same arrays, what each case must give: `NAME.npy`.
  @BeforeAll
  static void compute() {
    Judge.requirePython("pandas");
    Oracle.ask(
        folder,
        """
        import warnings; warnings.simplefilter('ignore')
        import pandas as pd
        random = np.random.default_rng(20)
        T, H, W = 11, 37, 53
        dates = ['2020-01-03', '2020-01-20', '2020-02-11', '2020-02-28', '2020-03-01', '2020-07-09', '2020-07-10',
                 '2020-08-31', '2021-01-01', '2021-01-31', '2021-02-02']

        # floats with gaps; a is missing on scene 4, b on 2 and 8; scene 6 covers the right part alone, 9 the lower
        a, b = (np.where(random.random((T, H, W)) < .45, np.nan, random.uniform(1, 9, (T, H, W))).astype('float32')
                for _ in range(2))
        a[4] = np.nan; b[[2, 8]] = np.nan
        scenes = []
        for t, date in enumerate(dates):
            row, col = (20 if t == 9 else 0), (40 if t == 6 else 0)
            assets = {}
            for name, v in (('a', a), ('b', b)):
                v[t, :row] = np.nan; v[t, :, :col] = np.nan
                if not (name == 'a' and t == 4) and not (name == 'b' and t in (2, 8)):
                    raster(f'{t}{name}.tif', v[t, row:, col:], left=LEFT + 10 * col, top=TOP - 10 * row)
                    assets[name] = asset(f'{t}{name}.tif')
            scenes.append(scene(f's{t}', date, **assets))
        items('floats.json', *scenes)

        # integers, each item with another sample for no value
        n = random.integers(-5, 6, (6, H, W)).astype('int16')
        missing = [-5, 0, 5, -32768, 3, 1]
        for t in range(6):
            raster(f'n{t}.tif', n[t], nodata=missing[t] if t % 2 else None)
        items('integers.json', *(scene(f'n{t}', dates[t], n=asset(f'n{t}.tif', nodata=missing[t])) for t in range(6)))
        n = np.where(n == np.array(missing)[:, None, None], np.nan, n)

        days = pd.DatetimeIndex(dates)
        def table(*bands): return pd.DataFrame(np.stack(bands, 1).reshape(len(bands[0]), -1), index=days[:len(bands[0])])
        def cube(frame, bands): return frame.to_numpy().reshape(len(frame), bands, H, W)
        def case(name, values): np.save(name, np.asarray(values, 'float32'))

        ab = table(a, b)
        case('loaded.npy', cube(ab, 2))
        case('forward.npy', cube(ab.ffill(), 2))
        case('backward.npy', cube(ab.bfill(), 2))
        case('forward-skip.npy', cube(ab.ffill(), 2)[3:])
        case('backward-skip.npy', cube(ab.bfill(), 2)[3:])
        case('skip-forward.npy', cube(ab.iloc[4:].ffill(), 2))
        case('both-ways.npy', cube(ab.ffill().bfill(), 2))
        quarters = ab.resample('QS')
        case('quarters.npy', cube(quarters.median(), 2))
        assert np.isnan(cube(quarters.median(), 2)[1]).all()
        case('quarters-forward.npy', cube(quarters.median().ffill(), 2))
        case('quarters-backward-skip.npy', cube(quarters.median().bfill(), 2)[1:])
        case('months-count.npy', cube(ab.resample('MS').count(), 2))
        case('months-first.npy', cube(ab.resample('MS').first(), 2))
        case('months-last.npy', cube(ab.resample('MS').last(), 2))
        ratio = (b - a) / (b + a)
        case('reduced-after.npy', np.nanmedian(ratio, 0)[None, None])
        case('mean-after.npy', cube(table(ratio.astype(float)).resample('2MS').mean(), 1))
        medians = np.nanmedian(a, 0), np.nanmedian(b, 0)
        case('calculated-after.npy', (medians[1] / medians[0] - 1)[None, None])
        case('calculated-twice.npy', np.nanmax((a + b) * 2, 0)[None, None] - 3)
        m = quarters.median()
        case('select-after.npy', cube(m, 2)[:, 1:])
        case('last-after.npy', cube(m, 2)[-1:])
        case('some-after.npy', cube(m, 2)[[0, 2, -1]])
        case('sum-of-steps.npy', cube(m.iloc[[0, 2]].ffill(), 2))
        case('of-bins.npy', np.nanmean(cube(ab.resample('MS').max().astype(float), 2), 0)[None])
        case('at.npy', cube(ab, 2)[[1, 4, 10]])
        case('at-mean.npy', np.nanmean(cube(ab, 2)[[1, 6, 9]].astype(float), 0)[None])
        case('at-of-at.npy', cube(ab, 2)[[3, 4, 9, 10]])
        case('skip-of-slice.npy', cube(ab, 2)[4:8])
        case('swapped.npy', cube(table(b, a), 2))
        case('swapped-after.npy', cube(m, 2)[:, ::-1])
        case('one-of-calculated.npy', (cube(m, 2)[:, 1:] - cube(m, 2)[:, :1]))
        case('n-loaded.npy', n[:, None])
        case('n-max.npy', np.nanmax(n, 0)[None, None])
        case('n-mean.npy', np.nanmean(n, 0)[None, None])
        case('n-count.npy', np.isfinite(n).sum(0)[None, None])
        case('n-forward.npy', cube(table(n).ffill(), 1))
        case('n-computed.npy', n[:, None] * 2 + 1)
        """);
  }

  private record Case(String name, String items, UnaryOperator<Cube> steps) {}

  private static Case floats(String name, UnaryOperator<Cube> steps) {
    return new Case(name, "floats.json", steps);
  }

  private static Case integers(String name, UnaryOperator<Cube> steps) {
    return new Case(name, "integers.json", steps);
  }

  private static TimeReducer by(String name) {
    return TimeReducer.parse(name);
  }

  private static Stream<Case> cases() {
    return Stream.of(
        floats("loaded", c -> c),
        floats("forward", Cube::fillForward),
        floats("backward", Cube::fillBackward),
        floats("forward-skip", c -> c.fillForward().skip(3)),
        floats("backward-skip", c -> c.fillBackward().skip(3)),
        floats("skip-forward", c -> c.skip(4).fillForward()),
        floats("both-ways", c -> c.fillForward().fillBackward()),
        floats("quarters", c -> c.resample("QS").median()),
        floats("quarters-forward", c -> c.resample("QS").median().fillForward()),
        floats("quarters-backward-skip", c -> c.resample("QS").median().fillBackward().skip(1)),
        floats("months-count", c -> c.resample("MS").count()),
        floats("months-first", c -> c.resample("MS").first()),
        floats("months-last", c -> c.resample("MS").last()),
        floats("reduced-after", c -> c.calculate("r=(b-a)/(b+a)").reduce(by("median"))),
        floats("mean-after", c -> c.calculate("r=(b-a)/(b+a)").resample("2MS").mean()),
        floats("calculated-after", c -> c.reduce(by("median")).calculate("r=b/a-1")),
        floats(
            "calculated-twice",
            c -> c.calculate("s=a+b", "a=a").calculate("d=s*2").reduce(by("max")).minus(3)),
        floats("select-after", c -> c.resample("QS").median().select("b")),
        floats("last-after", c -> c.resample("QS").median().at(-1)),
        floats("some-after", c -> c.resample("QS").median().at(0, 2, -1)),
        floats("sum-of-steps", c -> c.resample("QS").median().at(0, 2).fillForward()),
        floats("of-bins", c -> c.resample("MS").max().reduce(by("mean"))),
        floats("at", c -> c.at(1, 4, -1)),
        floats("at-mean", c -> c.at(1, 6, 9).reduce(by("mean"))),
        floats("at-of-at", c -> c.at(1, 3, 4, 7, 9, 10).at(1, 2, -2, -1)),
        floats("skip-of-slice", c -> c.slice(2, -3).skip(2)),
        floats("swapped-after", c -> c.resample("QS").median().select("b", "a")),
        floats(
            "one-of-calculated",
            c -> c.resample("QS").median().calculate("s=a+b", "d=b-a").select("d")),
        floats("swapped", c -> c.select("b", "a")),
        integers("n-loaded", c -> c),
        integers("n-max", c -> c.reduce(by("max"))),
        integers("n-mean", c -> c.reduce(by("mean"))),
        integers("n-count", c -> c.reduce(by("count"))),
        integers("n-forward", Cube::fillForward),
        integers("n-computed", c -> c.times(2).plus(1)));
  }

  @TestFactory
  Stream<DynamicTest> cubesEqualNumpysAndPandas() {
    return cases()
        .flatMap(
            c ->
                Stream.of("auto", "16")
                    .map(
                        chunk ->
                            DynamicTest.dynamicTest(
                                c.name() + ", chunk " + chunk, () -> compare(c, chunk))));
  }

  private static void compare(Case c, String chunk) throws InterruptedException {
    Path output = folder.resolve("ours-" + c.name() + "-" + chunk + ".npy");
    try (Cairn cairn = Cairn.open(CairnOptions.standard().withMemory(400L << 20).withThreads(2))) {
      LoadOptions load =
          LoadOptions.of(
              c.items().equals("floats.json") ? new String[] {"a", "b"} : new String[] {"n"});
      Cube cube =
          c.steps().apply(cairn.cube(cairn.items(folder.resolve(c.items()).toString()), load));
      var options =
          cairn
              .planOptions()
              .withChunk(PlanOptions.Chunk.parse(chunk))
              .withOutput(Stated.as(DType.FLOAT32), Stated.silent());
      cairn.run(Planner.plan(cube, options), Sinks.of(output, Sinks.Options.DEFAULT));
    }
    NpyArray ours = NpyReader.read(output);
    NpyArray theirs = NpyReader.read(folder.resolve(c.name() + ".npy"));
    assertThat(ours.shape()).isEqualTo(theirs.shape());
    int wrong = 0;
    String first = "";
    for (int i = 0; i < theirs.samples().length(); i++) {
      double x = ours.samples().at(i);
      double y = theirs.samples().at(i);
      // float32 on both sides, rounded once here and at each operation there
      if (Double.isNaN(x) != Double.isNaN(y) || Math.abs(x - y) > 2e-6 * Math.max(1, Math.abs(y))) {
        first = wrong++ == 0 ? "at " + i + " " + x + ", theirs " + y : first;
      }
    }
    assertThat(wrong).as(first).isZero();
  }
}
