/**
 * Faults and what the doctor finds, complete in both directions: every named fault of the virtual reader has a row and
 * provokes what the row says and nothing else, every finding is provoked by a row, and a healthy reader has none.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { messages } from "../../../protocol/index.js";
import { BOARDS } from "../../../sdk/board/map.js";
import { meetCard } from "../../../sdk/doctor/card.js";
import { CATALOG, type FindingCode } from "../../../sdk/doctor/catalog.js";
import { findings } from "../../../sdk/doctor/findings.js";
import type { QuietSession } from "../../../sdk/doctor/session.js";
import { createFleetKeys, createFleetSecret } from "../../../sdk/index.js";
import { createLinkCounters } from "../../../sdk/link/counters.js";
import type { Sealed } from "../../../sdk/verify/seal.js";
import { createUidCard, demoCards, type HardwareFaultName, NAMED_FAULTS } from "../../../sdk/virtual/index.js";
import { examineSituation, type Situation } from "../../support/bench.js";
import { changedFirmware } from "../../support/changed-firmware.js";
import { tapRecord } from "../../support/records.js";

const { Feature } = messages;

/** Every fault of the hardware: the compiler asks for a row of each. */
const HARDWARE: Readonly<Record<HardwareFaultName, readonly FindingCode[]>> = {
  "swapped-miso-mosi": ["wires-miso-mosi"],
  "swapped-sck-cs": ["wires-sck-cs"],
  "no-sck": ["chip-silent"],
  "no-miso": ["chip-silent"],
  "no-mosi": ["chip-silent"],
  "no-cs": ["chip-silent"],
  "no-rst": ["reset-line"],
  "rst-low": ["chip-silent"],
  "irq-stuck": ["irq-line"],
  "five-volt": ["spi-levels"],
  "weak-supply": ["registers-lost"],
  "noisy-spi": ["spi-errors"],
  "marginal-spi": ["spi-margin"],
  "dead-antenna": ["card-unseen"],
  "weak-antenna": ["antenna-weak"],
  fm17522: ["chip-clone"],
  fm17522e: ["chip-clone"],
  "counterfeit-12": ["chip-counterfeit"],
  "counterfeit-b2": ["chip-counterfeit"],
  "counterfeit-92": ["self-test-failed"],
  "mfrc522-v0": ["chip-clone"],
  bluetooth: ["bluetooth-open"],
  wifi: ["wifi-open"],
  "console-stays": ["console-open"],
  "little-memory": ["memory-low"],
  "little-storage": ["storage-low"],
  "worn-sectors": ["sectors-worn"],
  "worn-flash": ["flash-failed"],
  "fast-clock": ["clock-drifts"],
  "resets-on-open": ["resets-on-open", "clock-unset"],
  "wrong-baud": ["line-garbage"],
  "port-forbidden": ["port-forbidden"],
  "port-busy": ["port-busy"],
  "port-missing": ["port-missing"],
  bare: ["board-bare"],
  unflashed: ["console-answers"],
  "old-interpreter": ["interpreter-old"],
};

/** What a row of the hardware needs beside the fault. */
const HELP: { readonly [name in HardwareFaultName]?: Situation } = {
  "fast-clock": { options: { clockMs: 60_000 } },
};

/** A board file for wires on which the usual clock is too fast. */
const FOLDER = mkdtempSync(join(tmpdir(), "ketuk-doctor-"));
const SLOW_BOARD = join(FOLDER, "slow.json");
const { name, chip, pins } = BOARDS.devkit;
writeFileSync(SLOW_BOARD, JSON.stringify({ name: `${name}-slow`, chip, pins, spiHz: 1_000_000 }));
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** What goes wrong without broken hardware. */
const OTHERS: Readonly<Record<string, Situation & { readonly codes: readonly FindingCode[] }>> = {
  "a path that is no serial port": { options: { path: "/dev/null", binding: undefined }, codes: ["port-failed"] },
  "the wire to the host is broken": {
    reader: { cableFaults: { toHost: [{ kind: "drop", probability: 1 }] } },
    codes: ["line-silent"],
  },
  "the wire from the host is broken": {
    reader: { cableFaults: { toReader: [{ kind: "drop", probability: 1 }] } },
    codes: ["line-one-way"],
  },
  "a cable beside a motor": {
    before: (virtual) => virtual.cable.setFaults({ seed: 5, toHost: [{ kind: "corrupt", probability: 0.003 }] }),
    codes: ["line-noisy"],
  },
  "another firmware": {
    reader: {
      firmware:
        '({firmwareVersion:"1.0.0"}),(function t(){E.setConsole(null);Serial1.write("sensor 1: 20.5 C, 40 %\\r\\n");setTimeout(t,500)})()',
    },
    // The boot text of the interpreter is long gone.
    before: (virtual) => virtual.advance(3000),
    codes: ["line-foreign"],
  },
  "no keys in the reader": { reader: { config: "none" }, codes: ["reader-lab"] },
  "a damaged configuration": {
    before: async (virtual) => {
      virtual.board.storage.set("ketuk.cfg", "\xff\xff\xff\xff");
      virtual.restart();
      await virtual.advance(1500);
    },
    codes: ["config-damaged", "clock-unset"],
  },
  "a damaged board file": {
    before: async (virtual) => {
      virtual.board.storage.set("ketuk.pin", "\xff\xff\xff\xff");
      virtual.restart();
      await virtual.advance(1500);
    },
    codes: ["wiring-unknown", "clock-unset"],
  },
  "long wires, and a board file that asks for a slow clock": {
    reader: { wiring: SLOW_BOARD, faults: { noisyAboveHz: 2_000_000 } },
    codes: [],
  },
  "no keys at hand": { keys: () => undefined, codes: ["keys-needed"] },
  "keys of another fleet": { keys: () => createFleetKeys(createFleetSecret()), codes: ["keys-refused"] },
  "keys of a till": {
    keys: ({ keys }) => ({ role: "tap", roleKey: keys.roleKey, tapKey: keys.tapKey }),
    codes: ["role-too-low"],
  },
  "firmware of earlier days": {
    reader: { firmware: firmwareWithoutDiagnose() },
    codes: ["firmware-old"],
  },
  "a dip of the supply": {
    before: async (virtual) => {
      virtual.board.brownOut();
      await virtual.advance(1500);
    },
    codes: ["restarted", "clock-unset"],
  },
  "registers lost a while ago": {
    before: async (virtual) => {
      virtual.board.chip.faults.loseRegisters();
      await virtual.advance(5000);
    },
    codes: ["chip-recovered"],
  },
  "a card forgotten on the reader": {
    before: async (virtual) => {
      virtual.place(demoCards(virtual.keys).plain);
      await virtual.advance(500);
    },
    options: { card: "skip" },
    codes: ["card-in-way"],
  },
  "nobody has a card": { noCard: true, options: { card: "ask" }, codes: ["no-card-shown"] },
  "nobody fetches the taps": {
    before: async (virtual) => {
      const card = createUidCard({ uid: Uint8Array.of(4, 5, 6, 7) });
      for (let i = 0; i < 400; i++) await virtual.present(card, { forMs: 150 });
    },
    options: { card: "skip" },
    codes: ["journal-full"],
  },
  "signing coupons used up": {
    reader: { signing: { count: 1 } },
    before: (virtual) => virtual.advance(2000),
    codes: ["coupons-low"],
  },
  "a reader that nobody has opened": { clockUnset: true, codes: ["clock-unset"] },
  "a computer that is an hour late": { wallOffMs: -3_600_000, codes: ["clock-wrong"] },
};

/** The bits in Hello.features, whatever the build has called them. */
function firmwareWithoutDiagnose(): string {
  const bits = [Feature.FEATURE_UPDATE, Feature.FEATURE_DIAGNOSE, Feature.FEATURE_LEND_NEXT, Feature.FEATURE_SPEED];
  const known = bits.reduce((sum, bit) => sum | (1 << bit), 0);
  return changedFirmware((es5) => es5.replace(`:${known}|`, `:${known & ~(1 << Feature.FEATURE_DIAGNOSE)}|`));
}

const provoked = new Set<string>();

/** Codes of everything that is not in order. */
async function codesOf(situation: Situation): Promise<string[]> {
  const facts = await examineSituation(situation);
  const codes = findings(facts)
    .filter(({ grade }) => grade !== "ok")
    .map(({ code }) => code);
  for (const code of codes) provoked.add(code);
  return codes.sort();
}

test("a healthy reader has no finding, and every part of it was looked at", async () => {
  const found = findings(await examineSituation({}));
  expect(found.map(({ code }) => code)).toEqual(
    ["port", "line", "reader", "chip", "spi", "field", "memory", "journal", "clock", "access"].map((a) => `${a}-ok`),
  );
});

describe("every named fault of the hardware provokes its finding and nothing else", () => {
  test.each(Object.keys(NAMED_FAULTS) as HardwareFaultName[])("%s", async (name) => {
    const help = HELP[name] ?? {};
    const { faults } = NAMED_FAULTS[name];
    expect(await codesOf({ ...help, reader: { ...help.reader, faults } })).toEqual([...HARDWARE[name]].sort());
  });
});

describe("what goes wrong without broken hardware", () => {
  test.each(Object.entries(OTHERS))("%s", async (_name, { codes, ...situation }) => {
    expect(await codesOf(situation)).toEqual([...codes].sort());
  });
});

test("without a session a line is noisy where frames are damaged, and cut one way where none are", () => {
  const line = { heard: "hello", words: "a reader", restarts: false } as const;
  const sessionFailure = { code: "not-a-reader", message: "no session", hint: undefined } as const;
  const codes = (rejectedChecksum: number) =>
    findings({ path: "x", line, sessionFailure, counters: { ...createLinkCounters(), framesIn: 4, rejectedChecksum } })
      .filter(({ area, grade }) => area === "line" && grade !== "ok")
      .map(({ code }) => code);
  expect(codes(0)).toEqual(["line-one-way"]);
  expect(codes(5)).toEqual(["line-noisy"]);
});

test("a card whose arrival was lost on a bad line is seen by its record", async () => {
  const records: Sealed[] = [];
  let atMs = 0;
  const world = {
    nowMs: () => atMs,
    wallMs: () => atMs,
    progress() {},
    signal: new AbortController().signal,
    async sleep(ms: number) {
      atMs += ms;
      if (atMs === 1000) records.push({ record: tapRecord(), mac: new Uint8Array(32) });
    },
  };
  const session = { notices: [], records, ask: async () => ({ code: "busy" }) };
  const card = await meetCard(session as unknown as QuietSession, world, true);
  expect(card).toMatchObject({ seen: true, tap: { counter: 1 } });
});

test("every finding of the catalog is provoked by a row", () => {
  const rows = [...Object.values(HARDWARE), ...Object.values(OTHERS).map(({ codes }) => codes)].flat();
  expect(Object.keys(CATALOG).filter((code) => !rows.includes(code as FindingCode))).toEqual([]);
});

test("every named fault has a row", () => {
  expect(Object.keys(HARDWARE).sort()).toEqual(Object.keys(NAMED_FAULTS).sort());
});

afterAll(() => {
  const missing = Object.keys(CATALOG).filter((code) => !provoked.has(code));
  console.info(
    `doctor: ${provoked.size} of ${Object.keys(CATALOG).length} findings provoked; not seen: ${missing.join(", ") || "none"}`,
  );
});
