/** What a city of so many cards needs, from what was measured here and what is assumed; each figure with its arithmetic. Pure. */

/** Measured in a rehearsal. */
export interface Measured {
  /** Taps that one core of workers settles in a second: verified, committed, acknowledged. */
  readonly tapsPerWorkerCore: number;
  /** Taps that one core of the broker passes on in a second, receipts included. */
  readonly tapsPerBrokerCore: number;
  /** Readers, with their taps, that one core of bridges serves; the making and sealing by stand-ins included. */
  readonly readersPerBridgeCore: number;
  /** The database with its indexes, for each tap. */
  readonly databaseBytesPerTap: number;
  /** Memory of a bridge with `readersPerBridge` readers. */
  readonly bridgeBytes: number;
  readonly readersPerBridge: number;
}

/** What nobody measured: change it to what is true for you. */
export interface Assumptions {
  readonly tapsPerCardPerDay: number;
  readonly cardsPerReader: number;
  /** The busiest minute of a day against its mean. */
  readonly peakFactor: number;
  /** A core is no fuller than this in the busiest minute: what a killed neighbour leaves has to fit beside it. */
  readonly fullest: number;
  /** Readers at one host; a pool of 1,000 is tested (test/sdk/pool/thousand.test.ts). */
  readonly readersPerHost: number;
  /** A sealed tap to the broker and from it, its receipt twice, with the heads of MQTT and TCP. */
  readonly networkBytesPerTap: number;
  readonly retentionDays: number;
  /** Records that a reader holds by itself (firmware/tap/README.md). */
  readonly journalCount: number;
}

/** A line of the table. */
export interface SizingRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** How it was computed, in figures. */
  readonly arithmetic: string;
}

const SECONDS_PER_DAY = 86_400;
const GIGA = 1e9;
const MEGABIT_BYTES = 125_000;

/** What it takes for so many cards. */
export function sizeFor(cards: number, measured: Measured, assumed: Assumptions): SizingRow[] {
  const { tapsPerCardPerDay, cardsPerReader, peakFactor, fullest, readersPerHost } = assumed;
  const readers = Math.ceil(cards / cardsPerReader);
  const daily = cards * tapsPerCardPerDay;
  const peak = (daily / SECONDS_PER_DAY) * peakFactor;
  const coresFor = (perCore: number) => Math.max(1, Math.ceil(peak / (perCore * fullest)));
  const core = (perCore: number) => `${text(peak)} / (${text(perCore)} x ${fullest})`;
  const dailyBytes = daily * measured.databaseBytesPerTap;
  const workerCores = coresFor(measured.tapsPerWorkerCore);
  const { readersPerBridgeCore } = measured;
  const bridgeCores = Math.max(1, Math.ceil(readers / (readersPerBridgeCore * fullest)));
  const perReader = (peak / readers) * 3600;
  return [
    row("readers", readers, "", `${text(cards)} / ${cardsPerReader}`),
    row("taps a day", daily, "", `${text(cards)} x ${tapsPerCardPerDay}`),
    row("taps in the busiest second", peak, "/s", `${text(daily)} / 86,400 x ${text(peakFactor)}`),
    row(
      "hosts with readers",
      Math.ceil(readers / readersPerHost),
      "",
      `${text(readers)} / ${text(readersPerHost)}, at least`,
    ),
    row(
      "cores of bridges, all hosts",
      bridgeCores,
      "",
      `${text(readers)} / (${text(readersPerBridgeCore)} x ${fullest})`,
    ),
    row("cores of workers", workerCores, "", core(measured.tapsPerWorkerCore)),
    row(
      "SQLite files, or one PostgreSQL",
      workerCores,
      "",
      "one writer at a time: a file takes what one core of workers takes",
    ),
    row("cores of brokers", coresFor(measured.tapsPerBrokerCore), "", core(measured.tapsPerBrokerCore)),
    row(
      "network at the broker",
      (peak * assumed.networkBytesPerTap) / MEGABIT_BYTES,
      "Mbit/s",
      `${text(peak)} x ${assumed.networkBytesPerTap} / 125,000`,
    ),
    row("disk a day", dailyBytes / GIGA, "GB", `${text(daily)} x ${text(measured.databaseBytesPerTap)} / 1e9`),
    row(
      "disk, kept",
      (dailyBytes * assumed.retentionDays) / GIGA,
      "GB",
      `${text(dailyBytes / GIGA)} x ${assumed.retentionDays}`,
    ),
    row(
      "memory of bridges, all hosts",
      (readers * measured.bridgeBytes) / measured.readersPerBridge / GIGA,
      "GB",
      `${text(readers)} x ${text(measured.bridgeBytes / 1e6)} MB / ${text(measured.readersPerBridge)}`,
    ),
    row(
      "journals last, at the busiest hour's rate",
      assumed.journalCount / perReader,
      "h",
      `${assumed.journalCount} / (${text(peak)} / ${text(readers)} x 3,600)`,
    ),
  ];
}

/** The assumptions as lines for people. */
export function assumptionsText(assumed: Assumptions): string[] {
  return [
    `${assumed.tapsPerCardPerDay} taps of each card a day`,
    `a reader for ${assumed.cardsPerReader} cards, as rehearsed`,
    `the busiest minute has ${text(assumed.peakFactor)} times the mean of the day, as the curve above`,
    `no core fuller than ${Math.round(assumed.fullest * 100)} % in that minute: a killed neighbour's share fits beside it`,
    `${text(assumed.readersPerHost)} readers at a host: what a pool is tested with; the host's USB may carry fewer`,
    `${assumed.networkBytesPerTap} bytes of network for a tap: sealed record and receipt, to the broker and from it`,
    `records kept for ${assumed.retentionDays} days, nothing archived`,
    `cores like those of this rehearsal; twice the cores do twice the work, which holds for bridges and workers and not for one Mosquitto, which uses one core: from the second core on, a cluster`,
    `a receipt for every record (--acknowledge stored); no TLS, which costs the broker about as much again`,
  ];
}

/** Three digits that count, with commas. */
export function text(value: number): string {
  const digits = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value))) + 1;
  if (digits >= 3) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

function row(name: string, value: number, unit: string, arithmetic: string): SizingRow {
  return { name, value, unit, arithmetic };
}
