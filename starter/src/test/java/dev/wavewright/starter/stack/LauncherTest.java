package dev.wavewright.starter.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a home of its own, with a Maven that only packs what is there. */
class LauncherTest {
  @TempDir Path root;
  private TestStack stack;
  private Shell shell;
  private Path launcher;

  @BeforeEach
  void makeHome() throws Exception {
    stack = new TestStack(root);
    shell = new Shell(stack, root);
    Path home = stack.commands.home();
    launcher = home.resolve("wavewright");
    Files.copy(
        ComposeFile.repository().resolve("wavewright"),
        launcher,
        StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(home.resolve("pom.xml"), "");
    Files.createDirectories(home.resolve("starter/target"));
    Files.createDirectories(home.resolve("starter/src/main"));
    Files.createDirectories(root.resolve("tools"));
    for (String tool :
        new String[] {
          "bash",
          "env",
          "dirname",
          "readlink",
          "find",
          "grep",
          "stat",
          "mkdir",
          "rm",
          "touch",
          "flock",
          "tail",
          "cut",
          "sh",
          "cp",
          "sleep"
        }) {
      Path found = TemporalBinary.onPath(System.getenv(), tool).orElseThrow();
      Files.writeString(
          root.resolve("tools").resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
      assertThat(root.resolve("tools").resolve(tool).toFile().setExecutable(true)).isTrue();
    }
    stack.environment.put("PATH", root.resolve("shell") + ":" + root.resolve("tools"));
    stack.environment.put("JAVA_HOME", System.getProperty("java.home"));
  }

  private void maven(String before) throws Exception {
    Path jar = stack.commands.home().resolve("starter/target/wavewright-starter.jar");
    shell.program(
        "mvn",
        before
            + "\necho built >>'"
            + root.resolve("builds")
            + "'; cp '"
            + fakeStarter()
            + "' '"
            + jar
            + "'\n");
  }

  /** A jar whose main class answers: the idle worker, told to fail with its own exit code. */
  private Path fakeStarter() throws Exception {
    Files.createDirectories(stack.folders.state());
    Files.writeString(stack.folders.state().resolve("worker-fails"), "");
    stack.environment.put(StackCommands.STATE_HOME, stack.folders.state().toString());
    return stack.commands.workerJar();
  }

  /** Returns the command that the launcher names, in its one line, as the next. */
  private static String next(Shell.Ran refused) {
    String marker = "; next: ";
    return refused
        .err()
        .lines()
        .filter(line -> line.contains(marker))
        .map(line -> line.substring(line.indexOf(marker) + marker.length()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no next command in: " + refused.err()));
  }

  @Test
  @DisplayName("without a JDK the launcher says so, and runs once JAVA_HOME names one")
  void noJdk() throws Exception {
    maven("");
    stack.environment.remove("JAVA_HOME");
    stack.environment.put("WAVEWRIGHT_JDK_FOLDERS", root.toString());
    Shell.Ran refused = shell.run("'" + launcher + "' status").fails(3, "no JDK 21 or newer");
    assertThat(refused.err()).contains("next: export JAVA_HOME=/path/to/jdk").hasLineCount(1);

    String mended = next(refused).replace("/path/to/jdk", System.getProperty("java.home"));
    shell.run(mended + " && '" + launcher + "' status").fails(9, "told to fail");
  }

  @Test
  @DisplayName("without Maven a due build is refused, with it the launcher builds once and runs")
  void noMaven() throws Exception {
    Shell.Ran refused = shell.run("'" + launcher + "' status").fails(3, "Maven is needed");
    assertThat(refused.err()).contains("next: sudo apt-get install -y maven").hasLineCount(1);

    maven("");
    Path mvn = root.resolve("shell/mvn");
    Path packaged = Files.move(mvn, root.resolve("packaged-mvn"));
    shell.program("sudo", "exec \"$@\"\n");
    shell.program(
        "apt-get", "[ \"$*\" = 'install -y maven' ] && cp '%s' '%s'\n".formatted(packaged, mvn));
    shell.run(next(refused)).succeeds();
    assertThat(shell.run("'" + launcher + "' status").fails(9).err()).contains("building with");
    assertThat(shell.run("'" + launcher + "' status").fails(9).err()).doesNotContain("building");
    assertThat(root.resolve("builds")).hasContent("built");
  }

  @Test
  @DisplayName("a failed build shows the end of its log and can be run again")
  void failedBuild() throws Exception {
    Files.writeString(root.resolve("broken"), "");
    maven("[ -e '" + root.resolve("broken") + "' ] && { echo 'cannot find symbol'; exit 1; }");
    Shell.Ran refused =
        shell
            .run("'" + launcher + "' status")
            .fails(3, "cannot find symbol", "build.log", "-DskipTests package");
    Files.delete(root.resolve("broken"));

    shell.run(next(refused)).succeeds();
    shell.run("'" + launcher + "' status").fails(9, "told to fail");
    assertThat(root.resolve("builds")).hasContent("built");
  }

  @Test
  @DisplayName("a build tells each part it comes to, on standard error alone; --quiet is obeyed")
  void progress() throws Exception {
    String parts =
        "echo '[INFO] Building Wavewright :: workflows 0.1.0     [2/5]'; echo '[INFO] more'\n";
    maven(parts);
    Shell.Ran told = shell.run("'" + launcher + "' status").fails(9);
    assertThat(told.err())
        .contains("building with", "a minute or two", "wavewright: [2/5] Wavewright :: workflows")
        .doesNotContain("more'");
    assertThat(told.out()).doesNotContain("building", "[INFO]");
    assertThat(stack.commands.home().resolve("target/build.log")).content().contains("[INFO] more");

    Files.delete(stack.commands.home().resolve("starter/target/wavewright-starter.jar"));
    Shell.Ran quiet = shell.run("'" + launcher + "' status --quiet").fails(9);
    assertThat(quiet.err()).doesNotContain("building", "[2/5]");
    assertThat(root.resolve("builds")).hasContent("built\nbuilt");
  }

  @Test
  @DisplayName("with --json a launcher that cannot build prints an error as the commands do")
  void jsonError() throws Exception {
    Shell.Ran refused = shell.run("'" + launcher + "' status --json").fails(3, "Maven is needed");
    JsonNode error = new ObjectMapper().readTree(refused.out());
    assertThat(error.get("schema").asText()).isEqualTo("wavewright/error/v1");
    assertThat(error.at("/error/code").asText()).isEqualTo("configuration");
    assertThat(error.at("/error/exitCode").asInt()).isEqualTo(3);
    assertThat(error.at("/error/fix").asText()).isEqualTo("sudo apt-get install -y maven");

    maven("echo 'a \"quote\" and a \\\\'; exit 1");
    Shell.Ran failed = shell.run("'" + launcher + "' status --json").fails(3, "the build failed");
    assertThat(new ObjectMapper().readTree(failed.out()).at("/error/message").asText())
        .startsWith("the build failed");
  }

  @Test
  @DisplayName("two launchers at once build once")
  void oneBuild() throws Exception {
    maven("sleep 1");
    shell.run("'" + launcher + "' status & '" + launcher + "' status; wait").fails(0);
    assertThat(root.resolve("builds")).hasContent("built");
  }

  @Test
  @DisplayName("only a command that talks to a stack's Temporal fills the archive of classes")
  void archive() throws Exception {
    maven("");
    stack.withArchives();
    shell.run("'" + launcher + "' queue").fails(9);
    Files.writeString(stack.folders.stackFile(), "{}");
    shell.run("'" + launcher + "' --version").fails(9);
    shell.run("'" + launcher + "' queue --help").fails(9);
    Path archives = stack.archives();
    assertThat(archives).isEmptyDirectory();

    shell.run("'" + launcher + "' queue").fails(9, "told to fail");
    assertThat(archives).isDirectoryContaining("glob:**.jsa");
    shell.run("'" + launcher + "' --version").fails(9, "told to fail");

    Path archive = archives.resolve("command-" + Runtime.version().feature() + ".jsa");
    Files.write(archive, new byte[4096]);
    assertThat(shell.run("'" + launcher + "' queue").fails(9, "told to fail").out()).isEmpty();
    assertThat(archive.toFile().length()).as("one that was cut short").isGreaterThan(4096);
  }

  @Test
  @DisplayName(
      "in a locale without UTF-8 Java is given one that has it, so that it can name any file")
  void locale() throws Exception {
    maven("");
    Path jdk = Files.createDirectories(root.resolve("jdk/bin"));
    for (String tool : new String[] {"java", "javac"}) {
      Files.writeString(
          jdk.resolve(tool), "#!/bin/sh\necho \"all=$LC_ALL type=$LC_CTYPE lang=$LANG\"\n");
      assertThat(jdk.resolve(tool).toFile().setExecutable(true)).isTrue();
    }
    Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"21.0.1\"\n");
    stack.environment.put("JAVA_HOME", root.resolve("jdk").toString());
    stack.environment.keySet().removeAll(List.of("LC_ALL", "LC_CTYPE", "LANG"));

    assertThat(locale("")).isEqualTo("all= type=C.UTF-8 lang=");
    assertThat(locale("LANG=C")).isEqualTo("all= type=C.UTF-8 lang=C");
    assertThat(locale("LC_ALL=POSIX")).isEqualTo("all=C.UTF-8 type=C.UTF-8 lang=");
    assertThat(locale("LANG=de_DE.UTF-8")).isEqualTo("all= type= lang=de_DE.UTF-8");
    assertThat(locale("LC_ALL=C.utf8 LANG=C")).isEqualTo("all=C.utf8 type= lang=C");
  }

  private String locale(String variables) throws Exception {
    return shell.run("env " + variables + " '" + launcher + "' status").succeeds().out().strip();
  }
}
