package dev.wavewright.starter.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wavewright.starter.cli.TestCommandLine.Result;
import dev.wavewright.starter.stack.WorkflowFinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What could only end in a parked issue is refused before it starts. */
class RefusedStartsTest extends OnFakeStack {
  private void assertRefused(Result result, String what) {
    assertThat(result.exitCode()).as(result.error()).isEqualTo(3);
    assertThat(result.error()).contains(what).contains("next: ");
    assertThat(result.output()).isEmpty();
    assertThat(new WorkflowFinder(client).find("IssueWorkflow", "task/")).isEmpty();
    assertThat(new WorkflowFinder(client).find("WaveWorkflow", "wave/")).isEmpty();
  }

  @Test
  @DisplayName("a check that is still init's placeholder keeps task and wave from starting")
  void placeholder() throws IOException {
    configure(
        """
        project: shop
        repositories:
          - {name: acme/api, url: api, check: [make]}
          - name: acme/web
            url: web
            check: ["false"]
        agents: {default: scripted}
        """);
    String what =
        "wavewright.yml:6: 'check' of acme/web is still the placeholder [\"false\"], with which"
            + " nothing ever lands";
    assertRefused(run("task", "Do it", "--repo", "web"), what);
    assertRefused(run("wave", "plan"), what);
    assertRefused(run("wave", "start", "--all"), what);
    assertRefused(run("wave", "start", "--issues", "acme/web#1"), what);

    Result other = run("wave", "plan", "--issues", "acme/api#1");
    assertThat(other.exitCode()).as("a wave without it: " + other.error()).isZero();
    Result task = run("task", "Do it", "--repo", "api", "--dry-run");
    assertThat(task.exitCode()).as("a task elsewhere: " + task.error()).isZero();
  }

  @Test
  @DisplayName("a folder of issues that is not there is blamed on the line of its path")
  void noIssuesFolder() throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/api, url: api, check: [make]}]
        tracker:
          kind: files
          path: tickets/
        agents: {default: scripted}
        """);
    Path folderOfIssues = folder.resolve("tickets");
    assertRefused(
        run("wave", "plan", "--all", "--name", FakeWorkflows.UNREAD),
        "wavewright.yml:5: 'tracker.path': " + folderOfIssues + " is not there");
    Files.writeString(folderOfIssues, "");
    assertRefused(
        run("wave", "start", "--all", "--name", FakeWorkflows.UNREAD),
        "wavewright.yml:5: 'tracker.path': " + folderOfIssues + " is no folder");
    Files.delete(folderOfIssues);
    Files.createDirectory(folderOfIssues);
    assertRefused(
        run("wave", "plan", "--all", "--name", FakeWorkflows.UNREAD), "what the tracker said");
  }

  @Test
  @DisplayName("a repository that no task could be prepared in is refused with the host's reason")
  void repositoryRefused() throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/taken, url: api, check: [make]}]
        agents: {default: scripted}
        """);
    Result result = run("task", "Do it");
    assertRefused(result, "no task can work in acme/taken");
    assertThat(result.error()).contains("repository name acme/taken stands for another");
  }

  @Test
  @DisplayName("a task where the token may not push is refused with 5")
  void notLetIn() throws IOException {
    configure(
        """
        project: shop
        repositories: [{name: acme/closed, url: api, check: [make]}]
        agents: {default: scripted}
        """);
    Result result = run("task", "Do it");
    assertThat(result.exitCode()).as(result.error()).isEqualTo(5);
    assertThat(result.error())
        .contains("no task can work in acme/closed", "(contents: read and write)")
        .contains("next: correct it, then: wavewright doctor");
    assertThat(new WorkflowFinder(client).find("IssueWorkflow", "task/")).isEmpty();
  }

  @Test
  @DisplayName("after a refused start, the next command asks for what was asked for")
  void remembersWhatWasAsked() {
    assertThat(run("wave", "status").error()).contains("next: wavewright wave start --all\n");
    Result refused = run("wave", "start", "--milestone", "Cyclic!", "--allow-held");
    assertThat(refused.exitCode()).as(refused.error()).isEqualTo(6);
    assertThat(refused.error())
        .contains("next: wavewright wave plan --milestone 'Cyclic!' --allow-held\n");

    String start = "wavewright wave start --milestone 'Cyclic!' --allow-held\n";
    assertThat(run("wave", "status").error()).contains("has no wave yet", "next: " + start);
    assertThat(run("wave", "status", "cyclic").error()).contains("or: " + start);
    assertThat(run("wave", "status", "other").error())
        .contains("or: wavewright wave start --all\n");
  }

  @Test
  @DisplayName("a --timeout that is none is refused before the task starts")
  void noDuration() {
    Result result = run("task", "Do it", "--wait", "--timeout", "soon");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(new WorkflowFinder(client).find("IssueWorkflow", "task/")).isEmpty();
  }
}
