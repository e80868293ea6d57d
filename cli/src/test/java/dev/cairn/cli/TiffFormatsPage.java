package dev.cairn.cli;

import dev.cairn.base.CairnException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// Writes `docs/formats/tiff.md` of what became of each file of the zoo.
final class TiffFormatsPage {
  /// Columns, by GDAL's names.
  private static final List<String> TYPES =
      List.of(
          "Byte", "UInt16", "Int16", "UInt32", "Int32", "UInt64", "Int64", "Float32", "Float64");

  /// Codec → sample type → outcome → files.
  private final Map<String, Map<String, Map<String, Integer>>> cells = new TreeMap<>();

  /// Why → files.
  private final Map<String, List<String>> unsupported = new TreeMap<>();

  private final Map<String, List<String>> malformed = new TreeMap<>();
  private final Map<String, Integer> totals = new TreeMap<>();

  void add(String name, JsonNode want, TiffZooTest.Outcome outcome) {
    String word =
        switch (outcome) {
          case TiffZooTest.Outcome.Read _ -> "read";
          case TiffZooTest.Outcome.HeaderOnly _ -> "header";
          case TiffZooTest.Outcome.Failed(CairnException e) -> {
            boolean isOurs = e.what().equals("unsupported");
            (isOurs ? unsupported : malformed)
                .computeIfAbsent(isOurs ? generic(e.why()) : kind(want), _ -> new ArrayList<>())
                .add(name);
            yield e.what();
          }
        };
    totals.merge(word, 1, Integer::sum);
    if (want.has("dtype") && want.has("compression")) {
      String type = want.get("dtype").asString();
      cells
          .computeIfAbsent(want.get("compression").asString(), _ -> new TreeMap<>())
          .computeIfAbsent(TYPES.contains(type) ? type : "complex", _ -> new TreeMap<>())
          .merge(word, 1, Integer::sum);
    }
  }

  /// Numbers of one file out of a reason that is many files'.
  private static String generic(String why) {
    return why.replaceAll("^(tile|mask tile) \\d+ of level \\d+: ", "").replaceAll("\\d{6,}", "N");
  }

  private static String kind(JsonNode want) {
    return want.has("class")
        ? want.get("class").asString()
        : "read by GDAL, called broken by Cairn";
  }

  String text() {
    var page = new StringBuilder();
    page.append(
        """
        # TIFF and COG: what is read

        Written by [`TiffZooTest`](../../cli/src/test/java/dev/cairn/cli/TiffZooTest.java), which runs the code of
        `cairn info --checksum --json` over 792 files and compares what it says with what GDAL 3.6.2 read of them; a
        build with the fixtures fails where this page is stale. A file counts as read where size, bands, types, no-data,
        CRS, transform, overviews, scaling, colours and masks are GDAL's and the MD5 of every band's samples is too, of
        lossy codecs as well.

        """);
    page.append("Of the files ")
        .append(count("read"))
        .append(" are read, of ")
        .append(count("header"))
        .append(
            " the header alone is compared (GDAL did not read their pixels either, for their size),"
                + " ")
        .append(count("unsupported"))
        .append(" are unsupported and ")
        .append(count("malformed"))
        .append(" malformed.\n\n## By codec and sample type\n\n");
    page.append("A number is files read; `h` header compared, `u` unsupported, `m` malformed.\n\n");
    var types = new ArrayList<>(TYPES);
    types.add("complex");
    page.append("| compression |");
    types.forEach(t -> page.append(' ').append(named(t)).append(" |"));
    page.append("\n|---|").append("---|".repeat(types.size())).append('\n');
    cells.forEach(
        (codec, row) -> {
          page.append("| ").append(codec).append(" |");
          for (String type : types) {
            page.append(' ').append(cell(row.getOrDefault(type, Map.of()))).append(" |");
          }
          page.append('\n');
        });
    page.append("\n## Unsupported\n\n| why | files |\n|---|---|\n");
    unsupported.forEach((why, files) -> row(page, why, files));
    page.append("\n## Malformed\n\n| as the zoo has it | files |\n|---|---|\n");
    malformed.forEach((why, files) -> row(page, why, files));
    return page.toString();
  }

  private int count(String word) {
    return totals.getOrDefault(word, 0);
  }

  private static String named(String type) {
    return type.equals("Byte") ? "uint8, int8" : type.toLowerCase(Locale.ROOT);
  }

  private static String cell(Map<String, Integer> outcomes) {
    var parts = new ArrayList<String>();
    outcomes.forEach(
        (word, n) -> parts.add(word.equals("read") ? n.toString() : n + " " + word.charAt(0)));
    return String.join(", ", parts);
  }

  private static void row(StringBuilder page, String why, List<String> files) {
    page.append("| ")
        .append(why)
        .append(" | `")
        .append(String.join("` `", new TreeSet<>(files)))
        .append("` |\n");
  }
}
