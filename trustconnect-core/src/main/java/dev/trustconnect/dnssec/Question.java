package dev.trustconnect.dnssec;

import org.jspecify.annotations.Nullable;
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

  @Override // written out for the reason that HostName gives
  public boolean equals(@Nullable Object other) {
    return other instanceof Question that && type == that.type && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + type;
  }

  @Override
  public String toString() {
    return name + " " + Type.string(type);
  }
}
