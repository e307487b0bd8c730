package dev.trustconnect.resolve;

/** A resolver's lookups, for code that must not close it. */
final class LookupsView extends DnsLookups {
  private final LookupService service;
  private final LookupContext context;

  LookupsView(LookupService service, LookupContext context) {
    this.service = service;
    this.context = context;
  }

  @Override
  LookupService service() {
    return service;
  }

  @Override
  LookupContext context() {
    return context;
  }
}
