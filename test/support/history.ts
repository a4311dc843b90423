/** The history of a reader for tests: chained and sealed as a reader does it, over boots, key changes and lost records. */
import { createHash } from "node:crypto";
import type { messages } from "../../protocol/index.js";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import { toLogLine } from "../../sdk/verify/log/line.js";
import type { Sealed } from "../../sdk/verify/seal.js";
import { bootRecord, READER, recordOf, seal, tapRecord } from "./records.js";

/** A record of the history. */
export interface Made {
  readonly counter: number;
  readonly sealed: Sealed;
  readonly kind: string;
}

type Change = messages.Record.$Properties;

export class History {
  readonly made: Made[] = [];
  counter = 0;
  epoch = 1;
  keyVersion = 1;
  bootCount = 0;
  uptimeMs = 0;
  /** What the reader's clock says; 0 when it does not know the time. */
  wallMs = 0;
  previous: Uint8Array = new Uint8Array();

  constructor(
    readonly keys: FleetKeys,
    readonly reader = READER,
  ) {}

  get lines(): string[] {
    return this.made.map(({ sealed }) => toLogLine(sealed));
  }

  /** Makes a record of any kind. */
  add(kind: string, make: (header: Change) => Uint8Array, change: Change = {}): Made {
    const record = make({
      readerId: this.reader,
      epoch: this.epoch,
      counter: ++this.counter,
      boot: this.bootCount,
      uptimeMs: this.uptimeMs,
      wallMs: this.wallMs,
      wallSource: this.wallMs === 0 ? 0 : 1,
      previous: this.previous,
      keyVersion: this.keyVersion,
      ...change,
    });
    this.previous = createHash("sha256").update(record).digest();
    const one = { counter: this.counter, sealed: seal(this.keys, record, this.reader, this.keyVersion), kind };
    this.made.push(one);
    return one;
  }

  pass(ms: number): void {
    this.uptimeMs += ms;
    if (this.wallMs !== 0) this.wallMs += ms;
  }

  tap(): Made {
    this.pass(1000);
    return this.add("tap", (header) => tapRecord(header));
  }

  /** A start; `skipped`: numbers that the power cut has cost. */
  boot(skipped = 0): Made {
    this.bootCount++;
    this.counter += skipped;
    this.uptimeMs = 5;
    this.wallMs = 0;
    return this.add("boot", (header) => bootRecord(header));
  }

  setTime(wallMs: number): Made {
    const beforeMs = this.wallMs;
    this.wallMs = wallMs;
    return this.add("time-set", (header) => recordOf({ ...header, timeSet: { beforeMs } }));
  }

  keyChange(): Made {
    const keyChange = { previousEpoch: this.epoch, previousKeyVersion: this.keyVersion };
    this.epoch++;
    this.keyVersion++;
    return this.add("key-change", (header) => recordOf({ ...header, keyChange }));
  }

  /** The newest records had to make room, and a gap record says so, after some more have been made. */
  drop(count: number, later = 0): Made {
    const dropped = this.made.splice(this.made.length - count, count);
    for (let i = 0; i < later; i++) this.tap();
    const gap = { firstCounter: dropped[0]?.counter ?? 0, lastCounter: dropped.at(-1)?.counter ?? 0, records: count };
    return this.add("gap", (header) => recordOf({ ...header, gap }));
  }

  /** The flash is wiped: everything begins anew in a higher epoch. */
  wipe(): void {
    this.epoch++;
    this.counter = 0;
    this.bootCount = 0;
    this.previous = new Uint8Array();
  }
}

export const MORNING_MS = Date.UTC(2026, 5, 1, 8);

/** A day with two restarts, a clock set late, a declared gap and a change of keys: at least 30 records. */
export function aDay(keys: FleetKeys, reader = READER): History {
  const history = new History(keys, reader);
  const taps = (count: number) => {
    for (let i = 0; i < count; i++) history.tap();
  };
  history.boot();
  taps(3);
  history.setTime(MORNING_MS);
  taps(6);
  history.boot(200);
  history.setTime(MORNING_MS + 3_600_000);
  taps(9);
  history.drop(4, 3);
  history.keyChange();
  taps(5);
  history.boot(56);
  history.setTime(MORNING_MS + 7_200_000);
  taps(6);
  return history;
}
