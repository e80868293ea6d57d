package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.focal.Terrain.Aspect;
import dev.cairn.focal.Terrain.Edges;
import dev.cairn.focal.Terrain.Flat;
import dev.cairn.focal.Terrain.Formula;
import dev.cairn.focal.Terrain.Gradient;
import dev.cairn.focal.Terrain.Hillshade;
import dev.cairn.focal.Terrain.Light;
import dev.cairn.focal.Terrain.Measure;
import dev.cairn.focal.Terrain.Position;
import dev.cairn.focal.Terrain.Roughness;
import dev.cairn.focal.Terrain.Ruggedness;
import dev.cairn.focal.Terrain.Slope;
import dev.cairn.focal.Terrain.Unit;
import dev.cairn.focal.Terrain.Zero;
import dev.cairn.geo.Ellipsoid;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NeighbourhoodPropertiesTest {
  /// Every kind of neighbourhood, small enough for small pictures.
  static List<Neighbourhood> all() {
    var measures = new ArrayList<Measure>();
    for (Light light : Light.values()) {
      for (Gradient gradient : Gradient.values()) {
        measures.add(new Hillshade(light, gradient, 300, 40, 1.5));
      }
    }
    for (Unit unit : Unit.values()) {
      measures.add(new Slope(unit, Gradient.HORN, 1));
      measures.add(new Slope(unit, Gradient.ZEVENBERGEN_THORNE, 2));
    }
    measures.add(Aspect.DEFAULT);
    measures.add(new Aspect(Zero.EAST, Flat.ZERO, Gradient.ZEVENBERGEN_THORNE));
    measures.add(new Position());
    measures.add(new Ruggedness(Formula.RILEY));
    measures.add(new Ruggedness(Formula.WILSON));
    measures.add(new Roughness());
    var all = new ArrayList<Neighbourhood>();
    for (Measure measure : measures) {
      for (Edges edges : Edges.values()) {
        all.add(new Terrain(measure, edges));
      }
    }
    all.add(PixelHillshade.DEFAULT);
    all.add(Contours.every(7));
    all.add(new Contours(7, new Contours.Line.Band(2)));
    for (Morphology.Operation operation : Morphology.Operation.values()) {
      for (Morphology.Shape shape : Morphology.Shape.values()) {
        all.add(new Morphology(operation, 2, shape));
      }
    }
    all.add(new Smoothing.Box(3));
    all.add(new Smoothing.Gaussian(1.3, 4));
    all.add(Smoothing.Gaussian.of(0.6));
    return all;
  }

  private static boolean takes(Neighbourhood n, DType dtype) {
    return !(n instanceof Morphology) || (dtype != DType.INT64 && dtype != DType.UINT64);
  }

  /// A picture with gaps; what lies under them is what does the most harm if it is looked at.
  static Raster picture(DType dtype, int width, int height, Random random) {
    int pixels = width * height;
    Samples samples = Samples.allocate(dtype, pixels);
    double missing = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 0.3;
    Validity valid = Validity.none(pixels);
    for (int i = 0; i < pixels; i++) {
      boolean there = random.nextDouble() >= missing;
      put(samples, i, there ? random.nextInt(120) : Double.NaN);
      if (there) {
        valid.set(i);
      }
    }
    return new Raster(width, height, samples, valid);
  }

  static void put(Samples samples, int i, double value) {
    switch (samples) {
      case Samples.UInt8(var v) -> v[i] = (byte) (Double.isNaN(value) ? 255 : (int) value);
      case Samples.Int8(var v) -> v[i] = (byte) (Double.isNaN(value) ? -128 : (int) value);
      case Samples.UInt16(var v) -> v[i] = (short) (Double.isNaN(value) ? 65_535 : (int) value);
      case Samples.Int16(var v) -> v[i] = (short) (Double.isNaN(value) ? -32_768 : (int) value);
      case Samples.UInt32(var v) -> v[i] = Double.isNaN(value) ? -1 : (int) value;
      case Samples.Int32(var v) -> v[i] = Double.isNaN(value) ? Integer.MIN_VALUE : (int) value;
      case Samples.UInt64(var v) -> v[i] = Double.isNaN(value) ? -1 : (long) value;
      case Samples.Int64(var v) -> v[i] = Double.isNaN(value) ? Long.MIN_VALUE : (long) value;
      case Samples.Float32(var v) -> v[i] = (float) (value * 1.1);
      case Samples.Float64(var v) -> v[i] = value * 1.1;
    }
  }

  private static Raster crop(Raster whole, PixelWindow window, PixelWindow part) {
    int pixels = (int) part.pixels();
    Samples samples = Samples.allocate(whole.dtype(), pixels);
    Validity valid = Validity.none(pixels);
    for (int i = 0; i < pixels; i++) {
      int from =
          (part.row() - window.row() + i / part.width()) * window.width()
              + part.col()
              - window.col()
              + i % part.width();
      whole.samples().copyRect(from, 0, samples, i, 0, 1, 1);
      if (whole.valid().get(from)) {
        valid.set(i);
      }
    }
    return new Raster(part.width(), part.height(), samples, valid);
  }

  private static void assertSame(Object what, Raster have, Raster want) {
    assertThat(have.valid()).as(what.toString()).isEqualTo(want.valid());
    assertThat(have.dtype()).as(what.toString()).isEqualTo(want.dtype());
    assertThat(have.samples().array()).as(what.toString()).isEqualTo(want.samples().array());
  }

  @Property(tries = 40)
  void anyWindowWithWhatItNeedsGivesTheBytesOfTheWhole(@ForAll long seed) {
    var random = new Random(seed);
    DType dtype = DType.values()[random.nextInt(DType.values().length)];
    var image =
        new PixelWindow(
            random.nextInt(40) - 20,
            random.nextInt(40) - 20,
            1 + random.nextInt(100),
            1 + random.nextInt(30));
    Raster picture = picture(dtype, image.width(), image.height(), random);
    CellSize cells =
        random.nextBoolean()
            ? new CellSize.Degrees(Ellipsoid.WGS84, 0.01, -0.02, 60)
            : new CellSize.Uniform(3, 4);
    for (Neighbourhood n : all()) {
      if (!takes(n, dtype)) {
        continue;
      }
      Raster whole = n.apply(new Patch(picture, image, image), cells, image);
      assertThat(whole.dtype()).isEqualTo(n.resultType(dtype));
      for (int k = 0; k < 4; k++) {
        int left = random.nextInt(image.width());
        int top = random.nextInt(image.height());
        var wanted =
            new PixelWindow(
                image.col() + left,
                image.row() + top,
                1 + random.nextInt(image.width() - left),
                1 + random.nextInt(image.height() - top));
        PixelWindow needed = n.needed(wanted, image);
        PixelWindow held =
            random.nextBoolean() ? needed : Neighbourhood.grown(needed, random.nextInt(9), image);
        Raster part = n.apply(new Patch(crop(picture, image, held), held, image), cells, wanted);
        assertSame(n + " of " + wanted + " in " + image, part, crop(whole, image, wanted));
      }
    }
  }

  @Property(tries = 40)
  void whatLiesUnderAMissingPixelIsNeverSeen(@ForAll long seed) {
    var random = new Random(seed);
    DType dtype = DType.values()[random.nextInt(DType.values().length)];
    int width = 1 + random.nextInt(90);
    int height = 1 + random.nextInt(20);
    Raster picture = picture(dtype, width, height, random);
    Raster other = crop(picture, whole(picture), whole(picture));
    for (int i = 0; i < picture.pixels(); i++) {
      if (!picture.valid().get(i)) {
        put(other.samples(), i, random.nextInt(120));
      }
    }
    for (Neighbourhood n : all()) {
      if (takes(n, dtype)) {
        Raster one = n.apply(Patch.whole(picture), CellSize.PIXELS, whole(picture));
        assertSame(n, n.apply(Patch.whole(other), CellSize.PIXELS, whole(picture)), one);
        for (int i = 0; i < one.pixels(); i++) {
          assertThat(Double.isFinite(one.samples().at(i))).as(n + " pixel " + i).isTrue();
          assertThat(!one.valid().get(i) || picture.valid().get(i)).as(n + " pixel " + i).isTrue();
          assertThat(one.valid().get(i) || one.samples().at(i) == 0).as(n.toString()).isTrue();
          assertThat(one.valid().get(i) && n.none(dtype).equals(Stated.as(one.samples().at(i))))
              .as(n + " has a result that stands for none")
              .isFalse();
        }
      }
    }
  }

  @Property(tries = 20)
  void numbersThatAreNoHeightsAreMissingPixels(@ForAll long seed) {
    var random = new Random(seed);
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      Raster picture = picture(dtype, 1 + random.nextInt(90), 1 + random.nextInt(20), random);
      Raster claimed = crop(picture, whole(picture), whole(picture));
      double[] none = {
        Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -Float.MAX_VALUE
      };
      for (int i = 0; i < picture.pixels(); i++) {
        if (!picture.valid().get(i)) {
          double value = none[random.nextInt(none.length)];
          switch (claimed.samples()) {
            case Samples.Float32(var v) -> v[i] = (float) value;
            case Samples.Float64(var v) -> v[i] = value;
            default -> throw new AssertionError();
          }
          claimed.valid().set(i);
        }
      }
      for (Neighbourhood n : all()) {
        if (!(n instanceof Morphology)) {
          assertSame(
              n,
              n.apply(Patch.whole(claimed), CellSize.PIXELS, whole(picture)),
              n.apply(Patch.whole(picture), CellSize.PIXELS, whole(picture)));
        }
      }
    }
  }

  @Property(tries = 100)
  void aSetIsThePictureOfItsPixels(@ForAll long seed) {
    var random = new Random(seed);
    var image = new PixelWindow(-5, 7, 1 + random.nextInt(200), 1 + random.nextInt(30));
    int pixels = (int) image.pixels();
    var ones = new byte[pixels];
    Validity set = Validity.none(pixels);
    double share = random.nextDouble();
    for (int i = 0; i < pixels; i++) {
      if (random.nextDouble() < share) {
        ones[i] = 1;
        set.set(i);
      }
    }
    var picture =
        new Raster(image.width(), image.height(), new Samples.UInt8(ones), Validity.all(pixels));
    for (Morphology.Operation operation : Morphology.Operation.values()) {
      for (Morphology.Shape shape : Morphology.Shape.values()) {
        var m = new Morphology(operation, random.nextInt(6), shape);
        int left = random.nextInt(image.width());
        var wanted =
            new PixelWindow(
                image.col() + left,
                image.row(),
                1 + random.nextInt(image.width() - left),
                image.height());
        PixelWindow held = m.needed(wanted, image);
        Raster part = crop(picture, image, held);
        Validity some = Validity.none((int) held.pixels());
        for (int i = 0; i < part.pixels(); i++) {
          if (part.samples().at(i) == 1) {
            some.set(i);
          }
        }
        Validity have = m.ofSet(some, held, image, wanted);
        Raster want = m.apply(new Patch(picture, image, image), CellSize.PIXELS, wanted);
        for (int i = 0; i < want.pixels(); i++) {
          assertThat(have.get(i)).as(m + " pixel " + i).isEqualTo(want.samples().at(i) == 1);
        }
        assertThat(have.count()).isEqualTo(counted(want));
      }
    }
  }

  private static int counted(Raster ones) {
    return (int) Arrays.stream(toDoubles(ones)).filter(v -> v == 1).count();
  }

  private static double[] toDoubles(Raster r) {
    var v = new double[r.pixels()];
    Arrays.setAll(v, r.samples()::at);
    return v;
  }

  private static PixelWindow whole(Raster r) {
    return new PixelWindow(0, 0, r.width(), r.height());
  }
}
