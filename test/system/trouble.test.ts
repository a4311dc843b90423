/** What goes wrong on a bench: wires, noise, speed, buttons. Each is told apart and nothing is lost. */
import { expect, test } from "vitest";
import { encodeFrame, messages } from "../../protocol/index.js";
import { Reader } from "../../sdk/index.js";
import { createBoard } from "../../sdk/virtual/board.js";
import { createUidCard, createVirtualReader } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";

const CARD = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });

test.each(["00", "ff"] as const)(
  "a chip whose bus reads %s is a fault event with a wiring hint, and heals",
  async (silent) => {
    const virtual = createVirtualReader();
    virtual.board.chip.faults.silent = silent;
    await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    const faults: { fault: string; hint: string }[] = [];
    reader.on("fault", (event) => faults.push({ fault: event.fault, hint: event.hint }));
    await virtual.advance(3000);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults)
      expect(fault).toEqual({ fault: "chip-silent", hint: expect.stringMatching(/wire|wiring/i) });
    virtual.board.chip.faults.silent = undefined;
    await virtual.advance(3000);
    await virtual.present(CARD);
    const { value } = await reader.taps().next();
    expect(value?.uidHex).toBe("09080706");
    await virtual.close();
  },
);

test("a chip that loses its registers is set up again by itself", async () => {
  const rig = await createRig();
  rig.board.chip.faults.loseRegisters();
  rig.advance(3000);
  expect(rig.faults()).toEqual(["CHIP_LOST"]);
  expect(rig.notices()).toContain("FAULT_CLEARED");
  rig.board.field.place(CARD);
  rig.advance(500);
  expect(rig.taps()).toHaveLength(1);
});

test("noise, half frames and over-long frames from the host are counted, and the next good frame is obeyed", async () => {
  const rig = await createRig();
  let seed = 1;
  const next = () => {
    seed = (seed * 48271) % 0x7fffffff;
    return seed & 255;
  };
  const noise = () => Uint8Array.from({ length: 40 }, next);
  for (let i = 0; i < 50; i++) rig.board.uart.receive(noise());
  rig.board.uart.receive(encodeFrame(2, new Uint8Array(20)).subarray(0, 12));
  rig.board.uart.receive(encodeFrame(2, new Uint8Array(2000).fill(0x41)));
  rig.advance(3000);
  rig.host.send({ session: rig.session(), request: { id: 5, getStatus: {} } });
  rig.advance(500);
  const answer = rig.host.messages.find((message) => message.answer?.id === 5)?.answer;
  expect(answer?.status?.framesBad).toBeGreaterThan(10);
});

test("at the wrong speed the port is no reader, and the error names the port and the remedy", async () => {
  const virtual = createVirtualReader({ clock: "fast" });
  const binding = {
    list: virtual.binding.list,
    open: (options: { path: string; baudRate: number }) => virtual.binding.open({ ...options, baudRate: 9600 }),
  };
  const error = await Reader.open({ path: virtual.path, binding, timeoutMs: 300 }).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: "not-a-reader", message: expect.stringContaining(virtual.path) });
  expect((error as { hint: string }).hint).toMatch(/baud|speed/i);
  await virtual.close();
});

test("BOOT held at the start leaves the console alone: nothing is taken, nothing runs", () => {
  const board = createBoard();
  board.buttonHeld = true;
  board.powerOn();
  board.schedule.advance(5_000_000);
  expect(board.console).toBe("Serial1");
  expect(board.counts.spiTransfers).toBe(0);
});

test("BOOT held during the first second gives the console back and stops the reader", () => {
  const board = createBoard();
  board.powerOn();
  expect(board.console).toBeNull();
  board.schedule.advance(500_000);
  board.buttonHeld = true;
  board.schedule.advance(1_200_000);
  expect(board.console).toBe("Serial1");
  const transfers = board.counts.spiTransfers;
  board.schedule.advance(5_000_000);
  expect(board.counts.spiTransfers).toBe(transfers);
});

test("the console is taken before anything else touches the line", () => {
  const board = createBoard();
  const order: string[] = [];
  const { E, Serial1, SPI2 } = board.globals;
  const setConsole = E.setConsole;
  E.setConsole = (device, options) => {
    order.push(`console ${device} ${options.force}`);
    setConsole(device, options);
  };
  Serial1.setup = () => order.push("serial");
  if (SPI2) SPI2.setup = () => order.push("spi");
  board.powerOn();
  // By the loader, and by the firmware once more.
  expect(order).toEqual(["console null true", "console null true", "serial", "spi"]);
});

test.each([
  ["at the start", 0],
  ["in the first second", 500],
])("BOOT held %s is told in a sealed record of the next start", async (_, heldAfterMs) => {
  const rig = await createRig();
  rig.board.buttonHeld = heldAfterMs === 0;
  rig.board.powerOn();
  rig.advance(heldAfterMs);
  rig.board.buttonHeld = true;
  rig.advance(2000);
  expect(rig.board.console).toBe("Serial1");
  rig.board.buttonHeld = false;
  rig.board.powerOn();
  await rig.openSession();
  rig.advance(1000);
  const faults = rig.allRecords().flatMap((record) => record.fault?.fault ?? []);
  expect(faults).toEqual([messages.Fault.FAULT_CONSOLE]);
});
