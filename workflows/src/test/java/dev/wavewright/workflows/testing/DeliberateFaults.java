package dev.wavewright.workflows.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shows that the random scripts of one core notice faults: each is put into the source, and the
 * scripts have to fail. What is no fault has to pass, and the page of the core lists what was run.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DeliberateFaults {
  private static final int FEWEST = 10;

  private final String feature;
  private final Class<? extends Runnable> scripts;
  private final Mutant harmless;
  private final List<Mutant> faults;

  /**
   * @param feature name of the package below {@code workflows} whose core is tried; its page is
   *     {@code docs/mutants-<feature>.md}
   * @param scripts in that package, with a constructor without parameters
   * @param harmless a change that the scripts have to let pass
   */
  protected DeliberateFaults(
      String feature, Class<? extends Runnable> scripts, Mutant harmless, List<Mutant> faults) {
    this.feature = feature;
    this.scripts = scripts;
    this.harmless = harmless;
    this.faults = faults;
  }

  List<Mutant> faults() {
    return faults;
  }

  private Mutants mutants() {
    return Mutants.inPackages("dev.wavewright.workflows." + feature + ".");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  @DisplayName("the random scripts catch every deliberate fault of the core")
  void everyFaultIsCaught(Mutant fault) {
    assertThat(mutants().caughtBy(fault, scripts))
        .as(fault.name())
        .get()
        .isInstanceOf(AssertionError.class);
  }

  @Test
  @DisplayName("the same scripts find nothing in a change that is no fault")
  void harmlessChangePasses() {
    assertThat(mutants().caughtBy(harmless, scripts)).isEmpty();
  }

  @Test
  @DisplayName("the page of the core lists exactly the faults that are run, with both texts")
  void documented() throws IOException {
    Path page =
        Path.of(System.getProperty("basedir", "."), "..", "docs", "mutants-" + feature + ".md");
    List<String> rows =
        Files.readString(page)
            .lines()
            .dropWhile(line -> !line.startsWith("| ---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(faults).hasSizeGreaterThanOrEqualTo(FEWEST);
    assertThat(rows).containsExactlyElementsOf(faults.stream().map(Mutant::row).toList());
  }
}
