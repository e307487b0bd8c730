package dev.trustconnect.interop;

import dev.trustconnect.identity.ClientIdentity;
import dev.trustconnect.identity.Identities;
import dev.trustconnect.server.ServerKit;
import dev.trustconnect.server.UntrustedClientException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A Java server on 127.0.0.1 whose clients a {@link ServerKit} checks. It answers each HTTP request
 * with who the client is.
 */
final class GuardedServer {
  static final String ADDRESS = "127.0.0.1";

  /** How the kit is used. */
  enum Kind {
    /** The JDK's server sockets, with the kit's context. */
    JSSE_CONTEXT,
    /** The JDK's server sockets, with a context and key manager of their own. */
    JSSE_TRUST_MANAGER,
    /** Jetty with the kit's context. */
    JETTY
  }

  private GuardedServer() {}

  static StrictServer start(Kind kind, ServerKit kit, ClientIdentity own) throws Exception {
    return switch (kind) {
      case JSSE_CONTEXT -> jsse(kit, kit.context(Identities.of(own)));
      case JSSE_TRUST_MANAGER -> {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys(own), new TrustManager[] {kit.trustManager()}, null);
        yield jsse(kit, context);
      }
      case JETTY -> jetty(kit, own);
    };
  }

  private static KeyManager[] keys(ClientIdentity own) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    X509Certificate[] chain = own.chain().toArray(new X509Certificate[0]);
    store.setKeyEntry("server", own.privateKey(), new char[0], chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static StrictServer jetty(ServerKit kit, ClientIdentity own) throws Exception {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(kit.context(Identities.of(own)));
    tls.setNeedClientAuth(true);
    Handler answering =
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws UntrustedClientException {
            var tlsOfIt =
                (EndPoint.SslSessionData) request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
            String client = kit.check(tlsOfIt.sslSession()).client();
            response.write(true, StandardCharsets.US_ASCII.encode(client), callback);
            return true;
          }
        };
    return StrictServer.jetty(tls, answering, ADDRESS);
  }

  private static StrictServer jsse(ServerKit kit, SSLContext context) throws IOException {
    SSLServerSocket entrance =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 9, InetAddress.getByName(ADDRESS));
    entrance.setSSLParameters(kit.parameters());
    Thread thread = new Thread(() -> accept(kit, entrance), "guarded-server");
    thread.setDaemon(true);
    thread.start();
    return new StrictServer(entrance.getLocalPort(), entrance::close);
  }

  private static void accept(ServerKit kit, SSLServerSocket entrance) {
    while (!entrance.isClosed()) {
      try (SSLSocket socket = (SSLSocket) entrance.accept()) {
        serve(kit, socket);
      } catch (IOException refused) {
        // It is the client that says how it ended.
      } catch (UntrustedClientException unexpected) {
        throw new IllegalStateException("the handshake had allowed it", unexpected);
      }
    }
  }

  private static void serve(ServerKit kit, SSLSocket socket)
      throws IOException, UntrustedClientException {
    socket.startHandshake();
    String client = kit.check(socket.getSession()).client();
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    for (String line = lines.readLine(); line != null && !line.isEmpty(); ) {
      line = lines.readLine();
    }
    socket
        .getOutputStream()
        .write(
            ("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: "
                    + client.length()
                    + "\r\n\r\n"
                    + client)
                .getBytes(StandardCharsets.US_ASCII));
  }
}
