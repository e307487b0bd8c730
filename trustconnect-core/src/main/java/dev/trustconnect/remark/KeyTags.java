package dev.trustconnect.remark;

/** The key tag of a DNSKEY or CDNSKEY record (RFC 4034 appendix B). */
final class KeyTags {
  private KeyTags() {}

  static int of(byte[] rdata) {
    int sum = 0;
    for (int i = 0; i < rdata.length; i++) {
      sum += (i & 1) == 0 ? (rdata[i] & 0xff) << 8 : rdata[i] & 0xff;
    }
    return (sum + (sum >>> 16)) & 0xffff;
  }
}
