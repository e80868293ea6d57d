package dev.cairn.cli;

import dev.cairn.base.InvalidRequest;

/// Lists of numbers on the command line.
final class CommandNumbers {
  private CommandNumbers() {}

  /// `1,2.5,-3`.
  ///
  /// @throws InvalidRequest where there are too few, too many, or one is none
  static double[] parse(String option, String text, int least, int most) {
    String[] parts = text.split(",", -1);
    if (parts.length < least || parts.length > most) {
      throw new InvalidRequest(
          option + " " + text,
          "expected "
              + (least == most ? "" : least + " to ")
              + most
              + " numbers, found "
              + parts.length);
    }
    var numbers = new double[parts.length];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = Double.parseDouble(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new InvalidRequest(option + " " + text, "'" + parts[i] + "' is no number");
      }
      if (!Double.isFinite(numbers[i])) {
        throw new InvalidRequest(option + " " + text, "'" + parts[i] + "' is not finite");
      }
    }
    return numbers;
  }
}
