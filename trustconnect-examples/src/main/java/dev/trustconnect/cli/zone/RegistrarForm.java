package dev.trustconnect.cli.zone;

import dev.trustconnect.zone.DelegationPlan.Ready;
import dev.trustconnect.zone.PublishedKey;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The forms in which registrars and tools take a DS: some compute it from the key. */
enum RegistrarForm {
  /** The fields of the DS record. */
  DS,
  /** The fields of the DNSKEY record. */
  DNSKEY,
  /** CDS and CDNSKEY records for the zone itself, which the parent looks for (RFC 7344). */
  CDS,
  /** A Terraform resource for domains registered with Route 53. */
  TERRAFORM,
  /** A command of the AWS CLI for domains registered with Route 53. */
  ROUTE53;

  /** Reads a form. */
  static final class Reader implements ITypeConverter<RegistrarForm> {
    @Override
    public RegistrarForm convert(String text) {
      for (RegistrarForm form : values()) {
        if (form.name().toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT))) {
          return form;
        }
      }
      throw new TypeConversionException(
          "'" + text + "' isn't a form; write ds, dnskey, cds, terraform or route53");
    }
  }

  /** The lines for one key of {@code apex}, which has no dot at its end. */
  List<String> lines(String apex, Ready ready) {
    PublishedKey key = ready.key();
    return switch (this) {
      case DS ->
          List.of(
              "key tag      " + key.keyTag(),
              "algorithm    " + key.algorithm(),
              "digest type  " + ready.ds().digestType(),
              "digest       " + ready.ds().digest());
      case DNSKEY ->
          List.of(
              "flags        " + key.flags(),
              "protocol     3",
              "algorithm    " + key.algorithm(),
              "public key   " + key.publicKey());
      case CDS -> List.of(apex + ". IN CDS " + ready.ds(), apex + ". IN CDNSKEY " + key.rdata());
      case TERRAFORM ->
          List.of(
              "resource \"aws_route53domains_delegation_signer_record\" \"key_"
                  + key.keyTag()
                  + "\" {",
              "  domain_name = \"" + apex + "\"",
              "  signing_attributes {",
              "    algorithm  = " + key.algorithm(),
              "    flags      = " + key.flags(),
              "    public_key = \"" + key.publicKey() + "\"",
              "  }",
              "}");
      case ROUTE53 ->
          List.of(
              "aws route53domains associate-delegation-signer-to-domain \\",
              "  --region us-east-1 --domain-name '" + apex + "' \\",
              "  --signing-attributes Algorithm="
                  + key.algorithm()
                  + ",Flags="
                  + key.flags()
                  + ",PublicKey="
                  + key.publicKey());
    };
  }
}
