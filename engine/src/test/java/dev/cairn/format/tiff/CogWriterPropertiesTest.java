package dev.cairn.format.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.format.tiff.CogOptions.Layout;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.DType;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Resampling;
import dev.cairn.raster.Stated;
import dev.cairn.store.NewFile.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class CogWriterPropertiesTest {
  private record Piece(int band, PixelWindow window) {}

  @Property(tries = 60)
  void windowsOfAnySizeInAnyOrderGiveTheSameBytesAsTheWhole(@ForAll long seed)
      throws IOException, InterruptedException {
    var random = new Random(seed);
    int width = 1 + random.nextInt(120);
    int height = 1 + random.nextInt(90);
    int bands = 1 + random.nextInt(3);
    DType dtype = DType.values()[random.nextInt(DType.values().length)];
    CogOptions options =
        CogOptions.DEFAULT
            .withExisting(Existing.REPLACE)
            .withCompression(
                CogWriterTest.WRITTEN.get(random.nextInt(CogWriterTest.WRITTEN.size())))
            .withBlockSize(16 * (1 + random.nextInt(3)))
            .withOverviews(overviews(random))
            .withLayout(Layout.values()[random.nextInt(Layout.values().length)]);
    if (options.layout() != Layout.COG && random.nextBoolean()) {
      options = options.withInterleave(CogOptions.Interleave.BAND);
    }
    if (dtype.bytes() == 8 && !dtype.isFloating() && options.codec() instanceof Codec.Lerc) {
      options = options.withCompression(Compression.NONE);
    }
    Stated<Double> nodata = random.nextBoolean() ? Stated.as(100.0) : Stated.silent();
    // Bands that lack different pixels are refused a mask that nobody asked for.
    boolean isMask =
        random.nextInt(3) == 0 || bands > 1 && !dtype.isFloating() && !nodata.isStated();
    CogImage image =
        CogWriterTest.image(dtype, nodata, width, height, bands)
            .withMissing(isMask ? CogImage.Missing.MASK : CogImage.Missing.NO_DATA);
    var rasters = new Raster[bands];
    var pieces = new ArrayList<Piece>();
    for (int b = 0; b < bands; b++) {
      rasters[b] = Pixels.random(dtype, width, height, true, seed + b);
      for (PixelWindow window : cut(image.grid().window(), random)) {
        pieces.add(new Piece(b, window));
      }
    }
    Collections.shuffle(pieces, random);

    Path target = Files.createTempFile("cog", ".tif");
    try {
      byte[] whole =
          CogWriterTest.writeAll(target, image, options, CogHeader.CLASSIC_LIMIT, rasters);
      try (CogWriter writer = CogWriter.create(target, image, options)) {
        for (Piece p : pieces) {
          writer.write(p.band(), p.window(), Pixels.crop(rasters[p.band()], p.window()));
        }
        assertThat(writer.openBytes()).isZero();
        writer.finish();
      }
      assertThat(Files.readAllBytes(target)).isEqualTo(whole);
    } finally {
      Files.delete(target);
    }
  }

  private static Stated<Resampling> overviews(Random random) {
    var methods = new ArrayList<>(List.of(Resampling.values()));
    methods.remove(Resampling.SUM);
    int which = random.nextInt(methods.size() + 1);
    return which == 0 ? Stated.silent() : Stated.as(methods.get(which - 1));
  }

  /// Cuts a window in two, and each half again, as often as chance wants.
  private static List<PixelWindow> cut(PixelWindow w, Random random) {
    boolean across = random.nextBoolean();
    int side = across ? w.width() : w.height();
    if (side == 1 || random.nextInt(6) == 0) {
      return List.of(w);
    }
    int at = 1 + random.nextInt(side - 1);
    var pieces = new ArrayList<PixelWindow>();
    if (across) {
      pieces.addAll(cut(new PixelWindow(w.col(), w.row(), at, w.height()), random));
      pieces.addAll(cut(new PixelWindow(w.col() + at, w.row(), side - at, w.height()), random));
    } else {
      pieces.addAll(cut(new PixelWindow(w.col(), w.row(), w.width(), at), random));
      pieces.addAll(cut(new PixelWindow(w.col(), w.row() + at, w.width(), side - at), random));
    }
    return pieces;
  }
}
