/** Readers that live through random days with random power cuts and failing writes. Deterministic by seed. */
import { createFlash, type VirtualFlash } from "../../sdk/virtual/flash.js";
import { createRandomSource } from "./random-source.js";
import { checkChain, createHostStore, type HostStore, type Life, startBoard } from "./store-rig.js";

const SECTORS = 4;
/** A reader is replaced after so many cuts, so that checking its whole chain stays cheap. */
const CUTS_PER_READER = 60;

export interface RandomLives {
  readonly cuts: number;
  readonly taps: number;
  readonly readers: number;
}

/** Throws at the first tap that is lost, counter that is used twice, or chain that breaks; the message has the seed. */
export function liveRandomly(seed: number, cuts: number): RandomLives {
  const random = createRandomSource(seed);
  const sum = { cuts: 0, taps: 0, readers: 0 };
  while (sum.cuts < cuts) {
    sum.readers++;
    const flash = createFlash(() => {});
    const host = createHostStore();
    const confirmed: number[] = [];
    try {
      for (let i = 0; i < CUTS_PER_READER && sum.cuts < cuts; i++, sum.cuts++) {
        live(flash, host, confirmed);
        if (i % 10 === 9) check(flash, host, confirmed);
      }
      check(flash, host, confirmed);
    } catch (error) {
      throw new Error(`seed ${seed}, after ${sum.cuts} cuts`, { cause: error });
    }
    sum.taps += confirmed.length;
  }
  return sum;

  /** From a start to a power cut, which may come before the start is done. */
  function live(flash: VirtualFlash, host: HostStore, confirmed: number[]): void {
    flash.faults.cut = { afterOperations: random.below(25), afterBytes: random.below(4097) };
    const dead = () => (flash.faults.cut?.afterOperations ?? 0) < 0;
    const board = startBoard(flash, SECTORS);
    for (let i = 0; i < 400 && !dead(); i++) {
      const action = random.below(10);
      if (random.below(60) === 0) flash.faults.tearNextWriteAfterBytes = random.below(300);
      const counter = act(board, host, action);
      if (counter && !dead()) confirmed.push(counter);
    }
    flash.faults.cut = undefined;
    flash.faults.tearNextWriteAfterBytes = undefined;
  }

  /** Does one of ten things. Returns the counter of the record of a card, 0 without one. */
  function act(board: Life, host: HostStore, action: number): number {
    if (action < 5) return random.below(8) ? board.tap() : board.refused();
    if (action < 7) host.receive(board.journal, random.below(5));
    else if (action < 9) board.recorder.tend();
    else board.recorder.setTime(1_790_000_000_000 + random.below(100_000));
    return 0;
  }

  function check(flash: VirtualFlash, host: HostStore, confirmed: readonly number[]): void {
    host.drain(startBoard(flash, SECTORS).journal);
    for (const counter of confirmed) if (!host.records.has(counter)) throw new Error(`tap ${counter} is lost`);
    if (new Set(confirmed).size !== confirmed.length) throw new Error("a counter was given twice");
    checkChain(host.records);
  }
}
