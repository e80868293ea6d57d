package dev.cairn.render;

import dev.cairn.format.gif.GifOptions;
import dev.cairn.format.gif.GifWriter;
import dev.cairn.raster.Raster;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Validity;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/// The trial of docs/adr/010-gif-encoder.md, run by hand in a fresh JVM each time:
///
/// `java -cp engine/target/classes:engine/target/test-classes:JSPECIFY
/// dev.cairn.render.EncoderTrial STACK.npy cairn|imageio OUT.gif`
///
/// STACK is uint8 (time, 3, y, x). Prints the time of the first frame, of the others, and what came
/// before them.
final class EncoderTrial {
  private EncoderTrial() {}

  /// What writes frames.
  private interface Encoder extends AutoCloseable {
    void write(byte[] indices) throws IOException;

    @Override
    void close() throws IOException;
  }

  public static void main(String[] args) throws IOException {
    Npy stack = Npy.read(Path.of(args[0]));
    int height = stack.size(2);
    int width = stack.size(3);
    var painter = new Painter(new Stretch.Range(20, 220), Coloring.of(3));
    long start = System.nanoTime();
    var frames = new ArrayList<Frame>();
    for (int t = 0; t < stack.size(0); t++) {
      frames.add(painter.paint(bands(stack, t, width, height)));
    }
    start = report("paint, a frame", start, frames.size());
    var builder = new PaletteBuilder();
    frames.forEach(builder::add);
    start = report("count colours, a frame", start, frames.size());
    Palette palette = builder.build(256);
    start = report("build palette", start, 1);
    List<byte[]> indexed = frames.stream().map(palette::index).toList();
    report("index, a frame", start, frames.size());
    for (int round = 0; round < 3; round++) {
      start = System.nanoTime();
      try (OutputStream out = Files.newOutputStream(Path.of(args[2]));
          Encoder encoder = open(args[1], out, width, height, palette.argb())) {
        encoder.write(indexed.getFirst());
        start = report("open and first frame", start, 1);
        for (byte[] frame : indexed.subList(1, indexed.size())) {
          encoder.write(frame);
        }
        report("other frames, each", start, indexed.size() - 1);
      }
    }
    System.out.println(Files.size(Path.of(args[2])) + " bytes");
  }

  private static long report(String what, long start, int parts) {
    long now = System.nanoTime();
    System.out.printf(Locale.ROOT, "%-24s %8.2f ms%n", what, (now - start) / 1e6 / parts);
    return System.nanoTime();
  }

  private static List<Raster> bands(Npy stack, int t, int width, int height) {
    var bands = new ArrayList<Raster>();
    for (int b = 0; b < 3; b++) {
      byte[] samples = new byte[width * height];
      stack.data().get((t * 3 + b) * samples.length, samples);
      bands.add(
          new Raster(width, height, new Samples.UInt8(samples), Validity.all(samples.length)));
    }
    return bands;
  }

  private static Encoder open(String which, OutputStream out, int width, int height, int[] palette)
      throws IOException {
    return switch (which) {
      case "cairn" -> {
        var writer = GifWriter.open(out, "trial", new GifOptions(width, height, palette, 16, 0));
        yield new Encoder() {
          @Override
          public void write(byte[] indices) {
            writer.write(indices);
          }

          @Override
          public void close() {
            writer.finish();
            writer.close();
          }
        };
      }
      case "imageio" -> new ImageIoEncoder(out, width, height, palette);
      default -> throw new IllegalArgumentException(which);
    };
  }

  /// The JDK's sequence writer with the same palette and metadata.
  private static final class ImageIoEncoder implements Encoder {
    private final ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    private final MemoryCacheImageOutputStream stream;
    private final BufferedImage image;
    private final IIOMetadata metadata;

    ImageIoEncoder(OutputStream out, int width, int height, int[] palette) throws IOException {
      var colors = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
      image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colors);
      metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), null);
      String format = metadata.getNativeMetadataFormatName();
      var root = (IIOMetadataNode) metadata.getAsTree(format);
      var control = (IIOMetadataNode) root.getElementsByTagName("GraphicControlExtension").item(0);
      control.setAttribute("delayTime", "6");
      control.setAttribute("disposalMethod", "doNotDispose");
      metadata.setFromTree(format, root);
      stream = new MemoryCacheImageOutputStream(out);
      writer.setOutput(stream);
      writer.prepareWriteSequence(null);
    }

    @Override
    public void write(byte[] indices) throws IOException {
      byte[] into = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
      System.arraycopy(indices, 0, into, 0, indices.length);
      writer.writeToSequence(new IIOImage(image, null, metadata), null);
    }

    @Override
    public void close() throws IOException {
      writer.endWriteSequence();
      writer.dispose();
      stream.close();
    }
  }
}
