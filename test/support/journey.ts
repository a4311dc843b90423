/**
 * A board's life, from the box to the bench again: blank, flashed, a tap, another firmware, one that does not work and is
 * taken back, BOOT held, flashed again, a tap. The same on every kind of board.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boardOf } from "../../sdk/board/board.js";
import { type FirmwareImage, packImage } from "../../sdk/firmware/image.js";
import { flash } from "../../sdk/flash/flash.js";
import type { FlashTiming } from "../../sdk/flash/timing.js";
import { createFleetKeyFile, readFleetKeys } from "../../sdk/keys/file.js";
import { Reader } from "../../sdk/reader/node.js";
import type { ReaderOptions } from "../../sdk/reader/options.js";
import type { BindingInterface } from "../../sdk/transport/binding.js";
import type { VirtualBoard } from "../../sdk/virtual/board.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { nextImage } from "./update-rig.js";

/** A board, and what a person can do to it. */
export interface JourneyBench {
  readonly path: string;
  readonly binding?: BindingInterface;
  readonly board: VirtualBoard;
  readonly timing: FlashTiming;
  /** Presses EN. */
  restart(): void;
  /** Before an image is sent. */
  ahead?(image: FirmwareImage): void;
}

/** What was seen on the way. */
export interface Journey {
  /** Flashings, taps and updates, in their order. */
  readonly steps: string[];
  /** What the sealed records say of firmware. */
  readonly changes: string[];
  /** What somebody at the board was told, and did. */
  readonly said: string[];
}

/** Throws at its start; the loader waits a second before the next one. */
const BROKEN = "!function(){throw new Error('broken')}();";
const PATIENCE_MS = 60_000;

export async function travel(bench: JourneyBench): Promise<Journey> {
  const { path, board, timing } = bench;
  const port = { path, ...(bench.binding && { binding: bench.binding }) };
  const folder = await mkdtemp(join(tmpdir(), "ketuk-journey-"));
  const ringPath = join(folder, "fleet.json");
  await createFleetKeyFile(ringPath);
  const journey: Journey = { steps: [], changes: [], said: [] };
  /** By counter: what was not acknowledged in time comes again. */
  const changes = new Map<number, string>();
  let cards = 0;

  /** Somebody is there, who does what they are told. */
  const handlers = {
    progress(step: string) {
      if (step === "radios") board.buttonHeld = false;
    },
    say(words: string) {
      journey.said.push(words);
      board.buttonHeld = true;
      bench.restart();
    },
  };

  async function flashed(id?: string): Promise<void> {
    const result = await flash({
      ...port,
      ringPath,
      ...(id !== undefined && { id }),
      board: boardOf("devkit"),
      policy: { version: 1, acceptUid: true },
      couponCount: 92,
      wipe: false,
      untested: false,
      signal: new AbortController().signal,
      timing,
      handlers,
    });
    journey.steps.push(`${result.id} flashed, epoch ${result.epoch}, wiring ${result.wiring.ok ? "good" : "bad"}`);
  }

  async function open(role: "tap" | "maintainer", more: Partial<ReaderOptions> = {}) {
    return Reader.open({ ...port, keys: await readFleetKeys(ringPath), role, timeoutMs: PATIENCE_MS, ...more });
  }

  /** One tap, verified and acknowledged. */
  async function tapped(): Promise<void> {
    await using reader = await open("tap");
    const card = createUidCard({ uid: Uint8Array.of(4, 5, 6, 7, 8, 9, ++cards) });
    const taps = reader.taps({ signal: AbortSignal.timeout(PATIENCE_MS) });
    board.field.place(card);
    for await (const tap of taps) {
      tap.ack();
      if (tap.uidHex !== `0405060708090${cards}`) continue;
      board.field.remove(card);
      journey.steps.push(`tap ${cards}, epoch ${tap.epoch}, ${tap.sealed.signature ? "signed" : "unsigned"}`);
      return;
    }
  }

  async function updated(image: FirmwareImage): Promise<void> {
    bench.ahead?.(image);
    let told = () => {};
    const end = new Promise<void>((resolve) => {
      told = resolve;
    });
    const stop = new AbortController();
    await using reader = await open("maintainer", {
      ack: "auto",
      onRecord({ record }) {
        if (record.kind !== "firmware-change") return;
        const { step, number, counter } = record.data;
        changes.set(counter, `${step} ${number}`);
        if (step !== "stored" && number === image.number) told();
      },
    });
    // Taps whose acknowledgement did not get through come again, and the records behind them wait.
    const taking = (async () => {
      for await (const _ of reader.taps({ signal: stop.signal }));
    })();
    const outcome = await reader.update(image).then(
      () => "works",
      ({ code }: { code: string }) => code,
    );
    await end;
    stop.abort();
    await taking;
    journey.steps.push(`firmware ${image.number}: ${outcome}, ${reader.info.firmwareNumber} runs`);
  }

  try {
    await flashed("gate-7");
    await tapped();
    await updated(nextImage({ number: 2000 }));
    await tapped();
    await updated(packImage({ firmware: BROKEN, number: 3000 }));
    await tapped();
    await flashed();
    await tapped();
    journey.changes.push(...changes.values());
  } finally {
    await rm(folder, { recursive: true });
  }
  return journey;
}

/** What becomes of every board, wherever its interpreter runs. */
export const EXPECTED_STEPS = [
  "gate-7 flashed, epoch 1, wiring good",
  "tap 1, epoch 1, signed",
  "firmware 2000: works, 2000 runs",
  "tap 2, epoch 1, signed",
  "firmware 3000: update-taken-back, 2000 runs",
  "tap 3, epoch 1, signed",
  "gate-7 flashed, epoch 2, wiring good",
  "tap 4, epoch 2, signed",
];
/** And what its sealed records say of it. */
export const EXPECTED_CHANGES = ["stored 2000", "confirmed 2000", "stored 3000", "taken-back 3000"];
