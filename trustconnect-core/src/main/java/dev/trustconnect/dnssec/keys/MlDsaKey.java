package dev.trustconnect.dnssec.keys;

import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.MLDSASigner;

/** ML-DSA-44 (FIPS 204) in its pure form, with an empty context. */
record MlDsaKey(MLDSAPublicKeyParameters key) implements VerifyingKey {
  static final int KEY_BYTES = 1312;

  @Override
  public boolean verifies(byte[] data, byte[] signature) {
    MLDSASigner signer = new MLDSASigner();
    signer.init(false, key);
    signer.update(data, 0, data.length);
    return signer.verifySignature(signature);
  }
}
