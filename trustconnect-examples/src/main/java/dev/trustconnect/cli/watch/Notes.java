package dev.trustconnect.cli.watch;

/** Takes notes for the person who runs a watch. Doesn't throw; thread-safe. */
@FunctionalInterface
interface Notes {
  /** Takes one sentence. */
  void note(String message);
}
