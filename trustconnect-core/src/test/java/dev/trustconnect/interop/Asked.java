package dev.trustconnect.interop;

/**
 * A row of the table: a question and the verdict we hold to be right.
 *
 * @param name in zone-file syntax, absolute
 * @param type a mnemonic
 * @param expected {@code SECURE}, {@code INSECURE} or {@code BOGUS}
 */
record Asked(String name, String type, String expected) {
  @Override
  public String toString() {
    return name + " " + type;
  }
}
