package dev.cairn.expr;

import dev.cairn.base.InvalidRequest;
import dev.cairn.raster.DType;
import dev.cairn.raster.Samples;
import dev.cairn.raster.Scaling;
import dev.cairn.raster.Validity;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What is computed of each pixel: an immutable value, the thing that is compiled.
///
/// A pixel's value of an input is `sample × scale + offset` in the program's precision (the sample,
/// scale and offset each rounded to it first), or none where the input is not valid or the result
/// not finite. Every output loses the pixels that one of the masks masks. A program may have no
/// output: then it is a mask alone.
///
/// @param inputs the bands, in the order in which a [Kernel] takes their samples; names are unique
/// @param masks rules over inputs, all of which hold
/// @param outputs expressions over inputs by their names; a plain band is that band's value
public record PixelProgram(
    List<Input> inputs, List<MaskRule> masks, List<Expr> outputs, Precision precision) {

  /// A band as the program reads it.
  ///
  /// @param scaling of values; masks look at samples
  public record Input(String name, DType dtype, Scaling scaling) {}

  /// @throws InvalidRequest where an expression names a band that is no input, is too large, or
  ///     holds a number that the precision does not; where bits are tested that a band does not
  ///     have
  public PixelProgram {
    inputs = List.copyOf(inputs);
    masks = List.copyOf(masks);
    outputs = List.copyOf(outputs);
    var names = new HashSet<String>();
    for (Input in : inputs) {
      if (!names.add(in.name())) {
        throw new IllegalArgumentException("two inputs called " + in.name());
      }
    }
    for (MaskRule rule : masks) {
      checkMask(inputs.get(rule.input()), rule.test());
    }
    for (Expr e : outputs) {
      checkOutput(e, names, inputs, precision);
    }
  }

  private static void checkMask(Input band, MaskTest test) {
    if (test instanceof MaskTest.Bits(long bits)) {
      DType type = band.dtype();
      if (type.isFloating()) {
        throw new InvalidRequest(
            "mask " + band.name() + ":" + test, "the band is " + type + ", which has no bits");
      }
      int width = 8 * type.bytes();
      if (width < Long.SIZE && bits >>> width != 0) {
        throw new InvalidRequest(
            "mask " + band.name() + ":" + test,
            "the band is " + type + ", its bits are numbered from 0 to " + (width - 1));
      }
    }
  }

  private static void checkOutput(
      Expr output, HashSet<String> names, List<Input> inputs, Precision precision) {
    Expr.checkSize(output);
    var open = new ArrayDeque<Expr>(List.of(output));
    while (!open.isEmpty()) {
      Expr e = open.pop();
      if (e instanceof Expr.BandRef(String name) && !names.contains(name)) {
        throw new InvalidRequest(
            "band " + name,
            "there is none; there are "
                + inputs.stream().map(Input::name).collect(Collectors.joining(", ")));
      }
      if (e instanceof Expr.Constant(double value)
          && precision == Precision.FLOAT32
          && Math.abs(value) > Float.MAX_VALUE) {
        throw new InvalidRequest("number " + value, "too large for float32");
      }
      open.addAll(e.parts());
    }
  }

  /// Index of the input of that name, which is there.
  int input(String name) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("no input " + name);
  }

  /// The masks alone, over the inputs that they need and no outputs: run first, to see whether the
  /// other bands need reading.
  public PixelProgram masksAlone() {
    var used = new TreeSet<Integer>();
    masks.forEach(rule -> used.add(rule.input()));
    List<MaskRule> moved =
        masks.stream()
            .map(rule -> new MaskRule(used.headSet(rule.input()).size(), rule.test()))
            .toList();
    return new PixelProgram(pick(used), moved, List.of(), precision);
  }

  /// The outputs without masks, over the inputs that they need: run with the pixels that
  /// [#masksAlone()] keeps, it gives what the whole program gives.
  public PixelProgram outputsAlone() {
    var used = new TreeSet<Integer>();
    outputs.forEach(e -> e.bands().forEach(name -> used.add(input(name))));
    return new PixelProgram(pick(used), List.of(), outputs, precision);
  }

  private List<Input> pick(SortedSet<Integer> used) {
    var picked = new ArrayList<Input>();
    used.forEach(i -> picked.add(inputs.get(i)));
    return picked;
  }

  /// A kernel's caller keeps to the program: a defect of the caller's otherwise.
  void check(Samples[] samples, Validity[] valid, int from, int to) {
    if (samples.length != inputs.size() || valid.length != inputs.size()) {
      throw new IllegalArgumentException(
          samples.length + " bands with " + valid.length + " validities for " + inputs.size());
    }
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("pixels " + from + " to " + to);
    }
    for (int i = 0; i < samples.length; i++) {
      if (samples[i].dtype() != inputs.get(i).dtype()
          || samples[i].length() < to
          || valid[i].length() < to) {
        throw new IllegalArgumentException(
            inputs.get(i) + " given " + samples[i].length() + " of " + samples[i].dtype());
      }
    }
  }

  void checkOut(float[][] out, int outFrom, int pixels) {
    checkOut(Precision.FLOAT32, out.length);
    for (float[] o : out) {
      Objects.checkFromIndexSize(outFrom, pixels, o.length);
    }
  }

  void checkOut(double[][] out, int outFrom, int pixels) {
    checkOut(Precision.FLOAT64, out.length);
    for (double[] o : out) {
      Objects.checkFromIndexSize(outFrom, pixels, o.length);
    }
  }

  private void checkOut(Precision out, int arrays) {
    if (out != precision || arrays != outputs.size()) {
      throw new IllegalArgumentException(
          outputs.size() + " outputs of " + precision + " into " + arrays + " of " + out);
    }
  }
}
