/** Every card family, genuine and otherwise, through the whole path to the verdict in the app. */
import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Reader, type Tap } from "../../sdk/index.js";
import { ASSURANCES } from "../../sdk/verify/names.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createUidCard, createVirtualReader, type VirtualReader } from "../../sdk/virtual/index.js";
import { CREDENTIAL, configFor, FAMILIES, type FamilyRow, genuineKey, UID, wrongKey } from "../support/families.js";
import { createRig } from "../support/rig.js";

const rng = () => new Uint8Array(randomBytes(16));

async function withReader(row: FamilyRow, play: (virtual: VirtualReader) => Promise<void>): Promise<Tap[]> {
  const virtual = createVirtualReader({ config: configFor(row) });
  const reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  const taps: Tap[] = [];
  const collecting = (async () => {
    for await (const tap of reader.taps()) {
      taps.push(tap);
      tap.ack();
    }
  })();
  await play(virtual);
  await virtual.advance(600);
  await reader.close();
  await collecting;
  await virtual.close();
  return taps;
}

describe.each(FAMILIES)("$name", (row) => {
  const genuine = () => row.make(genuineKey(row), rng);
  const isStrong = row.assurance === "mutual-aes";

  test("a genuine card is proved as strongly as it allows", async () => {
    const [tap, ...rest] = await withReader(row, (virtual) => virtual.present(genuine()));
    expect(rest).toHaveLength(0);
    expect(tap).toMatchObject({
      family: row.family,
      method: row.method,
      assurance: row.assurance,
      refusal: "none",
      weaknesses: row.weaknesses ?? [],
      profile: 1,
      uidHex: Buffer.from(UID).toString("hex").toUpperCase(),
    });
    expect(Buffer.from(tap?.credential ?? [])).toEqual(Buffer.from(CREDENTIAL));
    expect(tap?.verdict.reason).toBe(isStrong ? "genuine" : "too-weak");
  });

  test("a copy with another key is refused, and nothing is read from it", async () => {
    const taps = await withReader(row, (virtual) => virtual.present(row.make(wrongKey(row), rng)));
    expect(taps).toHaveLength(1);
    expect(taps[0]).toMatchObject({ assurance: "none", refusal: "wrong-key" });
    expect(taps[0]?.credential).toHaveLength(0);
    expect(taps[0]?.verdict.reason).toBe("card-refused");
  });

  test("a card that only copies the UID never comes near that strength", async () => {
    const copy = createUidCard({ uid: UID, sak: 0x00, atqa: 0x0044 });
    const taps = await withReader(row, (virtual) => virtual.present(copy));
    for (const tap of taps) {
      expect(["none", "uid"]).toContain(tap.assurance);
      expect(tap.verdict.ok).toBe(false);
    }
  });

  test("pulled away after any number of frames it makes no tap or the whole one", async () => {
    const counts = new Set<number>();
    for (let frames = 1; frames <= 36; frames++) {
      const rig = await createRig({ config: configFor(row) });
      rig.board.field.faults.removeAfterFrames = frames;
      rig.board.field.place(genuine());
      rig.advance(900);
      const taps = rig.taps();
      counts.add(taps.length);
      for (const tap of taps) {
        expect(ASSURANCES[tap.assurance], `after ${frames} frames`).toBe(row.assurance);
        expect(tap.refusal, `after ${frames} frames`).toBe(0);
      }
    }
    expect([...counts]).toEqual([0, 1]);
  });

  test("noise on air costs time, never the truth", async () => {
    const rig = await createRig({ config: configFor(row) });
    rig.board.field.faults.noise = 0.05;
    for (let i = 0; i < 20; i++) {
      rig.board.field.place(genuine());
      rig.advance(600);
      rig.removeAll();
      rig.advance(400);
      rig.host.send({ session: rig.session(), ack: { epoch: 1, counter: rig.allRecords().at(-1)?.counter ?? 0 } });
    }
    const taps = rig.taps();
    expect(taps.length).toBeGreaterThan(10);
    for (const tap of taps) {
      expect(Buffer.from(tap.uid)).toEqual(Buffer.from(tap.randomUid && tap.refusal ? tap.uid : UID));
      if (tap.refusal) expect(ASSURANCES[tap.assurance]).toBe("none");
      else expect(ASSURANCES[tap.assurance]).toBe(row.assurance);
    }
  });

  test("together with another card it makes no tap", async () => {
    const taps = await withReader(row, async (virtual) => {
      const cards: Picc[] = [genuine(), createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) })];
      for (const card of cards) virtual.place(card);
      await virtual.advance(600);
      for (const card of cards) virtual.remove(card);
    });
    expect(taps).toHaveLength(0);
  });
});
