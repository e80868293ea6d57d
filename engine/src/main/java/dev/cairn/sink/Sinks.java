package dev.cairn.sink;

import dev.cairn.base.Unsupported;
import dev.cairn.exec.Sink;
import dev.cairn.format.tiff.CogOptions;
import dev.cairn.store.NewFile;
import java.nio.file.Path;
import java.util.Locale;

/// Chooses a sink by a file name's ending.
public final class Sinks {
  private Sinks() {}

  /// How files are written, whichever format it is.
  ///
  /// @param cog for `.tif` and `.tiff`
  /// @param animation for `.gif`
  /// @param existing what happens to a file of that name
  public record Options(CogOptions cog, Animation animation, NewFile.Existing existing) {
    public static final Options DEFAULT =
        new Options(CogOptions.DEFAULT, Animation.DEFAULT, NewFile.Existing.REFUSE);
  }

  /// @throws Unsupported where no format has that ending
  public static Sink of(Path target, Options options) {
    String name = target.getFileName() == null ? "" : target.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (name.contains(".") ? ending : "") {
      case "tif", "tiff" -> new CogSink(target, options.cog().withExisting(options.existing()));
      case "npy" -> new NpySink(target, options.existing());
      case "gif" -> new GifSink(target, options.animation(), options.existing());
      default ->
          throw new Unsupported(
              target.toString(), "no writer for this ending yet; there are .gif, .tif and .npy");
    };
  }
}
