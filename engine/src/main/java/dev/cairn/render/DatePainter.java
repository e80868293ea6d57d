package dev.cairn.render;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Labels of one font, place and colour for all frames of a stack.
///
/// The rows that any label's ink takes are the same for all, so that the rectangle does not jump
/// between `May` and `Jun`; GeoGIF measures each label alone.
final class DatePainter implements LabelPainter {
  /// GeoGIF's distance from the edges.
  private static final int INSET = 15;

  /// Below 300 pixels the inset is a twentieth of the shorter side: 15 pixels would be a fifth of a
  /// thumbnail.
  private static final int SIDES_PER_INSET = 20;

  private final Labels.Dated style;
  private final BitmapFont font;
  private final int inkTop;
  private final int inkBottom;
  private final int inset;

  private DatePainter(Labels.Dated style, BitmapFont font, int inkTop, int inkBottom, int inset) {
    this.style = style;
    this.font = font;
    this.inkTop = inkTop;
    this.inkBottom = inkBottom;
    this.inset = inset;
  }

  static LabelPainter of(Labels.Dated style, List<Instant> times, int width, int height) {
    var lines = new TreeSet<String>();
    for (Instant time : times) {
      lines.addAll(lines(style.format().format(time)));
    }
    int longest = lines.stream().mapToInt(l -> l.codePointCount(0, l.length())).max().orElse(0);
    if (longest == 0) {
      return NONE;
    }
    BitmapFont font =
        switch (style.size()) {
          case Labels.Size.Fraction(double part) -> BitmapFont.ofTextWidth(longest, part * width);
          case Labels.Size.Pixels(int pixels) -> BitmapFont.ofHeight(pixels);
        };
    int top = font.cellHeight();
    int bottom = 0;
    for (String line : lines) {
      font.check(line);
      var rows = font.inkRows(line);
      if (rows.isPresent()) {
        top = Math.min(top, rows.get()[0]);
        bottom = Math.max(bottom, rows.get()[1]);
      }
    }
    int inset = Math.clamp(Math.min(width, height) / SIDES_PER_INSET, 1, INSET);
    return top < bottom ? new DatePainter(style, font, top, bottom, inset) : NONE;
  }

  @Override
  public void draw(Frame frame, Instant time) {
    List<String> lines = lines(style.format().format(time));
    int longest = lines.stream().mapToInt(l -> l.codePointCount(0, l.length())).max().orElse(0);
    int textWidth = font.lineWidth(longest);
    int textHeight = (lines.size() - 1) * font.cellHeight() + inkBottom - inkTop;
    int x = style.corner().isLeft() ? inset : frame.width() - inset - textWidth;
    int y = style.corner().isUpper() ? inset : frame.height() - inset - textHeight;
    if (style.backdrop() instanceof Labels.Backdrop.Solid(Rgb color)) {
      int pad = Math.max(1, Math.round(0.1f * textHeight));
      fill(frame, x - pad, y - pad, textWidth + 2 * pad, textHeight + 2 * pad, color);
    }
    for (int i = 0; i < lines.size(); i++) {
      font.draw(frame, lines.get(i), x, y - inkTop + i * font.cellHeight(), style.color());
    }
  }

  @Override
  public Set<Rgb> colors() {
    return style.backdrop() instanceof Labels.Backdrop.Solid(Rgb color)
            && !color.equals(style.color())
        ? Set.of(style.color(), color)
        : Set.of(style.color());
  }

  private static List<String> lines(String label) {
    return List.of(label.replace("\t", "    ").split("\n", -1));
  }

  private static void fill(Frame frame, int x, int y, int width, int height, Rgb color) {
    int left = Math.clamp(x, 0, frame.width());
    int right = Math.clamp((long) x + width, 0, frame.width());
    for (int row = Math.max(0, y); row < Math.min(frame.height(), y + height); row++) {
      int start = row * frame.width();
      Arrays.fill(frame.argb(), start + left, start + right, color.argb());
    }
  }
}
