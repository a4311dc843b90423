/** A virtual card under the hand of a desk, without chip or board: frames in memory, for thousands of cards. */
import type { DeskCard } from "../../sdk/issue/issue-card.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { endsWithCrcA, withCrcA } from "../../sdk/virtual/crc-a.js";

const INF_BYTES = 61;
const SELECT_CODES = [0x93, 0x95] as const;

/** When the card is pulled: before a command reaches it, or before its answer comes back. */
export interface Pull {
  readonly exchange: number;
  readonly when: "before" | "after";
}

/** A card that lies on the desk. */
export interface PresentedCard extends DeskCard {
  /** Exchanges so far. */
  readonly count: number;
}

/** Presents a card with a 7-byte UID; presenting it again is a new channel. */
export function presentToDesk(picc: Picc, uid: Uint8Array, pull?: Pull): PresentedCard {
  let count = 0;
  let isGone = false;
  let isIsodep = false;
  let block = 0;

  function frame(bytes: Uint8Array, lastBits = 0): Uint8Array | undefined {
    return picc.receive({ bytes, lastBits })?.bytes;
  }

  function must(bytes: Uint8Array): Uint8Array {
    const answer = frame(withCrcA(bytes));
    if (!answer || !endsWithCrcA(answer)) throw new Error("the card is silent");
    return answer.subarray(0, -2);
  }

  function select(): void {
    frame(Uint8Array.of(0x52), 7);
    const levels = [[0x88, ...uid.subarray(0, 3)], [...uid.subarray(3)]];
    for (const [i, part] of levels.entries())
      must(
        Uint8Array.of(
          SELECT_CODES[i] ?? 0,
          0x70,
          ...part,
          part.reduce((sum, byte) => sum ^ byte, 0),
        ),
      );
  }

  function isodep(apdu: Uint8Array): Uint8Array {
    if (!isIsodep) must(Uint8Array.of(0xe0, 0x50));
    isIsodep = true;
    let answer = new Uint8Array(0);
    for (let at = 0; at < apdu.length; at += INF_BYTES) {
      const isLast = at + INF_BYTES >= apdu.length;
      answer = new Uint8Array(
        must(Uint8Array.of(0x02 | (isLast ? 0 : 0x10) | block, ...apdu.subarray(at, at + INF_BYTES))),
      );
      block ^= 1;
    }
    const parts: number[] = [...answer.subarray(1)];
    while (((answer[0] ?? 0) & 0x10) !== 0) {
      answer = new Uint8Array(must(Uint8Array.of(0xa2 | block)));
      block ^= 1;
      parts.push(...answer.subarray(1));
    }
    return Uint8Array.from(parts);
  }

  function raw(bytes: Uint8Array): Uint8Array {
    const answer = picc.receive({ bytes: withCrcA(bytes), lastBits: 0 });
    if (!answer) throw new Error("the card is silent");
    if (answer.lastBits !== 4) return answer.bytes.slice(0, -2);
    if (answer.bytes[0] !== 0x0a) select();
    return answer.bytes;
  }

  /** One exchange, unless the card is pulled in it. */
  async function exchange(run: () => Uint8Array): Promise<Uint8Array> {
    const index = count++;
    if (isGone || (pull?.exchange === index && pull.when === "before")) return leave();
    const answer = run();
    return pull?.exchange === index ? leave() : answer;
  }

  function leave(): never {
    isGone = true;
    picc.powerOff();
    throw new Error("the card is gone");
  }

  picc.powerOff();
  picc.powerOn();
  select();
  return {
    uid,
    get count() {
      return count;
    },
    transceive: (apdu) => exchange(() => isodep(apdu)),
    transceiveRaw: (bytes) => exchange(() => raw(bytes)),
  };
}
