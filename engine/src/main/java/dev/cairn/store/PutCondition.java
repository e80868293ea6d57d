package dev.cairn.store;

/// What must hold of an address for an object to be put there.
public sealed interface PutCondition {
  /// Nothing: what is there is replaced.
  PutCondition ALWAYS = new Always();

  /// There is no object.
  PutCondition ABSENT = new Absent();

  /// The object there is the one whose version was read.
  ///
  /// @param version as [ObjectHead#version()] or [PutOutcome.Stored] has it
  static PutCondition unchanged(String version) {
    return new Unchanged(version);
  }

  record Always() implements PutCondition {}

  record Absent() implements PutCondition {}

  record Unchanged(String version) implements PutCondition {
    public Unchanged {
      if (version.isEmpty()) {
        throw new IllegalArgumentException("a condition on an object of unknown version");
      }
    }
  }
}
