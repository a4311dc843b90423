/**
 * Updates in both directions, against what the first release wrote and spoke (test/fixtures/first-release): its journal
 * under the firmware of today, the SDK of today with its firmware, its firmware again after one of today.
 *
 * KETUK_RENEW_FIRST_RELEASE=1 makes the fixture anew; see its README for when that is right.
 */
import { describe, expect, test } from "vitest";
import type { messages } from "../../protocol/index.js";
import { Reader } from "../../sdk/index.js";
import { weaknessOf } from "../../sdk/keys/weak.js";
import { createLogVerifier } from "../../sdk/verify/index.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { FakeReader } from "../support/fake-reader.js";
import {
  type KeptReader,
  keptRecords,
  leaveReader,
  readFirstRelease,
  renewFirstRelease,
  startKept,
  visitReader,
} from "../support/first-release.js";

const GREEN = "D25";

if (process.env.KETUK_RENEW_FIRST_RELEASE === "1") await renewFirstRelease();
const first = readFirstRelease();

/** Every record of a kept reader comes out under another firmware, and that one goes on in the same chain. */
async function takeOver(kept: KeptReader, firmware: string): Promise<void> {
  const virtual = startKept(kept, firmware);
  const { genuine } = demoCards(kept.keys);
  const { info, records, taps } = await visitReader(virtual, () => virtual.present(genuine));
  const green = virtual.board.pinChanges.filter(({ pin, level }) => pin === GREEN && level === 1);
  await virtual.close();

  expect(info).toMatchObject({ id: kept.id, state: "provisioned" });
  const before = records.filter(({ record }) => record.data.boot < info.boot);
  expect(keptRecords(before)).toEqual(kept.records);

  const made = records.slice(before.length).map(({ record }) => record);
  expect(made.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["boot", "time-set", "tap"]));
  expect(Math.min(...made.map(({ data }) => data.counter))).toBeGreaterThan(
    Math.max(...kept.records.map(({ counter }) => counter)),
  );
  expect(info.boot).toBe(Math.max(...kept.records.map(({ boot }) => boot)) + 1);
  expect(taps.at(-1)?.verdict.reason).toBe("genuine");
  expect(green).toHaveLength(1);

  const verifier = createLogVerifier({ keys: kept.keys });
  for (const [index, { sealed }] of records.entries()) verifier.push(sealed, index + 1);
  const { weakSpots, ...report } = verifier.finish();
  expect(report).toMatchObject({ intact: true, sealsChecked: true, recordCount: records.length });
  // What it acknowledged in its first days is not there any more.
  expect(weakSpots.map(({ kind }) => kind)).toEqual(["starts-midway"]);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

describe("the reader of the first release", () => {
  test("has a journal that has gone round, a counter in its second sector, and every everyday kind of record", () => {
    const isBlank = (sector: number) =>
      first.flash.subarray(sector * 4096, (sector + 1) * 4096).every((b) => b === 0xff);
    const blank = Array.from({ length: 16 }, (_, sector) => sector).filter(isBlank);
    expect(blank.filter((sector) => sector < 2)).toEqual([]);
    // The one that is erased ahead of need.
    expect(blank.length).toBeLessThanOrEqual(1);
    expect(new Set(first.records.map(({ kind }) => kind))).toEqual(new Set(["boot", "tap", "fault"]));
    expect(first.records.length).toBeGreaterThan(60);
    expect(weaknessOf(first.keys.tapKey(first.id, 1))).toBeUndefined();
  });

  test("gives up its whole journal to the firmware of today, which goes on in the same chain", async () => {
    await takeOver(first, builtFirmware());
  });

  test("speaks to the SDK of today, and its taps are verified", async () => {
    const virtual = createVirtualReader({ id: first.id, keys: first.keys, firmware: first.firmware });
    virtual.board.invertsBoot = false;
    virtual.restart();
    const { genuine, clone, plain } = demoCards(first.keys);
    const { taps, records } = await visitReader(virtual, async () => {
      for (const card of [genuine, clone, plain]) await virtual.present(card);
      virtual.restart();
      await virtual.advance(3000);
      await virtual.present(genuine);
    });
    expect(taps.map(({ verdict }) => verdict.reason)).toEqual(["genuine", "card-refused", "too-weak", "genuine"]);
    expect(records.filter(({ record }) => record.kind === "boot")).toHaveLength(2);
    await virtual.close();
  });

  test("takes back its memory from the firmware of today, after a downgrade", async () => {
    await takeOver(await leaveReader(builtFirmware()), first.firmware);
  });
});

/** Fields 900 and 901, a number and some bytes: what a later version of the protocol may add to any message. */
const NEWER = { $unknowns: [Uint8Array.of(0xa0, 0x38, 0x07), Uint8Array.of(0xaa, 0x38, 0x02, 0x41, 0x42)] };

test("a reader newer than the SDK, with fields and messages that it does not know, is understood as far as it goes", async () => {
  const fake = new FakeReader();
  fake.hello = { ...fake.hello, ...NEWER };
  const notices: string[] = [];
  await using reader = await Reader.open(fake.options);
  reader.on("notice", ({ kind }) => notices.push(kind));
  fake.send({ session: 1, ...NEWER });
  fake.notice({ kind: 99 as messages.NoticeKind, ...NEWER });
  fake.tap({ ...NEWER, uid: Uint8Array.of(4, 1, 2, 3, 4, 5, 6) });
  const { value: tap } = await reader.taps().next();
  expect(tap).toMatchObject({ uidHex: "04010203040506", verdict: { reason: "genuine" } });
  // The evidence is passed on with what nobody here can read.
  expect(hex(tap?.sealed.record ?? new Uint8Array())).toContain(hex(NEWER.$unknowns[1] as Uint8Array));
  tap?.ack();
  await expect.poll(() => fake.pending).toEqual([]);
  expect(notices).toEqual(["unknown"]);
  // The message of a new kind, and nothing else.
  expect(reader.counters.rejectedMessage).toBe(1);
  fake.stop();
});
