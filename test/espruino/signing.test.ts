/**
 * Signatures made by the real interpreter, its E.convolve and its doubles: every one is checked by node:crypto. With
 * KETUK_COUNT_WORK=1 and valgrind also what a signature costs, in instructions.
 */
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { signatureFits } from "../../sdk/signing/ed25519.js";
import { createSigningKit } from "../../sdk/signing/kit.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createUidCard } from "../../sdk/virtual/cards/uid-card.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { writeCoupons } from "../../sdk/virtual/reader.js";
import { ESPRUINO, HOW_TO_ENABLE, startEspruino } from "../support/espruino.js";
import { createHostEnd } from "../support/host-end.js";

const keys = createFleetKeys(createHash("sha256").update("signing on espruino").digest());
const kit = createSigningKit({ keys, readerId: "rig", count: 100, notBeforeMs: 0 });
const CALLGRIND = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"];
const isCounted = ESPRUINO !== undefined && process.env.KETUK_COUNT_WORK === "1";

/** A reader whose cards come and go. @param signs with coupons, or without a signing key */
async function live(taps: number, signs: boolean, wrapper: readonly string[] = []) {
  const config = encodeConfig("rig", keys, signs ? { signingKey: kit.config } : {});
  const storage = new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(config)],
  ]);
  const remote = await startEspruino(builtFirmware(), storage, wrapper, undefined, ({ flash }) =>
    writeCoupons(flash, kit.coupons),
  );
  const host = createHostEnd(remote.board.uart, keys);
  await remote.advance(1100);
  host.send({
    open: { protocol: 1, readerNonce: host.hello?.nonce ?? new Uint8Array(0), hostNonce: new Uint8Array(16).fill(9) },
  });
  await remote.advance(300);
  for (let i = 0; i < taps; i++) {
    const card = createUidCard({ uid: Uint8Array.of(4, 3, 2, i) });
    remote.board.field.place(card);
    await remote.advance(300);
    remote.board.field.remove(card);
    await remote.advance(400);
    host.send({ session: 1, ack: { epoch: 1, counter: 2 + i } });
    await remote.advance(300);
  }
  await remote.close();
  return { remote, records: host.records.map((bytes) => messages.SealedRecord.decode(bytes)) };
}

test.skipIf(ESPRUINO === undefined)(
  `signatures of the real interpreter verify${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 120_000 },
  async () => {
    const { remote, records } = await live(40, true);
    expect(records.length).toBeGreaterThan(40);
    for (const { record, signature } of records)
      expect(signatureFits(kit.config.publicKey as Uint8Array, record, signature)).toBe(true);
    const plain = await live(3, false);
    console.info(`JsVars at most: ${remote.peakUsage()} with signing, ${plain.remote.peakUsage()} without`);
  },
);

test.skipIf(!isCounted)(
  `what a signature costs${isCounted ? "" : ` (left out: KETUK_COUNT_WORK=1, valgrind, and ${HOW_TO_ENABLE})`}`,
  { timeout: 1_800_000 },
  async () => {
    async function instructions(taps: number, signs: boolean): Promise<number> {
      const { remote } = await live(taps, signs, CALLGRIND);
      return Number(/Collected : (\d+)/.exec(remote.printed())?.[1]);
    }
    const [signed, more, bare, moreBare] = [
      await instructions(2, true),
      await instructions(12, true),
      await instructions(2, false),
      await instructions(12, false),
    ];
    const cost = (more - signed - (moreBare - bare)) / 10;
    const start = signed - bare - 3 * cost;
    // Flash is behind pipes here, and each tap has a second of idle time with its looks after the coupons.
    console.info(
      `a record with its signature and a second of idle time: ${(cost / 1e6).toFixed(2)} million instructions`,
    );
    console.info(`a start with signing: ${(start / 1e6).toFixed(2)} million instructions more`);
    expect(cost).toBeGreaterThan(0);
    expect(cost).toBeLessThan(30e6);
  },
);
