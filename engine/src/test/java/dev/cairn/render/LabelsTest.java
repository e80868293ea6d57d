package dev.cairn.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.base.InvalidRequest;
import dev.cairn.render.Labels.Backdrop;
import dev.cairn.render.Labels.Corner;
import dev.cairn.render.Labels.Size;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {
  private static final Instant JULY = Instant.parse("2019-07-01T15:19:00Z");
  private static final Instant MAY = Instant.parse("2019-05-01T00:00:00Z");
  private static final int GROUND = 0xFF_204060;

  /// Left, top, right and bottom of what was drawn; the last two exclusive.
  private record Bounds(int left, int top, int right, int bottom) {
    static Bounds of(Frame frame, int color) {
      int left = frame.width();
      int top = frame.height();
      int right = 0;
      int bottom = 0;
      for (int y = 0; y < frame.height(); y++) {
        for (int x = 0; x < frame.width(); x++) {
          if (frame.argb()[y * frame.width() + x] == color) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x + 1);
            bottom = Math.max(bottom, y + 1);
          }
        }
      }
      return new Bounds(left, top, right, bottom);
    }

    int width() {
      return right - left;
    }

    int height() {
      return bottom - top;
    }
  }

  /// The expected letters are what Pillow reads from X's 5x7.pcf.
  @Test
  void lettersAreThoseOfTheFace() {
    Frame frame = drawn(30, 14, dated("%m-", Corner.UL, new Backdrop.Clear(), new Size.Pixels(7)));

    assertThat(picture(frame, Rgb.WHITE.argb(), 16, 8))
        .isEqualTo(
            """
            ................
            ...#..####......
            ..#.#....#......
            ..#.#...#.......
            ..#.#...#..####.
            ..#.#..#........
            ...#...#........
            ................\
            """);
  }

  @ParameterizedTest
  @EnumSource(Corner.class)
  void theTextStandsFifteenPixelsFromItsCornersEdges(Corner corner) {
    Frame frame =
        drawn(600, 400, dated("%Y-%m-%d", corner, new Backdrop.Clear(), new Size.Fraction(0.2)));

    Bounds ink = Bounds.of(frame, Rgb.WHITE.argb());

    boolean left = corner == Corner.UL || corner == Corner.LL;
    boolean upper = corner == Corner.UL || corner == Corner.UR;
    assertThat(left ? ink.left() : 600 - ink.right()).isBetween(15, 17);
    assertThat(upper ? ink.top() : 400 - ink.bottom()).isEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({"0.15, 934", "0.15, 600", "0.3, 400", "0.5, 1000", "0.9, 3000", "0.25, 8000"})
  void theLongestLabelTakesItsPartOfTheWidth(double part, int width) {
    Frame frame =
        drawn(
            width,
            700,
            dated("%Y-%m-%d", Corner.UL, new Backdrop.Clear(), new Size.Fraction(part)));

    double found = (double) Bounds.of(frame, Rgb.WHITE.argb()).width() / width;

    assertThat(found).isCloseTo(part, within(0.12 * part)); // the font's sizes are up to 20 % apart
  }

  @ParameterizedTest
  @CsvSource({"7, 6", "10, 7", "13, 9", "20, 13", "26, 18", "40, 26"})
  void aSizeInPixelsIsTheHeightOfALine(int size, int heightOfDigits) {
    Frame frame =
        drawn(900, 200, dated("%Y", Corner.UL, new Backdrop.Clear(), new Size.Pixels(size)));

    assertThat(Bounds.of(frame, Rgb.WHITE.argb()).height()).isEqualTo(heightOfDigits);
  }

  @Test
  void theBackdropReachesATenthOfTheTextsHeightBeyondIt() {
    Frame frame =
        drawn(900, 400, dated("%Y", Corner.UL, new Backdrop.Solid(Rgb.BLACK), new Size.Pixels(40)));

    Bounds box = Bounds.of(frame, Rgb.BLACK.argb());

    assertThat(box.top()).isEqualTo(15 - 3);
    assertThat(box.bottom()).isEqualTo(15 + 26 + 3);
    assertThat(box.left()).isEqualTo(15 - 3);
  }

  @Test
  void theBackdropIsAsHighForMayAsForJuly() {
    Labels labels = dated("%b", Corner.LL, new Backdrop.Solid(Rgb.BLACK), new Size.Pixels(20));
    LabelPainter painter = labels.painter(List.of(MAY, JULY), 400, 400);
    Frame may = ground(400, 400);
    Frame july = ground(400, 400);

    painter.draw(may, MAY);
    painter.draw(july, JULY);

    assertThat(Bounds.of(may, Rgb.BLACK.argb())).isEqualTo(Bounds.of(july, Rgb.BLACK.argb()));
  }

  @Test
  void aThumbnailHasASmallerInset() {
    Frame frame = drawn(79, 80, Labels.dates());

    assertThat(Bounds.of(frame, Rgb.WHITE.argb())).matches(b -> b.left() <= 5 && b.top() == 3);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 200", "200, 3", "20, 20"})
  void whatDoesNotFitIsCutOff(int width, int height) {
    for (Corner corner : Corner.values()) {
      Frame frame =
          drawn(
              width,
              height,
              dated("%c", corner, new Backdrop.Solid(Rgb.BLACK), new Size.Pixels(90)));

      assertThat(frame.argb()).isNotEqualTo(ground(width, height).argb());
    }
  }

  @Test
  void aLabelMayHaveTwoLines() {
    Backdrop none = new Backdrop.Clear();
    Frame one = drawn(400, 400, dated("%Y", Corner.LL, none, new Size.Pixels(20)));
    Frame two = drawn(400, 400, dated("%Y%n%Y", Corner.LL, none, new Size.Pixels(20)));

    Bounds single = Bounds.of(one, Rgb.WHITE.argb());
    Bounds both = Bounds.of(two, Rgb.WHITE.argb());

    assertThat(both.bottom()).isEqualTo(single.bottom());
    assertThat(both.height()).isEqualTo(single.height() + 20);
    assertThat(both.width()).isEqualTo(single.width());
  }

  @Test
  void withoutLabelsAFrameStaysAsItIs() {
    assertThat(drawn(100, 100, new Labels.None()).argb()).containsOnly(GROUND);
    assertThat(
            drawn(100, 100, dated("", Corner.UL, new Backdrop.Clear(), new Size.Pixels(9))).argb())
        .containsOnly(GROUND);
  }

  @Test
  void aCharacterThatTheFontLacksIsRefused() {
    Labels labels = dated("%Y 年", Corner.UL, new Backdrop.Clear(), new Size.Pixels(9));

    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> labels.painter(List.of(JULY), 100, 100))
        .withMessageContaining("年")
        .withMessageContaining("U+5E74");
  }

  @Test
  void optionsAreUnderstood() {
    assertThat(Corner.parse("lr")).isEqualTo(Corner.LR);
    assertThat(Size.parse("12")).isEqualTo(new Size.Pixels(12));
    assertThat(Size.parse(".15")).isEqualTo(new Size.Fraction(0.15));
    assertThat(Backdrop.parse("none")).isEqualTo(new Backdrop.Clear());
    assertThat(Backdrop.parse("navy")).isEqualTo(new Backdrop.Solid(new Rgb(0, 0, 128)));
    assertThat(Rgb.parse("#F80")).isEqualTo(new Rgb(255, 136, 0));
    assertThat(Rgb.parse("#fF8801")).isEqualTo(new Rgb(255, 136, 1));
    assertThat(Rgb.parse("(255, 255, 0)")).isEqualTo(new Rgb(255, 255, 0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "1.0", "0.0", "-3", "1.5", "12px", "1e3"})
  void otherSizesAreRefused(String text) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Size.parse(text))
        .withMessageContaining("date size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "whyte", "#12345", "256,0,0", "1,2", "#ggg", "-1,0,0"})
  void otherColoursAreRefused(String text) {
    assertThatExceptionOfType(InvalidRequest.class)
        .isThrownBy(() -> Rgb.parse(text))
        .withMessageContaining("colour " + text);
  }

  private static Labels dated(String pattern, Corner corner, Backdrop backdrop, Size size) {
    return new Labels.Dated(new TimeFormat(pattern), corner, Rgb.WHITE, backdrop, size);
  }

  private static Frame drawn(int width, int height, Labels labels) {
    Frame frame = ground(width, height);
    labels.painter(List.of(JULY), width, height).draw(frame, JULY);
    return frame;
  }

  private static Frame ground(int width, int height) {
    int[] argb = new int[width * height];
    Arrays.fill(argb, GROUND);
    return new Frame(width, height, argb);
  }

  private static String picture(Frame frame, int color, int width, int height) {
    var lines = new StringJoiner("\n");
    for (int y = 0; y < height; y++) {
      var line = new StringBuilder();
      for (int x = 0; x < width; x++) {
        line.append(frame.argb()[y * frame.width() + x] == color ? '#' : '.');
      }
      lines.add(line);
    }
    return lines.toString();
  }
}
