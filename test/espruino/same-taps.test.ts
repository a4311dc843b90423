/** The built firmware on the real interpreter and on the virtual board: same taps, byte for byte. */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { builtFirmware, createBoard, type VirtualBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createDemoCard } from "../../sdk/virtual/demo-cards.js";
import { ESPRUINO, HOW_TO_ENABLE, interpreterOf, startEspruino } from "../support/espruino.js";
import { createHostEnd } from "../support/host-end.js";

const ID = "gate-7";
const keys = createFleetKeys(createHash("sha256").update("same taps").digest());
const otherKeys = createFleetKeys(createHash("sha256").update("another fleet").digest());
const UID = Uint8Array.of(0x04, 0xa3, 0x1b, 0x62, 0x5e, 0x77, 0x80);

function storage(): Map<string, string> {
  return new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig(ID, keys, {}))],
  ]);
}

/** Numbers for the cards, the same in both runs. */
function counting(): () => Uint8Array {
  let count = 0;
  return () => new Uint8Array(createHash("sha256").update(`rng ${++count}`).digest().subarray(0, 16));
}

interface Runner {
  board: VirtualBoard;
  advance(ms: number): Promise<void>;
}

/** A day at the gate, short: four cards, one pulled away in the middle, two at once; then everything the board sent. */
async function play({ board, advance }: Runner): Promise<{ sent: string; records: Uint8Array[] }> {
  const host = createHostEnd(board.uart, keys);
  await advance(1200);
  const { hello } = host;
  if (!hello) throw new Error("no hello");
  host.send({
    open: { protocol: 1, readerNonce: hello.nonce, hostNonce: new Uint8Array(16).fill(9), wallMs: 1_790_000_000_000 },
  });
  await advance(400);
  const rng = counting();
  const cards: Picc[] = [
    createDemoCard(keys, UID, "resident 0001", rng),
    createDemoCard(otherKeys, UID, "resident 0001", rng),
    createUidCard({ uid: Uint8Array.of(0x5a, 0x0c, 0x9e, 0x41) }),
    createUidCard({ uid: Uint8Array.of(4, 5, 6, 7, 8, 9, 10), sak: 0 }),
  ];
  for (const card of cards) {
    board.field.place(card);
    await advance(400);
    board.field.remove(card);
    await advance(400);
  }
  const [genuine, , plain] = cards as [Picc, Picc, Picc, Picc];
  board.field.faults.removeAfterFrames = 9;
  board.field.place(genuine);
  await advance(500);
  board.field.remove(genuine);
  await advance(400);
  board.field.place(genuine);
  board.field.place(plain);
  await advance(400);
  board.field.remove(genuine);
  board.field.remove(plain);
  await advance(400);
  host.send({ session: 1, ack: { epoch: 1, counter: 3 } });
  await advance(2500);
  return { sent: host.sentHex(), records: host.records };
}

test.skipIf(!ESPRUINO)(
  `gives the same bytes on the real interpreter${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 120_000 },
  async () => {
    const remote = await startEspruino(builtFirmware(), storage());
    const real = await play(remote);
    const printed = remote.printed();
    console.log(`JsVars in use at most: ${remote.peakUsage()}`);
    await remote.close();
    expect(printed).not.toMatch(/Error|Uncaught|ERROR/);

    const board = createBoard({ storage: storage(), interpreter: interpreterOf(real.records) });
    board.powerOn();
    const virtual = await play({
      board,
      async advance(ms) {
        board.schedule.advance(board.schedule.nowUs() + ms * 1000);
      },
    });
    expect(virtual.records.length).toBeGreaterThanOrEqual(5);
    expect(real.records).toEqual(virtual.records);
    expect(real.sent).toBe(virtual.sent);
  },
);
