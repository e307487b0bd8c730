package dev.trustconnect.demo;

import dev.trustconnect.testing.SignedWorld;

/** Plays scenes, each client on its own stage. Not thread-safe. */
public final class Theatre {
  private final SignedWorld world = Scenes.world();

  /** The scene with an ordinary client. Blocks until it is over. */
  public Played ordinary(Scene scene) {
    try (Stage stage = new Stage(world)) {
      scene.setting().on(stage);
      return stage.ordinary(scene);
    }
  }

  /** The scene with an OkHttp client that has TrustConnect. Blocks until it is over. */
  public Played ours(Scene scene) {
    return ours(scene, (stage, trust) -> OkHttpActor.protectedBy(trust));
  }

  /** The scene with another client. Blocks until it is over. */
  public Played ours(Scene scene, Scene.Casting casting) {
    try (Stage stage = new Stage(world)) {
      scene.setting().on(stage);
      return stage.ours(scene, casting);
    }
  }
}
