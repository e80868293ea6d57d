package dev.cairn.base;

/// Who wants to know how far a run is. Calls come from many threads; implementations are
/// thread-safe and quick.
public interface Progress {
  /// Nobody.
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String stage, long total) {}

        @Override
        public void advance(long done) {}

        @Override
        public void end() {}
      };

  /// A stage begins.
  ///
  /// @param stage what is done, for people
  /// @param total steps it will take
  void begin(String stage, long total);

  /// So many more steps are done.
  void advance(long done);

  /// The stage is over, well or not.
  void end();
}
