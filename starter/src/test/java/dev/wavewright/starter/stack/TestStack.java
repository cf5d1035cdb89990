package dev.wavewright.starter.stack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A stack in folders of its own, with the real Temporal and a worker that idles. */
final class TestStack implements AutoCloseable {
  /**
   * What tests that start whole stacks lock: a server that is started again needs the port it had,
   * which another stack would take in between.
   */
  static final String USUAL_PORTS = "usual ports";

  final Map<String, String> environment;
  final StackFolders folders;
  final StackCommands commands;

  final LinuxProcesses processes = new LinuxProcesses();
  final List<String> progress = new ArrayList<>();

  TestStack(Path root) throws IOException {
    environment = new LinkedHashMap<>(System.getenv());
    environment.remove(Stack.ADDRESS_VARIABLE);
    environment.put("XDG_STATE_HOME", root.resolve("state").toString());
    environment.put("XDG_CONFIG_HOME", root.resolve("config").toString());
    environment.put("XDG_CACHE_HOME", root.resolve("cache").toString());
    folders = StackFolders.of(environment);
    Path home = root.resolve("home");
    commands =
        new StackCommands(
            home, StackCommands.ofThisProcess().java(), System.getProperty("java.class.path"));
    buildWorker();
    // A home is used once, so that an archive of classes would only make its end slower.
    Files.createDirectories(archives().getParent());
    Files.createFile(archives());
  }

  Path archives() {
    return commands.home().resolve("target").resolve("cds");
  }

  /** Lets parts and launcher keep archives of their classes. */
  TestStack withArchives() throws IOException {
    Files.delete(archives());
    return this;
  }

  /** Puts the real Temporal on this stack's PATH: found, or built once, like {@code up} does. */
  TestStack withTemporal() {
    TemporalBinary binary =
        TemporalBinary.provide(
            System.getenv(), StackFolders.of(System.getenv()), System.out::println);
    environment.put("PATH", binary.path().getParent() + ":" + environment.getOrDefault("PATH", ""));
    return this;
  }

  void buildWorker() throws IOException {
    Files.createDirectories(commands.workerJar().getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, IdleWorker.class.getName());
    try (OutputStream file = Files.newOutputStream(commands.workerJar());
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      for (Class<?> type : List.of(IdleWorker.class)) {
        String entry = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(entry));
        try (InputStream code = type.getClassLoader().getResourceAsStream(entry)) {
          if (code == null) {
            throw new IOException("no " + entry);
          }
          code.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
  }

  StackUp up() {
    return new StackUp(environment, commands, processes);
  }

  StackUp.Ready start() {
    return up().up(false, progress::add);
  }

  StackDown down() {
    return new StackDown(folders, processes);
  }

  StackRecord record() {
    return new StackFile(folders).read().orElseThrow();
  }

  StackRecord.RunningProcess process(String name) {
    return record().process(name).orElseThrow();
  }

  boolean lives(StackRecord.RunningProcess process) {
    return processes.lives(process.pid(), process.identity());
  }

  /** Kills whatever runs; a stack that is to end as {@code down} ends it is told so before. */
  @Override
  public void close() {
    if (!Files.isDirectory(folders.state())) {
      return;
    }
    // A supervisor starts parts only under this lock, so none comes to life after the last look.
    try (StackLock lock = StackLock.ofChanges(folders)) {
      PidFiles.endAll(folders, processes, Duration.ZERO);
      StackFile file = new StackFile(folders);
      file.read()
          .ifPresent(
              record -> {
                record
                    .processes()
                    .forEach(part -> processes.end(part.pid(), part.identity(), Duration.ZERO));
                file.write(
                    record.withPhase(StackRecord.Phase.STOPPED, null).withProcesses(List.of()));
              });
    }
  }
}
