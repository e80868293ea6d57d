package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class HeaderSizesTest {
  private static final URI RED = URI.create("https://a.example/LC08_011031_20130414/SR_red.tif");
  private static final URI LATER = URI.create("https://a.example/LC09_012031_20220101/SR_red.tif");
  private static final URI BLUE = URI.create("https://a.example/LC08_011031_20130414/SR_blue.tif");
  private static final URI ELSEWHERE = URI.create("https://b.example/SR_red.tif");

  private final HeaderSizes sizes = new HeaderSizes();

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(sizes.guess(RED)).isEqualTo(HeaderSizes.UNKNOWN);
  }

  @Test
  void filesOfLikeNamesAreAskedForALittleMoreThanTheirLikesTook() {
    sizes.learn(RED, 1900);
    assertThat(sizes.guess(LATER)).as("never less than this").isEqualTo(4096);
    sizes.learn(RED, 40_000);
    assertThat(sizes.guess(LATER)).isBetween(45_000, 46_080);
  }

  @Test
  void otherFilesOfTheHostAreAskedForAsMuchAsItsLargestTookAndNotLessThanUsual() {
    sizes.learn(RED, 40_000);
    assertThat(sizes.guess(BLUE)).isBetween(40_000, 40_960);
    assertThat(sizes.guess(ELSEWHERE)).isEqualTo(HeaderSizes.UNKNOWN);
    var small = new HeaderSizes();
    small.learn(RED, 900);
    assertThat(small.guess(BLUE)).isEqualTo(HeaderSizes.UNKNOWN);
  }

  @Test
  void oneLargeHeaderIsForgottenAmongSmallOnes() {
    sizes.learn(RED, 200_000);
    for (int i = 0; i < 60; i++) {
      sizes.learn(LATER, 2000);
    }
    assertThat(sizes.guess(RED)).isLessThan(8 << 10);
  }

  @Test
  void noHeaderMakesTheNextRequestLargerThanTheBound() {
    sizes.learn(RED, Integer.MAX_VALUE);
    assertThat(sizes.guess(RED)).isEqualTo(256 << 10);
  }
}
