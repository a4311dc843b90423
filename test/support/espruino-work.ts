/**
 * How much the real interpreter works for a tap: its instructions, counted by valgrind's callgrind, without those of the
 * harness that stands in for the hardware. And for comparison what Espruino's own module for the chip takes to read a UID.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FleetKeys } from "../../sdk/keys/fleet.js";
import type { Picc } from "../../sdk/virtual/air.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { CONFIG_FILE, encodeConfig, type VirtualReaderConfig } from "../../sdk/virtual/config.js";
import { type EspruinoBoard, startEspruino } from "./espruino.js";
import { createHostEnd } from "./host-end.js";

/** Functions of the interpreter at which callgrind starts, stops, begins and ends; see espruino-harness.js. */
const CALLGRIND = [
  "valgrind",
  "--tool=callgrind",
  "--collect-atstart=no",
  "--toggle-collect=jswrap_array_map",
  "--toggle-collect=jswrap_function_apply_or_call",
  "--zero-before=jswrap_array_some",
  "--dump-after=jswrap_array_every",
];

/** What a run has counted, one number for each pair of beginCount and endCount. */
async function countRun(run: (wrapper: readonly string[]) => Promise<void>): Promise<number[]> {
  const folder = process.env.KETUK_CALLGRIND_OUT ?? mkdtempSync(join(tmpdir(), "ketuk-callgrind-"));
  const out = join(folder, "out");
  await run([...CALLGRIND, `--callgrind-out-file=${out}`]);
  const counts = readdirSync(folder)
    .filter((name) => name.startsWith("out."))
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), "utf8");
      return Number(/^(?:totals|summary): (\d+)/m.exec(text)?.[1] ?? Number.NaN);
    });
  if (!process.env.KETUK_CALLGRIND_OUT) rmSync(folder, { recursive: true });
  return counts;
}

/** Lets time pass up to the next transfer, and a little more: the look that follows is the one that finds a card. */
async function justAfterLook({ board, advance }: EspruinoBoard): Promise<void> {
  const before = board.counts.spiTransfers;
  while (board.counts.spiTransfers === before) await advance(1);
  await advance(5);
}

/**
 * Instructions of the firmware from the look that finds a card to the sealed, journalled record in its frame.
 *
 * @param cards shown one after the other, in an open session; the first two fill what is made only once
 */
export async function countTaps(
  keys: FleetKeys,
  config: VirtualReaderConfig,
  cards: readonly Picc[],
): Promise<number[]> {
  const storage = new Map([
    [".bootcde", builtFirmware()],
    [CONFIG_FILE, toByteString(encodeConfig("rig", keys, config))],
  ]);
  return countRun(async (wrapper) => {
    const remote = await startEspruino(builtFirmware(), storage, wrapper, undefined, undefined, false, true);
    const { board, advance } = remote;
    const host = createHostEnd(board.uart, keys);
    await advance(1100);
    const readerNonce = host.hello?.nonce ?? new Uint8Array(0);
    host.send({ open: { protocol: 1, readerNonce, hostNonce: new Uint8Array(16).fill(9) } });
    await advance(200);
    for (const [i, card] of cards.entries()) {
      const records = host.records.length;
      await justAfterLook(remote);
      board.field.place(card);
      await remote.beginCount();
      for (let ms = 0; host.records.length === records; ms++) {
        if (ms > 500) throw new Error(`no record of card ${i}: ${remote.printed().slice(-400)}`);
        await advance(1);
      }
      await remote.endCount();
      board.field.remove(card);
      // Acknowledged at once: sending again is no part of a tap.
      host.send({ session: 1, ack: { epoch: 1, counter: 2 + i } });
      await advance(400);
    }
    await remote.close();
  });
}

/** Instructions that Espruino's own module takes to read the UID of a card of 4 bytes. @param path of its MFRC522.js */
export async function countModule(path: string, card: Picc, uid: Uint8Array): Promise<number> {
  const program = `var exports={};${readFileSync(path, "latin1")}
var nfc,found="";function keep(uid){found=uid}function look(){nfc.findCards(keep)}
digitalWrite(22,1);digitalWrite(5,1);SPI2.setup({sck:18,miso:19,mosi:23});setTimeout(function(){nfc=exports.connect(SPI2,5)},100);setTimeout(look,500);
setTimeout(function(){Serial1.write(E.toString(found))},700);`;
  const counts = await countRun(async (wrapper) => {
    const remote = await startEspruino(program, new Map(), wrapper, undefined, undefined, false, true);
    const { board, advance } = remote;
    let told = new Uint8Array(0);
    board.uart.onSend = (bytes) => {
      told = new Uint8Array(bytes);
    };
    board.field.place(card);
    await advance(450);
    await remote.beginCount();
    await advance(100);
    await remote.endCount();
    await advance(200);
    await remote.close();
    if (Buffer.compare(told, uid))
      throw new Error(`the module has read ${Buffer.from(told).toString("hex")}: ${remote.printed()}`);
  });
  return counts[0] ?? Number.NaN;
}
