package dev.cairn.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unavailable;
import dev.cairn.exec.SharedBlocks.Promise;
import dev.cairn.exec.SharedBlocks.Share;
import dev.cairn.format.tiff.Tiff;
import dev.cairn.geo.PixelWindow;
import dev.cairn.raster.Block;
import dev.cairn.raster.DecodedBlock;
import dev.cairn.raster.RasterReader;
import dev.cairn.raster.Samples;
import dev.cairn.store.FileStore;
import dev.cairn.testing.Fixtures;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SharedBlocksTest {
  private static Tiff open() throws InterruptedException {
    return Tiff.open(
        new FileStore(), Fixtures.root().resolve("engine/src/test/resources/tiff/cog.tif").toUri());
  }

  private static Block block(long index) {
    return new Block(0, index, 0, 1, new PixelWindow(0, 0, 10, 10), new Block.Bytes.Sparse());
  }

  private static DecodedBlock decoded(Block block) {
    return new DecodedBlock(block, 10, List.of(new Samples.UInt8(new byte[100])));
  }

  private static Promise mine(Share share) {
    return ((Share.Mine) share).promise();
  }

  private static Promise theirs(Share share) {
    return ((Share.Theirs) share).promise();
  }

  @Test
  void whoAsksSecondWaitsForTheFirstAndWhoComesAfterFindsTheBlock() throws Exception {
    var shared = new SharedBlocks(1000);
    RasterReader reader = open();
    Promise first = mine(shared.share(reader, block(3)));
    Promise second = theirs(shared.share(reader, block(3)));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var waiting = threads.submit(second::await);
      first.fulfil(decoded(block(3)));
      assertThat(waiting.get().orElseThrow().block().index()).isEqualTo(3);
    }
    assertThat(shared.share(reader, block(3))).isInstanceOf(Share.Kept.class);
    assertThat(shared.share(reader, block(4))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void aFailureIsEverybodysWhoWaitsAndIsForgottenAfterwards() throws Exception {
    var shared = new SharedBlocks(1000);
    RasterReader reader = open();
    Promise first = mine(shared.share(reader, block(3)));
    Promise second = theirs(shared.share(reader, block(3)));
    first.fail(new Unavailable("x", "gone"));
    assertThatThrownBy(second::await).isInstanceOf(Unavailable.class);
    assertThat(shared.share(reader, block(3))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void whoGivesUpLeavesTheBlockToTheNext() throws Exception {
    var shared = new SharedBlocks(1000);
    RasterReader reader = open();
    Promise first = mine(shared.share(reader, block(3)));
    Promise second = theirs(shared.share(reader, block(3)));
    first.giveUp();
    first.fulfil(decoded(block(3))); // too late
    assertThat(second.await()).isEmpty();
    assertThat(shared.share(reader, block(3))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void theBlocksUsedLastAreKeptWithinTheBound() throws Exception {
    var shared = new SharedBlocks(250);
    RasterReader reader = open();
    for (int i = 0; i < 2; i++) {
      mine(shared.share(reader, block(i))).fulfil(decoded(block(i)));
    }
    assertThat(shared.share(reader, block(0))).isInstanceOf(Share.Kept.class);
    mine(shared.share(reader, block(2))).fulfil(decoded(block(2)));
    assertThat(shared.keptBytes()).isEqualTo(200);
    assertThat(shared.share(reader, block(0))).isInstanceOf(Share.Kept.class);
    assertThat(shared.share(reader, block(1))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void aBlockLargerThanTheBoundPushesNobodyOut() throws Exception {
    var shared = new SharedBlocks(150);
    RasterReader reader = open();
    mine(shared.share(reader, block(0))).fulfil(decoded(block(0)));
    var large = new DecodedBlock(block(1), 10, List.of(new Samples.Float64(new double[100])));
    mine(shared.share(reader, block(1))).fulfil(large);
    assertThat(shared.share(reader, block(0))).isInstanceOf(Share.Kept.class);
    assertThat(shared.share(reader, block(1))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void anObjectThatWasOpenedAnewSharesNothing() throws Exception {
    var shared = new SharedBlocks(1000);
    mine(shared.share(open(), block(0))).fulfil(decoded(block(0)));
    assertThat(shared.share(open(), block(0))).isInstanceOf(Share.Mine.class);
  }

  @Test
  void aBlockThatNobodyWaitsForIsNotHeldByItsPromise() throws Exception {
    var shared = new SharedBlocks(0);
    RasterReader reader = open();
    Promise alone = mine(shared.share(reader, block(0)));
    alone.fulfil(decoded(block(0)));
    assertThat(alone.await()).isEmpty();
    Promise awaited = mine(shared.share(reader, block(1)));
    Promise other = theirs(shared.share(reader, block(1)));
    awaited.fulfil(decoded(block(1)));
    assertThat(other.await()).isPresent();
  }
}
