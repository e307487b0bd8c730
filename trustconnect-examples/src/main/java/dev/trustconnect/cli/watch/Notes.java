package dev.trustconnect.cli.watch;

/** Takes what the person who runs a watch should know about it. Doesn't throw; thread-safe. */
@FunctionalInterface
interface Notes {
  /** Takes one sentence. */
  void note(String message);
}
