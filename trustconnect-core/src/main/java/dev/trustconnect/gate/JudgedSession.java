package dev.trustconnect.gate;

import java.security.Principal;
import java.security.cert.Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * The session of one connection, with that connection's own evidence. JSSE shares a session's
 * values among all connections that resume it, so the peer's address can't be stored there.
 * Thread-safe.
 */
final class JudgedSession extends ExtendedSSLSession {
  private final JudgedSocket connection;

  JudgedSession(JudgedSocket connection) {
    this.connection = connection;
  }

  JudgedSocket connection() {
    return connection;
  }

  private SSLSession shared() {
    return connection.sharedSession();
  }

  @Override
  public @Nullable Object getValue(String name) {
    LastCheck lastCheck = name.equals(Evidence.SESSION_VALUE) ? connection.lastCheck() : null;
    return lastCheck != null ? lastCheck.evidence() : shared().getValue(name);
  }

  @Override
  public void putValue(String name, Object value) {
    shared().putValue(name, value);
  }

  @Override
  public void removeValue(String name) {
    shared().removeValue(name);
  }

  @Override
  public String[] getValueNames() {
    Stream<String> names = Arrays.stream(shared().getValueNames());
    return Stream.concat(names, Stream.of(Evidence.SESSION_VALUE))
        .distinct()
        .toArray(String[]::new);
  }

  @Override
  public byte[] getId() {
    return shared().getId();
  }

  @Override
  public @Nullable SSLSessionContext getSessionContext() {
    return shared().getSessionContext();
  }

  @Override
  public long getCreationTime() {
    return shared().getCreationTime();
  }

  @Override
  public long getLastAccessedTime() {
    return shared().getLastAccessedTime();
  }

  @Override
  public void invalidate() {
    shared().invalidate();
  }

  @Override
  public boolean isValid() {
    return shared().isValid();
  }

  @Override
  public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
    return shared().getPeerCertificates();
  }

  @Override
  public Certificate @Nullable [] getLocalCertificates() {
    return shared().getLocalCertificates();
  }

  @Override
  public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
    return shared().getPeerPrincipal();
  }

  @Override
  public @Nullable Principal getLocalPrincipal() {
    return shared().getLocalPrincipal();
  }

  @Override
  public String getCipherSuite() {
    return shared().getCipherSuite();
  }

  @Override
  public String getProtocol() {
    return shared().getProtocol();
  }

  @Override
  public @Nullable String getPeerHost() {
    return shared().getPeerHost();
  }

  @Override
  public int getPeerPort() {
    return shared().getPeerPort();
  }

  @Override
  public int getPacketBufferSize() {
    return shared().getPacketBufferSize();
  }

  @Override
  public int getApplicationBufferSize() {
    return shared().getApplicationBufferSize();
  }

  @Override
  public String[] getLocalSupportedSignatureAlgorithms() {
    return shared() instanceof ExtendedSSLSession extended
        ? extended.getLocalSupportedSignatureAlgorithms()
        : new String[0];
  }

  @Override
  public String[] getPeerSupportedSignatureAlgorithms() {
    return shared() instanceof ExtendedSSLSession extended
        ? extended.getPeerSupportedSignatureAlgorithms()
        : new String[0];
  }

  @Override
  public List<SNIServerName> getRequestedServerNames() {
    return shared() instanceof ExtendedSSLSession extended
        ? extended.getRequestedServerNames()
        : List.of();
  }

  @Override
  public List<byte[]> getStatusResponses() {
    return shared() instanceof ExtendedSSLSession extended
        ? extended.getStatusResponses()
        : List.of();
  }
}
