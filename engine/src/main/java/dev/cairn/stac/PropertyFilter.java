package dev.cairn.stac;

import dev.cairn.base.InvalidRequest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A condition on one property of an item, such as `eo:cloud_cover<1`.
///
/// An item without the property does not meet it, whatever the comparison. Numbers compare with
/// numbers. Texts are equal letter by letter; they compare as numbers where both are numbers, else
/// by code point, which puts RFC 3339 times of one zone in their order. A list equals a value where
/// one of its elements does.
///
/// @param property as [Item#field] takes it
/// @param value what it is compared with
public record PropertyFilter(String property, Comparison comparison, String value) {
  /// How a property relates to the value.
  public enum Comparison {
    LESS("<"),
    AT_MOST("<="),
    EQUAL("="),
    NOT_EQUAL("<>"),
    AT_LEAST(">="),
    GREATER(">");

    private final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    private static Comparison of(String sign) {
      for (Comparison c : values()) {
        if (c.sign.equals(sign.equals("!=") ? "<>" : sign)) {
          return c;
        }
      }
      throw new IllegalArgumentException("comparison " + sign);
    }

    private boolean holds(int order) {
      return switch (this) {
        case LESS -> order < 0;
        case AT_MOST -> order <= 0;
        case EQUAL -> order == 0;
        case NOT_EQUAL -> order != 0;
        case AT_LEAST -> order >= 0;
        case GREATER -> order > 0;
      };
    }

    private boolean isOrdering() {
      return switch (this) {
        case LESS, AT_MOST, AT_LEAST, GREATER -> true;
        case EQUAL, NOT_EQUAL -> false;
      };
    }

    @Override
    public String toString() {
      return sign;
    }
  }

  private static final Pattern TEXT =
      Pattern.compile(
          "\\s*([^<>=!\\s][^<>=!]*?)\\s*(<=|>=|<>|!=|<|>|=)\\s*([^<>=!\\s].*?)\\s*",
          Pattern.DOTALL);
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,300}(\\.\\d{0,300})?|\\.\\d{1,300})([eE][+-]?\\d{1,3})?");

  /// `eo:cloud_cover<1`, `platform=sentinel-2a`, `title='a b'`: a property, one of `>=`, `<=`, `=`,
  /// `<>`, `!=`, `>`, `<`, and a value, which may stand in quotes.
  ///
  /// @throws InvalidRequest where the text is no condition
  public static PropertyFilter parse(String text) {
    Matcher m = TEXT.matcher(text);
    if (!m.matches()) {
      throw new InvalidRequest(
          "query " + text,
          "expected PROPERTY, one of >= <= = <> != > <, and a value, such as eo:cloud_cover<1");
    }
    String value = m.group(3);
    char first = value.charAt(0);
    if (value.length() >= 2
        && (first == '\'' || first == '"')
        && value.charAt(value.length() - 1) == first) {
      value = value.substring(1, value.length() - 1);
    }
    return new PropertyFilter(m.group(1), Comparison.of(m.group(2)), value);
  }

  /// True where the item meets the condition.
  ///
  /// @throws InvalidRequest where the item's property is of a type that cannot be so compared
  public boolean test(Item item) {
    Optional<Object> found = item.field(property);
    return found.isPresent() && holds(found.get(), item);
  }

  private boolean holds(Object found, Item item) {
    return switch (found) {
      case Number n -> {
        if (!isNumber(value)) {
          throw mismatch(found, item);
        }
        yield comparison.holds(
            Double.compare(n.doubleValue() + 0.0, Double.parseDouble(value) + 0.0));
      }
      case String s -> {
        boolean numbers = comparison.isOrdering() && isNumber(s) && isNumber(value);
        yield comparison.holds(
            numbers
                ? Double.compare(Double.parseDouble(s) + 0.0, Double.parseDouble(value) + 0.0)
                : s.compareTo(value));
      }
      case Boolean b -> {
        boolean known = value.equals("true") || value.equals("false");
        if (comparison.isOrdering() || !known) {
          throw mismatch(found, item);
        }
        yield comparison.holds(b.toString().compareTo(value));
      }
      case List<?> list -> {
        if (comparison.isOrdering()) {
          throw mismatch(found, item);
        }
        boolean any = list.stream().anyMatch(e -> isEqual(e));
        yield any == (comparison == Comparison.EQUAL);
      }
      default -> throw mismatch(found, item);
    };
  }

  private boolean isEqual(Object element) {
    return (element instanceof Number n && isNumber(value))
        ? n.doubleValue() == Double.parseDouble(value)
        : String.valueOf(element).equals(value);
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }

  private InvalidRequest mismatch(Object found, Item item) {
    return new InvalidRequest(
        "query " + this,
        property
            + " of item "
            + item.id()
            + " is "
            + Json.brief(found)
            + ", which has no such order or value");
  }

  /// As it is parsed.
  @Override
  public String toString() {
    return property + comparison + value;
  }
}
