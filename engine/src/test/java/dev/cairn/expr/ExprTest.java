package dev.cairn.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.CairnException;
import dev.cairn.base.InvalidRequest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExprTest {
  /// The right column writes out how the left one groups; the middle one is canonical.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          (nir-red)/(nir+red)        ; (nir - red) / (nir + red)     ; (nir - red) / (nir + red)
          a-b-c                      ; a - b - c                     ; (a - b) - c
          a-(b-c)                    ; a - (b - c)                   ; a - (b - c)
          a/b*c%d                    ; a / b * c % d                 ; ((a / b) * c) % d
          a+b*c**d                   ; a + b * c ** d                ; a + (b * (c ** d))
          2**3**2                    ; 2 ** 3 ** 2                   ; 2 ** (3 ** 2)
          -2**2                      ; -2 ** 2                       ; -(2 ** 2)
          (-2)**2                    ; (-2) ** 2                     ; (-2) ** 2
          2**-1                      ; 2 ** -1                       ; 2 ** (-1)
          -a**-b                     ; -a ** -b                      ; -(a ** (-b))
          -a*b                       ; -a * b                        ; (-a) * b
          a*-b                       ; a * -b                        ; a * (-b)
          --a                        ; --a                           ; -(-a)
          -(2)                       ; -(2)                          ; -(2)
          - 2                        ; -2                            ; -2
          +a                         ; a                             ; a
          a - -2                     ; a - -2                        ; a - (-2)
          a+1 < b*2                  ; a + 1 < b * 2                 ; (a + 1) < (b * 2)
          not a == b                 ; not a == b                    ; not (a == b)
          (not a) == b               ; (not a) == b                  ; (not a) == b
          a > 1 and b or c           ; a > 1 and b or c              ; ((a > 1) and b) or c
          a and (b or not c)         ; a and (b or not c)            ; a and (b or (not c))
          (a>1)&(b<2)|(c!=3)         ; a > 1 and b < 2 or c != 3     ; ((a > 1) and (b < 2)) or (c != 3)
          min(a,b,c)                 ; min(min(a, b), c)             ; min(min(a, b), c)
          clip(a,0,1)                ; min(max(a, 0), 1)             ; min(max(a, 0), 1)
          isnan(a)                   ; not isvalid(a)                ; not isvalid(a)
          where(a>0,a,nan)           ; where(a > 0, a, nan)          ; where((a > 0), a, (nan))
          round(a/0.1)*.5            ; round(a / 0.1) * 0.5          ; (round(a / 0.1)) * 0.5
          1e3+1.5E-7+5.              ; 1000 + 1.5e-7 + 5             ; (1000 + 1.5e-7) + 5
          B8A+asset.1+s2:red_edge+_x ; B8A + asset.1 + s2:red_edge + _x ; ((B8A + asset.1) + s2:red_edge) + _x
          "B8A"+"swir-16"+"2m"       ; B8A + "swir-16" + "2m"        ; ("B8A" + "swir-16") + "2m"
          "a""b"                     ; "a""b"                        ; "a""b"
          "and"*min                  ; "and" * min                   ; ("and") * (min)
          größe/2                    ; größe / 2                     ; "größe" / 2
          """)
  void textsGroupAsInPython(String text, String canonical, String grouped) {
    Expr e = Expr.parse(text);

    assertThat(e).hasToString(canonical).isEqualTo(Expr.parse(grouped));
    assertThat(Expr.parse(canonical)).isEqualTo(e);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                | 1  | expected a band, a number, a function or '(', found the end
          a +               | 4  | found the end
          a + * b           | 5  | found '*'
          a b               | 3  | expected an operator or the end, found 'b'
          (a + b            | 7  | expected ')' or an operator, found the end
          a + b)            | 6  | expected an operator or the end, found ')'
          min(a)            | 1  | min takes 2 operands, found 1
          where(a, b)       | 1  | where takes 3 operands, found 2
          sqrt()            | 1  | sqrt takes 1 operands, found 0
          eval(a)           | 1  | no function is called eval
          a ^ 2             | 3  | powers are written **
          a // b            | 4  | found '/'
          a = b             | 3  | expected an operator or the end, found '='
          1 < a < 2         | 7  | comparisons do not chain
          qa & 8            | 4  | NAME:bits=
          a > 1 & b         | 7  | joins conditions
          2nir              | 2  | expected an operator after the number
          1e                | 3  | expected the digits of an exponent
          1e999             | 1  | too large
          0x10              | 2  | expected an operator after the number
          "a                | 3  | expected the quote
          ""                | 1  | expected a name between the quotes
          'a'               | 1  | names are quoted by "
          a; b              | 2  | unexpected ';'
          a if b else c     | 3  | found 'if'
          and               | 1  | found 'and'
          a[0]              | 2  | unexpected '['
          min(a,)           | 7  | found ')'
          (a, b)            | 3  | expected ')' or an operator, found ','
          """)
  void faultsSayWhereAndWhat(String text, int character, String why) {
    assertThatThrownBy(() -> Expr.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("at character " + character + ":")
        .hasMessageContaining(why);
  }

  @Property(tries = 2000)
  void theCanonicalTextIsTheSameTree(@ForAll long seed) {
    var random = new RandomPrograms(seed);
    Expr e = random.expr(1 + random.below(60), List.of("a", "B8A", "or", "x y", "q\"q", "é:1."));

    assertThat(Expr.parse(e.toString())).isEqualTo(e);
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void anyTextEndsInAnExpressionOrAFailureOfOurs() {
    String[] pieces = {
      "a", "B8A", "\"q", "\"", "1", "2.5e", "-", "+", "*", "**", "/", "(", ")", ",", "<", "==", "=",
      "!", "&", "|", "and ", "not ", "where(", "min(", " ", ".", ":", "é", "\0", "\uD83D", "nan",
      "1e308", "%"
    };
    var random = new Random(7);
    for (int i = 0; i < 60_000; i++) {
      var text = new StringBuilder();
      for (int n = random.nextInt(25); n > 0; n--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      try {
        Expr e = Expr.parse(text.toString());
        assertThat(Expr.parse(e.toString())).isEqualTo(e);
      } catch (CairnException e) {
        assertThat(e).isInstanceOf(InvalidRequest.class);
        assertThat(e.getMessage()).doesNotContain("\0");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "not ", "a**", "min(a,", "where(a,b,", "+"})
  void deepNestingIsRefusedWithoutOverflow(String opening) {
    String text = opening.repeat(10_000 / opening.length()) + "a";

    assertThatThrownBy(() -> Expr.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("deeper than the 200 levels");
  }

  @Test
  void longChainsAreRefusedOnlyBeyondTheDepthOfATree() {
    assertThat(Expr.parse("a+".repeat(900) + "a").bands()).containsExactly("a");
    assertThatThrownBy(() -> Expr.parse("a+".repeat(1100) + "a"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("1000 levels");
    assertThatThrownBy(() -> Expr.parse("a".repeat(20_001)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("20000");
  }

  @Test
  void bandsAreListedOnceInTheOrderOfTheText() {
    assertThat(Expr.parse("where(scl == 4, (nir - red) / (nir + red), \"nan\")").bands())
        .containsExactly("scl", "nir", "red", "nan");
    assertThat(Expr.parse("1 + 2").bands()).isEmpty();
  }

  @Test
  void bandsAreSubstitutedThroughout() {
    Expr substituted =
        Expr.parse("where(not nir > 0, -nir, min(red, 2))")
            .substitute(n -> n.equals("nir") ? Expr.parse("a+b") : Expr.band(n));

    assertThat(substituted).isEqualTo(Expr.parse("where(not (a + b) > 0, -(a + b), min(red, 2))"));
  }

  @Test
  void aNamedExpressionIsItsNameAndItsText() {
    NamedExpr ndvi = NamedExpr.parse(" ndvi = (nir-red)/(nir+red)");

    assertThat(ndvi).isEqualTo(new NamedExpr("ndvi", Expr.parse("(nir-red)/(nir+red)")));
    assertThat(ndvi).hasToString("ndvi=(nir - red) / (nir + red)");
    assertThat(NamedExpr.parse("nir/red")).isEqualTo(NamedExpr.parse("\"nir / red\"=nir/red"));
    assertThat(NamedExpr.parse("a==b").expr()).isEqualTo(Expr.parse("a == b"));
    assertThat(NamedExpr.parse(NamedExpr.parse("nir/red").toString()))
        .isEqualTo(NamedExpr.parse("nir/red"));
    assertThatThrownBy(() -> NamedExpr.parse("ndvi=nir-"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("at character 10");
  }
}
