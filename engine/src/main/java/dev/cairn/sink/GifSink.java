package dev.cairn.sink;

import dev.cairn.base.ByteSize;
import dev.cairn.base.InvalidRequest;
import dev.cairn.exec.Piece;
import dev.cairn.exec.Sink;
import dev.cairn.exec.Workers;
import dev.cairn.format.gif.GifOptions;
import dev.cairn.format.gif.GifWriter;
import dev.cairn.geo.PixelWindow;
import dev.cairn.plan.Plan;
import dev.cairn.raster.DType;
import dev.cairn.raster.NoData;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Stated;
import dev.cairn.raster.Validity;
import dev.cairn.render.Coloring;
import dev.cairn.render.Frame;
import dev.cairn.render.LabelPainter;
import dev.cairn.render.Painter;
import dev.cairn.render.Palette;
import dev.cairn.render.PaletteBuilder;
import dev.cairn.render.Resize;
import dev.cairn.render.Stretch;
import dev.cairn.store.NewFile;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Writes the cube as an animation with one stretch and one palette for all frames, so that nothing
/// flickers.
///
/// Both need to have seen every frame: frames wait in a [FrameSpool], are read once or twice for
/// exact percentiles, once for the palette, and once to be drawn. A few frames are in memory at a
/// time, one a computing thread.
public final class GifSink implements Sink {
  private static final int COLOURS = 256;

  private final Path target;
  private final Animation animation;
  private final NewFile.Existing existing;
  private Optional<Making> making = Optional.empty();

  public GifSink(Path target, Animation animation, NewFile.Existing existing) {
    this.target = target;
    this.animation = animation;
    this.existing = existing;
  }

  @Override
  public void open(Plan plan) {
    Plan.Output output = plan.output();
    int bands = output.bands().size();
    if (bands != 1 && bands != 3) {
      throw new InvalidRequest(
          target.toString(),
          "an animation shows 1 band or 3, the cube has "
              + bands
              + ": "
              + String.join(", ", output.bands()));
    }
    Coloring coloring =
        animation.colorMap() instanceof Stated.As<String>(String name)
            ? Coloring.of(bands, name)
            : Coloring.of(bands);
    int width = plan.grid().width();
    int height = plan.grid().height();
    Resize size =
        animation.width() instanceof Stated.As<Integer>(Integer wanted)
            ? Resize.toWidth(wanted, width, height)
            : new Resize(width, height);
    new GifOptions(size.width(), size.height(), new int[] {0}, animation.fps(), animation.loop());
    var times = new ArrayList<Instant>();
    for (Stated<Instant> time : output.times()) {
      times.add(time.orElse(Instant.EPOCH));
    }
    boolean timed = output.times().stream().allMatch(Stated::isStated);
    LabelPainter labels =
        timed ? animation.labels().painter(times, size.width(), size.height()) : LabelPainter.NONE;
    DType type = output.dtype().fitsFloat32() ? DType.FLOAT32 : DType.FLOAT64;
    int atOnce = framesAtOnce(plan, type, bands, size);
    NewFile file = NewFile.create(target, existing);
    try {
      making =
          Optional.of(
              new Making(
                  file,
                  FrameSpool.create(target, width, height, type, (long) times.size() * bands),
                  width,
                  height,
                  bands,
                  times,
                  type,
                  coloring,
                  size,
                  labels,
                  atOnce));
    } finally {
      if (making.isEmpty()) {
        file.close();
      }
    }
  }

  /// How many frames the plan's memory allows to be painted at one time: all bands of one, their
  /// validity, its picture and its indices.
  ///
  /// @throws InvalidRequest where it does not allow one
  private int framesAtOnce(Plan plan, DType type, int bands, Resize size) {
    long pixels = plan.grid().pixels();
    long picture = (long) size.width() * size.height();
    long frame = pixels * bands * (type.bytes() + 1) + picture * (Integer.BYTES + 2);
    long room = plan.chunking().budget() / 2;
    if (frame > room) {
      throw new InvalidRequest(
          target.toString(),
          "frames of "
              + plan.grid().width()
              + "×"
              + plan.grid().height()
              + " pixels need a memory of "
              + new ByteSize(2 * frame)
              + ", there are "
              + new ByteSize(plan.chunking().budget())
              + ": allow more, or a coarser resolution");
    }
    return (int) Math.min(64, room / frame);
  }

  @Override
  public void write(Piece piece) {
    Making m = making.orElseThrow();
    PixelWindow window = piece.window();
    for (int b = 0; b < m.bands; b++) {
      m.spool.write((long) piece.time() * m.bands + b, window, piece.bands().get(b));
    }
  }

  @Override
  public void commit(Workers workers) throws InterruptedException {
    making.orElseThrow().finish(animation, workers);
  }

  @Override
  public void close() {
    making.ifPresent(
        m -> {
          m.spool.close();
          m.file.close();
        });
  }

  /// An animation in the making.
  private record Making(
      NewFile file,
      FrameSpool spool,
      int width,
      int height,
      int bands,
      List<Instant> times,
      DType type,
      Coloring coloring,
      Resize size,
      LabelPainter labels,
      int atOnce) {

    void finish(Animation animation, Workers workers) throws InterruptedException {
      Stretch.Range range =
          StackRange.of(
              animation.stretch(), spool, type, (long) times.size() * bands, atOnce, workers);
      var painter = new Painter(range, coloring);
      Palette palette = paint(painter, workers);
      var options =
          new GifOptions(
              size.width(), size.height(), palette.argb(), animation.fps(), animation.loop());
      try (var out = new NewFileStream(file);
          var gif = GifWriter.open(out, file.target().toString(), options)) {
        int batch = Math.min(atOnce, 2 * workers.count());
        for (int t = 0; t < times.size(); t += batch) {
          var work = new ArrayList<Callable<GifWriter.Compressed>>();
          for (int i = t; i < Math.min(times.size(), t + batch); i++) {
            int time = i;
            work.add(() -> GifWriter.Compressed.of(palette.index(painted(time)), options));
          }
          workers.computeAll(work).forEach(gif::write);
        }
        gif.finish();
      }
      file.publish();
    }

    /// Paints every frame into the spool and makes the palette of them all.
    private Palette paint(Painter painter, Workers workers) throws InterruptedException {
      int parts = Math.min(Math.min(times.size(), workers.count()), atOnce);
      var work = new ArrayList<Callable<PaletteBuilder>>();
      for (int part = 0; part < parts; part++) {
        int first = part;
        work.add(
            () -> {
              var own = new PaletteBuilder();
              for (int t = first; t < times.size(); t += parts) {
                Frame frame = frame(painter, t);
                own.add(frame);
                spool.writePicture(t, frame.argb());
              }
              return own;
            });
      }
      var all = new PaletteBuilder();
      all.keep(labels.colors());
      workers.computeAll(work).forEach(all::merge);
      return workers.compute(() -> all.build(COLOURS));
    }

    private Frame painted(int time) {
      return new Frame(
          size.width(), size.height(), spool.readPicture(time, size.width() * size.height()));
    }

    private Frame frame(Painter painter, int time) {
      var rasters = new ArrayList<Raster>();
      for (int b = 0; b < bands; b++) {
        Samples samples = spool.read((long) time * bands + b);
        Validity valid = Validity.none(width * height);
        NoData.markValid(samples, Stated.silent(), 0, width * height, valid, 0);
        rasters.add(size.apply(new Raster(width, height, samples, valid)));
      }
      Frame frame = painter.paint(rasters);
      labels.draw(frame, times.get(time));
      return frame;
    }
  }

  /// Bytes one after another into a file that is written by position.
  private static final class NewFileStream extends OutputStream {
    private final NewFile file;
    private long at;

    NewFileStream(NewFile file) {
      this.file = file;
    }

    /// The file is the sink's to close.
    @Override
    public void close() {}

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      file.write(ByteBuffer.wrap(bytes, offset, length), at);
      at += length;
    }
  }
}
