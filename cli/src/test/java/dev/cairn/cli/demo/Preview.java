package dev.cairn.cli.demo;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import javax.imageio.ImageIO;

/// Pictures of the demonstration's world, for people who change it: `Preview FOLDER
/// [world|scenes|medians]…`.
final class Preview {
  private Preview() {}

  public static void main(String[] args) throws IOException {
    var folder = new File(args[0]);
    folder.mkdirs();
    var asked = Arrays.asList(args).subList(1, args.length);
    long t = System.nanoTime();
    var world = World.of(World.SEED);
    System.out.printf("terrain %.2f s%n", (System.nanoTime() - t) / 1e9);
    int n = world.ground().width();
    if (asked.contains("world")) {
      for (String day :
          new String[] {"2013-05-20", "2015-02-20", "2017-08-10", "2019-10-15", "2022-07-01"}) {
        t = System.nanoTime();
        float[][] c = world.clear(Instant.parse(day + "T15:20:00Z"));
        System.out.printf("%s %.0f ms%n", day, (System.nanoTime() - t) / 1e6);
        write(new File(folder, "world-" + day + ".png"), c, n, n);
      }
    }
    if (asked.contains("medians")) {
      medians(world, folder);
    }
    if (asked.contains("scenes")) {
      for (Acquisition a : world.acquisitions()) {
        t = System.nanoTime();
        Exposure e = world.expose(a);
        System.out.printf(
            "%s %s %.2f cover %.1f %% sun %.0f/%.0f  %.0f ms%n",
            a.id(),
            a.sky().kind(),
            a.sky().cover(),
            e.cloudCover(),
            a.sunAzimuth(),
            a.sunElevation(),
            (System.nanoTime() - t) / 1e6);
        float[][] c = new float[3][];
        for (int b = 0; b < 3; b++) {
          c[b] = new float[e.quality().length];
          for (int i = 0; i < c[b].length; i++) {
            c[b][i] = e.bands()[b][i] == 0 ? 0 : (e.bands()[b][i] & 0xFFFF) * 2.75e-5f - 0.2f;
          }
        }
        write(
            new File(folder, "scene-" + a.id() + ".png"),
            c,
            a.window().width(),
            a.window().height());
      }
    }
  }

  private static void medians(World world, File folder) throws IOException {
    int n = world.ground().width();
    var used = world.acquisitions();
    var check = new CoastCheck(world, used.stream().map(Acquisition::time).toList());
    float[][] frame = new float[3][n * n];
    for (float[] band : frame) {
      Arrays.fill(band, Float.NaN);
    }
    var sheet = new BufferedImage(5 * 400, 4 * 400, BufferedImage.TYPE_INT_RGB);
    for (int half = 0; half < 20; half++) {
      int wanted = half;
      var passes = used.stream().filter(a -> Schedule.halfYear(a.time()) == wanted).toList();
      Composite c = Composite.of(world, passes);
      long gaps = c.gaps();
      for (int b = 0; b < 3; b++) {
        for (int i = 0; i < n * n; i++) {
          if (!Float.isNaN(c.bands()[b][i])) {
            frame[b][i] = c.bands()[b][i];
          }
        }
      }
      var v = check.next(passes.getFirst().time(), frame[0], frame[2]);
      System.out.printf(
          "%d-%d scenes %d gaps %.2f %% coast %d px mean %.2f p95 %.2f max %.2f cloud %.3f %%"
              + " missing %.2f %%%n",
          2013 + half / 2,
          1 + half % 2,
          passes.size(),
          100.0 * gaps / (n * n),
          v.pixels(),
          v.mean(),
          v.p95(),
          v.max(),
          100 * v.cloud(),
          100 * v.missing());
      var image = picture(frame, n, n);
      ImageIO.write(image, "png", new File(folder, String.format("median-%02d.png", half)));
      sheet.getGraphics().drawImage(image, half % 5 * 400, half / 5 * 400, 400, 400, null);
    }
    ImageIO.write(sheet, "png", new File(folder, "medians.png"));
  }

  /// True colour: reflectance 0 to 0.22, a gamma that lifts the sea.
  static BufferedImage picture(float[][] c, int w, int h) {
    var image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < w * h; i++) {
      image.setRGB(i % w, i / w, tone(c[2][i]) << 16 | tone(c[1][i]) << 8 | tone(c[0][i]));
    }
    return image;
  }

  private static int tone(float r) {
    return (int) (255 * Math.pow(Math.clamp((r - 0.008) / 0.22, 0.0, 1.0), 0.62));
  }

  private static void write(File file, float[][] c, int w, int h) throws IOException {
    ImageIO.write(picture(c, w, h), "png", file);
  }
}
