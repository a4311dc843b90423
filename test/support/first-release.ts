/**
 * The kept reader of the first release, test/fixtures/first-release: reads it, starts it, and, before that release, makes
 * it anew. It is made through the SDK and the virtual reader, so that it needs no change when the protocol does.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { createFleetKeys, Reader, type ReaderInfo, type RecordEvent, type Tap } from "../../sdk/index.js";
import { encodeSealed } from "../../sdk/verify/index.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE } from "../../sdk/virtual/config.js";
import { createDemoCard, createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";

const FOLDER = new URL("../fixtures/first-release/", import.meta.url);
const READER_ID = "first-1";
/** Known to everybody who reads this line: for this fixture and nothing else. */
const keys = createFleetKeys(createHash("sha256").update("ketuk first release, a fleet for tests only").digest());
/** More starts than one sector of the counter has entries, so that the other one is in use. */
const EARLY_STARTS = 260;
/** People while the host is there: more than the journal has room for, so that it has gone round. */
const SERVED = 330;
/** People on each of the days without a host: what they leave fills more than two sectors of 4 KB. */
const UNSERVED = 30;
const UNSERVED_DAYS = 2;

/** reader.json */
interface Stored {
  readonly warning: string;
  /** ReaderConfig, as in Storage; base64. */
  readonly config: string;
  /** The 64 KB of raw flash; gzip, base64. */
  readonly flash: string;
  /** The unacknowledged records that it holds, oldest first. */
  readonly records: readonly KeptRecord[];
}

/** A record as far as it must come out again. */
export interface KeptRecord {
  readonly kind: string;
  readonly boot: number;
  readonly counter: number;
  /** Of the encoded SealedRecord, as hexadecimal. */
  readonly sha256: string;
}

/** A reader as it was left: what is in its memory, and what must come out of it. */
export interface KeptReader {
  readonly id: string;
  readonly keys: typeof keys;
  /** The firmware that it ran. */
  readonly firmware: string;
  readonly config: Uint8Array;
  readonly flash: Uint8Array;
  /** Its unacknowledged records, oldest first. */
  readonly records: readonly KeptRecord[];
}

/** Reads the fixture. */
export function readFirstRelease(): KeptReader {
  const { config, flash, records } = JSON.parse(readFileSync(new URL("reader.json", FOLDER), "utf8")) as Stored;
  const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
  return {
    id: READER_ID,
    keys,
    firmware: readFileSync(new URL("firmware.bin", FOLDER), "latin1"),
    config: bytes(config),
    flash: new Uint8Array(gunzipSync(bytes(flash))),
    records,
  };
}

/** Makes the fixture anew, with the firmware of today. */
export async function renewFirstRelease(): Promise<void> {
  const kept = await leaveReader(builtFirmware());
  const base64 = (data: Uint8Array) => Buffer.from(data).toString("base64");
  const stored: Stored = {
    warning: "keys for tests only, known to everybody",
    config: base64(kept.config),
    flash: base64(gzipSync(kept.flash, { level: 9 })),
    records: kept.records,
  };
  writeFileSync(new URL("firmware.bin", FOLDER), kept.firmware, "latin1");
  writeFileSync(new URL("reader.json", FOLDER), `${JSON.stringify(stored, null, 1)}\n`);
}

/**
 * Lives some days with a firmware and leaves a journal behind: every kind of tap, a radio that failed, restarts, and
 * records that were acknowledged before.
 */
export async function leaveReader(firmware: string): Promise<KeptReader> {
  const virtual = createVirtualReader({ id: READER_ID, keys, firmware });
  virtual.board.invertsBoot = false;
  for (let start = 0; start < EARLY_STARTS; start++) virtual.restart();
  await visitReader(virtual, () => peopleCome(virtual, SERVED));
  for (let day = 0; day < UNSERVED_DAYS; day++) {
    virtual.restart();
    await peopleCome(virtual, UNSERVED);
    virtual.board.chip.faults.loseRegisters();
    await virtual.advance(3000);
  }
  const config = new Uint8Array(Buffer.from(virtual.board.storage.get(CONFIG_FILE) ?? "", "latin1"));
  const flash = virtual.board.flash.bytes.slice();
  await virtual.close();
  const left = { id: READER_ID, keys, firmware, config, flash, records: [] };
  return { ...left, records: await recordsIn(left) };
}

async function peopleCome(virtual: VirtualReader, count: number): Promise<void> {
  const { genuine, clone, plain } = demoCards(keys);
  const other = createDemoCard(keys, Uint8Array.of(4, 9, 8, 7, 6, 5, 4), "resident 0002, a longer name");
  const cards = [genuine, plain, other, clone];
  for (let i = 0; i < count; i++) await virtual.present(cards[i % cards.length] ?? genuine);
}

/** What its journal holds: what the same firmware tells on a copy of it, but for what that adds itself. */
async function recordsIn(kept: KeptReader): Promise<KeptRecord[]> {
  const virtual = startKept(kept, kept.firmware);
  const { records, info } = await visitReader(virtual);
  await virtual.close();
  return keptRecords(records.filter(({ record }) => record.data.boot < info.boot));
}

/** Records as they are kept. */
export function keptRecords(events: readonly RecordEvent[]): KeptRecord[] {
  return events.map(({ record: { kind, data }, sealed }) => {
    const sha256 = createHash("sha256").update(encodeSealed(sealed)).digest("hex");
    return { kind, boot: data.boot, counter: data.counter, sha256 };
  });
}

/** Gives a kept reader power, with its own firmware or another. */
export function startKept({ id, config, flash }: KeptReader, firmware: string): VirtualReader {
  const virtual = createVirtualReader({ id, keys, firmware });
  virtual.board.powerOff();
  // It was made before it was known that the interpreter inverts D0.
  virtual.board.invertsBoot = false;
  virtual.board.flash.bytes.set(flash);
  virtual.board.storage.set(CONFIG_FILE, toByteString(config));
  virtual.restart();
  return virtual;
}

/** What a host got from a reader. */
export interface Visit {
  readonly info: ReaderInfo;
  /** In the order of their arrival. */
  readonly records: readonly RecordEvent[];
  readonly taps: readonly Tap[];
}

/** A host comes with the SDK of today, stays while something happens, and goes when it has stored everything. */
export async function visitReader(
  virtual: VirtualReader,
  happens: () => Promise<void> = async () => {},
): Promise<Visit> {
  const { path, binding } = virtual;
  const records: RecordEvent[] = [];
  const taps: Tap[] = [];
  await using reader = await Reader.open({ path, binding, keys, onRecord: (event) => records.push(event) });
  const collecting = (async () => {
    for await (const tap of reader.taps()) {
      taps.push(tap);
      tap.ack();
    }
  })();
  await happens();
  while ((await reader.status()).pending > 0) await virtual.advance(100);
  const { info } = reader;
  await reader.close();
  await collecting;
  return { info, records, taps };
}
