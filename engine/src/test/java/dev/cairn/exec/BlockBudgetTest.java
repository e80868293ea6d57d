package dev.cairn.exec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.raster.RasterReader;
import dev.cairn.store.FileStore;
import dev.cairn.testing.Fixtures;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class BlockBudgetTest {
  private final BlockBudget budget = new BlockBudget(1 << 20);

  @Test
  void whoWantsMoreThanIsLeftWaitsUntilAnotherIsDone() throws Exception {
    BlockBudget.Taken first = budget.take(700 << 10);
    BlockBudget.Taken second = budget.take(300 << 10);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<BlockBudget.Taken> third = threads.submit(() -> budget.take(400 << 10));

      assertThatThrownBy(() -> third.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      second.close();
      assertThatThrownBy(() -> third.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class); // 324 KiB are free
      first.close();
      third.get(10, TimeUnit.SECONDS).close();
    }
    budget.take(1 << 20).close(); // all of it is back
  }

  @Test
  void whoWantsMoreThanThereIsTakesAll() throws Exception {
    BlockBudget.Taken all = budget.take(1L << 40);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<BlockBudget.Taken> little = threads.submit(() -> budget.take(1));

      assertThatThrownBy(() -> little.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      all.close();
      little.get(10, TimeUnit.SECONDS).close();
    }
  }

  @Test
  void aBlockThatDoesNotFitAloneIsRefused() throws Exception {
    RasterReader reader =
        Tiff.open(
            new FileStore(),
            Fixtures.root().resolve("engine/src/test/resources/tiff/cog.tif").toUri());
    budget.require(reader, 1 << 20);

    assertThatThrownBy(() -> budget.require(reader, (1 << 20) + 1))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("cog.tif")
        .hasMessageContaining("takes 1.0 MiB");
  }
}
