package dev.wavewright.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The rooms and the arrows between them. Each rule states a floor on the classes it saw, so that a
 * moved package cannot make a rule pass on nothing. The classes are read once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoomsTest {
  private static final String ROOT = "dev.wavewright";

  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages(ROOT);

  private void sees(int floor, String... packages) {
    long seen = product.stream().filter(resideInAnyPackage(packages)).count();
    assertThat(seen).as("classes in %s", List.of(packages)).isGreaterThanOrEqualTo(floor);
  }

  /** A rule that keeps a vendor in one place is worth nothing if nobody uses that vendor. */
  private void uses(String room, String vendor) {
    assertThat(
            product.stream()
                .filter(resideInAnyPackage(room))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getPackageName()))
        .as("what %s uses", room)
        .anyMatch(used -> used.startsWith(vendor));
  }

  @Test
  @DisplayName(
      "the arrows between rooms are activities → workflows, starter → workflows, worker → both")
  void arrowsBetweenRooms() {
    sees(180, "dev.wavewright.workflows..");
    sees(150, "dev.wavewright.activities..");
    sees(150, "dev.wavewright.starter..");
    sees(10, "dev.wavewright.worker..");
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.workflows..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.wavewright.activities..", "dev.wavewright.starter..", "dev.wavewright.worker..")
        .because("what is decided knows nothing of how the world is touched")
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.activities..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.wavewright.starter..", "dev.wavewright.worker..")
        .because("activities serve workflows only")
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.starter..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.wavewright.activities..", "dev.wavewright.worker..")
        .because("facts of a host come by short activities, never by a second way to the disk")
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.wavewright.starter..", "dev.wavewright.workflows..core..")
        .because("the worker is wiring: it calls no rule")
        .check(product);
  }

  @Test
  @DisplayName("a core imports only plain Java values, the model and itself")
  void coresArePure() {
    sees(70, "..workflows..core..");
    classes()
        .that()
        .resideInAPackage("dev.wavewright.workflows..core..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util",
                    "java.util.function",
                    "java.util.regex",
                    "java.util.stream",
                    "java.time",
                    "java.time.temporal",
                    "org.jspecify.annotations",
                    "dev.wavewright.workflows.model",
                    "dev.wavewright.workflows..core..")
                .and(not(clockOrChance())))
        .because("a decision is a static function of one snapshot: no clock, no chance, no I/O")
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.workflows..core..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .because("a core touches no clock and no chance")
        .check(product);
  }

  @Test
  @DisplayName("the audit has its own reading code and none of the rules it judges")
  void auditIsIndependent() {
    sees(25, "dev.wavewright.starter.audit..");
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.starter.audit..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("dev.wavewright..")
                .and(not(resideInAnyPackage("dev.wavewright.starter.audit.."))))
        .because("an audit that calls the code it judges repeats its mistakes")
        .check(product);
  }

  private static DescribedPredicate<JavaClass> clockOrChance() {
    return DescribedPredicate.describe(
        "clock, thread or chance",
        type ->
            List.of("java.lang.Thread", "java.time.Clock", "java.util.Random", "java.util.Timer")
                .contains(type.getName()));
  }

  @Test
  @DisplayName("cores of different features do not see each other")
  void coresAreBlindToEachOther() {
    for (String feature :
        List.of("budget", "capacity", "wave", "issue", "merge", "tracker", "usage", "notice")) {
      sees(3, "dev.wavewright.workflows." + feature + ".core..");
    }
    slices()
        .matching("dev.wavewright.workflows.(*).core..")
        .should()
        .notDependOnEachOther()
        .because("a shared idea belongs to the model")
        .check(product);
  }

  @Test
  @DisplayName(
      "a workflow shell sees its own feature, other features' messages, and Temporal's workflow API")
  void shellsAreThin() {
    sees(80, "dev.wavewright.workflows.*");
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.workflows..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "io.temporal.client..",
                "io.temporal.worker..",
                "io.temporal.serviceclient..",
                "io.temporal.internal..",
                "org.springframework..",
                "java.io..",
                "java.nio.file..",
                "java.nio.channels..",
                "java.net..",
                "java.util.concurrent..",
                "com.fasterxml.jackson.databind.."))
        .because("a workflow is replayed: it touches the world only by activities and messages")
        .check(product);
    noClasses()
        .that()
        .resideInAPackage("dev.wavewright.workflows..")
        .should()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .because("a workflow has no clock but Workflow's own")
        .check(product);
    for (String feature :
        List.of(
            "budget", "capacity", "wave", "issue", "merge", "host", "tracker", "usage", "notice")) {
      noClasses()
          .that()
          .resideInAPackage("dev.wavewright.workflows." + feature + "..")
          .should()
          .dependOnClassesThat(implementationsOutside(feature))
          .because("features talk by messages, never by each other's implementation or core")
          .check(product);
    }
  }

  private static DescribedPredicate<JavaClass> implementationsOutside(String feature) {
    return DescribedPredicate.describe(
        "implementation or core of another feature than " + feature,
        type ->
            type.getPackageName().startsWith("dev.wavewright.workflows.")
                && !type.getPackageName().startsWith("dev.wavewright.workflows." + feature)
                && (type.getSimpleName().endsWith("Impl")
                    || type.getPackageName().contains(".core")));
  }

  @Test
  @DisplayName("one package per outside system: they stand on process and meet only in host")
  void outsideSystemsAreBlindToEachOther() {
    for (String system :
        List.of(
            "git", "agent", "tracker", "check", "machine", "notification", "process", "usage")) {
      sees(1, "dev.wavewright.activities." + system + "..");
      noClasses()
          .that()
          .resideInAPackage("dev.wavewright.activities." + system + "..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("dev.wavewright.activities..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "dev.wavewright.activities." + system + "..",
                              "dev.wavewright.activities.process.."))))
          .because("an outside system is replaced in one package; host composes them")
          .check(product);
    }
  }

  @Test
  @DisplayName("vendor types stay inside the package that adapts them")
  void vendorsStayInside() {
    uses("dev.wavewright.activities.git..", "org.eclipse.jgit");
    uses("dev.wavewright.activities.tracker.github..", "org.kohsuke");
    uses("dev.wavewright.worker..", "org.springframework");
    uses("dev.wavewright.starter..", "io.temporal.internal");
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.wavewright.activities.git..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.jgit..")
        .because("JGit reads bare repositories, in the git room only")
        .check(product);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.wavewright.activities.tracker.github..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.kohsuke..")
        .because("the GitHub library speaks through our transport, in one package")
        .check(product);
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.wavewright.worker..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .because("Spring wires the worker; the command line starts without it")
        .check(product);
    noClasses()
        .that()
        .doNotHaveSimpleName("InMemoryTemporal")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.temporal.internal..")
        .because(
            "the SDK's inside changes freely; only the in-memory server needs it, because the"
                + " public one binds to every interface")
        .check(product);
  }

  @Test
  @DisplayName("no static field can change")
  void noMutableStaticState() {
    sees(500, "dev.wavewright..");
    fields()
        .that()
        .areStatic()
        .and(
            DescribedPredicate.describe(
                "not written by the compiler",
                field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
        .should()
        .beFinal()
        .andShould(notBeAMutableContainer())
        .because("a process-global registry is the very bug this product exists to remove")
        .check(product);
  }

  private static ArchCondition<JavaField> notBeAMutableContainer() {
    return new ArchCondition<>("not be a container that can change") {
      @Override
      public void check(JavaField field, ConditionEvents events) {
        String type = field.getRawType().getName();
        boolean mutable =
            type.startsWith("java.util.concurrent.")
                || List.of(
                        "java.util.HashMap",
                        "java.util.ArrayList",
                        "java.util.HashSet",
                        "java.util.LinkedHashMap",
                        "java.util.TreeMap")
                    .contains(type);
        if (mutable) {
          events.add(SimpleConditionEvent.violated(field, field.getFullName() + " is a " + type));
        }
      }
    };
  }

  @Test
  @DisplayName("every package is null-marked")
  void everyPackageIsNullMarked() {
    TreeSet<String> unmarked =
        product.stream()
            .map(JavaClass::getPackage)
            .filter(found -> !found.isAnnotatedWith(NullMarked.class))
            .map(found -> found.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(unmarked).isEmpty();
    assertThat(product.stream().map(JavaClass::getPackageName).distinct().count())
        .isGreaterThanOrEqualTo(15);
  }

  @Test
  @DisplayName("a workflow interface names its workflow type, so that a renamed class replays")
  void workflowTypesAreNamed() {
    classes()
        .that(annotatedWith(WorkflowInterface.class))
        .should()
        .beInterfaces()
        .andShould()
        .resideInAPackage("dev.wavewright.workflows..")
        .because("callers need the interface and nothing else")
        .check(product);
    Map<String, String> names = new TreeMap<>();
    for (JavaClass type : product) {
      for (JavaMethod method : type.getMethods()) {
        if (method.isAnnotatedWith(WorkflowMethod.class)) {
          names.put(type.getSimpleName(), method.getAnnotationOfType(WorkflowMethod.class).name());
        }
      }
    }
    assertThat(names).hasSizeGreaterThanOrEqualTo(8);
    assertThat(names.values()).doesNotContain("").doesNotHaveDuplicates();
  }
}
