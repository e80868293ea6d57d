package dev.cairn.expr;

import dev.cairn.base.InvalidRequest;
import dev.cairn.expr.Expr.Binary;
import dev.cairn.expr.Expr.BinaryOp;
import dev.cairn.expr.Expr.Constant;
import dev.cairn.expr.Expr.Form;
import dev.cairn.expr.Expr.Unary;
import dev.cairn.expr.Expr.UnaryOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Reads expressions by recursive descent, in one pass and bounded in length and depth. For one
/// text and one thread.
///
/// ```
/// or    = and { ("or" | "|") and }             and  = not { ("and" | "&") not }
/// not   = "not" not | compare                  compare = sum [ ("<"|"<="|">"|">="|"=="|"!=") sum ]
/// sum   = term { ("+" | "-") term }            term = sign { ("*" | "/" | "%") sign }
/// sign  = ("-" | "+") sign | power             power = atom [ "**" sign ]
/// atom  = number | name | function "(" or { "," or } ")" | "(" or ")"
/// ```
final class Parser {
  /// Parentheses, calls and signs within one another; each costs a dozen stack frames.
  private static final int MAX_NESTING = 200;

  private static final Set<String> RESERVED = Set.of("and", "or", "not", "nan");

  private enum Kind {
    NUMBER,
    NAME,
    /// A name between quotes: never a function or a reserved word.
    QUOTED,
    SYMBOL,
    END
  }

  /// @param text the symbol, number or name itself, quotes taken off
  private record Token(Kind kind, String text, int start, int end) {
    boolean is(String symbol) {
      return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbol);
    }
  }

  private final String text;
  private Token token;
  private int nesting;

  Parser(String text) {
    this.text = text;
    if (text.length() > Expr.MAX_LENGTH) {
      throw new InvalidRequest(
          "expression", text.length() + " characters, at most " + Expr.MAX_LENGTH + " are allowed");
    }
    token = scan(0);
  }

  Expr expression() {
    Expr e = or();
    if (token.kind() != Kind.END) {
      throw expected("an operator or the end");
    }
    Expr.checkSize(e);
    return e;
  }

  NamedExpr named() {
    Token first = token;
    if (isName(first) && scan(first.end()).is("=")) {
      advance();
      advance();
      return new NamedExpr(first.text(), expression());
    }
    Expr e = expression();
    return new NamedExpr(e.toString(), e);
  }

  private Expr or() {
    if (++nesting > MAX_NESTING) {
      throw tooDeep();
    }
    Expr left = and();
    while (token.is("or") || token.is("|")) {
      left = logical(BinaryOp.OR, left, advance(), this::and);
    }
    nesting--;
    return left;
  }

  private Expr and() {
    Expr left = not();
    while (token.is("and") || token.is("&")) {
      left = logical(BinaryOp.AND, left, advance(), this::not);
    }
    return left;
  }

  /// The words take any operand. The symbols are bitwise operators elsewhere, so they take
  /// conditions only: `qa & 8` would not do what is meant.
  private Expr logical(BinaryOp op, Expr left, Token operator, Supplier<Expr> operand) {
    Expr right = operand.get();
    if (operator.kind() == Kind.SYMBOL && !(isCondition(left) && isCondition(right))) {
      throw fault(
          operator.start(),
          "'"
              + operator.text()
              + "' joins conditions such as a > 1; bits of a quality band are tested by a mask"
              + " (NAME:bits=…)");
    }
    return new Binary(op, left, right);
  }

  private static boolean isCondition(Expr e) {
    return switch (e) {
      case Unary(UnaryOp op, _) -> op == UnaryOp.NOT || op == UnaryOp.IS_VALID;
      case Binary(BinaryOp op, _, _) ->
          op.form == Form.COMPARISON || op.form == Form.AND || op.form == Form.OR;
      case Constant _, Expr.BandRef _, Expr.Where _ -> false;
    };
  }

  private Expr not() {
    if (!token.is("not")) {
      return comparison();
    }
    advance();
    return new Unary(UnaryOp.NOT, nested(this::not));
  }

  private Expr comparison() {
    Expr left = sum();
    Optional<BinaryOp> op = operator(Form.COMPARISON);
    if (op.isEmpty()) {
      return left;
    }
    advance();
    Expr compared = new Binary(op.get(), left, sum());
    if (operator(Form.COMPARISON).isPresent()) {
      throw expected("'and': comparisons do not chain");
    }
    return compared;
  }

  private Expr sum() {
    Expr left = term();
    for (var op = operator(Form.SUM); op.isPresent(); op = operator(Form.SUM)) {
      advance();
      left = new Binary(op.get(), left, term());
    }
    return left;
  }

  private Expr term() {
    Expr left = sign();
    for (var op = operator(Form.TERM); op.isPresent(); op = operator(Form.TERM)) {
      advance();
      left = new Binary(op.get(), left, sign());
    }
    return left;
  }

  private Expr sign() {
    if (token.is("+")) {
      advance();
      return nested(this::sign);
    }
    if (!token.is("-")) {
      return power();
    }
    advance();
    if (token.kind() == Kind.NUMBER && !scan(token.end()).is("**")) {
      return new Constant(-number(advance()));
    }
    return new Unary(UnaryOp.NEGATE, nested(this::sign));
  }

  private Expr power() {
    Expr base = atom();
    if (!token.is("**")) {
      return base;
    }
    advance();
    return new Binary(BinaryOp.POWER, base, nested(this::sign));
  }

  private Expr atom() {
    if (token.is("(")) {
      advance();
      Expr inner = or();
      expect(")");
      return inner;
    }
    if (token.kind() == Kind.NUMBER) {
      return new Constant(number(advance()));
    }
    if (token.is("nan")) {
      advance();
      return new Constant(Double.NaN);
    }
    if (!isName(token)) {
      throw expected("a band, a number, a function or '('");
    }
    Token name = advance();
    if (name.kind() == Kind.NAME && token.is("(")) {
      return call(name);
    }
    return new Expr.BandRef(name.text());
  }

  private Expr call(Token function) {
    advance();
    var arguments = new ArrayList<Expr>();
    if (!token.is(")")) {
      arguments.add(or());
      while (token.is(",")) {
        advance();
        arguments.add(or());
      }
    }
    expect(")");
    return applied(function, arguments);
  }

  private Expr applied(Token function, List<Expr> arguments) {
    return switch (function.text()) {
      case "where" -> {
        count(function, arguments, 3);
        yield new Expr.Where(arguments.get(0), arguments.get(1), arguments.get(2));
      }
      case "clip" -> {
        count(function, arguments, 3);
        Expr raised = new Binary(BinaryOp.MAX, arguments.get(0), arguments.get(1));
        yield new Binary(BinaryOp.MIN, raised, arguments.get(2));
      }
      case "isnan" -> {
        count(function, arguments, 1);
        yield new Unary(UnaryOp.NOT, new Unary(UnaryOp.IS_VALID, arguments.getFirst()));
      }
      default -> operation(function, arguments);
    };
  }

  private Expr operation(Token function, List<Expr> arguments) {
    for (UnaryOp op : UnaryOp.values()) {
      if (op.isFunction() && op.symbol.equals(function.text())) {
        count(function, arguments, 1);
        return new Unary(op, arguments.getFirst());
      }
    }
    for (BinaryOp op : BinaryOp.values()) {
      if (op.form == Form.FUNCTION && op.symbol.equals(function.text())) {
        if (op == BinaryOp.ATAN2 || arguments.size() < 2) {
          count(function, arguments, 2);
        }
        Expr folded = arguments.getFirst();
        for (Expr next : arguments.subList(1, arguments.size())) {
          folded = new Binary(op, folded, next);
        }
        return folded;
      }
    }
    throw fault(
        function.start(),
        "no function is called "
            + function.text()
            + "; there are abs, atan2, ceil, clip, cos, exp, floor, isnan, isvalid, log, log10,"
            + " max, min, round, sin, sqrt, tan, where");
  }

  private void count(Token function, List<Expr> arguments, int allowed) {
    if (arguments.size() != allowed) {
      throw fault(
          function.start(),
          function.text() + " takes " + allowed + " operands, found " + arguments.size());
    }
  }

  private double number(Token number) {
    double value = Double.parseDouble(number.text());
    if (Double.isInfinite(value)) {
      throw fault(number.start(), "the number " + number.text() + " is too large");
    }
    return value;
  }

  private Expr nested(Supplier<Expr> part) {
    if (++nesting > MAX_NESTING) {
      throw tooDeep();
    }
    Expr e = part.get();
    nesting--;
    return e;
  }

  private Optional<BinaryOp> operator(Form form) {
    if (token.kind() == Kind.SYMBOL) {
      for (BinaryOp op : BinaryOp.values()) {
        if (op.form == form && op.symbol.equals(token.text())) {
          return Optional.of(op);
        }
      }
    }
    return Optional.empty();
  }

  private void expect(String symbol) {
    if (!token.is(symbol)) {
      throw expected("'" + symbol + "'" + (symbol.equals(")") ? " or an operator" : ""));
    }
    advance();
  }

  private Token advance() {
    Token read = token;
    token = scan(read.end());
    return read;
  }

  private static boolean isName(Token t) {
    return t.kind() == Kind.QUOTED || (t.kind() == Kind.NAME && !RESERVED.contains(t.text()));
  }

  // ---- tokens ----

  private Token scan(int from) {
    int i = from;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return new Token(Kind.END, "", i, i);
    }
    char c = text.charAt(i);
    if (isDigit(c) || (c == '.' && i + 1 < text.length() && isDigit(text.charAt(i + 1)))) {
      return scanNumber(i);
    }
    if (isNameStart(c)) {
      int end = i + 1;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      return new Token(Kind.NAME, text.substring(i, end), i, end);
    }
    if (c == '"') {
      return scanQuoted(i);
    }
    for (String symbol : List.of("**", "<=", ">=", "==", "!=")) {
      if (text.startsWith(symbol, i)) {
        return new Token(Kind.SYMBOL, symbol, i, i + 2);
      }
    }
    if ("+-*/%<>=&|(),".indexOf(c) >= 0) {
      return new Token(Kind.SYMBOL, String.valueOf(c), i, i + 1);
    }
    throw fault(
        i,
        "unexpected "
            + shown(text.substring(i, text.offsetByCodePoints(i, 1)))
            + (c == '^' ? "; powers are written **" : "")
            + (c == '\'' ? "; names are quoted by \"" : ""));
  }

  private Token scanNumber(int from) {
    int i = digits(from);
    if (i < text.length() && text.charAt(i) == '.') {
      i = digits(i + 1);
    }
    if (i < text.length() && (text.charAt(i) == 'e' || text.charAt(i) == 'E')) {
      int sign = i + 1 < text.length() && "+-".indexOf(text.charAt(i + 1)) >= 0 ? 1 : 0;
      int end = digits(i + 1 + sign);
      if (end == i + 1 + sign) {
        throw fault(end, "expected the digits of an exponent");
      }
      i = end;
    }
    if (i < text.length() && isNamePart(text.charAt(i))) {
      throw fault(
          i, "expected an operator after the number; a name that starts with a digit is quoted");
    }
    return new Token(Kind.NUMBER, text.substring(from, i), from, i);
  }

  private int digits(int from) {
    int i = from;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private Token scanQuoted(int from) {
    var name = new StringBuilder();
    for (int i = from + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '"') {
        name.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        name.append(c);
        i++;
      } else if (name.isEmpty()) {
        throw fault(from, "expected a name between the quotes");
      } else {
        return new Token(Kind.QUOTED, name.toString(), from, i + 1);
      }
    }
    throw fault(
        text.length(), "expected the quote that ends the name begun at character " + (from + 1));
  }

  static boolean isPlainName(String name) {
    return !RESERVED.contains(name)
        && isNameStart(name.charAt(0))
        && name.chars().allMatch(c -> isNamePart((char) c));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c == '_' || Character.isLetter(c);
  }

  private static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c) || c == '.' || c == ':';
  }

  // ---- faults ----

  private InvalidRequest expected(String what) {
    String found = token.kind() == Kind.END ? "the end" : shown(token.text());
    return fault(token.start(), "expected " + what + ", found " + found);
  }

  private InvalidRequest tooDeep() {
    return fault(token.start(), "nested deeper than the " + MAX_NESTING + " levels allowed");
  }

  /// @param at index into the text; shown from 1
  private InvalidRequest fault(int at, String why) {
    return new InvalidRequest("expression " + shown(text) + " at character " + (at + 1), why);
  }

  private static String shown(String text) {
    String cut = text.length() <= 60 ? text : text.substring(0, 60) + "…";
    return "'" + cut.replaceAll("\\p{Cntrl}", "�") + "'";
  }
}
