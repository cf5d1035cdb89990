package dev.wavewright.starter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.config.ConfigurationReader;
import dev.wavewright.starter.process.ChildProcess;
import dev.wavewright.workflows.model.ProjectSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoProjectTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final Pattern WRITE = Pattern.compile("(?ms)^write (\\S+) <<END\n(.*?)^END$");

  @TempDir Path folder;

  @Test
  @DisplayName("every demonstration is new, has eight issues, and its configuration is valid")
  void twice() throws Exception {
    DemoProject one = DemoProject.create(folder, "scripted", JDK);
    DemoProject two = DemoProject.create(folder, "scripted", JDK);
    assertThat(one.folder()).isNotEqualTo(two.folder());
    ProjectSettings settings =
        ConfigurationReader.read(one.configurationFile(), Map.of()).settings();
    assertThat(settings.repositories()).hasSize(3);
    assertThat(settings.effectiveInFlight()).isEqualTo(DemoProject.IN_FLIGHT);
    try (var files = Files.list(one.folder().resolve("issues"))) {
      assertThat(files)
          .hasSize(8)
          .allSatisfy(file -> assertThat(file).content().contains(one.name()));
    }
  }

  @Test
  @DisplayName(
      "the checks are real: green on the base, red on the mistake that an issue makes first")
  void checksAreReal() throws Exception {
    DemoProject project = DemoProject.create(folder, "scripted", JDK);
    for (String repository : DemoProject.REPOSITORIES) {
      assertThat(check(project, repository, "").exitCode()).as(repository).isZero();
    }
    write(project, "shapes-2", "shapes");
    ChildProcess.Ended mistake = check(project, "shapes", "");
    assertThat(mistake.exitCode()).isEqualTo(1);
    assertThat(mistake.output()).contains("FAIL TriangleTest").contains("expected 6.0, got 12.0");
    Path triangle = project.folder().resolve("shapes/src/shapes/Triangle.java");
    Files.writeString(
        triangle, Files.readString(triangle).replace("base * height;", "base * height / 2;"));
    assertThat(check(project, "shapes", "").output()).contains("ok   TriangleTest");
  }

  @Test
  @DisplayName("the catalog's issue builds only against the landed change of the other repository")
  void crossRepository() throws Exception {
    DemoProject project = DemoProject.create(folder, "scripted", JDK);
    write(project, "catalog-1", "catalog");
    assertThat(check(project, "catalog", "").output()).contains("package shapes does not exist");

    Path depends = depends(project.folder().resolve("shapes"));
    assertThat(check(project, "catalog", depends.toString()).output())
        .contains("cannot find symbol");
    write(project, "shapes-1", "shapes");
    ChildProcess.Ended built = check(project, "catalog", depends.toString());
    assertThat(built.exitCode()).as(built.output()).isZero();
    assertThat(built.output()).contains("ok   CircleOfferTest");
  }

  @Test
  @DisplayName("the site's check refuses offers that the landed catalog does not have")
  void siteCheck() throws Exception {
    DemoProject project = DemoProject.create(folder, "scripted", JDK);
    Path index = project.folder().resolve("site/index.txt");
    Files.writeString(index, Files.readString(index) + "- circle\n");
    Path depends = depends(project.folder().resolve("catalog"));
    assertThat(check(project, "site", depends.toString()).output())
        .contains("FAIL 'circle' is not in the catalog");
    write(project, "catalog-1", "catalog");
    assertThat(check(project, "site", depends.toString()).exitCode()).isZero();
  }

  private Path depends(Path checkout) throws IOException {
    return Files.writeString(
        folder.resolve("depends.json"), "[ {\n  \"path\" : \"" + checkout + "\"\n} ]\n");
  }

  private static void write(DemoProject project, String issue, String repository)
      throws IOException {
    String text = Files.readString(project.folder().resolve("issues/" + issue + ".md"));
    Matcher writes = WRITE.matcher(text);
    int written = 0;
    while (writes.find()) {
      Files.writeString(
          project.folder().resolve(repository).resolve(writes.group(1)), writes.group(2));
      written++;
    }
    assertThat(written).isEqualTo(2);
  }

  private static ChildProcess.Ended check(DemoProject project, String repository, String depends)
      throws InterruptedException {
    ProjectSettings settings =
        ConfigurationReader.read(project.configurationFile(), Map.of()).settings();
    List<String> check =
        new ArrayList<>(
            settings.repositories().stream()
                .filter(each -> each.name().value().endsWith("/" + repository))
                .findFirst()
                .orElseThrow()
                .check());
    return ChildProcess.run(
        project.folder().resolve(repository),
        Map.of("WAVEWRIGHT_DEPENDS", depends),
        Duration.ofMinutes(5),
        check);
  }
}
