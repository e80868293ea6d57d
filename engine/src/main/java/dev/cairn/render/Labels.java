package dev.cairn.render;

import dev.cairn.base.InvalidRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Whether and how each frame tells its time: what the user asks for.
public sealed interface Labels {
  /// GeoGIF's: the date in white on black, upper left, 15 % of the width.
  static Labels dates() {
    return new Dated(
        TimeFormat.DATE,
        Corner.UL,
        Rgb.WHITE,
        new Backdrop.Solid(Rgb.BLACK),
        new Size.Fraction(0.15));
  }

  /// Frames without a label.
  record None() implements Labels {}

  /// The time of the frame in a corner.
  record Dated(TimeFormat format, Corner corner, Rgb color, Backdrop backdrop, Size size)
      implements Labels {}

  /// Upper or lower, left or right.
  enum Corner {
    UL,
    UR,
    LL,
    LR;

    /// `ul`, `ur`, `ll` or `lr`.
    ///
    /// @throws InvalidRequest where the text is no corner
    public static Corner parse(String text) {
      for (Corner c : values()) {
        if (c.name().equalsIgnoreCase(text.strip())) {
          return c;
        }
      }
      throw new InvalidRequest("date position " + text, "one of ul, ur, ll, lr");
    }

    boolean isUpper() {
      return this == UL || this == UR;
    }

    boolean isLeft() {
      return this == UL || this == LL;
    }
  }

  /// What lies behind the letters.
  sealed interface Backdrop {
    /// The picture itself.
    record Clear() implements Backdrop {}

    /// A rectangle of one colour, a tenth of the text's height larger on each side.
    record Solid(Rgb color) implements Backdrop {}

    /// A colour as [Rgb#parse], or `none`.
    static Backdrop parse(String text) {
      return text.strip().equalsIgnoreCase("none") ? new Clear() : new Solid(Rgb.parse(text));
    }
  }

  /// How large the letters are.
  sealed interface Size {
    /// The longest label of the stack takes this part of the picture's width, as nearly as the
    /// font's sizes allow.
    ///
    /// @param ofWidth above 0, below 1
    record Fraction(double ofWidth) implements Size {
      public Fraction {
        if (!(ofWidth > 0 && ofWidth < 1)) {
          throw new InvalidRequest(
              "date size " + ofWidth, "a part of the width is above 0 and below 1");
        }
      }
    }

    /// A line is this high, as nearly as the font's sizes allow.
    ///
    /// @param height pixels, at least 1
    record Pixels(int height) implements Size {
      public Pixels {
        if (height < 1) {
          throw new InvalidRequest("date size " + height, "a height in pixels is at least 1");
        }
      }
    }

    /// A whole number is a height in pixels, one with a point a part of the width: `12`, `0.15`.
    ///
    /// @throws InvalidRequest where the text is neither
    static Size parse(String text) {
      String asked = text.strip().toLowerCase(Locale.ROOT);
      if (asked.matches("\\d{1,6}")) {
        return new Pixels(Integer.parseInt(asked));
      }
      if (asked.matches("\\d{0,6}\\.\\d{1,12}")) {
        return new Fraction(Double.parseDouble(asked));
      }
      throw new InvalidRequest(
          "date size " + text,
          "a height in pixels such as 12, or a part of the width such as 0.15");
    }
  }

  /// Readies the labels of a stack: one font for all of its frames.
  ///
  /// @param times of all frames
  /// @param width of the frames, in pixels
  /// @param height of the frames, in pixels
  /// @throws InvalidRequest where the font lacks a character of a label
  default LabelPainter painter(List<Instant> times, int width, int height) {
    return switch (this) {
      case None _ -> LabelPainter.NONE;
      case Dated dated -> DatePainter.of(dated, times, width, height);
    };
  }
}
