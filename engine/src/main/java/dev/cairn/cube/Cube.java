package dev.cairn.cube;

import dev.cairn.base.InvalidRequest;
import dev.cairn.expr.Expr;
import dev.cairn.expr.MaskSpec;
import dev.cairn.expr.NamedExpr;
import dev.cairn.expr.Precision;
import dev.cairn.focal.FocalSpec;
import dev.cairn.focal.Neighbourhood;
import dev.cairn.geo.GeoBox;
import dev.cairn.raster.DType;
import dev.cairn.raster.Scene;
import dev.cairn.raster.Stated;
import dev.cairn.reduce.Fill;
import dev.cairn.reduce.TimeReducer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A lazy, labelled cube over (time, band, y, x): what is wanted of some scenes. Every operation
/// gives a new cube and reads nothing; pixels are read when a plan of it runs.
///
/// Row 0 is the north edge; x and y are pixel centres (corners in [Parity#STACKSTAC]). A pixel
/// without a value is not a number of any kind: it is invalid, and operations leave it out as
/// xarray's `skipna` does. Immutable and thread-safe.
public final class Cube {
  private final Load load;
  private final List<Step> steps;
  private final List<Stated<Instant>> times;
  private final List<String> bands;
  private final DType dtype;
  private final Map<String, Coordinate> timeCoordinates;
  private final Map<String, Coordinate> bandCoordinates;

  private Cube(
      Load load,
      List<Step> steps,
      List<Stated<Instant>> times,
      List<String> bands,
      DType dtype,
      Map<String, Coordinate> timeCoordinates,
      Map<String, Coordinate> bandCoordinates) {
    this.load = load;
    this.steps = List.copyOf(steps);
    this.times = List.copyOf(times);
    this.bands = List.copyOf(bands);
    this.dtype = dtype;
    this.timeCoordinates = timeCoordinates;
    this.bandCoordinates = bandCoordinates;
  }

  /// The scenes as a cube, one time step each, in the order of their times.
  ///
  /// @param scenes each with a stated grid and type on every source that is used: see
  /// [SceneHeaders]
  /// @throws InvalidRequest where there is no scene, a band does not exist, the scenes are in
  ///     several CRSs, or none touches the bounds
  public static Cube load(List<Scene> scenes, LoadOptions options) {
    return load(new SceneHeaders.Completed(scenes, List.of()), options);
  }

  /// As [#load(List, LoadOptions)], and the cube knows which sources its scenes lack.
  public static Cube load(SceneHeaders.Completed scenes, LoadOptions options) {
    Load load = Load.of(scenes, options);
    return new Cube(
        load,
        List.of(),
        load.scenes().stream().map(Scene::time).toList(),
        load.bands(),
        loadedType(load),
        TimeCoordinates.of(load.scenes()),
        BandCoordinates.of(load.scenes(), load.bands()));
  }

  /// Samples keep their type where there is one type and nothing scales them; else they become
  /// floats.
  private static DType loadedType(Load load) {
    if (load.options().precision() instanceof Stated.As<Precision>(Precision p)) {
      return p.dtype();
    }
    DType first = load.dtypes().getOrDefault(load.bands().getFirst(), DType.FLOAT32);
    boolean one = load.bands().stream().allMatch(b -> load.dtypes().get(b) == first);
    boolean scaled =
        load.options().scale() != ScalePolicy.NONE
            && load.scenes().stream()
                .anyMatch(
                    s ->
                        load.bands().stream()
                            .anyMatch(
                                b ->
                                    s.sources().containsKey(b)
                                        && s.sources().get(b).scaling()
                                            instanceof Stated.As(var scaling)
                                        && !scaling.isIdentity()));
    return one && !scaled ? first : precision(load).dtype();
  }

  /// The precision in which the cube's values are computed.
  public Precision precision() {
    return precision(load);
  }

  private static Precision precision(Load load) {
    return load.options()
        .precision()
        .orElse(
            load.bands().stream()
                    .allMatch(
                        b ->
                            LoadOptions.precisionFor(load.dtypes().getOrDefault(b, DType.FLOAT32))
                                == Precision.FLOAT32)
                ? Precision.FLOAT32
                : Precision.FLOAT64);
  }

  public GeoBox grid() {
    return load.grid();
  }

  /// Why the grid is this one: a sentence each.
  public List<String> gridReasons() {
    return load.reasons();
  }

  /// What a user should know of the sources that were read: a sentence each.
  public List<String> notes() {
    return load.notes();
  }

  /// Labels of the time axis; silent where a scene has no time.
  public List<Stated<Instant>> times() {
    return times;
  }

  /// Labels of the band axis.
  public List<String> bands() {
    return bands;
  }

  /// The type of the values: the sources' own where nothing was computed, else float32 or float64.
  public DType dtype() {
    return dtype;
  }

  /// Where it begins.
  public Load source() {
    return load;
  }

  /// What is done, in order.
  public List<Step> steps() {
    return steps;
  }

  /// Further labels of the time axis: properties of the items.
  public Map<String, Coordinate> timeCoordinates() {
    return timeCoordinates;
  }

  /// Further labels of the band axis: fields on which the assets agree.
  public Map<String, Coordinate> bandCoordinates() {
    return bandCoordinates;
  }

  /// Number of values: time × band × y × x.
  public long size() {
    return Math.multiplyExact(
        Math.multiplyExact((long) times.size(), (long) bands.size()), grid().pixels());
  }

  // ---- selection

  /// Some of the bands, in this order.
  ///
  /// @throws InvalidRequest where one does not exist
  public Cube select(String... names) {
    for (String name : names) {
      if (!bands.contains(name)) {
        throw new InvalidRequest("band " + name, "there are " + String.join(", ", bands));
      }
    }
    if (names.length == 0) {
      throw new InvalidRequest("bands", "select at least one of " + String.join(", ", bands));
    }
    List<Integer> positions = Arrays.stream(names).map(bands::indexOf).toList();
    return with(
        new Step.SelectBands(List.of(names)),
        times,
        List.of(names),
        dtype,
        timeCoordinates,
        Coordinates.at(bandCoordinates, positions));
  }

  /// Time steps by position, ascending; negative ones count from the end.
  ///
  /// @throws InvalidRequest where one is outside
  public Cube at(int... positions) {
    var chosen = new ArrayList<Integer>();
    for (int p : positions) {
      int from0 = p < 0 ? p + times.size() : p;
      if (from0 < 0 || from0 >= times.size()) {
        throw new InvalidRequest("time step " + p, "there are " + times.size());
      }
      chosen.add(from0);
    }
    return selectTimes(chosen);
  }

  /// Time steps `[from, to)` by position; negative ones count from the end, `to` is cut at the end.
  public Cube slice(int from, int to) {
    int n = times.size();
    int first = Math.clamp(from < 0 ? from + n : from, 0, n);
    int last = Math.clamp(to < 0 ? to + n : to, 0, n);
    var chosen = new ArrayList<Integer>();
    for (int i = first; i < last; i++) {
      chosen.add(i);
    }
    return selectTimes(chosen);
  }

  /// All but the first `n` time steps.
  public Cube skip(int n) {
    if (n < 0 || n >= times.size()) {
      throw new InvalidRequest(
          "skip " + n, "there are " + times.size() + " time steps; leave at least one");
    }
    return n == 0 ? this : slice(n, times.size());
  }

  /// Time steps from `start` (inclusive) to `end` (exclusive).
  ///
  /// @throws InvalidRequest where there is none
  public Cube between(Instant start, Instant end) {
    var chosen = new ArrayList<Integer>();
    for (int i = 0; i < times.size(); i++) {
      if (times.get(i) instanceof Stated.As<Instant>(Instant t)
          && !t.isBefore(start)
          && t.isBefore(end)) {
        chosen.add(i);
      }
    }
    return selectTimes(chosen);
  }

  /// Time steps of a day, as xarray's selection by a partial date.
  public Cube on(LocalDate day) {
    return between(
        day.atStartOfDay(ZoneOffset.UTC).toInstant(),
        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  /// The time step nearest to an instant; the earlier of two.
  public Cube nearest(Instant instant) {
    int best = -1;
    Duration least = Duration.ZERO;
    for (int i = 0; i < times.size(); i++) {
      if (times.get(i) instanceof Stated.As<Instant>(Instant t)) {
        Duration d = Duration.between(t, instant).abs();
        if (best < 0 || d.compareTo(least) < 0) {
          best = i;
          least = d;
        }
      }
    }
    if (best < 0) {
      throw new InvalidRequest("time " + instant, "no time step has a time");
    }
    return selectTimes(List.of(best));
  }

  private Cube selectTimes(List<Integer> positions) {
    if (positions.isEmpty()) {
      throw new InvalidRequest("time steps", "none is selected; there are " + describeTimes());
    }
    return with(
        new Step.SelectTimes(positions),
        positions.stream().map(times::get).toList(),
        bands,
        dtype,
        Coordinates.at(timeCoordinates, positions),
        bandCoordinates);
  }

  private String describeTimes() {
    return times.size()
        + " from "
        + times.getFirst().map(Instant::toString).orElse("?")
        + " to "
        + times.getLast().map(Instant::toString).orElse("?");
  }

  // ---- masks and arithmetic

  /// Pixels that a quality band rules out lose their values: `scl:keep=4,5,6,7,11`,
  /// `qa_pixel:bits=1,2,3,4`, `scl:values=3,8,9,10,dilate=2`, or a recipe's name.
  public Cube mask(String spec) {
    return mask(MaskSpec.parse(spec));
  }

  /// As [#mask(String)].
  ///
  /// @throws InvalidRequest where the band does not exist, or the cube's pixels are no longer those
  /// that were read
  public Cube mask(MaskSpec spec) {
    boolean read =
        steps.stream()
            .allMatch(
                s ->
                    s instanceof Step.Mask
                        || s instanceof Step.SelectBands
                        || s instanceof Step.SelectTimes);
    if (!read) {
      throw new InvalidRequest("mask " + spec, "masks come before anything that computes");
    }
    var names = new ArrayList<>(load.bands());
    names.addAll(load.options().quality());
    return with(
        new Step.Mask(spec.bandIn(names), spec.test(), spec.dilation()),
        times,
        bands,
        dtype,
        timeCoordinates,
        bandCoordinates);
  }

  /// New bands, computed pixel by pixel, in place of those there are: `ndvi=(nir-red)/(nir+red)`.
  public Cube calculate(String... expressions) {
    return calculate(Arrays.stream(expressions).map(NamedExpr::parse).toList());
  }

  /// As [#calculate(String...)].
  ///
  /// @throws InvalidRequest where a band that is used does not exist, or two new ones have one name
  public Cube calculate(List<NamedExpr> expressions) {
    var names = new ArrayList<String>();
    for (NamedExpr e : expressions) {
      for (String band : e.expr().bands()) {
        if (!bands.contains(band)) {
          throw new InvalidRequest(
              "band " + band + " in " + e, "there are " + String.join(", ", bands));
        }
      }
      if (names.contains(e.name())) {
        throw new InvalidRequest("expression " + e, "there is a band " + e.name() + " already");
      }
      if (e.expr().bands().isEmpty()) {
        throw new InvalidRequest("expression " + e, "it uses no band");
      }
      names.add(e.name());
    }
    if (names.isEmpty()) {
      throw new InvalidRequest("expressions", "give at least one");
    }
    return with(
        new Step.Calculate(expressions),
        times,
        names,
        precision().dtype(),
        timeCoordinates,
        Map.of());
  }

  /// Every band plus a number.
  public Cube plus(double number) {
    return each(Expr.BinaryOp.ADD, number);
  }

  /// Every band less a number.
  public Cube minus(double number) {
    return each(Expr.BinaryOp.SUBTRACT, number);
  }

  public Cube times(double number) {
    return each(Expr.BinaryOp.MULTIPLY, number);
  }

  public Cube dividedBy(double number) {
    return each(Expr.BinaryOp.DIVIDE, number);
  }

  private Cube each(Expr.BinaryOp operator, double number) {
    return calculate(
            bands.stream()
                .map(
                    b ->
                        new NamedExpr(
                            b, new Expr.Binary(operator, Expr.band(b), Expr.constant(number))))
                .toList())
        .withBandCoordinates(bandCoordinates);
  }

  /// Band by band, step by step, the sum with another cube of the same scenes:
  /// `cube.select("nir").plus(cube.select("red"))`.
  public Cube plus(Cube other) {
    return combine(Expr.BinaryOp.ADD, other);
  }

  public Cube minus(Cube other) {
    return combine(Expr.BinaryOp.SUBTRACT, other);
  }

  public Cube times(Cube other) {
    return combine(Expr.BinaryOp.MULTIPLY, other);
  }

  public Cube dividedBy(Cube other) {
    return combine(Expr.BinaryOp.DIVIDE, other);
  }

  /// Both sides must be one cube up to selections of bands and arithmetic at the end.
  private Cube combine(Expr.BinaryOp operator, Cube other) {
    Arithmetic left = Arithmetic.of(load, steps);
    Arithmetic right = Arithmetic.of(other.load, other.steps);
    if (load != other.load || !left.common().equals(right.common())) {
      throw new InvalidRequest(
          "arithmetic on two cubes",
          "both must come from one cube by selecting bands and calculating alone");
    }
    if (left.bands().size() != right.bands().size()) {
      throw new InvalidRequest(
          "arithmetic on two cubes", "one has bands " + bands + ", the other " + other.bands);
    }
    var expressions = new ArrayList<NamedExpr>();
    for (int i = 0; i < left.bands().size(); i++) {
      Expr a = left.bands().get(i).expr();
      Expr b = right.bands().get(i).expr();
      expressions.add(new NamedExpr(left.bands().get(i).name(), new Expr.Binary(operator, a, b)));
    }
    return new Cube(
        load,
        append(left.common(), new Step.Calculate(expressions)),
        times,
        expressions.stream().map(NamedExpr::name).toList(),
        precision().dtype(),
        timeCoordinates,
        Arithmetic.bands(load, left.common()).equals(bands) ? bandCoordinates : Map.of());
  }

  // ---- neighbourhoods

  /// New bands in place of those there are, computed from pixels and those around them:
  /// `hillshade`, `slope:unit=percent`, `gaussian:sigma=2` and whatever else [FocalSpec] reads.
  ///
  /// ```
  /// dem.focal("hillshade")                                   every band, under its own name
  /// dem.focal("gaussian:sigma=2").focal("hillshade")         one after the other
  /// dem.focal("shade=hillshade", "steep=slope")              side by side
  /// all.focal("shade=hillshade:band=dem", "red=box:radius=1,band=red")
  /// ```
  ///
  /// Several are named by what they are where no name is given, and are made of the one band that
  /// there is, or of the one that `band=` names.
  ///
  /// Pixels around are those of the grid of this cube, time step by time step; beyond its edges
  /// they are read from the scenes all the same, so that a part of a larger cube has the larger
  /// one's values. A result is missing where its pixel is; what missing neighbours do is each
  /// operation's own business. Distances are metres on the ground.
  ///
  /// @throws InvalidRequest where a text says no neighbourhood, a band does not exist, or two new
  ///     ones have one name
  /// @throws dev.cairn.base.Unsupported for slopes on a grid whose rows do not run along x
  public Cube focal(String... specs) {
    return focal(FocalText.bands(specs, bands));
  }

  /// Every band, computed from its pixels and those around, in metres.
  public Cube focal(Neighbourhood what) {
    FocalSpec spec = FocalSpec.of(what);
    return focal(bands.stream().map(b -> new Step.FocalBand(b, b, spec)).toList());
  }

  /// As [#focal(String...)].
  public Cube focal(List<Step.FocalBand> made) {
    var names = new ArrayList<String>();
    for (Step.FocalBand band : made) {
      if (!bands.contains(band.band())) {
        throw new InvalidRequest(
            "band " + band.band() + " in " + band, "there are " + String.join(", ", bands));
      }
      if (names.contains(band.name())) {
        throw new InvalidRequest(
            "neighbourhood " + band, "there is a band " + band.name() + " already");
      }
      if (band.spec().what().looksAtCells()) {
        band.spec().cells().of(grid()); // refuses what it cannot measure before anything is read
      }
      names.add(band.name());
    }
    if (names.isEmpty()) {
      throw new InvalidRequest("neighbourhoods", "give at least one");
    }
    var step = new Step.Focal(made);
    if (Step.Focal.reach(append(steps, step)) > Step.Focal.MAX_REACH) {
      throw new InvalidRequest(
          "neighbourhood " + made.getFirst(),
          "all of them together reach farther than " + Step.Focal.MAX_REACH + " pixels");
    }
    boolean renamed = made.stream().anyMatch(b -> !b.name().equals(b.band()));
    return with(
        step,
        times,
        names,
        step.resultType(dtype, precision().dtype()),
        timeCoordinates,
        renamed
            ? Map.of()
            : Coordinates.at(bandCoordinates, names.stream().map(bands::indexOf).toList()));
  }

  // ---- time

  /// The time axis cut into pandas' bins; say next how each becomes one step.
  ///
  /// @param offset pandas' name, such as `2Q` or `MS`
  public Resampled resample(String offset) {
    return resample(Offset.parse(offset), BinOptions.DEFAULT);
  }

  public Resampled resample(Offset offset, BinOptions options) {
    return new Resampled(this, TimeBins.of(instants("resample " + offset), offset, options));
  }

  /// All time steps to one, labelled with the first one's time.
  public Cube reduce(TimeReducer reducer) {
    Instant label = times.getFirst().orElse(Instant.EPOCH);
    Cube reduced = reduced(reducer, List.of(new Step.Bin(label, 0, times.size())));
    return new Cube(
        load,
        reduced.steps,
        List.of(times.getFirst()),
        bands,
        reduced.dtype,
        reduced.timeCoordinates,
        bandCoordinates);
  }

  Cube reduced(TimeReducer reducer, List<Step.Bin> bins) {
    return with(
        new Step.Reduce(reducer, bins),
        bins.stream().map(b -> Stated.as(b.label())).toList(),
        bands,
        precision().dtype(),
        Coordinates.scalars(timeCoordinates),
        bandCoordinates);
  }

  /// Pixels without a value take that of the nearest earlier step which has one.
  public Cube fillForward() {
    return with(
        new Step.Carry(Fill.FORWARD), times, bands, dtype, timeCoordinates, bandCoordinates);
  }

  /// Pixels without a value take that of the nearest later step which has one.
  public Cube fillBackward() {
    return with(
        new Step.Carry(Fill.BACKWARD), times, bands, dtype, timeCoordinates, bandCoordinates);
  }

  private List<Instant> instants(String why) {
    var instants = new ArrayList<Instant>();
    for (int i = 0; i < times.size(); i++) {
      int step = i;
      instants.add(
          times
              .get(i)
              .orElseThrow(() -> new InvalidRequest(why, "time step " + step + " has no time")));
    }
    return instants;
  }

  private Cube withBandCoordinates(Map<String, Coordinate> coordinates) {
    return new Cube(load, steps, times, bands, dtype, timeCoordinates, coordinates);
  }

  private Cube with(
      Step step,
      List<Stated<Instant>> newTimes,
      List<String> newBands,
      DType newType,
      Map<String, Coordinate> newTimeCoordinates,
      Map<String, Coordinate> newBandCoordinates) {
    return new Cube(
        load,
        append(steps, step),
        newTimes,
        newBands,
        newType,
        newTimeCoordinates,
        newBandCoordinates);
  }

  private static List<Step> append(List<Step> steps, Step step) {
    var all = new ArrayList<>(steps);
    all.add(step);
    return all;
  }

  /// What xarray's repr shows: dimensions, coordinates, type and size, and the grid with its
  /// reasons.
  @Override
  public String toString() {
    return Representation.of(this);
  }

  /// A cube whose time axis is cut into bins.
  public static final class Resampled {
    private final Cube cube;
    private final TimeBins bins;

    private Resampled(Cube cube, TimeBins bins) {
      this.cube = cube;
      this.bins = bins;
    }

    public Cube median() {
      return reduce("median");
    }

    public Cube mean() {
      return reduce("mean");
    }

    public Cube min() {
      return reduce("min");
    }

    public Cube max() {
      return reduce("max");
    }

    public Cube sum() {
      return reduce("sum");
    }

    public Cube count() {
      return reduce("count");
    }

    public Cube first() {
      return reduce("first");
    }

    public Cube last() {
      return reduce("last");
    }

    /// By name: `median`, `std`, `q05`, ….
    public Cube reduce(String reducer) {
      return reduce(TimeReducer.parse(reducer));
    }

    public Cube reduce(TimeReducer reducer) {
      var steps = new ArrayList<Step.Bin>();
      for (int i = 0; i < bins.size(); i++) {
        steps.add(new Step.Bin(bins.labels().get(i), bins.from(i), bins.to(i)));
      }
      return cube.reduced(reducer, steps);
    }
  }
}
