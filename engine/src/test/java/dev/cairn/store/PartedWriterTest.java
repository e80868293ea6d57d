package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.Unsupported;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PartedWriterTest {
  private static final URI ADDRESS = URI.create("mem:/a");

  /// A service that keeps parts, and holds each back until it is let go.
  private static final class Service implements PartedUpload {
    final Map<Integer, byte[]> parts = new ConcurrentSkipListMap<>();
    final Semaphore letGo = new Semaphore(0);
    final AtomicInteger coming = new AtomicInteger();
    final AtomicInteger aborted = new AtomicInteger();

    @Override
    public int maxParts() {
      return 5;
    }

    @Override
    public PutOutcome whole(byte[] bytes, int length) {
      parts.put(0, Arrays.copyOf(bytes, length));
      return new PutOutcome.Stored("whole");
    }

    @Override
    public void begin() {}

    @Override
    public String part(int number, byte[] bytes, int length) throws InterruptedException {
      coming.incrementAndGet();
      letGo.acquire();
      parts.put(number, Arrays.copyOf(bytes, length));
      return "part " + number;
    }

    @Override
    public PutOutcome complete(List<String> names, long size) {
      return new PutOutcome.Stored(names + " of " + size);
    }

    @Override
    public void abort() {
      aborted.incrementAndGet();
    }
  }

  private final Service service = new Service();

  private PartedWriter writer() {
    return new PartedWriter(ADDRESS, service, new UploadOptions(100, 2));
  }

  @Test
  void noMorePartsAreUnderWayThanMayBe() throws Exception {
    try (PartedWriter writer = writer()) {
      Thread appending =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      writer.append(ByteBuffer.wrap(new byte[450]));
                    } catch (InterruptedException e) {
                      throw new AssertionError(e);
                    }
                  });
      while (service.coming.get() < 2) {
        Thread.sleep(1);
      }
      Thread.sleep(50);
      assertThat(service.coming).as("a third one waits").hasValue(2);
      assertThat(appending.isAlive()).isTrue();
      service.letGo.release(5);
      appending.join();
      assertThat(writer.commit().version())
          .isEqualTo("[part 1, part 2, part 3, part 4, part 5] of 450");
    }
    assertThat(service.parts.get(5)).hasSize(50);
    assertThat(service.aborted).hasValue(0);
  }

  @Test
  void morePartsThanTheServiceTakesAreUnsupported() throws Exception {
    service.letGo.release(100);
    try (PartedWriter writer = writer()) {
      assertThatThrownBy(() -> writer.append(ByteBuffer.wrap(new byte[601])))
          .isInstanceOf(Unsupported.class)
          .hasMessageContaining("longer than 5 parts of 100 bytes");
    }
    assertThat(service.aborted).hasValue(1);
  }

  @Test
  void givingUpEndsWhatIsUnderWay() throws Exception {
    PartedWriter writer = writer();
    writer.append(ByteBuffer.wrap(new byte[250]));
    writer.close();
    assertThat(service.parts).isEmpty();
    assertThat(service.aborted).hasValue(1);
  }
}
