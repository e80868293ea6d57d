/// What tests share, of this module and of the others.
///
/// | for | there is |
/// |---|---|
/// | real imagery, the peers' results | [Fixtures][dev.cairn.testing.Fixtures] |
/// | outside programs that judge what we write | [Judge][dev.cairn.testing.Judge] |
/// | objects in memory | [MemoryStore][dev.cairn.testing.MemoryStore] |
/// | which ranges were read | [RecordingStore][dev.cairn.testing.RecordingStore] |
/// | reads that fail, stall or come late | [FaultyStore][dev.cairn.testing.FaultyStore] |
/// | a server that answers ranges, or misbehaves | [RangeServer][dev.cairn.testing.RangeServer] |
@NullMarked
package dev.cairn.testing;

import org.jspecify.annotations.NullMarked;
