/**
 * A virtual reader, the SDK's Reader, and an attacker on the cable between them, all on one clock. What the board does is
 * the truth that everything is held against: which records it made, and how often it showed what it was asked to show.
 */
import { vi } from "vitest";
import { messages } from "../../protocol/index.js";
import { Reader, type ReaderEvents, type ReaderOptions, type Tap } from "../../sdk/index.js";
import { encodeSealed } from "../../sdk/verify/seal.js";
import { createUidCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { type Attacker, createAttacker } from "./attacker.js";
import { portTransport } from "./cable.js";
import { useFakeTime } from "./time.js";
import { tapWire } from "./wiretap.js";

const STEP_MS = 10;
/** The lamp for "refused": no card that is presented here lights it, so it counts what the host has asked for. */
const LAMP = "D26";

export interface Siege {
  readonly virtual: VirtualReader;
  readonly attacker: Attacker;
  readonly reader: Reader;
  readonly taps: Tap[];
  /** Cards presented so far. */
  readonly presented: string[];
  readonly states: ReaderEvents["state"][];
  readonly notices: string[];
  pass(ms: number): Promise<void>;
  until(what: () => boolean, limitMs?: number): Promise<void>;
  /** What a call came to: its value, or the code of its error. */
  outcome<T>(call: Promise<T>): Promise<T | string>;
  present(): Promise<void>;
  /** Asks the reader to show "refused". True when it says it did. */
  signal(): Promise<boolean>;
  /** Times that the reader did. */
  shown(): number;
  /** The attacker goes away; the reader serves another card and another request, within the time. */
  recovers(): Promise<void>;
  /** What went wrong so far; empty when every card was delivered once, in order, genuine, and made by this reader. */
  wrongs(): string[];
  /** Sealed records of the board by their counter. */
  readonly made: ReadonlyMap<number, string>;
  close(): Promise<void>;
}

const sieges: Siege[] = [];

/** For afterEach: ends what a test has begun. */
export async function endSieges(): Promise<void> {
  for (const siege of sieges.splice(0)) await siege.close();
  vi.useRealTimers();
}

export async function laySiege(
  options: Partial<ReaderOptions> & { before?: (attacker: Attacker) => void; virtual?: object } = {},
): Promise<Siege> {
  useFakeTime();
  const { before, virtual: config, ...readerOptions } = options;
  const virtual = createVirtualReader({ clock: "manual", id: "gate-7", ...config });
  const { path, keys } = virtual;
  const made = new Map<number, string>();
  const wrongs: string[] = [];
  tapWire(virtual.board.uart, keys, {
    toHost(message) {
      const { record } = messages.ToHost.decode(message);
      if (!record?.record || !record.mac) return;
      const sealed = { record: record.record, mac: record.mac };
      const hex = Buffer.from(encodeSealed(sealed)).toString("hex");
      const { counter } = messages.Record.decode(sealed.record);
      if (made.has(counter) && made.get(counter) !== hex) wrongs.push(`two records have the counter ${counter}`);
      made.set(counter, hex);
    },
  });
  let shown = 0;
  const { pinChanges } = virtual.board;
  let seen = pinChanges.length;
  function countLamp(): void {
    for (const { pin, level } of pinChanges.slice(seen)) if (pin === LAMP && level) shown++;
    seen = pinChanges.length;
    if (seen > 500) seen = pinChanges.splice(0, seen).length * 0;
  }

  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= STEP_MS) {
      await virtual.advance(STEP_MS);
      vi.advanceTimersByTime(STEP_MS);
      countLamp();
    }
    await virtual.advance(1);
    countLamp();
  }
  async function until(what: () => boolean, limitMs = 30_000): Promise<void> {
    for (let ms = 0; ms <= limitMs; ms += STEP_MS) {
      if (what()) return;
      await pass(STEP_MS);
    }
    throw new Error(`it did not happen within ${limitMs} ms`);
  }
  async function outcome<T>(call: Promise<T>): Promise<T | string> {
    let settled = false;
    const result = call.then(
      (value) => value,
      (error: { code?: string }) => error.code ?? String(error),
    );
    void result.then(() => {
      settled = true;
    });
    await until(() => settled, 60_000);
    return result;
  }

  const attacker = createAttacker(portTransport(virtual));
  before?.(attacker);
  const states: ReaderEvents["state"][] = [];
  const notices: string[] = [];
  const presented: string[] = [];
  const taps: Tap[] = [];
  const reader = await outcome(
    Reader.open({
      path,
      transport: attacker.transport,
      keys,
      minimumAssurance: "uid",
      timeoutMs: 3000,
      ...readerOptions,
    }),
  );
  if (typeof reader === "string") throw new Error(reader);
  reader.on("state", (event) => states.push(event));
  reader.on("fault", () => notices.push("fault"));
  reader.on("arrived", () => notices.push("arrived"));
  void (async () => {
    for await (const tap of reader.taps()) {
      taps.push(tap);
      tap.ack();
    }
  })().catch(() => {});

  const siege: Siege = {
    virtual,
    attacker,
    reader,
    taps,
    presented,
    states,
    notices,
    made,
    pass,
    until,
    outcome,
    shown: () => shown,
    async present() {
      const uid = Uint8Array.of(0x5a, presented.length >> 8, presented.length, 0x41);
      const card = createUidCard({ uid });
      presented.push(Buffer.from(uid).toString("hex").toUpperCase());
      virtual.place(card);
      await pass(150);
      virtual.remove(card);
      await pass(300);
    },
    signal: async () => (await outcome(reader.signal("refused", { timeoutMs: 2000 }))) === undefined,
    async recovers() {
      attacker.act = undefined;
      await until(() => taps.length >= presented.length, 60_000);
      await siege.present();
      await until(() => taps.length >= presented.length, 60_000);
      const before = shown;
      if (!(await siege.signal()) || shown !== before + 1) wrongs.push("a request did not run once after the attack");
    },
    wrongs() {
      const found = [...wrongs];
      const delivered = taps.map((tap) => tap.uidHex);
      if (delivered.join() !== presented.join()) found.push(`presented ${presented}, delivered ${delivered}`);
      const own = new Set(made.values());
      for (const tap of taps) {
        const hex = Buffer.from(encodeSealed(tap.sealed)).toString("hex");
        if (!tap.verdict.ok || !own.has(hex)) found.push(`taken: ${tap.uidHex}, ${tap.verdict.reason}`);
      }
      return found;
    },
    async close() {
      await outcome(reader.close());
      await virtual.close();
    },
  };
  sieges.push(siege);
  await pass(500);
  return siege;
}
