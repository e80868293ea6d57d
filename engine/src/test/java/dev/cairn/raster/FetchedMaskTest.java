package dev.cairn.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Malformed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchedMaskTest {
  private final FetchedMask mask = new FetchedMask(ByteBuffer.allocate(1));
  private final AtomicInteger decoded = new AtomicInteger();

  @Test
  void whoAsksWhileAnotherDecodesWaitsForIt() throws Exception {
    Callable<Validity> ask =
        () ->
            mask.valid(
                _ -> {
                  decoded.incrementAndGet();
                  try {
                    Thread.sleep(50);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return Validity.all(8);
                });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new ArrayList<Future<Validity>>();
      for (int i = 0; i < 8; i++) {
        all.add(threads.submit(ask));
      }
      for (Future<Validity> one : all) {
        assertThat(one.get()).isSameAs(all.getFirst().get());
      }
    }
    assertThat(decoded).hasValue(1);
  }

  @Test
  void whatDoesNotDecodeIsNotTriedAgain() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  mask.valid(
                      _ -> {
                        decoded.incrementAndGet();
                        throw new Malformed("mask", "broken");
                      }))
          .isInstanceOf(Malformed.class);
    }
    assertThat(decoded).hasValue(1);
  }
}
