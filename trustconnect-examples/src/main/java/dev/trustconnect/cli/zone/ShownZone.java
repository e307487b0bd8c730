package dev.trustconnect.cli.zone;

import dev.trustconnect.zone.ZoneReport;
import java.util.List;

/**
 * The data that the command shows.
 *
 * @param form of the DS to publish
 * @param hosts TLSA records of the hosts that were asked for
 */
record ShownZone(ZoneReport report, RegistrarForm form, List<HostTlsa> hosts) {}
