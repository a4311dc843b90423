/** Cards as anticollision sees them, for tests of activation. ISO/IEC 14443-3, section 6.5. */
import { Fault } from "../../firmware/radio/fault.js";
import type { Reply } from "./fake-chip.js";

/** Hexadecimal digits of some bytes. */
export const hex = (bytes: number[]) => Buffer.from(bytes).toString("hex");

/** A cascade level: four bytes and their BCC. */
export function level(...four: number[]): number[] {
  return [...four, four.reduce((bcc, byte) => bcc ^ byte, 0)];
}

/** A UID as its cascade levels. */
function levelsOf(uid: number[]): number[][] {
  const levels: number[][] = [];
  for (let at = 0; at < uid.length; ) {
    const last = uid.length - at === 4;
    levels.push(last ? level(...uid.slice(at)) : level(0x88, ...uid.slice(at, at + 3)));
    at += last ? 4 : 3;
  }
  return levels;
}

/**
 * Cards in a field that answer anticollision as ISO/IEC 14443-3 section 6.5 says, seen as the MFRC522 gives it: new bits
 * from RxAlign on, zeros from the collision on, its place counted within the received frame.
 */
export function cards(uids: number[][], sak = 0x20) {
  const own = uids.map((uid) => ({ levels: levelsOf(uid), at: 0, ready: true }));
  return (frameHex: string): Reply | undefined => {
    const frame = Buffer.from(frameHex, "hex");
    const [sel = 0, nvb = 0] = frame;
    const which = (sel - 0x93) / 2;
    const awake = own.filter((card) => card.ready && card.at === which);
    if (nvb === 0x70) {
      const chosen = awake.filter((card) => hex(card.levels[which] ?? []) === frame.subarray(2).toString("hex"));
      for (const card of awake) if (!chosen.includes(card)) card.ready = false;
      for (const card of chosen) card.at++;
      const [card] = chosen;
      return card && { answer: hex([card.at < card.levels.length ? 0x04 : sak]) };
    }
    const known = (nvb >> 4) * 8 + (nvb & 7) - 16;
    const bitsOf = (card: (typeof own)[number]) => bits(card.levels[which] ?? []);
    const asked = bits([...frame.subarray(2)]).slice(0, known);
    const answering = awake.filter((card) => asked.every((bit, i) => bitsOf(card)[i] === bit)).map(bitsOf);
    const [one] = answering;
    if (!one) return undefined;
    const clash = one.findIndex((_, i) => answering.some((other) => other[i] !== one[i]));
    const shown = one.map((bit, i) => (i < known ? 0 : clash >= 0 && i >= clash ? 0 : bit));
    const answer = hex(packed(shown).slice(known >> 3));
    if (clash < 0) return { answer };
    // Within the received frame, from 1, RxAlign included; 32 is written 0 by the chip and given back as 32 by the driver.
    return { answer, fault: Fault.Collision, collision: clash - 8 * (known >> 3) + 1 };
  };
}

/** Bits in the order on air. */
export function bits(bytes: number[]): number[] {
  return bytes.flatMap((byte) => Array.from({ length: 8 }, (_, i) => (byte >> i) & 1));
}

/** Bytes of such bits. */
export function packed(list: number[]): number[] {
  return Array.from({ length: list.length / 8 }, (_, i) =>
    list.slice(8 * i, 8 * i + 8).reduce((byte, bit, at) => byte | (bit << at), 0),
  );
}
