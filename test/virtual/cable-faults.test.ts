/** What each fault of the cable does to bytes, and that chance repeats. */
import { describe, expect, test } from "vitest";
import { type CableFault, type CableOutput, createCableLine } from "../../sdk/virtual/cable-faults.js";
import { createVirtualReader } from "../../sdk/virtual/index.js";

const FRAME = "7e030102037e";
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));
const shown = (outputs: CableOutput[]) =>
  outputs.map((output) => (output.kind === "bytes" ? Buffer.from(output.bytes).toString("hex") : output));

/** What two equal frames become when the fault strikes the first byte after the flag. */
function struck(fault: CableFault, at = 2): unknown[] {
  return shown(createCableLine([{ ...fault, atByte: at }], 1).push(bytes(FRAME + FRAME)));
}

describe("a fault strikes once, at its byte of a frame", () => {
  test.each<[CableFault, unknown[]]>([
    [{ kind: "drop" }, [`7e0302037e${FRAME}`]],
    [{ kind: "duplicate" }, [`7e03010102037e${FRAME}`]],
    [{ kind: "corrupt", mask: 0x80 }, [`7e038102037e${FRAME}`]],
    [{ kind: "truncate" }, [`7e03${FRAME}`]],
    [{ kind: "split" }, ["7e03", `0102037e${FRAME}`]],
    [{ kind: "flow-control" }, [`7e0313110102037e${FRAME}`]],
    [{ kind: "text", text: "Hi" }, [`7e0348690102037e${FRAME}`]],
    [{ kind: "stall", forMs: 5 }, ["7e03", { kind: "stall", forMs: 5 }, `0102037e${FRAME}`]],
    [{ kind: "disconnect" }, ["7e03", { kind: "disconnect" }, `0102037e${FRAME}`]],
  ])("%o", (fault, expected) => {
    expect(struck(fault)).toEqual(expected);
  });

  test("flags are bytes of the frame: the opening one is 0", () => {
    expect(struck({ kind: "drop" }, 0)).toEqual([`030102037e${FRAME}`]);
    expect(struck({ kind: "drop" }, 5)).toEqual([`7e03010203${FRAME}`]);
    expect(struck({ kind: "drop" }, 6)).toEqual([FRAME + FRAME]);
  });

  test("of a later frame, where so many may pass; what is in no frame does not count", () => {
    const line = createCableLine([{ kind: "drop", atByte: 1, afterFrames: 1 }], 1);
    expect(shown(line.push(bytes(`010203${FRAME}010203`)))).toEqual([`010203${FRAME}010203`]);
    expect(shown(line.push(bytes(FRAME)))).toEqual(["7e0102037e"]);
    expect(shown(line.push(bytes(FRAME)))).toEqual([FRAME]);
  });

  test("in pieces of any size", () => {
    const line = createCableLine([{ kind: "truncate", atByte: 3 }], 1);
    const pieces = [...bytes(FRAME + FRAME)].flatMap((byte) => shown(line.push(Uint8Array.of(byte))));
    expect(pieces.join("")).toBe(`7e0301${FRAME}`);
  });
});

test("faults act in their order, each on what the one before has left", () => {
  const faults = [
    { kind: "drop", atByte: 1 },
    { kind: "duplicate", atByte: 1 },
  ] as const;
  expect(shown(createCableLine(faults, 1).push(bytes(FRAME)))).toEqual(["7e010102037e"]);
});

test("chance is a matter of the seed alone, and as frequent as asked", () => {
  const input = new Uint8Array(20_000).fill(0x55);
  const run = (seed: number) => shown(createCableLine([{ kind: "drop", probability: 0.1 }], seed).push(input));
  expect(run(7)).toEqual(run(7));
  expect(run(7)).not.toEqual(run(8));
  const kept = String(run(7)).length / 2;
  expect(kept).toBeGreaterThan(17_500);
  expect(kept).toBeLessThan(18_500);
});

test("the cable holds back what comes after a stall, for so long and no longer, and counts its strikes", async () => {
  const virtual = createVirtualReader({
    clock: "manual",
    cableFaults: { toHost: [{ kind: "stall", forMs: 3500, atByte: 0 }] },
  });
  const port = await virtual.binding.open({ path: virtual.path, baudRate: 115200 });
  const pieces: number[] = [];
  const read = async () => {
    for (const buffer = Buffer.alloc(4096); ; ) pieces.push((await port.read(buffer, 0, buffer.length)).bytesRead);
  };
  const reading = read().catch(() => {});
  // The first Hello of this port comes after a second and is held for 3.5 s.
  await virtual.advance(4300);
  expect(pieces).toEqual([]);
  await virtual.advance(400);
  // Four Hellos, one a second, in one piece.
  expect(pieces).toHaveLength(1);
  await virtual.advance(1000);
  expect(pieces).toHaveLength(2);
  expect(pieces[0]).toBeGreaterThan(3 * (pieces[1] ?? 0));
  expect(virtual.cable.strikes).toMatchObject({ stall: 1, drop: 0 });
  await virtual.close();
  await reading;
});

test("a stall ends with the faults, and survives a board that loses its power meanwhile", async () => {
  const virtual = createVirtualReader({ clock: "manual" });
  const port = await virtual.binding.open({ path: virtual.path, baudRate: 115200 });
  let count = 0;
  const read = async () => {
    for (const buffer = Buffer.alloc(4096); ; ) count += (await port.read(buffer, 0, buffer.length)).bytesRead;
  };
  const reading = read().catch(() => {});
  const stall = () => virtual.cable.setFaults({ toHost: [{ kind: "stall", forMs: 2000, probability: 1 }] });
  virtual.cable.setFaults({ toHost: [{ kind: "stall", forMs: 2000, atByte: 0 }] });
  await virtual.advance(1500);
  virtual.restart();
  expect(count).toBe(0);
  await virtual.advance(2500);
  expect(count).toBeGreaterThan(0);
  stall();
  const before = count;
  await virtual.advance(1500);
  expect(count).toBe(before);
  virtual.cable.setFaults();
  await virtual.advance(10);
  expect(count).toBeGreaterThan(before);
  await virtual.close();
  await reading;
});
