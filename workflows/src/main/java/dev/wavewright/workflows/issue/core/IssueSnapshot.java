package dev.wavewright.workflows.issue.core;

/** Everything a decision depends on: one thing that happened to an issue that stands somewhere. */
public record IssueSnapshot(IssueTerms terms, IssueProgress progress, IssueNews news) {}
