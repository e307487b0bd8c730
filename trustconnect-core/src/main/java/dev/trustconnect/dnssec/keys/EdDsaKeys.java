package dev.trustconnect.dnssec.keys;

import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;

/** EdDSA in its pure form (RFC 8080). */
final class EdDsaKeys {
  private static final byte[] NO_CONTEXT = {};

  private EdDsaKeys() {}

  record Ed25519(Ed25519PublicKeyParameters key) implements VerifyingKey {
    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      Ed25519Signer signer = new Ed25519Signer();
      signer.init(false, key);
      signer.update(data, 0, data.length);
      return signer.verifySignature(signature);
    }
  }

  record Ed448(Ed448PublicKeyParameters key) implements VerifyingKey {
    @Override
    public boolean verifies(byte[] data, byte[] signature) {
      Ed448Signer signer = new Ed448Signer(NO_CONTEXT);
      signer.init(false, key);
      signer.update(data, 0, data.length);
      return signer.verifySignature(signature);
    }
  }
}
