package dev.cairn.expr;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// An expression over the bands of one pixel, such as `(nir - red) / (nir + red)`: an immutable
/// tree.
///
/// What the operations do where a value is missing, and that every result is finite or no value, is
/// told by the package. `toString` is canonical: [#parse] makes the same tree of it.
///
/// A tree may be at most [#MAX_DEPTH] deep and hold [#MAX_NODES] nodes; the parser and
/// [PixelProgram] refuse others.
public sealed interface Expr {
  /// Nodes from the root to the deepest leaf.
  int MAX_DEPTH = 1000;

  /// Nodes of a tree, a shared subtree counted wherever it stands.
  int MAX_NODES = 20_000;

  /// Characters of a text that is parsed.
  int MAX_LENGTH = 20_000;

  /// A number, or NaN for "no value", written `nan`.
  record Constant(double value) implements Expr {
    public Constant {
      if (Double.isInfinite(value)) {
        throw new IllegalArgumentException("a constant is finite or nan, not " + value);
      }
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /// The value of a band.
  record BandRef(String name) implements Expr {
    public BandRef {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("a band without a name");
      }
    }

    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  record Unary(UnaryOp op, Expr operand) implements Expr {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  record Binary(BinaryOp op, Expr left, Expr right) implements Expr {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /// `where(condition, then, otherwise)`: `then` where the condition is neither 0 nor missing,
  /// `otherwise` where it is 0, no value where it is missing. A missing value in the branch not
  /// taken does not matter.
  record Where(Expr condition, Expr then, Expr otherwise) implements Expr {
    @Override
    public String toString() {
      return Printer.print(this);
    }
  }

  /// Operations on one value. Conditions are 1 and 0.
  enum UnaryOp {
    NEGATE("-"),
    /// 1 where the operand is 0, else 0.
    NOT("not"),
    ABS("abs"),
    SQRT("sqrt"),
    /// The natural logarithm.
    LOG("log"),
    LOG10("log10"),
    EXP("exp"),
    /// Of radians, as `cos` and `tan`.
    SIN("sin"),
    COS("cos"),
    TAN("tan"),
    FLOOR("floor"),
    CEIL("ceil"),
    /// To the nearest integer, halves to the even one.
    ROUND("round"),
    /// 1 where the operand holds a value, else 0: never missing itself. `isnan(x)` is `not
    /// isvalid(x)`.
    IS_VALID("isvalid");

    final String symbol;

    UnaryOp(String symbol) {
      this.symbol = symbol;
    }

    boolean isFunction() {
      return this != NEGATE && this != NOT;
    }
  }

  /// Operations on two values. Comparisons give 1 or 0, or no value where an operand has none.
  enum BinaryOp {
    ADD("+", Form.SUM),
    SUBTRACT("-", Form.SUM),
    MULTIPLY("*", Form.TERM),
    DIVIDE("/", Form.TERM),
    /// Python's and numpy's: the result has the divisor's sign, `-7 % 3` is 2; `x % 0` is no value.
    MODULO("%", Form.TERM),
    /// `x ** 2` is `x * x`, `x ** 0.5` is `sqrt(x)`, `x ** -1` is `1 / x`; all else is
    /// [StrictMath#pow]. No value for a negative number to a fraction.
    POWER("**", Form.POWER),
    LESS("<", Form.COMPARISON),
    LESS_EQUAL("<=", Form.COMPARISON),
    GREATER(">", Form.COMPARISON),
    GREATER_EQUAL(">=", Form.COMPARISON),
    EQUAL("==", Form.COMPARISON),
    NOT_EQUAL("!=", Form.COMPARISON),
    /// 1 where both operands are other than 0.
    AND("and", Form.AND),
    /// 1 where one of the operands is other than 0, and neither is missing.
    OR("or", Form.OR),
    MIN("min", Form.FUNCTION),
    MAX("max", Form.FUNCTION),
    /// `atan2(y, x)` in radians.
    ATAN2("atan2", Form.FUNCTION);

    final String symbol;
    final Form form;

    BinaryOp(String symbol, Form form) {
      this.symbol = symbol;
      this.form = form;
    }
  }

  /// How an operation is written; in the order of Python's precedence, loosest first.
  enum Form {
    OR,
    AND,
    NOT,
    COMPARISON,
    SUM,
    TERM,
    SIGN,
    POWER,
    FUNCTION
  }

  /// Reads an expression as it is written in Python: `+ - * / % **`, comparisons, `and or not` (`&`
  /// and `|` between conditions), `where(c, a, b)`, `min max clip abs sqrt log log10 exp sin cos
  /// tan atan2 floor ceil round isvalid isnan`, numbers, `nan`, and names of bands: letters,
  /// digits, `_`, `.`, `:`, not starting with a digit, or anything between double quotes (a quote
  /// in the name is doubled).
  ///
  /// `min` and `max` of more than two, `clip(x, low, high)` and `isnan(x)` become trees of the
  /// operations there are.
  ///
  /// @throws InvalidRequest where the text is no expression, with the position and what was
  ///     expected there
  static Expr parse(String text) {
    return new Parser(text).expression();
  }

  static Expr band(String name) {
    return new BandRef(name);
  }

  static Expr constant(double value) {
    return new Constant(value);
  }

  /// The bands it names, each once, in the order of the text.
  default List<String> bands() {
    var names = new LinkedHashSet<String>();
    var open = new ArrayDeque<Expr>(List.of(this));
    while (!open.isEmpty()) {
      Expr e = open.pop();
      if (e instanceof BandRef(String name)) {
        names.add(name);
      }
      List<Expr> parts = e.parts();
      for (int i = parts.size() - 1; i >= 0; i--) {
        open.push(parts.get(i));
      }
    }
    return List.copyOf(names);
  }

  /// The same expression with another in place of each band.
  ///
  /// @param bands the expression that stands for a band, by the band's name
  default Expr substitute(Function<String, Expr> bands) {
    return switch (this) {
      case Constant c -> c;
      case BandRef(String name) -> bands.apply(name);
      case Unary(UnaryOp op, Expr operand) -> new Unary(op, operand.substitute(bands));
      case Binary(BinaryOp op, Expr left, Expr right) ->
          new Binary(op, left.substitute(bands), right.substitute(bands));
      case Where(Expr condition, Expr then, Expr otherwise) ->
          new Where(
              condition.substitute(bands), then.substitute(bands), otherwise.substitute(bands));
    };
  }

  /// The expressions it is made of, from left to right.
  default List<Expr> parts() {
    return switch (this) {
      case Constant _, BandRef _ -> List.of();
      case Unary(_, Expr operand) -> List.of(operand);
      case Binary(_, Expr left, Expr right) -> List.of(left, right);
      case Where(Expr condition, Expr then, Expr otherwise) -> List.of(condition, then, otherwise);
    };
  }

  /// Refuses a tree that is too deep or too large, without recursion.
  ///
  /// @throws InvalidRequest naming the limit
  static void checkSize(Expr root) {
    record Level(Expr expr, int depth) {}
    var open = new ArrayDeque<Level>(List.of(new Level(root, 1)));
    int nodes = 0;
    while (!open.isEmpty()) {
      Level at = open.pop();
      if (at.depth() > MAX_DEPTH) {
        throw new InvalidRequest(
            "expression", "nested deeper than the " + MAX_DEPTH + " levels that are allowed");
      }
      if (++nodes > MAX_NODES) {
        throw new InvalidRequest(
            "expression", "more than the " + MAX_NODES + " operands and operations allowed");
      }
      for (Expr part : at.expr().parts()) {
        open.push(new Level(part, at.depth() + 1));
      }
    }
  }

  /// Writes expressions with no more parentheses than the grammar asks for.
  final class Printer {
    private Printer() {}

    private static String print(Expr e) {
      var out = new StringBuilder();
      print(e, Form.OR, out);
      return out.toString();
    }

    /// @param loosest the loosest form that may stand here without parentheses
    private static void print(Expr e, Form loosest, StringBuilder out) {
      boolean wrapped = form(e).compareTo(loosest) < 0;
      if (wrapped) {
        out.append('(');
      }
      switch (e) {
        case Constant(double value) -> out.append(number(value));
        case BandRef(String name) -> out.append(name(name));
        case Unary(UnaryOp op, Expr operand) -> {
          if (op.isFunction()) {
            call(op.symbol, List.of(operand), out);
          } else if (op == UnaryOp.NOT) {
            out.append("not ");
            print(operand, Form.NOT, out);
          } else {
            // -2 is a number; the negation of the number 2 is written -(2)
            boolean number = operand instanceof Constant(double v) && isPositive(v);
            out.append(number ? "-(" : "-");
            print(operand, number ? Form.OR : Form.SIGN, out);
            out.append(number ? ")" : "");
          }
        }
        case Binary(BinaryOp op, Expr left, Expr right) -> {
          if (op.form == Form.FUNCTION) {
            call(op.symbol, List.of(left, right), out);
          } else {
            print(left, leftmost(op.form), out);
            out.append(' ').append(op.symbol).append(' ');
            print(right, rightmost(op.form), out);
          }
        }
        case Where(Expr condition, Expr then, Expr otherwise) ->
            call("where", List.of(condition, then, otherwise), out);
      }
      if (wrapped) {
        out.append(')');
      }
    }

    private static void call(String function, List<Expr> arguments, StringBuilder out) {
      out.append(function).append('(');
      for (int i = 0; i < arguments.size(); i++) {
        out.append(i == 0 ? "" : ", ");
        print(arguments.get(i), Form.OR, out);
      }
      out.append(')');
    }

    private static Form form(Expr e) {
      return switch (e) {
        case Constant(double v) -> isPositive(v) || Double.isNaN(v) ? Form.FUNCTION : Form.SIGN;
        case BandRef _, Where _ -> Form.FUNCTION;
        case Unary(UnaryOp op, _) ->
            op.isFunction() ? Form.FUNCTION : op == UnaryOp.NOT ? Form.NOT : Form.SIGN;
        case Binary(BinaryOp op, _, _) -> op.form;
      };
    }

    /// The loosest form to the left of an operator: its own, since operators group to the left; but
    /// `**` groups to the right, and comparisons not at all.
    private static Form leftmost(Form operator) {
      return switch (operator) {
        case COMPARISON -> Form.SUM;
        case POWER -> Form.FUNCTION;
        case OR, AND, NOT, SUM, TERM, SIGN, FUNCTION -> operator;
      };
    }

    private static Form rightmost(Form operator) {
      return switch (operator) {
        case OR -> Form.AND;
        case AND -> Form.NOT;
        case COMPARISON -> Form.SUM;
        case SUM -> Form.TERM;
        case TERM, POWER -> Form.SIGN;
        case NOT, SIGN, FUNCTION -> operator;
      };
    }

    private static boolean isPositive(double v) {
      return !Double.isNaN(v) && Double.doubleToRawLongBits(v) >= 0;
    }

    private static String number(double value) {
      if (Double.isNaN(value)) {
        return "nan";
      }
      if (value == Math.rint(value) && Math.abs(value) < 1e15) {
        return (isPositive(value) ? "" : "-") + Math.abs((long) value);
      }
      return Double.toString(value).toLowerCase(Locale.ROOT);
    }

    static String name(String name) {
      return Parser.isPlainName(name) ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
  }
}
