/** The firmware on boards that are wired otherwise: it drives what the board file says, and nothing where that is damaged. */
import { expect, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { BOARD_FILE, boardOf, encodeBoard } from "../../sdk/board/board.js";
import { BOARDS, type BoardMap } from "../../sdk/board/map.js";
import { Reader } from "../../sdk/index.js";
import { createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createVirtualReader, demoCards } from "../../sdk/virtual/index.js";

/** A board that is wired as the map says and whose file says something else. */
function misled(wiring: BoardMap, file: string | undefined) {
  const board = createBoard({ wiring });
  if (file !== undefined) board.storage.set(BOARD_FILE, file);
  board.powerOn();
  board.schedule.advance(3_000_000);
  return board;
}

test.each(["devkit", "devkit+relay+door", "c3", "s3", "s3+relay+door"])(
  "on the board %s a card is read, its light goes on, and Hello says which board it is",
  async (wiring) => {
    const virtual = createVirtualReader({ wiring });
    await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    const { map } = boardOf(wiring);
    expect(reader.info.board).toBe(map.name);
    expect(reader.info.features.filter((name) => name === "relay" || name === "door")).toEqual(
      (["relay", "door"] as const).filter((name) => map.pins[name] !== undefined),
    );
    await virtual.present(demoCards(virtual.keys).genuine);
    const { value: tap } = await reader.taps().next();
    expect(tap?.verdict.reason).toBe("genuine");
    const green = `D${map.pins.accepted}`;
    expect(virtual.board.pinChanges.some(({ pin, level }) => pin === green && level === 1)).toBe(true);
    await virtual.close();
  },
);

test("a devkit that was told nothing is wired as one", async () => {
  const virtual = createVirtualReader();
  await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  expect(reader.info).toMatchObject({ board: "devkit" });
  expect(reader.info.chipVersion).toBe(0x92);
  await virtual.close();
});

const DEVKIT = toByteString(boardOf("devkit").encoded);
const pinsAlone = (...pins: number[]) => toByteString(messages.Board.encode({ pins: Uint8Array.from(pins) }).finish());

test.each([
  ["is noise", BOARDS.devkit, "\xff\xff\xff\xff"],
  ["is empty space", BOARDS.devkit, "\xff".repeat(60)],
  ["was cut", BOARDS.devkit, DEVKIT.slice(0, 9)],
  ["has a pin twice", BOARDS.devkit, pinsAlone(0, 18, 19, 23, 5, 22, 255, 2, 25, 25, 27, 255, 255)],
  ["lacks chip select", BOARDS.devkit, pinsAlone(0, 18, 19, 23, 255, 22, 255, 2, 25, 26, 27, 255, 255)],
  ["names a pin of the flash", BOARDS.devkit, pinsAlone(0, 18, 19, 23, 5, 22, 255, 6, 25, 26, 27, 255, 255)],
  ["names a pin that there is not", BOARDS.devkit, pinsAlone(0, 18, 19, 23, 5, 22, 255, 60, 25, 26, 27, 255, 255)],
  ["is that of a devkit, on a C3", BOARDS.c3, DEVKIT],
  ["is not there, on a C3", BOARDS.c3, undefined],
  ["is not there, on an S3", BOARDS.s3, undefined],
  ["is that of a C3, on a devkit", BOARDS.devkit, toByteString(boardOf("c3").encoded)],
])("a board whose file %s drives no pin at all", (_, wiring, file) => {
  const board = misled(wiring, file);
  expect(board.console).toBeNull();
  expect(board.pinChanges).toEqual([]);
  expect(board.counts.spiTransfers).toBe(0);
});

test("a reader with a damaged board file says so in its session, and accepts no card", async () => {
  const virtual = createVirtualReader();
  virtual.board.storage.set(BOARD_FILE, "\xff\xff\xff");
  virtual.restart();
  const faults: string[] = [];
  await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
  reader.on("fault", ({ fault }) => faults.push(fault));
  await virtual.present(demoCards(virtual.keys).genuine);
  await virtual.advance(500);
  expect(faults).toEqual(["config"]);
  expect(reader.info).toMatchObject({ state: "provisioned", board: "", chipVersion: 0 });
  expect((await reader.status()).taps).toBe(0);
  await expect(reader.relay(100)).rejects.toMatchObject({
    code: "refused",
    message: expect.stringMatching(/not-wired/),
  });
  virtual.board.pinChanges.length = 0;
  await reader.signal("accepted");
  expect(virtual.board.pinChanges).toEqual([]);
  await virtual.close();
});

test.each([
  ["devkit", BOARDS.devkit, "\xff"],
  ["c3", BOARDS.c3, "\xff"],
  ["s3", BOARDS.s3, "\xff"],
  ["c3, with a good file", BOARDS.c3, toByteString(boardOf("c3").encoded)],
  ["devkit, with a good file", BOARDS.devkit, DEVKIT],
])("BOOT leads back to the console whatever the file says: %s", (_, wiring, file) => {
  const board = createBoard({ wiring });
  board.storage.set(BOARD_FILE, file);
  board.buttonHeld = true;
  board.powerOn();
  board.schedule.advance(2_000_000);
  expect(board.console).toBe("Serial1");
});

test.each([true, false])("BOOT is read right by an interpreter that inverts D0: %s", (inverts) => {
  const board = createBoard();
  board.invertsBoot = inverts;
  for (const held of [false, true]) {
    board.buttonHeld = held;
    board.powerOn();
    board.schedule.advance(board.schedule.nowUs() + 2_000_000);
    expect(board.console).toBe(held ? "Serial1" : null);
  }
});

test("an output that is on while its pin is low is off at the start and lit by a low level", async () => {
  const map: BoardMap = { ...BOARDS.devkit, activeLow: ["accepted", "buzzer"] };
  const board = createBoard({ wiring: map, storage: new Map([[BOARD_FILE, toByteString(encodeBoard(map))]]) });
  board.powerOn();
  expect(board.signs).toEqual([]);
  const levels = (pin: string) => board.pinChanges.filter((change) => change.pin === pin).map(({ level }) => level);
  expect(levels("D25")).toEqual([1]);
  expect(levels("D26")).toEqual([0]);
});
