package dev.cairn.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionNetworkTest {
  @Test
  void everyWantedRankOfEveryColumnOfZerosAndOnesIsInItsPlace() {
    // Knuth's 0-1 principle: what holds for these holds for all.
    for (int rows = 1; rows <= 10; rows++) {
      int columns = 1 << rows;
      for (int low = 0; low < rows; low++) {
        for (int high = low; high < rows; high++) {
          int[][] ints = new int[rows][columns];
          long[][] longs = new long[rows][columns];
          for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
              ints[row][column] = column >> row & 1;
              longs[row][column] = column >> row & 1;
            }
          }

          SelectionNetwork.of(rows, low, high).run(ints, columns);
          SelectionNetwork.of(rows, low, high).run(longs, columns);

          for (int column = 0; column < columns; column++) {
            int zeros = rows - Integer.bitCount(column);
            for (int rank = low; rank <= high; rank++) {
              assertThat(ints[rank][column])
                  .as("%s rows, rank %s", rows, rank)
                  .isEqualTo(rank < zeros ? 0 : 1);
              assertThat(longs[rank][column])
                  .as("%s rows, rank %s", rows, rank)
                  .isEqualTo(rank < zeros ? 0 : 1);
            }
          }
        }
      }
    }
  }

  @Test
  void theMiddleTwoOfRandomColumnsAreThoseOfASort() {
    var random = new Random(20_24);
    for (int rows : new int[] {11, 12, 23, 24, 40, 63, 64, 65, 100, 200, 512}) {
      int[][] network = new int[rows][64];
      for (int[] row : network) {
        Arrays.setAll(row, _ -> random.nextInt(0, 2 * row.length));
      }
      int[][] sorted = new int[64][];
      for (int column = 0; column < 64; column++) {
        int c = column;
        sorted[column] = Arrays.stream(network).mapToInt(row -> row[c]).sorted().toArray();
      }

      SelectionNetwork.of(rows, rows / 2 - 1, rows / 2).run(network, 64);

      for (int column = 0; column < 64; column++) {
        assertThat(network[rows / 2 - 1][column]).isEqualTo(sorted[column][rows / 2 - 1]);
        assertThat(network[rows / 2][column]).isEqualTo(sorted[column][rows / 2]);
      }
    }
  }

  @Test
  void onlyTheColumnsAskedForAreTouched() {
    int[][] rows = {{5, 5}, {1, 1}};

    SelectionNetwork.of(2, 0, 1).run(rows, 1);

    assertThat(rows).isDeepEqualTo(new int[][] {{1, 5}, {5, 1}});
  }
}
