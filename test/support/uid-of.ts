/** Asks a virtual card for its UID, as a reader does at activation. */
import type { Picc } from "../../sdk/virtual/air.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";

const uids = new Map<Picc, Uint8Array>();
/** The 7-byte UID that the card tells. */
export function uidOf(card: Picc): Uint8Array {
  const known = uids.get(card);
  if (known) return known;
  card.powerOff();
  card.powerOn();
  const level = (code: number) =>
    card.receive({ bytes: Uint8Array.of(code, 0x20), lastBits: 0 })?.bytes ?? new Uint8Array();
  card.receive({ bytes: Uint8Array.of(0x52), lastBits: 7 });
  const first = level(0x93);
  const select = Uint8Array.of(0x93, 0x70, ...first);
  card.receive({ bytes: withCrcA(select), lastBits: 0 });
  const uid = Uint8Array.of(...first.subarray(1, 4), ...level(0x95).subarray(0, 4));
  uids.set(card, uid);
  return uid;
}
