package dev.trustconnect.bench;

import dev.trustconnect.dnssec.Question;
import java.io.IOException;
import java.net.InetAddress;
import org.minidns.cache.LruCache;
import org.minidns.dnsmessage.DnsMessage;
import org.minidns.dnsname.DnsName;
import org.minidns.dnsqueryresult.DnsQueryResult;
import org.minidns.dnsqueryresult.StandardDnsQueryResult;
import org.minidns.dnssec.DnssecClient;
import org.minidns.dnssec.DnssecQueryResult;
import org.minidns.iterative.ReliableDnsClient;
import org.minidns.record.Record.TYPE;
import org.minidns.source.AbstractDnsDataSource;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** MiniDNS's DNSSEC client, fed from memory, with nothing known before. */
final class MiniDnsPeer {
  private static final int CACHED_MESSAGES = 100;
  private static final int SEP_FLAG = 1;

  private final DnssecClient client = new DnssecClient(new LruCache(CACHED_MESSAGES));

  MiniDnsPeer(Answers answers) {
    client.setMode(ReliableDnsClient.Mode.recursiveOnly);
    client.setDataSource(new InMemory(answers));
    client.disableLookasideValidation();
    client.clearSecureEntryPoints();
    Message rootKeys = answers.message(Worlds.question(".", Type.DNSKEY));
    for (Record record : rootKeys.getSection(Section.ANSWER)) {
      if (record instanceof DNSKEYRecord key && (key.getFlags() & SEP_FLAG) != 0) {
        client.addSecureEntryPoint(DnsName.ROOT, key.getKey());
      }
    }
  }

  /** Fails unless it is found to be authentic. */
  void lookup(Question question) throws IOException {
    DnssecQueryResult result = client.queryDnssec(question.owner(), TYPE.getType(question.type()));
    if (!result.isAuthenticData()) {
      throw new IllegalStateException(
          "MiniDNS doesn't find it secure: " + result.getUnverifiedReasons());
    }
  }

  private static final class InMemory extends AbstractDnsDataSource {
    private final Answers answers;

    InMemory(Answers answers) {
      this.answers = answers;
    }

    @Override
    public DnsQueryResult query(DnsMessage query, InetAddress server, int port) throws IOException {
      Question asked =
          Worlds.question(query.getQuestion().name.toString(), query.getQuestion().type.getValue());
      Message answer = answers.message(asked);
      answer.getHeader().setID(query.id);
      answer.getHeader().setFlag(Flags.RA);
      return new StandardDnsQueryResult(
          server, port, DnsQueryResult.QueryMethod.tcp, query, new DnsMessage(answer.toWire()));
    }
  }
}
