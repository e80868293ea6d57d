package dev.cairn.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XmlTest {
  private static Optional<Xml> parsed(String text) {
    return Xml.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void elementsHaveNamesTextAndChildrenWithoutTheirNamespaces() {
    Xml root =
        parsed(
                """
                \uFEFF<?xml version="1.0" encoding="utf-8"?>
                <s:List xmlns:s="http://example.org/" more="yes"><!-- two -->
                  <Key>a &amp; b</Key><Key><![CDATA[<c>]]>&#252;</Key><Size/>
                </s:List>\
                """)
            .orElseThrow();
    assertThat(root.name()).isEqualTo("List");
    assertThat(root.all("Key")).extracting(Xml::text).containsExactly("a & b", "<c>ü");
    assertThat(root.textOf("Size")).isEmpty();
    assertThat(root.textOf("None")).isEmpty();
    assertThat(parsed("<a>" + Xml.escaped("<&>") + "</a>").orElseThrow().text()).isEqualTo("<&>");
  }

  @Test
  void whatIsNoXmlIsEmpty() {
    for (String text : new String[] {"", "{}", "<a", "<a><b></a>", "<a>&none;</a>", "\u0000"}) {
      assertThat(parsed(text)).as(text).isEmpty();
    }
  }

  @Test
  void nothingIsReadFromOutsideAndNoEntityGrows(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "secret");
    assertThat(parsed("<!DOCTYPE a [<!ENTITY e SYSTEM \"" + file.toUri() + "\">]><a>&e;</a>"))
        .isEmpty();
    assertThat(parsed("<!DOCTYPE a SYSTEM \"" + file.toUri() + "\"><a/>")).isEmpty();
    var growing = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"ha\">");
    for (int i = 1; i < 40; i++) {
      growing.append("<!ENTITY e" + i + " \"&e" + (i - 1) + ";&e" + (i - 1) + ";\">");
    }
    assertThat(parsed(growing + "]><a>&e39;</a>")).isEmpty();
  }

  @Test
  void depthIsBounded() {
    assertThat(parsed("<a>".repeat(10) + "</a>".repeat(10))).isPresent();
    assertThat(parsed("<a>".repeat(17) + "</a>".repeat(17))).isEmpty();
    assertThat(parsed("<a>".repeat(100_000) + "</a>".repeat(100_000))).isEmpty();
  }

  @Test
  void anyBytesEndInAValue() {
    var random = new Random(11);
    byte[] sound =
        "<Error><Code>NoSuchKey</Code><Message>a &amp; b</Message></Error>"
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = sound.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Optional<Xml> _ = Xml.parse(bytes);
    }
  }
}
