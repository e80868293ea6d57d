package dev.cairn.geo;

import dev.cairn.base.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A node of well-known text: a keyword and what stands in its brackets, `KEYWORD["name", 1, …]`
/// (OGC 18-010r7 §6). Depth and length are bounded.
///
/// @param at character of the text at which it begins
record Wkt(String keyword, List<String> words, List<Wkt> nodes, int at) {
  static final int LONGEST = 1 << 16;
  private static final int DEEPEST = 32;

  /// @throws InvalidRequest where the text is not well-known text; it says at which character
  static Wkt parse(String text) {
    var reader = new Reader(text);
    Wkt root = reader.node(0);
    reader.skipSpace();
    if (reader.at < text.length()) {
      throw reader.wrong("expected the end");
    }
    return root;
  }

  /// True where a text begins as one of WKT does: letters and a bracket.
  static boolean looksLike(String text) {
    int i = 0;
    while (i < text.length() && (Character.isLetter(text.charAt(i)) || text.charAt(i) == '_')) {
      i++;
    }
    while (i > 0 && i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i > 0 && i < text.length() && (text.charAt(i) == '[' || text.charAt(i) == '(');
  }

  /// The first child with one of the keywords.
  Optional<Wkt> child(String... keywords) {
    for (Wkt node : nodes) {
      for (String k : keywords) {
        if (node.keyword.equals(k)) {
          return Optional.of(node);
        }
      }
    }
    return Optional.empty();
  }

  Wkt require(String... keywords) {
    return child(keywords).orElseThrow(() -> wrong("has no " + keywords[0]));
  }

  /// The quoted name, or whatever stands first.
  String name() {
    return words.isEmpty() ? "" : words.getFirst();
  }

  /// The number at a position among the words.
  double number(int index) {
    if (index < words.size()) {
      try {
        double v = Double.parseDouble(words.get(index));
        if (Double.isFinite(v)) {
          return v;
        }
      } catch (NumberFormatException e) {
        throw new InvalidRequest(
            "WKT at character " + at,
            keyword + " has '" + brief(words.get(index)) + "', no number",
            e);
      }
    }
    throw wrong("has no number at position " + (index + 1));
  }

  InvalidRequest wrong(String why) {
    return new InvalidRequest("WKT at character " + at, keyword + " " + why);
  }

  private static String brief(String s) {
    return s.length() > 40 ? s.substring(0, 40) + "…" : s;
  }

  private static final class Reader {
    private final String text;
    private int at;

    Reader(String text) {
      this.text = text;
      if (text.length() > LONGEST) {
        throw new InvalidRequest("WKT", "of more than " + LONGEST + " characters");
      }
    }

    void skipSpace() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    Wkt node(int depth) {
      skipSpace();
      int begin = at;
      String keyword = word();
      skipSpace();
      if (keyword.isEmpty() || !isNext('[', '(')) {
        throw wrong("expected a keyword and a bracket");
      }
      return node(keyword.toUpperCase(Locale.ROOT), begin, depth);
    }

    private Wkt node(String keyword, int begin, int depth) {
      if (depth > DEEPEST) {
        throw wrong("more than " + DEEPEST + " brackets in each other");
      }
      char close = text.charAt(at++) == '[' ? ']' : ')';
      var words = new ArrayList<String>();
      var nodes = new ArrayList<Wkt>();
      while (true) {
        skipSpace();
        if (isNext('"', '"')) {
          words.add(quoted());
        } else {
          int start = at;
          String word = word();
          skipSpace();
          if (!word.isEmpty() && isNext('[', '(')) {
            nodes.add(node(word.toUpperCase(Locale.ROOT), start, depth + 1));
          } else if (!word.isEmpty()) {
            words.add(word);
          } else {
            throw wrong("expected a value");
          }
        }
        skipSpace();
        if (isNext(',', ',')) {
          at++;
        } else if (isNext(close, close)) {
          at++;
          return new Wkt(keyword, List.copyOf(words), List.copyOf(nodes), begin);
        } else {
          throw wrong("expected , or " + close);
        }
      }
    }

    private boolean isNext(char one, char other) {
      return at < text.length() && (text.charAt(at) == one || text.charAt(at) == other);
    }

    private String word() {
      int begin = at;
      while (at < text.length()
          && ("+-._:".indexOf(text.charAt(at)) >= 0
              || Character.isLetterOrDigit(text.charAt(at)))) {
        at++;
      }
      return text.substring(begin, at);
    }

    /// A quote within is written twice.
    private String quoted() {
      var s = new StringBuilder();
      at++;
      while (at < text.length()) {
        char c = text.charAt(at++);
        if (c != '"') {
          s.append(c);
        } else if (isNext('"', '"')) {
          s.append('"');
          at++;
        } else {
          return s.toString();
        }
      }
      throw wrong("a quotation without an end");
    }

    InvalidRequest wrong(String why) {
      return new InvalidRequest("WKT at character " + at, why);
    }
  }
}
