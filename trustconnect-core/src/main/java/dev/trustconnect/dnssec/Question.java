package dev.trustconnect.dnssec;

import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * One DNS question of class IN: an absolute name and a record type. Equality ignores case (RFC
 * 4343).
 *
 * @param name absolute
 * @param type the record type's number, 1 to 65535
 */
public record Question(Name name, int type) {
  public Question {
    if (!name.isAbsolute()) {
      throw new IllegalArgumentException("a question needs an absolute name: " + name);
    }
    Type.check(type);
  }

  @Override
  public String toString() {
    return name + " " + Type.string(type);
  }
}
