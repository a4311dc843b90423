/** People who come to a virtual reader one after the other, each with a card of his own, and remember their light. */
import { createHash } from "node:crypto";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { createDemoCard, createUidCard, type VirtualReader } from "../../sdk/virtual/index.js";

const GREEN = "D25";
const RED = "D26";
const STEP_MS = 20;
/** The reader looks three times, 60 ms apart, before it believes that a card has gone. */
const LEAVE_MS = 220;
const PATIENCE_MS = 1500;

export interface QueueOfPeople {
  /** UIDs of the cards for which the green light came on, as upper-case hexadecimal, in their order. */
  readonly green: string[];
  /** Cards for which the red light came on. */
  red(): number;
  /** Lets the last one finish. */
  stop(): Promise<void>;
}

/** Lets people come from now on: accepted DESFire cards, cards that have a UID only, and copies. */
export function letPeopleCome(virtual: VirtualReader): QueueOfPeople {
  const strangers = createFleetKeys(createHash("sha256").update("another fleet").digest());
  const green: string[] = [];
  let red = 0;
  let stopped = false;

  async function come(number: number): Promise<void> {
    const uid = Uint8Array.of(4, 0xb2, 0, 0, 0, number >> 8, number & 0xff);
    const keys = number % 10 === 9 ? strangers : virtual.keys;
    const card: Picc = number % 3 ? createUidCard({ uid, sak: 0 }) : createDemoCard(keys, uid, `person ${number}`);
    const { pinChanges } = virtual.board;
    pinChanges.length = 0;
    const lit = (pin: string) => pinChanges.some((change) => change.pin === pin && change.level === 1);
    virtual.place(card);
    for (let ms = 0; ms < PATIENCE_MS && !lit(GREEN) && !lit(RED); ms += STEP_MS) await virtual.advance(STEP_MS);
    virtual.remove(card);
    await virtual.advance(LEAVE_MS);
    if (lit(GREEN)) green.push(Buffer.from(uid).toString("hex").toUpperCase());
    if (lit(RED)) red++;
  }

  async function comeUntilStopped(): Promise<void> {
    for (let number = 0; !stopped; number++) await come(number);
  }
  const all = comeUntilStopped();
  return {
    green,
    red: () => red,
    async stop() {
      stopped = true;
      await all;
    },
  };
}
