package dev.cairn.expr;

/// A band that is computed: its name and of what, written `ndvi=(nir-red)/(nir+red)`.
public record NamedExpr(String name, Expr expr) {
  public NamedExpr {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("an expression's band without a name");
    }
  }

  /// Reads `NAME=EXPRESSION`, or an expression alone, whose canonical text is then its name. Names
  /// are as in [Expr#parse].
  ///
  /// @throws dev.cairn.base.InvalidRequest as [Expr#parse] does
  public static NamedExpr parse(String text) {
    return new Parser(text).named();
  }

  /// Canonical: [#parse] makes the same of it.
  @Override
  public String toString() {
    return Expr.Printer.name(name) + "=" + expr;
  }
}
