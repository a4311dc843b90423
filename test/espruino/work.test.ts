/**
 * How much the interpreter works for a tap of each family, from the card's arrival to the sealed record: instructions
 * of the real interpreter, counted by valgrind's callgrind. Takes minutes, so it is asked for: KETUK_COUNT_WORK=1.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig, type VirtualReaderConfig } from "../../sdk/virtual/config.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { configFor, FAMILIES, genuineKey } from "../support/families.js";
import { createHostEnd } from "../support/host-end.js";

const isAsked = ESPRUINO !== undefined && process.env.KETUK_COUNT_WORK === "1";
const keys = createFleetKeys(createHash("sha256").update("work").digest());
const CALLGRIND = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
/** Looks after a tap, so that runs with and without a card last as long. */
const ROUND_MS = 400;
const ROUNDS = 3;

/** Instructions of a run in which each card is shown once, and taken away as soon as its record is there. */
async function instructions(config: VirtualReaderConfig, cards: Picc[]): Promise<number> {
  const storage = new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig("rig", keys, config))],
  ]);
  const remote = await startEspruino(builtFirmware(), storage, CALLGRIND);
  const host = createHostEnd(remote.board.uart, keys);
  await remote.advance(1100);
  host.send({
    open: { protocol: 1, readerNonce: host.hello?.nonce ?? new Uint8Array(0), hostNonce: new Uint8Array(16).fill(9) },
  });
  await remote.advance(200);
  for (let round = 0; round < ROUNDS; round++) {
    const card = cards[round];
    const records = host.records.length;
    let spent = 0;
    if (card) remote.board.field.place(card);
    for (; card && host.records.length === records && spent < ROUND_MS; spent++) await remote.advance(1);
    if (card) remote.board.field.remove(card);
    await remote.advance(ROUND_MS - spent);
    // Acknowledged at once: resending is no part of a tap.
    host.send({ session: 1, ack: { epoch: 1, counter: 2 + round } });
  }
  await remote.close();
  const counted = /Collected : (\d+)/.exec(remote.printed());
  if (!counted) throw new Error(`callgrind counted nothing: ${remote.printed().slice(-400)}`);
  return Number(counted[1]);
}

test.skipIf(!isAsked)(
  `a tap of each family, in instructions${isAsked ? "" : ` (left out: KETUK_COUNT_WORK=1, valgrind, and ${HOW_TO_ENABLE})`}`,
  { timeout: 1_800_000 },
  async () => {
    const [first] = FAMILIES;
    if (!first) throw new Error("no families");
    const uidOnly = { ...configFor(first), policy: { profiles: [], acceptUid: true } };
    const idle = await instructions(uidOnly, []);
    const plain = () => createUidCard({ uid: Uint8Array.of(1, 2, 3, 4) });
    const uid = ((await instructions(uidOnly, [plain(), plain(), plain()])) - idle) / ROUNDS;
    const lines = ["million instructions  x UID  family", line(uid, uid, "UID of 4 bytes")];
    for (const row of FAMILIES) {
      const cards = Array.from({ length: ROUNDS }, (_, i) => row.make(genuineKey(row), () => rng(i)));
      const cost = ((await instructions(configFor(row), cards)) - idle) / ROUNDS;
      lines.push(line(cost, uid, row.name));
      expect(cost, row.name).toBeGreaterThan(uid / 2);
    }
    console.log(lines.join("\n"));
  },
);

function rng(seed: number): Uint8Array {
  return new Uint8Array(createHash("sha256").update(`rng ${seed}`).digest().subarray(0, 16));
}

function line(cost: number, uid: number, name: string): string {
  return `${(cost / 1e6).toFixed(1).padStart(20)}  ${(cost / uid).toFixed(1).padStart(5)}  ${name}`;
}
