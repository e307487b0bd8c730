package dev.trustconnect.demo;

import dev.trustconnect.TrustConnect;
import dev.trustconnect.finding.Reason;
import dev.trustconnect.policy.EndpointPolicy;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attack by a rogue.
 *
 * @param name for the command line
 * @param title what the rogue does
 * @param wanted why TrustConnect refuses; null if it must not
 * @param policies the policies of the client with TrustConnect, once the stage is set
 * @param setting builds the stage: the peers, and what each answers
 * @param act what the client does; the same for both
 */
public record Scene(
    String name,
    String title,
    @Nullable Reason wanted,
    Setting setting,
    Function<Stage, List<EndpointPolicy>> policies,
    Act act) {

  /** Makes a client for a scene. */
  @FunctionalInterface
  public interface Casting {
    /**
     * The client.
     *
     * @param stage the stage, with its peers already started
     * @param trust what must protect the client; it is closed after the scene
     */
    Actor cast(Stage stage, TrustConnect trust);
  }

  /** Sets the stage. */
  @FunctionalInterface
  public interface Setting {
    void on(Stage stage);
  }

  /** The client's part on the stage. */
  @FunctionalInterface
  public interface Act {
    void play(Stage stage, Actor client) throws IOException;
  }

  /** A client on the stage. */
  public interface Actor {
    /** Asks for {@code url} with the key; with a prompt as body unless it is empty. */
    void send(String url, String prompt) throws IOException;

    /** Asks for {@code url}; an interceptor added to the finished client sets the key. */
    default void sendByInterceptor(String url) throws IOException {
      throw new UnsupportedOperationException("a client without interceptors: " + url);
    }

    /** Asks for {@code url}; an authenticator gives the key to that host when it asks for it. */
    default void sendWhenAsked(String url) throws IOException {
      throw new UnsupportedOperationException("a client without authenticators: " + url);
    }

    /** Asks for {@code url} with nothing secret. */
    void look(String url) throws IOException;

    /** Ends its connections and keeps its TLS sessions. */
    void hangUp();

    /** Replaces the client's policies; does nothing for an ordinary client. */
    void change(EndpointPolicy... policies);

    /** Closes the client's connections. */
    void leave();
  }
}
