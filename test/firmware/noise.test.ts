/** The built firmware on a bad day: noise, lost frames, cards pulled at any moment. No tap is ever wrong, stronger or twice. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { decodeSealed, sealFits } from "../../sdk/verify/seal.js";
import { createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { createHostEnd } from "../support/host-end.js";

const ID = "gate-7";
const keys = createFleetKeys(createHash("sha256").update("noise").digest());
const otherKeys = createFleetKeys(createHash("sha256").update("noise of others").digest());
const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);
const MUTUAL_AES = messages.Assurance.ASSURANCE_MUTUAL_AES;
const NONE = messages.Assurance.ASSURANCE_NONE;

function rig() {
  const config = encodeConfig(ID, keys, {});
  const board = createBoard({ storage: new Map([[CONFIG_FILE, toByteString(config)]]) });
  const host = createHostEnd(board.uart, keys);
  const advance = (ms: number) => board.schedule.advance(board.schedule.nowUs() + ms * 1000);
  let session = 0;
  let highest = 0;
  function open(): void {
    advance(1200);
    host.send({
      open: { protocol: 1, readerNonce: host.hello?.nonce ?? new Uint8Array(), hostNonce: new Uint8Array(16).fill(7) },
    });
    advance(100);
    session = 1;
  }
  /** Every record so far, each checked and acknowledged. */
  function records(): messages.Record[] {
    advance(600);
    const found = host.records.splice(0).map((bytes) => {
      const sealed = decodeSealed(bytes);
      if (!sealed) throw new Error("a record that is none");
      expect(sealFits(keys.tapKey(ID, 1), sealed)).toBe(true);
      return messages.Record.decode(sealed.record);
    });
    // What waits longer than two seconds comes again.
    const fresh = found.filter((record) => {
      const isNew = record.counter > highest;
      highest = Math.max(highest, record.counter);
      return isNew;
    });
    host.send({ session, ack: { epoch: 1, counter: highest } });
    advance(200);
    return fresh;
  }
  board.powerOn();
  open();
  records();
  return { board, host, advance, records };
}

/** Lets a card lie there and takes it away; the records that this made. */
function present(
  r: ReturnType<typeof rig>,
  card: ReturnType<typeof createDemoCard>,
  trouble: () => void,
  holdMs = 900,
) {
  trouble();
  r.board.field.place(card);
  r.advance(holdMs);
  const { faults } = r.board.field;
  Object.assign(faults, {
    noise: 0,
    dropNextAnswer: false,
    dropNextFrame: false,
    corruptNextAnswer: false,
    removeAfterFrames: undefined,
  });
  r.board.field.remove(card);
  r.advance(600);
  return r.records().flatMap((record) => (record.tap ? [record.tap] : []));
}

/** Two residents, whose taps nothing may mix up. */
const residents = [
  { uid: UID, name: "resident 0001" },
  { uid: Uint8Array.of(0x04, 0x5c, 0x90, 0x11, 0xee, 0x02, 0x81), name: "resident 0002" },
];

describe("a genuine card", () => {
  test("pulled after any frame makes no tap or a whole one, and taps well the next time", () => {
    const r = rig();
    const card = createDemoCard(keys, UID, "resident 0001");
    let early = 0;
    for (let frames = 0; frames <= 16; frames++) {
      const taps = present(r, card, () => {
        r.board.field.faults.removeAfterFrames = frames;
      });
      expect(taps.length).toBeLessThanOrEqual(1);
      if (taps.length === 0) early++;
      for (const tap of taps) expect(tap).toMatchObject({ assurance: MUTUAL_AES, refusal: 0 });
    }
    expect(early).toBeGreaterThan(8);
    expect(present(r, card, () => {})).toMatchObject([{ assurance: MUTUAL_AES }]);
  });

  test("with one frame or answer lost or damaged anywhere is still one whole tap", () => {
    const kinds = ["dropNextFrame", "dropNextAnswer", "corruptNextAnswer"] as const;
    for (const kind of kinds) {
      for (let frame = 1; frame <= 14; frame++) {
        const r = rig();
        const { field } = r.board;
        const card = createDemoCard(keys, UID, "resident 0001");
        const { receive } = card;
        let seen = 0;
        // Counted at the card: the trouble strikes the frame after so many.
        const counted = {
          ...card,
          receive: (f: Parameters<typeof receive>[0]) => {
            if (++seen === frame) Object.assign(field.faults, { [kind]: true });
            return receive.call(card, f);
          },
        };
        const taps = present(r, counted, () => {});
        expect({ kind, frame, taps: taps.map((t) => t.assurance) }).toEqual({ kind, frame, taps: [MUTUAL_AES] });
      }
    }
  });

  test("that misses two to four frames in a row is not taken for a stranger, whose UID would do", () => {
    // The eleventh frame ends the first reading; three lost looks after that are a removal by definition.
    for (let from = 1; from <= 11; from++) {
      for (const lost of [2, 3, 4]) {
        const r = rig();
        const card = createDemoCard(keys, UID, "resident 0001");
        let seen = 0;
        const deaf = {
          powerOn: () => card.powerOn(),
          powerOff: () => card.powerOff(),
          receive(frame: Parameters<typeof card.receive>[0]) {
            seen++;
            return seen >= from && seen < from + lost ? undefined : card.receive(frame);
          },
        };
        const assurances = present(r, deaf, () => {}).map((tap) => tap.assurance);
        expect({ from, lost, assurances }).toEqual({ from, lost, assurances: [MUTUAL_AES] });
      }
    }
  });

  test("in any noise is never taken by its UID, never under another UID, never twice", { timeout: 120_000 }, () => {
    const presentation = fc.record({
      noise: fc.constantFrom(0, 0.05, 0.1, 0.2, 0.4),
      pulled: fc.oneof(fc.constant(undefined), fc.nat(20)),
      resident: fc.constantFrom(...residents),
    });
    fc.assert(
      fc.property(fc.array(presentation, { minLength: 1, maxLength: 6 }), (list) => {
        const r = rig();
        const cards = new Map(residents.map(({ uid, name }) => [name, createDemoCard(keys, uid, name)]));
        for (const { noise, pulled, resident } of list) {
          const card = cards.get(resident.name) as ReturnType<typeof createDemoCard>;
          const taps = present(r, card, () =>
            Object.assign(r.board.field.faults, { noise, removeAfterFrames: pulled }),
          );
          for (const tap of taps) {
            expect(Buffer.from(tap.uid ?? []).toString("hex")).toBe(Buffer.from(resident.uid).toString("hex"));
            expect([MUTUAL_AES, NONE]).toContain(tap.assurance);
            expect(tap.assurance === MUTUAL_AES).toBe(tap.refusal === 0);
            if (tap.assurance === MUTUAL_AES)
              expect(Buffer.from(tap.credential ?? []).toString("latin1")).toContain(resident.name);
            else expect(tap.credential).toHaveLength(0);
          }
          expect(taps.length).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 40 },
    );
  });
});

test("a card with the wrong key is never accepted, whatever the noise", { timeout: 120_000 }, () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(0, 0.1, 0.3), { minLength: 1, maxLength: 5 }), (noises) => {
      const r = rig();
      const clone = createDemoCard(otherKeys, UID, "resident 0001");
      for (const noise of noises) {
        for (const tap of present(r, clone, () => Object.assign(r.board.field.faults, { noise }))) {
          expect(tap.assurance).toBe(NONE);
          expect(tap.refusal).not.toBe(0);
        }
      }
    }),
    { numRuns: 20 },
  );
});
