/** Packets of Espruino's console, and what happens on a line that loses bytes. */
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { crc32 } from "../../../protocol/index.js";
import { counterLimitOf } from "../../../sdk/flash/board-state.js";
import { createPacketReader, encodePacket, PACKET } from "../../../sdk/flash/packets.js";
import { atAnswer, atWrite, createFlashRig, type FlashRig, QUICK } from "../../support/flash-rig.js";

let rig: FlashRig;
beforeEach(async () => {
  rig = await createFlashRig();
});
afterEach(() => rig.close());

function read(pieces: Uint8Array[]) {
  const heard: unknown[] = [];
  const take = createPacketReader({
    answered: (taken) => heard.push(taken),
    packet: (type, data) => heard.push([type, Buffer.from(data).toString("latin1")]),
    text: (text) => {
      const last = heard.at(-1);
      if (typeof last === "string") heard[heard.length - 1] = last + text;
      else heard.push(text);
    },
  });
  for (const piece of pieces) take(piece);
  return heard;
}

test("text, answers and packets are told apart, however they are cut", () => {
  const stream = Buffer.concat([
    Buffer.from(">\x1b[J"),
    Buffer.from([6]),
    encodePacket(PACKET.response, Buffer.from("\x06\x15\x10\x01")),
    Buffer.from([21]),
    Buffer.from("Uncaught Error"),
  ]);
  const expected = [">\x1b[J", true, [0, "\x06\x15\x10\x01"], false, "Uncaught Error"];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length })), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
      expect(read(places.slice(1).map((end, i) => stream.subarray(places[i], end)))).toEqual(expected);
    }),
  );
});

test("a DLE that begins no packet is passed over", () => {
  expect(read([Uint8Array.of(16, 65), Uint8Array.of(16, 6)])).toEqual(["A", true]);
});

test("a packet has at most 8,191 bytes", () => {
  expect(() => encodePacket(PACKET.evaluate, new Uint8Array(8192))).toThrow(RangeError);
});

/** A packet in the middle of the firmware. */
const IN_FIRMWARE = 60;

test("a packet that loses a byte is given up by the board after 5 s, and sent again", async () => {
  const board = rig.blank();
  let lost = 0;
  const binding = atWrite(board.binding, IN_FIRMWARE, (bytes) => {
    lost = bytes.length;
    return bytes.subarray(0, -1);
  });
  const { result, said } = await rig.flash(board, { couponCount: 0, binding, timing: { ...QUICK, packetMs: 8000 } });
  expect(lost).toBeGreaterThan(900);
  expect(said).toEqual([]);
  expect(result.wiring.ok).toBe(true);
});

test("an answer that is lost is asked for again, and nothing is written twice", async () => {
  const board = rig.blank();
  let answers = 0;
  const binding = atAnswer(board.binding, (bytes) => (++answers % 40 === 0 ? bytes.subarray(0, -1) : bytes));
  const { result, said } = await rig.flash(board, { couponCount: 0, binding, timing: { ...QUICK, packetMs: 100 } });
  expect(answers).toBeGreaterThan(80);
  expect(said).toEqual([]);
  expect(result.wiring.ok).toBe(true);
});

test.each(["drop", "corrupt", "duplicate"] as const)(
  "a cable on which one byte of 20,000 suffers (%s) makes a reader all the same",
  async (kind) => {
    const faults = [{ kind, probability: 1 / 20_000 }];
    const board = rig.blank({ cableFaults: { toHost: faults, toReader: faults } });
    const { result } = await rig.flash(board, { couponCount: 92, timing: { ...QUICK, packetMs: 300 } });
    expect(result.wiring.ok).toBe(true);
    board.cable.setFaults({});
    expect((await rig.tap(board))?.verdict).toBeDefined();
  },
);

test("a bit that is turned on its way is noticed by the board, and the piece is sent again", async () => {
  const board = rig.blank();
  const binding = atWrite(board.binding, IN_FIRMWARE, (bytes) => {
    const changed = Buffer.from(bytes);
    changed[500] = (changed[500] ?? 0) ^ 1;
    return changed;
  });
  const { result, said } = await rig.flash(board, { couponCount: 0, binding });
  expect(said).toEqual([]);
  expect(result.wiring.ok).toBe(true);
});

test("a piece that flash did not take is found by the hash of the file, and all files are sent again", async () => {
  const board = rig.blank();
  const binding = atWrite(board.binding, IN_FIRMWARE, (bytes) => {
    board.board.flash.faults.tearNextWriteAfterBytes = 100;
    return bytes;
  });
  const { result, said } = await rig.flash(board, { couponCount: 0, binding });
  expect(said).toEqual([expect.stringContaining("sent again")]);
  expect(result.wiring.ok).toBe(true);
});

test("an erase whose address was changed on its way erases nothing", async () => {
  const board = rig.blank();
  let changes = 0;
  const binding = atWrite(board.binding, 0, (bytes) => bytes);
  const open = binding.open.bind(binding);
  binding.open = async (options) => {
    const port = await open(options);
    const { write } = port;
    port.write = (bytes) => {
      const at = bytes.indexOf("erasePage(3207168)");
      // 0x30f000 becomes 0x310000, where the counter is.
      if (at > 0 && changes++ === 0)
        bytes = Buffer.from(bytes.toString("latin1").replace("3207168", "3211264"), "latin1");
      return write.call(port, bytes);
    };
    return port;
  };
  board.board.flash.bytes[0] = 0;
  await rig.flash(board, { couponCount: 0, binding });
  expect(changes).toBeGreaterThan(1);
  expect(board.board.flash.bytes[0]).toBe(0);
});

test("the limit of the counter is that of the highest good entry, wherever it stands", () => {
  const sectors = new Uint8Array(8192).fill(0xff);
  expect(counterLimitOf(sectors)).toBe(0);
  const view = new DataView(sectors.buffer);
  const enter = (at: number, limit: number) => {
    view.setUint32(at, limit, true);
    view.setUint32(at + 4, 3, true);
    view.setUint32(at + 8, crc32(sectors, at, at + 8), true);
    view.setUint32(at + 12, 0, true);
  };
  enter(4096, 64);
  enter(32, 48);
  expect(counterLimitOf(sectors)).toBe(64);
  enter(4112, 80);
  view.setUint8(4120, 0);
  expect(counterLimitOf(sectors)).toBe(64);
});
