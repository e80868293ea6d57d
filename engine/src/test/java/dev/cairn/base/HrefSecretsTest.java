package dev.cairn.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What of an address is shown and published.
class HrefSecretsTest {
  @ParameterizedTest
  @CsvSource({
    "https://u:p@host:8443/a.tif?sig=x, https://host:8443/a.tif?…, https://host:8443/a.tif",
    "https://host/a.tif?page=2, https://host/a.tif?…, https://host/a.tif?page=2",
    "s3://under_score/a.tif?sig=x, s3://under_score/a.tif?…, s3://under_score/a.tif",
    "s3://u:p@under_score/a.tif, s3://under_score/a.tif, s3://under_score/a.tif",
    "abfs://c@acc.dfs.core.windows.net/a?sig=x, abfs://c@acc.dfs.core.windows.net/a?…,"
        + " abfs://c@acc.dfs.core.windows.net/a",
    "abfs://c:p@acc.dfs.core.windows.net/a, abfs://acc.dfs.core.windows.net/a,"
        + " abfs://acc.dfs.core.windows.net/a",
  })
  void usersAndSignaturesAreLeftOutAndNamesAreNot(String text, String shown, String published) {
    URI uri = URI.create(text);
    assertThat(Href.display(uri)).isEqualTo(shown);
    assertThat(Href.withoutSecrets(uri)).hasToString(published);
  }

  @Test
  void aContainerIsNoSecretAndAUserIs() {
    assertThat(Href.holdsSecret("abfs://c@acc.dfs.core.windows.net/a")).isFalse();
    assertThat(Href.holdsSecret("see abfss://c@acc.dfs.core.windows.net/a")).isFalse();
    assertThat(Href.holdsSecret("abfs://c:p@acc.dfs.core.windows.net/a")).isTrue();
    assertThat(Href.holdsSecret("https://u@host/a")).isTrue();
  }
}
