package dev.trustconnect.dnssec.keys;

import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;

/** RSA with PKCS #1 v1.5 padding (RFC 3110 §3, RFC 5702 §3). */
record RsaKey(RSAKeyParameters key, Hash hash) implements VerifyingKey {

  enum Hash {
    SHA1 {
      @Override
      Digest digest() {
        return new SHA1Digest();
      }
    },
    SHA256 {
      @Override
      Digest digest() {
        return SHA256Digest.newInstance();
      }
    },
    SHA512 {
      @Override
      Digest digest() {
        return new SHA512Digest();
      }
    };

    abstract Digest digest();
  }

  @Override
  public boolean verifies(byte[] data, byte[] signature) {
    RSADigestSigner signer = new RSADigestSigner(hash.digest());
    signer.init(false, key);
    signer.update(data, 0, data.length);
    return signer.verifySignature(signature);
  }
}
