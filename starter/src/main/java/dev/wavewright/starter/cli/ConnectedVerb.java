package dev.wavewright.starter.cli;

/** A command that talks to Temporal. */
abstract class ConnectedVerb extends Verb {
  ConnectedVerb(CliContext context) {
    super(context);
  }

  abstract ExitCode run(CommandOutput output, TemporalAccess.Connection connection)
      throws Exception;

  @Override
  final ExitCode run(CommandOutput output) throws Exception {
    try (TemporalAccess.Connection connection = context.temporal().connect()) {
      return run(output, connection);
    }
  }
}
