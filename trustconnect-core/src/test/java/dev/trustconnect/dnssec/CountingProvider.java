package dev.trustconnect.dnssec;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's own signatures, handed over as a provider of its own that counts verifications. */
final class CountingProvider extends Provider {
  private static final long serialVersionUID = 1L;
  private final transient AtomicInteger verifications = new AtomicInteger();
  private final transient AtomicBoolean failing = new AtomicBoolean();

  /** A provider of these signatures; the keys of all kinds it reads. */
  CountingProvider(String... signatureNames) {
    super("Counting", "1", "the JDK's, counted");
    for (String name : signatureNames) {
      putService(
          new Service(this, "Signature", name, Counted.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              return new Counted(Signature.getInstance(name), verifications, failing);
            }
          });
    }
    for (String kind : new String[] {"RSA", "EC"}) {
      putService(
          new Service(this, "KeyFactory", kind, Keys.class.getName(), null, null) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
              return new Keys(KeyFactory.getInstance(kind));
            }
          });
    }
  }

  /** How many signatures it has verified, well or badly. */
  int verifications() {
    return verifications.get();
  }

  /** From here on it fails, as one does whose token was pulled out. */
  void fail() {
    failing.set(true);
  }

  private static final class Counted extends SignatureSpi {
    private final Signature signature;
    private final AtomicInteger count;
    private final AtomicBoolean failing;

    Counted(Signature signature, AtomicInteger count, AtomicBoolean failing) {
      this.signature = signature;
      this.count = count;
      this.failing = failing;
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      signature.initVerify(key);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      signature.initSign(key);
    }

    @Override
    protected void engineUpdate(byte one) throws SignatureException {
      signature.update(one);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
      signature.update(bytes, offset, length);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      return signature.sign();
    }

    @Override
    protected boolean engineVerify(byte[] bytes) throws SignatureException {
      if (failing.get()) {
        throw new ProviderException("no token");
      }
      count.incrementAndGet();
      return signature.verify(bytes);
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException(name);
    }
  }

  private static final class Keys extends KeyFactorySpi {
    private final KeyFactory factory;

    Keys(KeyFactory factory) {
      this.factory = factory;
    }

    @Override
    protected PublicKey engineGeneratePublic(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePublic(spec);
    }

    @Override
    protected PrivateKey engineGeneratePrivate(KeySpec spec) throws InvalidKeySpecException {
      return factory.generatePrivate(spec);
    }

    @Override
    protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> kind)
        throws InvalidKeySpecException {
      return factory.getKeySpec(key, kind);
    }

    @Override
    protected Key engineTranslateKey(Key key) throws InvalidKeyException {
      return factory.translateKey(key);
    }
  }
}
