/**
 * A busy gate on the virtual board, hour by hour: two cards a second at the rush, and everything that goes wrong in a
 * building meanwhile. The host acknowledges what it has stored, is away now and then, and forgets nothing.
 */
import { createHash } from "node:crypto";
import { messages } from "../../protocol/index.js";
import { createUidCard, demoCards } from "../../sdk/virtual/index.js";
import { heapInUseBytes } from "./heap.js";
import { createRandomSource } from "./random-source.js";
import { createRig, type Rig } from "./rig.js";
import { checkChain } from "./store-rig.js";

const GREEN = "D25";
/** Cards an hour, from midnight. At the rush 1.5 s pass from card to card, and half of the people come in pairs. */
const CARDS = [
  5, 0, 0, 0, 5, 60, 600, 2400, 2000, 600, 300, 300, 900, 900, 300, 300, 600, 2000, 2400, 900, 300, 100, 60, 20,
];

export interface BusyHours {
  readonly taps: number;
  readonly lit: number;
  readonly faults: number;
  /** Bytes of V8's heap at the end of each quarter. */
  readonly heapBytes: readonly number[];
}

/** Throws when a tap that lit the green light is missing, or the chain breaks. */
export async function liveBusily(seed: number, hours: number, firstHour = 0): Promise<BusyHours> {
  const random = createRandomSource(seed);
  const rig = await createRig({ secret: createHash("sha256").update("busy").digest() });
  const cards = [
    demoCards(rig.keys).genuine,
    demoCards(rig.keys).genuine,
    createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) }),
  ];
  const sum = { taps: 0, lit: 0, faults: 0 };
  const heapBytes: number[] = [];
  let tail = new Map<number, Uint8Array>();
  let away = false;

  for (let hour = 0; hour < hours; hour++) {
    const count = CARDS[(firstHour + hour) % 24] ?? 0;
    const gapMs = count ? 3_600_000 / count : 3_600_000;
    away = hour % 20 === 13;
    for (let i = 0; i < count; i++) {
      const stayMs = Math.min(gapMs / 2, 300 + random.below(300));
      rig.board.field.place(cards[random.below(cards.length)] ?? cards[0]);
      rig.advance(stayMs);
      rig.removeAll();
      rig.advance(gapMs - stayMs);
      if (random.below(400) === 0) await trouble(rig);
      if (!away && i % 3 === 0) store();
    }
    if (!count) rig.advance(3_600_000);
    away = false;
    settle();
    if ((hour + 1) % Math.max(1, Math.floor(hours / 4)) === 0) heapBytes.push(heapInUseBytes());
  }
  return { ...sum, heapBytes };

  /** Takes what has come; the host's memory is a database, here the end of the chain. */
  function store(): void {
    for (const sealed of rig.host.records) {
      const { record } = messages.SealedRecord.decode(sealed);
      const decoded = messages.Record.decode(record);
      const known = tail.get(decoded.counter);
      if (known && Buffer.compare(known, record)) throw new Error(`counter ${decoded.counter} was used twice`);
      if (!known && decoded.tap && !decoded.tap.refusal) sum.taps++;
      tail.set(decoded.counter, record);
    }
    rig.host.forget();
    sum.lit += rig.board.pinChanges.splice(0).filter(({ pin, level }) => pin === GREEN && level).length;
    rig.host.send({ session: rig.session(), ack: { epoch: 1, counter: Math.max(0, ...tail.keys()) } });
    checkChain(new Map([...tail].slice(-400)), false);
    if (tail.size > 1000) tail = new Map([...tail].slice(-500));
  }

  /** Until the reader holds nothing: then every green light has its tap. */
  function settle(): void {
    for (let i = 0; i < 400; i++) {
      store();
      rig.advance(250);
      if (i > 20 && !rig.host.records.length) break;
    }
    store();
    if (sum.taps < sum.lit) throw new Error(`hour ${sum.taps}: ${sum.lit} green lights, ${sum.taps} taps`);
  }

  /** Something that happens in a building. */
  async function trouble(board: Rig): Promise<void> {
    sum.faults++;
    const kind = random.below(5);
    if (kind === 0) board.board.chip.faults.loseRegisters();
    else if (kind === 1) board.board.uart.receive(random.bytes(80));
    else if (kind === 2) board.board.chip.faults.deaf = true;
    else {
      sum.lit += board.board.pinChanges.splice(0).filter(({ pin, level }) => pin === GREEN && level).length;
      if (kind === 3) board.board.powerOn();
      else board.board.brownOut();
      await board.openSession();
    }
  }
}
