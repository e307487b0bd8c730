package dev.trustconnect.dnssec.keys;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.params.DSAPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSASigner;

/**
 * DSA with SHA-1 (RFC 2536), for replay files only: no setting that users can reach switches it on.
 */
record DsaKey(DSAPublicKeyParameters key) implements VerifyingKey {
  @Override
  public boolean verifies(byte[] data, byte[] signature) {
    if (signature.length != 41) {
      return false;
    }
    SHA1Digest digest = new SHA1Digest();
    digest.update(data, 0, data.length);
    byte[] hash = new byte[digest.getDigestSize()];
    digest.doFinal(hash, 0);
    DSASigner signer = new DSASigner();
    signer.init(false, key);
    return signer.verifySignature(
        hash,
        new BigInteger(1, Arrays.copyOfRange(signature, 1, 21)),
        new BigInteger(1, Arrays.copyOfRange(signature, 21, 41)));
  }
}
