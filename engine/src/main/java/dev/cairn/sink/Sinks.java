package dev.cairn.sink;

import dev.cairn.base.Unsupported;
import dev.cairn.exec.Sink;
import dev.cairn.format.tiff.CogImage;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.store.NewFile;
import dev.cairn.store.WritableStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;

/// Chooses a sink by a file name's ending.
public final class Sinks {
  private Sinks() {}

  /// How files are written, whichever format it is.
  ///
  /// @param cog for `.tif` and `.tiff`
  /// @param missing how these tell which pixels hold a value
  /// @param animation for `.gif`
  /// @param existing what happens to a file of that name
  public record Options(
      CogOptions cog, CogImage.Missing missing, Animation animation, NewFile.Existing existing) {
    public static final Options DEFAULT =
        new Options(CogOptions.DEFAULT, Animation.DEFAULT, NewFile.Existing.REFUSE);

    public Options(CogOptions cog, Animation animation, NewFile.Existing existing) {
      this(cog, CogImage.Missing.NO_DATA, animation, existing);
    }
  }

  /// @throws Unsupported where no format has that ending
  public static Sink of(Path target, Options options) {
    String name = target.getFileName() == null ? "" : target.getFileName().toString();
    return switch (ending(name)) {
      case "tif", "tiff" ->
          new CogSink(target, options.cog().withExisting(options.existing()), options.missing());
      case "npy" -> new NpySink(target, options.existing());
      case "gif" -> new GifSink(target, options.animation(), options.existing());
      default ->
          throw new Unsupported(
              target.toString(), "no writer for this ending yet; there are .gif, .tif and .npy");
    };
  }

  /// Into an object of a store.
  ///
  /// @throws Unsupported where no format that is written from front to back has that ending
  public static Sink of(WritableStore store, URI target, Options options) {
    return switch (ending(String.valueOf(target.getPath()))) {
      case "tif", "tiff" ->
          new CogSink(
              store, target, options.cog().withExisting(options.existing()), options.missing());
      default ->
          throw new Unsupported(
              target.toString(), "only .tif is written into stores yet; others go to files");
    };
  }

  private static String ending(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
