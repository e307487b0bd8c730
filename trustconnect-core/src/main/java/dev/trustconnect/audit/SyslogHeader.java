package dev.trustconnect.audit;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The header of a syslog message (RFC 5424 §6.2), without structured data: an SD-ID of ours would
 * need a private enterprise number.
 *
 * @param hostName at most 255 printable characters, or the NILVALUE
 * @param appName at most 48
 * @param processId at most 128
 */
record SyslogHeader(String hostName, String appName, String processId) {
  private static final int LOG_AUDIT = 13; // RFC 5424 §6.2.1, table 1
  private static final int MAX_HOST_NAME = 255;
  private static final int MAX_APP_NAME = 48;
  private static final int MAX_PROCESS_ID = 128;
  private static final int MAX_MESSAGE_ID = 32;
  private static final String NIL = "-";

  /** §6.2.3: at most six digits of a second. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  SyslogHeader {
    hostName = field(hostName, MAX_HOST_NAME);
    appName = field(appName, MAX_APP_NAME);
    processId = field(processId, MAX_PROCESS_ID);
  }

  /** Only {@code PRINTUSASCII}, which has no space; the NILVALUE if nothing is left. */
  private static String field(String text, int max) {
    String printable = text.replaceAll("[^\\x21-\\x7e]", "");
    return printable.isEmpty() ? NIL : printable.substring(0, Math.min(max, printable.length()));
  }

  /** The header with empty structured data; the message follows. Ends with a space. */
  String of(EventSeverity severity, Instant at, String messageId) {
    return "<%d>1 %s %s %s %s %s - "
        .formatted(
            LOG_AUDIT * 8 + severity.code(),
            time(at),
            hostName,
            appName,
            processId,
            field(messageId, MAX_MESSAGE_ID));
  }

  private static String time(Instant at) {
    try {
      String text = TIME.format(at);
      return text.length() == 27 ? text : NIL; // a year of more than four digits
    } catch (DateTimeException tooFar) {
      return NIL;
    }
  }
}
