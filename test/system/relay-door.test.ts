/** Relay and door contact: the board keeps the limits, whatever the host asks, forgets, or is cut off from. */
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { Reader } from "../../sdk/index.js";
import { createVirtualReader, demoCards, type VirtualReader } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";

async function open(wiring = "devkit+relay+door") {
  const virtual = createVirtualReader({ wiring });
  const reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  const doors: string[] = [];
  reader.on("door", ({ state, isHeld }) => doors.push(isHeld ? `${state} held` : state));
  await virtual.advance(300);
  return { virtual, reader, doors };
}

async function shut(reader: Reader, virtual: VirtualReader): Promise<void> {
  await reader.close();
  await virtual.close();
}

let lastId = 100;
/** Asks for a pulse over the wire, in the board's own time; returns the code of the answer. */
function pulse(rig: Rig, pulseMs: number): number {
  lastId++;
  rig.host.send({ session: rig.session(), request: { id: lastId, relay: { pulseMs } } });
  rig.advance(50);
  return rig.host.messages.find(({ answer }) => answer?.id === lastId)?.answer?.code ?? -1;
}

const { CODE_OK, CODE_BAD_REQUEST } = messages.Code;

test("the relay is open at the start, closed for its pulse, and opens by itself with no word from the host", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  expect(rig.board.relay).toBe("open");
  rig.board.pinChanges.length = 0;
  expect(pulse(rig, 1000)).toBe(CODE_OK);
  expect(rig.board.relay).toBe("closed");
  rig.advance(60_000);
  const times = new Map(
    rig.board.pinChanges.filter(({ pin }) => pin === "D32").map(({ level, atUs }) => [level, atUs]),
  );
  const closedMs = ((times.get(0) ?? Infinity) - (times.get(1) ?? 0)) / 1000;
  expect(closedMs).toBeGreaterThan(990);
  expect(closedMs).toBeLessThan(1100);
  expect(rig.board.relay).toBe("open");
});

test("a card that is being read when the pulse ends does not hold the relay for longer than its reading takes", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  pulse(rig, 500);
  rig.advance(400);
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(400);
  expect(rig.board.relay).toBe("open");
});

test("a pulse begins anew with every request, and 0 ends it", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  pulse(rig, 500);
  rig.advance(300);
  pulse(rig, 500);
  rig.advance(300);
  expect(rig.board.relay).toBe("closed");
  expect(pulse(rig, 0)).toBe(CODE_OK);
  expect(rig.board.relay).toBe("open");
  rig.advance(1000);
  expect(rig.board.relay).toBe("open");
});

test("a request that the host repeats is one pulse", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  const request = { session: rig.session(), request: { id: 7, relay: { pulseMs: 500 } } };
  rig.host.send(request);
  rig.advance(400);
  rig.host.send(request);
  rig.advance(200);
  expect(rig.board.relay).toBe("open");
});

test("a pulse beyond the board's limit is refused, and the one under way stays as it is", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  expect(pulse(rig, 5001)).toBe(CODE_BAD_REQUEST);
  expect(rig.board.relay).toBe("open");
  expect(pulse(rig, 5000)).toBe(CODE_OK);
  expect(pulse(rig, 0xffffffff)).toBe(CODE_BAD_REQUEST);
  expect(rig.board.relay).toBe("closed");
  rig.advance(5000);
  expect(rig.board.relay).toBe("open");
});

test("the relay opens before the board restarts itself, and no start closes it", async () => {
  const rig = await createRig({ wiring: "devkit+relay" });
  pulse(rig, 5000);
  expect(rig.board.relay).toBe("closed");
  rig.board.raiseErrorFlags(["MEMORY"]);
  expect(rig.board.relay).toBe("open");
  rig.board.pinChanges.length = 0;
  rig.board.brownOut();
  rig.advance(6000);
  expect(rig.board.pinChanges.filter(({ pin, level }) => pin === "D32" && level)).toEqual([]);
});

test("a pulse beyond every board's limit does not leave the host", async () => {
  const { virtual, reader } = await open();
  await expect(reader.relay(60_001)).rejects.toMatchObject({ code: "bad-argument" });
  await expect(reader.relay(-1)).rejects.toMatchObject({ code: "bad-argument" });
  await expect(reader.signal("hold", { durationMs: 10_001 })).rejects.toMatchObject({ code: "bad-argument" });
  await shut(reader, virtual);
});

test("the reader's relay and signal reach the board", async () => {
  const { virtual, reader } = await open();
  virtual.board.pinChanges.length = 0;
  await reader.relay(1000);
  await reader.signal("refused", { durationMs: 300 });
  await virtual.advance(2000);
  const levels = (name: string) => virtual.board.pinChanges.filter(({ pin }) => pin === name).map(({ level }) => level);
  expect(levels("D32")).toEqual([1, 0]);
  expect(levels("D26")).toEqual([1, 0]);
  await shut(reader, virtual);
});

test("without a relay the request is refused, and the hint says what to do", async () => {
  const { virtual, reader } = await open("devkit");
  await expect(reader.relay(100)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringMatching(/not-wired/),
    hint: expect.stringMatching(/devkit\+relay/),
  });
  await shut(reader, virtual);
});

test("a role that may only take taps closes no relay", async () => {
  const virtual = createVirtualReader({ wiring: "devkit+relay" });
  const source = { path: virtual.path, binding: virtual.binding, keys: virtual.keys };
  await using reader = await Reader.open({ ...source, role: "tap" });
  await expect(reader.relay(100)).rejects.toMatchObject({ message: expect.stringMatching(/forbidden/) });
  expect(virtual.board.relay).toBe("open");
  await virtual.close();
});

test("a door that is opened and closed is told at once, with its state on the reader and in the status", async () => {
  const { virtual, reader, doors } = await open();
  expect(reader.door).toBe("closed");
  expect((await reader.status()).door).toBe("closed");
  virtual.board.door = "open";
  await virtual.advance(200);
  expect(reader.door).toBe("open");
  expect((await reader.status()).door).toBe("open");
  virtual.board.door = "closed";
  await virtual.advance(200);
  expect(reader.door).toBe("closed");
  // Simulated time may run ahead of this process while it is busy: then the door was open for long, too.
  expect(doors.filter((door) => door !== "open held").slice(-2)).toEqual(["open", "closed"]);
  await shut(reader, virtual);
});

test("a contact that bounces for less than a look is not told", async () => {
  const rig = await createRig({ wiring: "devkit+door" });
  const before = rig.notices().length;
  for (let i = 0; i < 30; i++) {
    rig.board.door = "open";
    rig.advance(10 + (i % 5));
    rig.board.door = "closed";
    rig.advance(131);
  }
  expect(rig.notices().slice(before)).toEqual([]);
});

test("a door that stays open is told once more, after the limit, and again the next time", async () => {
  const rig = await createRig({ wiring: "devkit+door" });
  const before = rig.notices().length;
  for (let i = 0; i < 2; i++) {
    rig.board.door = "open";
    rig.advance(29_900);
    expect(rig.notices().at(-1)).toBe("DOOR_OPENED");
    rig.advance(60_000);
    rig.board.door = "closed";
    rig.advance(200);
  }
  expect(rig.notices().slice(before)).toEqual(
    Array.from({ length: 2 }, () => ["DOOR_OPENED", "DOOR_HELD", "DOOR_CLOSED"]).flat(),
  );
});

test("a host that comes later is told how the door is, and that it is being held", async () => {
  const { virtual, reader } = await open();
  virtual.board.door = "open";
  await virtual.advance(40_000);
  await reader.close();
  const again = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  const doors: string[] = [];
  again.on("door", ({ state, isHeld }) => doors.push(isHeld ? `${state} held` : state));
  await virtual.advance(500);
  expect(again.door).toBe("open");
  // What came before open() had returned is told after it.
  await expect.poll(() => doors).toContain("open held");
  await shut(again, virtual);
});

test("without a contact nothing is said of doors", async () => {
  const { virtual, reader, doors } = await open("devkit+relay");
  virtual.board.door = "open";
  await virtual.advance(40_000);
  expect(doors).toEqual([]);
  expect(reader.door).toBe("unknown");
  expect((await reader.status()).door).toBe("unknown");
  await shut(reader, virtual);
});
