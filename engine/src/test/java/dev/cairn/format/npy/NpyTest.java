package dev.cairn.format.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import dev.cairn.base.Malformed;
import dev.cairn.base.NotFound;
import dev.cairn.base.Unavailable;
import dev.cairn.base.Unsupported;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.store.NewFile.Existing;
import dev.cairn.testing.Fixtures;
import dev.cairn.testing.Judge;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyTest {
  private static final int TIMES = 2;
  private static final int BANDS = 3;
  private static final int HEIGHT = 41;
  private static final int WIDTH = 53;

  @TempDir Path folder;

  @Test
  void numpyLoadsEveryTypeWrittenInPiecesByThreads() throws Exception {
    Judge.requirePython("numpy");
    for (DType dtype : DType.values()) {
      var layout = new NpyLayout(List.of(TIMES, BANDS, HEIGHT, WIDTH), dtype, Stated.silent());
      try (NpyWriter writer =
          NpyWriter.create(folder.resolve(dtype + ".npy"), layout, Existing.REFUSE)) {
        var parts = new ArrayList<Callable<Void>>();
        for (int t = 0; t < TIMES; t++) {
          for (int b = 0; b < BANDS; b++) {
            long plane = layout.plane(t, b);
            for (int row = 0; row < HEIGHT; row += 10) {
              for (int col = 0; col < WIDTH; col += t == 0 ? 17 : WIDTH) {
                int width = Math.min(t == 0 ? 17 : WIDTH, WIDTH - col);
                var window = new PixelWindow(col, row, width, Math.min(10, HEIGHT - row));
                parts.add(
                    () -> {
                      writer.write(plane, window, numbered(dtype, plane, window));
                      return null;
                    });
              }
            }
          }
        }
        Collections.shuffle(parts, new Random(dtype.ordinal()));
        try (var pool = Executors.newFixedThreadPool(3)) {
          for (Future<Void> f : pool.invokeAll(parts)) {
            f.get();
          }
        }
        writer.finish();
      }
    }
    Judge.Verdict verdict =
        Judge.python(
            """
            import sys, numpy
            for name in 'uint8 int8 uint16 int16 uint32 int32 uint64 int64 float32 float64'.split():
                a = numpy.load(sys.argv[1] + '/' + name + '.npy', allow_pickle=False)
                n = numpy.arange(2 * 3 * 41 * 53).reshape(2, 3, 41, 53) % 251 - (100 if name[0] != 'u' else 0)
                n = (n / 4 if name[0] == 'f' else n.clip(max=127) if name == 'int8' else n).astype(name)
                print(name, a.dtype == n.dtype, a.flags.c_contiguous, numpy.array_equal(a, n))
            """,
            folder.toString());
    assertThat(verdict.output().lines())
        .hasSize(DType.values().length)
        .allMatch(line -> line.endsWith("True True True"), verdict.output());
  }

  @Test
  void theHeaderIsTheOneNumpyWrites() throws Exception {
    Judge.requirePython("numpy");
    Path ours = folder.resolve("ours.npy");
    writeOne(ours, DType.FLOAT32, List.of(3, 5), Stated.silent(), raster(DType.FLOAT32, 5, 3));
    Judge.python(
        """
        import sys, numpy
        numpy.save(sys.argv[1], (numpy.arange(15, dtype='f4').reshape(3, 5)))
        """,
        folder.resolve("theirs.npy").toString());
    assertThat(Files.readAllBytes(ours))
        .isEqualTo(Files.readAllBytes(folder.resolve("theirs.npy")));
  }

  @Test
  void everyTypeThatNumpySavesIsReadOrRefusedByName() throws Exception {
    Judge.requirePython("numpy");
    Judge.Verdict made =
        Judge.python(
            """
            import sys, io, numpy
            n = numpy.array([[0, 1, 100], [127, 2, 3]])
            for order in '<>':
                for t in 'u1 i1 u2 i2 u4 i4 i8 u8 f4 f8'.split():
                    numpy.save(f'{sys.argv[1]}/{"l" if order == "<" else "b"}{t}.npy', n.astype(order + t))
            save = lambda name, a: numpy.save(f'{sys.argv[1]}/{name}.npy', a)
            save('bool', n > 2); save('scalar', numpy.float64(2.5)); save('vector', numpy.arange(4.))
            save('empty', numpy.zeros((0, 3))); save('fortran', numpy.asfortranarray(n)); save('wide', numpy.array([2**53 + 1]))
            save('huge', numpy.array([2**63], 'u8')); save('exact', numpy.array([-2**60]))
            save('complex', n.astype('c8')); save('text', numpy.array(['a']))
            for v in (2, 3):
                with open(f'{sys.argv[1]}/v{v}.npy', 'wb') as f:
                    numpy.lib.format.write_array(f, n.astype('<i2'), version=(v, 0))
            """,
            folder.toString());
    assertThat(made.exitCode()).as(made.output()).isZero();
    double[] wanted = {0, 1, 100, 127, 2, 3};
    for (String order : List.of("l", "b")) {
      for (String type : "u1 i1 u2 i2 u4 i4 i8 u8 f4 f8".split(" ")) {
        NpyArray array = NpyReader.read(folder.resolve(order + type + ".npy"));
        assertThat(array.shape()).containsExactly(2, 3);
        assertThat(numbers(array)).as(order + type).containsExactly(wanted);
        String dtype = array.samples().dtype().toString();
        assertThat(dtype)
            .isEqualTo(
                switch (type) {
                  case "f8" -> "float64";
                  case "f4" -> "float32";
                  default -> (type.startsWith("u") ? "uint" : "int") + 8 * (type.charAt(1) - '0');
                });
      }
    }
    assertThat(numbers(read("v2"))).containsExactly(wanted);
    assertThat(numbers(read("v3"))).containsExactly(wanted);
    assertThat(numbers(read("bool"))).containsExactly(0, 0, 1, 1, 0, 1);
    assertThat(read("scalar").shape()).isEmpty();
    assertThat(numbers(read("scalar"))).containsExactly(2.5);
    assertThat(numbers(read("vector"))).containsExactly(0, 1, 2, 3);
    assertThat(read("empty").shape()).containsExactly(0, 3);
    assertThat(read("wide").samples().integerAt(0)).isEqualTo((1L << 53) + 1);
    assertThat(numbers(read("huge"))).containsExactly(0x1p63);
    assertThat(numbers(read("exact"))).containsExactly(-0x1p60);
    for (String name : List.of("fortran", "complex", "text")) {
      assertThatThrownBy(() -> read(name)).as(name).isInstanceOf(Unsupported.class);
    }
  }

  @Test
  void theTruthOfThePeersIsRead() {
    Path truth = Fixtures.require("truth");
    NpyArray array = NpyReader.read(truth.resolve("alg-contours-int16-copdem.npy"));
    assertThat(array.samples().length()).isPositive();
  }

  @Test
  void pixelsWithoutAValueAreNanOrTheNoDataValue() throws Exception {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.INT16)) {
      Raster raster = raster(dtype, 4, 2);
      raster.valid().clear(5);
      Path target = folder.resolve(dtype + ".npy");
      Stated<Double> nodata = dtype.isFloating() ? Stated.silent() : Stated.as(-7.0);
      writeOne(target, dtype, List.of(2, 4), nodata, raster);
      assertThat(numbers(NpyReader.read(target)))
          .containsExactly(0, 1, 2, 3, 4, dtype.isFloating() ? Double.NaN : -7, 6, 7);
    }
  }

  @Test
  void integersWithoutAValueNeedANoDataValue() {
    Raster raster = raster(DType.UINT8, 4, 2);
    raster.valid().clear(5);
    assertThatThrownBy(
            () ->
                writeOne(
                    folder.resolve("a.npy"), DType.UINT8, List.of(2, 4), Stated.silent(), raster))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("uint8 need a no-data value");
    assertThatThrownBy(() -> new NpyLayout(List.of(2, 4), DType.UINT8, Stated.as(-1.0)))
        .isInstanceOf(InvalidRequest.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsNotWholeLeavesNothing() {
    var layout = new NpyLayout(List.of(2, 10, 10), DType.UINT8, Stated.silent());
    Path target = folder.resolve("a.npy");
    try (NpyWriter writer = NpyWriter.create(target, layout, Existing.REFUSE)) {
      writer.write(0, new PixelWindow(0, 0, 10, 10), raster(DType.UINT8, 10, 10));
      assertThatThrownBy(writer::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("1 of 2 planes are not whole");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aSampleThatComesTwiceIsNoticed() {
    var layout = new NpyLayout(List.of(10, 10), DType.UINT8, Stated.silent());
    for (PixelWindow second :
        List.of(new PixelWindow(4, 0, 5, 10), new PixelWindow(0, 0, 10, 10))) {
      Path target = folder.resolve("a.npy");
      try (NpyWriter writer = NpyWriter.create(target, layout, Existing.REFUSE)) {
        writer.write(0, new PixelWindow(0, 0, 5, 10), raster(DType.UINT8, 5, 10));
        assertThatThrownBy(
                () -> writer.write(0, second, raster(DType.UINT8, second.width(), second.height())))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("written twice");
        assertThatThrownBy(writer::finish).isInstanceOf(IllegalStateException.class);
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExistingTargetIsRefused() throws Exception {
    Path target = folder.resolve("a.npy");
    Files.writeString(target, "mine");
    Raster raster = raster(DType.UINT8, 4, 2);
    assertThatThrownBy(() -> writeOne(target, DType.UINT8, List.of(2, 4), Stated.silent(), raster))
        .isInstanceOf(InvalidRequest.class);
    assertThat(target).hasContent("mine");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void aFullDiskEndsTheWriteByTheTargetsNameAndLeavesNothing() {
    Judge.require("sh");
    Path target = folder.resolve("a.npy");
    Judge.Verdict verdict =
        Judge.run(
            "sh",
            "-c",
            "ulimit -f 32; exec \"$@\"", // of 512 bytes each
            "sh",
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            System.getProperty("java.class.path"),
            FullDisk.class.getName(),
            target.toString());
    assertThat(verdict.output())
        .contains("unavailable: " + target + ": cannot be written: File too large");
    assertThat(folder).isEmptyDirectory();
  }

  /// Writes more than a limited disk takes.
  static final class FullDisk {
    public static void main(String[] args) {
      try {
        writeOne(
            Path.of(args[0]),
            DType.FLOAT64,
            List.of(200, 200),
            Stated.silent(),
            raster(DType.FLOAT64, 200, 200));
      } catch (Unavailable e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void aDamagedFileIsMalformedOrUnsupportedAndNeverMore() throws Exception {
    Path target = folder.resolve("a.npy");
    writeOne(target, DType.INT32, List.of(3, 5), Stated.silent(), raster(DType.INT32, 5, 3));
    byte[] whole = Files.readAllBytes(target);
    var random = new Random(11);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      byte[] damaged = whole.clone();
      if (i < whole.length) {
        damaged = Arrays.copyOf(whole, i);
      } else {
        for (int k = 0; k < 1 + i % 3; k++) {
          damaged[random.nextInt(128)] = (byte) random.nextInt(256);
        }
      }
      Files.write(target, damaged);
      try {
        assertThat(NpyReader.read(target).samples().length()).isLessThanOrEqualTo(60);
      } catch (CairnException e) {
        assertThat(e).isInstanceOfAny(Malformed.class, Unsupported.class);
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length);
  }

  @Test
  void aShapeLargerThanTheFileIsRefusedBeforeAnythingIsAllocated() throws Exception {
    String dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (%s), }\n";
    for (String shape : List.of("2147483647, 2147483647", "99999999999", "2147483647, 3", "4,")) {
      byte[] text = dictionary.formatted(shape).getBytes(StandardCharsets.US_ASCII);
      Path target = folder.resolve("a.npy");
      byte[] file = new byte[10 + text.length + 16];
      byte[] magic = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0};
      System.arraycopy(magic, 0, file, 0, magic.length);
      System.arraycopy(text, 0, file, magic.length, text.length);
      Files.write(target, file);
      assertThatThrownBy(() -> NpyReader.read(target)).isInstanceOf(CairnException.class);
    }
    assertThatThrownBy(() -> NpyReader.read(folder.resolve("none.npy")))
        .isInstanceOf(NotFound.class);
  }

  private NpyArray read(String name) {
    return NpyReader.read(folder.resolve(name + ".npy"));
  }

  private static void writeOne(
      Path target, DType dtype, List<Integer> shape, Stated<Double> nodata, Raster raster) {
    var layout = new NpyLayout(shape, dtype, nodata);
    try (NpyWriter writer = NpyWriter.create(target, layout, Existing.REFUSE)) {
      writer.write(0, new PixelWindow(0, 0, raster.width(), raster.height()), raster);
      writer.finish();
    }
  }

  /// Samples that count on from 0.
  private static Raster raster(DType dtype, int width, int height) {
    int n = width * height;
    Samples samples = Samples.allocate(dtype, n);
    for (int i = 0; i < n; i++) {
      set(samples, i, i);
    }
    return new Raster(width, height, samples, Validity.all(n));
  }

  /// Samples that depend on their place in the whole array.
  private static Raster numbered(DType dtype, long plane, PixelWindow window) {
    int n = (int) window.pixels();
    Samples samples = Samples.allocate(dtype, n);
    for (int i = 0; i < n; i++) {
      long row = window.row() + i / window.width();
      long col = window.col() + i % window.width();
      double number = ((plane * HEIGHT + row) * WIDTH + col) % 251 - (dtype.isSigned() ? 100 : 0);
      set(
          samples,
          i,
          dtype.isFloating() ? number / 4 : dtype == DType.INT8 ? Math.min(number, 127) : number);
    }
    return new Raster(window.width(), window.height(), samples, Validity.all(n));
  }

  private static void set(Samples samples, int i, double value) {
    switch (samples) {
      case Samples.UInt8(var v) -> v[i] = (byte) (int) value;
      case Samples.Int8(var v) -> v[i] = (byte) value;
      case Samples.UInt16(var v) -> v[i] = (short) (int) value;
      case Samples.Int16(var v) -> v[i] = (short) value;
      case Samples.UInt32(var v) -> v[i] = (int) (long) value;
      case Samples.Int32(var v) -> v[i] = (int) value;
      case Samples.UInt64(var v) -> v[i] = Samples.UInt64.toBits(value);
      case Samples.Int64(var v) -> v[i] = (long) value;
      case Samples.Float32(var v) -> v[i] = (float) value;
      case Samples.Float64(var v) -> v[i] = value;
    }
  }

  private static double[] numbers(NpyArray array) {
    double[] v = new double[array.samples().length()];
    for (int i = 0; i < v.length; i++) {
      v[i] = array.samples().at(i);
    }
    return v;
  }
}
