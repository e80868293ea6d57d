package dev.cairn.focal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.base.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FocalSpecTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          hillshade                                     ; hillshade
          hillshade:azimuth=315,altitude=45,z=1         ; hillshade
           hillshade : z = 2.50 , azimuth=-10.0         ; hillshade:azimuth=-10,z=2.5
          multidirectional:z=3                          ; hillshade:light=multidirectional,z=3
          hillshade:light=igor,azimuth=20,scale=111120  ; hillshade:light=igor,azimuth=20,scale=111120
          hillshade:light=combined,altitude=1e1         ; hillshade:light=combined,altitude=10
          slope                                         ; slope
          slope:unit=percent,gradient=zevenbergen-thorne,edges=computed ; slope:unit=percent,gradient=zevenbergen-thorne,edges=computed
          aspect:zero=east,flat=zero,scale=pixels       ; aspect:zero=east,flat=zero,scale=pixels
          tpi:edges=computed                            ; tpi:edges=computed
          tri:formula=wilson                            ; tri:formula=wilson
          roughness                                     ; roughness
          contours:interval=10                          ; contours:interval=10
          contours:thickness=0.5,interval=35            ; contours:interval=35,thickness=0.5
          dilate:radius=3                               ; dilate:radius=3
          close:shape=diamond,radius=0                  ; close:radius=0,shape=diamond
          box:radius=512                                ; box:radius=512
          gaussian:sigma=1.5                            ; gaussian:sigma=1.5,radius=6
          gaussian:sigma=1e-7,radius=2                  ; gaussian:sigma=0.00000010,radius=2
          titiler-hillshade:altitude=30                 ; titiler-hillshade:altitude=30
          """)
  void theCanonicalTextIsTheSameNeighbourhood(String text, String canonical) {
    FocalSpec spec = FocalSpec.parse(text);

    assertThat(spec).isEqualTo(FocalSpec.parse(canonical));
    assertThat(FocalSpec.parse(spec.toString())).isEqualTo(spec);
    assertThat(spec.toString().replace("0.0000001,", "0.00000010,")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          hill                         ; hillshade, multidirectional, slope
          ''                           ; expected WHAT
          slope percent                ; expected WHAT
          slope:unit                   ; KEY=VALUE
          slope:unit=degrees           ; degree, percent
          slope:azimuth=1              ; it has unit, gradient, z
          slope:z=1,z=2                ; twice
          slope:z=two                  ; expected a number
          slope:scale=feet             ; or pixels
          slope:z=0                    ; exaggerated
          slope:scale=-1               ; metres
          hillshade:altitude=91        ; 91
          hillshade:light=multidirectional,azimuth=3 ; no parameter azimuth
          hillshade:light=igor,altitude=3 ; no parameter altitude
          hillshade:azimuth=NaN        ; expected a number
          tpi:scale=2                  ; no parameter scale
          contours                     ; say interval
          contours:interval=0          ; contour lines
          contours:interval=1,thickness=0 ; contour lines
          dilate                       ; say radius
          dilate:radius=513            ; 512
          dilate:radius=1.5            ; no number of pixels
          open:radius=1,shape=round    ; disc, square, diamond
          gaussian:sigma=200           ; 512
          gaussian:radius=2            ; say sigma
          """)
  void whatIsNoNeighbourhoodIsRefusedWithWhatIsAllowed(String text, String why) {
    assertThatThrownBy(() -> FocalSpec.parse(text))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("invalid request: neighbourhood '")
        .hasMessageContaining(why);
  }

  @Test
  void everyNeighbourhoodCanBeWritten() {
    for (Neighbourhood n : NeighbourhoodPropertiesTest.all()) {
      FocalSpec spec = FocalSpec.of(n);
      FocalSpec back = FocalSpec.parse(spec.toString());
      // lamps that are not placed by the user are written as nothing
      assertThat(back.toString()).isEqualTo(spec.toString());
      if (!spec.toString().matches(".*(multidirectional|igor).*")) {
        assertThat(back).isEqualTo(spec);
      }
    }
  }

  @Test
  void longTextsAreRefusedUnread() {
    assertThatThrownBy(() -> FocalSpec.parse("slope:" + "z".repeat(5000)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("at most");
  }
}
