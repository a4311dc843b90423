/** What a struck frame costs the decoders of both sides: at most itself, never the frame after it. */
import "../support/espruino-globals.js";
import { expect, test } from "vitest";
import { createFrameDecoder as createBoardDecoder } from "../../firmware/link/frames.js";
import { createFrameDecoder, encodeFrame, FRAME_LIMIT_TO_HOST } from "../../protocol/index.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { type CableFault, createCableLine } from "../../sdk/virtual/cable-faults.js";

/** What matters on the line, and some bytes that do not. */
const PAYLOAD = Uint8Array.of(
  0x7e,
  0x41,
  0x7d,
  0x5e,
  0x7d,
  0x7d,
  0x7e,
  0x7e,
  3,
  5,
  0x0a,
  0x11,
  0x13,
  0x5d,
  0x20,
  0,
  255,
);
const [BEFORE, STRUCK, AFTER] = [1, 2, 3] as const;
const STREAM = Buffer.concat([BEFORE, STRUCK, AFTER].map((address) => encodeFrame(address, PAYLOAD)));
const FRAME_BYTES = encodeFrame(STRUCK, PAYLOAD).length;

const FAULTS: CableFault[] = [
  { kind: "drop" },
  { kind: "duplicate" },
  { kind: "truncate" },
  { kind: "split" },
  { kind: "flow-control" },
  { kind: "text" },
  ...Array.from({ length: 255 }, (_, i) => ({ kind: "corrupt", mask: i + 1 }) as const),
];

/** Addresses of the frames that both decoders find, and that they find with the payload as it was sent. */
function found(pieces: Uint8Array[]): number[][] {
  const onHost: number[] = [];
  const onBoard: number[] = [];
  const expected = toByteString(PAYLOAD);
  const take = (list: number[], address: number, payload: string) => {
    expect(payload).toBe(expected);
    list.push(address);
  };
  const host = createFrameDecoder(FRAME_LIMIT_TO_HOST, {
    frame: (address, payload) => take(onHost, address, toByteString(payload)),
  });
  const board = createBoardDecoder((address, payload) => take(onBoard, address, payload));
  for (const piece of pieces) {
    host.push(piece);
    board.push(toByteString(piece));
  }
  return [onHost, onBoard];
}

test("any fault at any byte of a frame costs at most that frame, on both sides", () => {
  let cases = 0;
  let lost = 0;
  for (const fault of FAULTS) {
    for (let atByte = 0; atByte < FRAME_BYTES; atByte++) {
      const line = createCableLine([{ ...fault, atByte, afterFrames: 1 }], 1);
      const pieces = line.push(STREAM).flatMap((output) => (output.kind === "bytes" ? [output.bytes] : []));
      const [onHost, onBoard] = found(pieces);
      expect(onHost?.filter((address) => address !== STRUCK)).toEqual([BEFORE, AFTER]);
      expect(onBoard).toEqual(onHost);
      cases++;
      if (!onHost?.includes(STRUCK)) lost++;
    }
  }
  console.log(`${cases} struck frames: ${lost} were lost, and none of the ${2 * cases} beside them`);
  expect(cases).toBe(FAULTS.length * FRAME_BYTES);
});

test("a frame split in two at every boundary is no frame lost", () => {
  for (let atByte = 0; atByte < FRAME_BYTES; atByte++) {
    const line = createCableLine([{ kind: "split", atByte, afterFrames: 1 }], 1);
    const pieces = line.push(STREAM).flatMap((output) => (output.kind === "bytes" ? [output.bytes] : []));
    expect(pieces).toHaveLength(2);
    expect(found(pieces)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  }
});
