/** A card pulled away, or an answer damaged, at any frame: a clean "removed" or a whole tap, never a wrong one. */
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createUidCard, demoCards } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

/** More frames than the longest tap has, waiting looks included. */
const FRAMES = 30;
const { ASSURANCE_MUTUAL_AES } = messages.Assurance;

test("a card pulled after any number of frames leaves no tap or the whole one", async () => {
  const outcomes = { none: 0, whole: 0 };
  for (let frames = 0; frames <= FRAMES; frames++) {
    const rig = await createRig();
    const card = demoCards(rig.keys).genuine;
    rig.board.field.place(card);
    rig.board.field.faults.removeAfterFrames = frames;
    rig.advance(1500);
    const taps = rig.taps();
    expect(taps.length, `after ${frames} frames`).toBeLessThanOrEqual(1);
    for (const tap of taps) {
      expect(tap, `after ${frames} frames`).toMatchObject({ assurance: ASSURANCE_MUTUAL_AES, refusal: 0 });
      expect(tap.credential).toHaveLength(32);
    }
    outcomes[taps.length ? "whole" : "none"]++;
    const notices = rig.notices();
    if (notices.includes("CARD_ARRIVED")) expect(notices.at(-1)).toBe(taps.length ? "CARD_REMOVED" : "REMOVED_EARLY");

    // The reader is none the worse for it.
    rig.board.field.faults.removeAfterFrames = undefined;
    rig.board.field.remove(card);
    rig.board.field.place(card);
    rig.advance(500);
    expect(rig.taps(), `the next presentation after ${frames} frames`).toHaveLength(taps.length + 1);
  }
  expect(outcomes.none).toBeGreaterThan(5);
  expect(outcomes.whole).toBeGreaterThan(5);
});

test("one damaged or lost answer anywhere does not keep a card from being proved", async () => {
  for (const fault of ["corruptNextAnswer", "dropNextAnswer"] as const) {
    for (let frames = 0; frames <= FRAMES; frames++) {
      const rig = await createRig();
      const card = demoCards(rig.keys).genuine;
      let seen = 0;
      const transceive = rig.board.field.transceive;
      rig.board.field.transceive = (frame) => {
        if (seen++ === frames) rig.board.field.faults[fault] = true;
        return transceive(frame);
      };
      rig.board.field.place(card);
      rig.advance(1500);
      const taps = rig.taps();
      expect(taps, `${fault} at frame ${frames}`).toHaveLength(1);
      expect(taps[0], `${fault} at frame ${frames}`).toMatchObject({ assurance: ASSURANCE_MUTUAL_AES, refusal: 0 });
    }
  }
});

test("a card exchanged for another between any two frames never lends its proof to it", async () => {
  for (let frames = 1; frames <= FRAMES; frames++) {
    const rig = await createRig();
    const { genuine } = demoCards(rig.keys);
    // Same kind, another UID: the strongest case for a mix-up.
    const other = createUidCard({
      uid: Uint8Array.of(0x04, 0x99, 0x88, 0x77, 0x66, 0x55, 0x44),
      sak: 0x20,
      atqa: 0x0344,
    });
    let seen = 0;
    const transceive = rig.board.field.transceive;
    rig.board.field.transceive = (frame) => {
      if (seen++ === frames) {
        rig.board.field.remove(genuine);
        rig.board.field.place(other);
      }
      return transceive(frame);
    };
    rig.board.field.place(genuine);
    rig.advance(2000);
    for (const tap of rig.taps()) {
      const isGenuine = Buffer.from(tap.uid).toString("hex") === "04a31b625e7780";
      if (!isGenuine) expect(tap.assurance, `after ${frames} frames`).not.toBe(ASSURANCE_MUTUAL_AES);
      if (tap.credential.length > 0) expect(isGenuine, `after ${frames} frames`).toBe(true);
    }
  }
});
