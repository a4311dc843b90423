/** `ketuk flash` against virtual boards: their console evaluates what is sent, with the board's natives and nothing else. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KetukError } from "../../../sdk/errors.js";
import { PERSON } from "../../../sdk/flash/enter.js";
import { readFleetKeys } from "../../../sdk/keys/file.js";
import type { RecordEvent } from "../../../sdk/reader/events.js";
import { Reader } from "../../../sdk/reader/node.js";
import { createUidCard } from "../../../sdk/virtual/cards/uid-card.js";
import { NAMED_FAULTS } from "../../../sdk/virtual/faults.js";
import { FLASH_BASE } from "../../../sdk/virtual/flash.js";
import { createFlashRig, type FlashRig, interruptEverywhere } from "../../support/flash-rig.js";

let rig: FlashRig;
beforeEach(async () => {
  rig = await createFlashRig();
});
afterEach(() => rig.close());

async function failureOf(promise: Promise<unknown>): Promise<KetukError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KetukError) return error;
  throw new Error(`no KetukError but ${String(error)}`);
}

describe("a blank board", () => {
  test("becomes a reader that seals and signs taps", async () => {
    const board = rig.blank();
    const { result, steps } = await rig.flash(board, { id: "gate-7" });
    expect(result).toMatchObject({ id: "gate-7", epoch: 1, isNew: true, couponSectors: 1, wiring: { ok: true } });
    expect(steps).toEqual(["console", "radios", "board", "coupons", "files", "restart"]);
    expect(board.board.radios).toEqual({ BLE: false, Wifi: false });
    expect([...board.board.storage.keys()]).toEqual([".bootcde", "ketuk.pin", "ketuk.cfg"]);
    const tap = await rig.tap(board);
    expect(tap).toMatchObject({ reader: "gate-7", epoch: 1, uidHex: "04050607080900" });
    expect(tap?.verdict.chain).toBeDefined();
    expect(tap?.sealed.signature).toHaveLength(64);
  });

  test("is named after its serial number when nobody names it, and keeps that name", async () => {
    const board = rig.blank();
    const { result } = await rig.flash(board, { couponCount: 0 });
    expect(result.id).toBe("reader-d3e4f5");
    expect((await rig.flash(board, { couponCount: 0 })).result).toMatchObject({ id: "reader-d3e4f5", epoch: 2 });
  });

  test("with a chip that does not answer becomes a reader whose wiring is bad", async () => {
    const { result } = await rig.flash(rig.blank({ chipVersion: 0 }), { couponCount: 0 });
    expect(result.wiring).toMatchObject({ ok: false, findings: [{ code: "chip-silent" }] });
  });

  test.each([
    ["swapped-miso-mosi", false, ["wires-miso-mosi"]],
    ["five-volt", false, ["spi-levels"]],
    ["weak-supply", false, ["registers-lost"]],
    ["no-rst", true, ["reset-line"]],
    ["counterfeit-92", true, ["self-test-failed"]],
    ["fm17522", true, []],
    // Flashing switches them off.
    ["bluetooth", true, []],
  ] as const)("with the fault %s: the doctor's findings are the verdict", async (name, ok, codes) => {
    const { result } = await rig.flash(rig.blank({ faults: NAMED_FAULTS[name].faults }), { couponCount: 0 });
    expect(result.wiring.ok).toBe(ok);
    expect(result.wiring.findings.map(({ code }) => code)).toEqual(codes);
    for (const { words, advice } of result.wiring.findings) {
      expect(result.wiring.words).toContain(words);
      expect(advice).toBeTruthy();
    }
  });

  test("with a card on it becomes a reader of whose wires nothing is known", async () => {
    const board = rig.blank();
    board.place(createUidCard({ uid: Uint8Array.of(4, 5, 6, 7) }));
    const { result } = await rig.flash(board, { couponCount: 0 });
    expect(result.wiring).toMatchObject({ ok: true, findings: [{ code: "card-in-way" }] });
  });

  test("leaves its first records to the host that it is made for", async () => {
    const board = rig.blank();
    const diagnose = async () => {
      await board.advance(3000);
      return { ok: true, words: "looked for a while", findings: [] };
    };
    const { result } = await rig.flash(board, { couponCount: 0, diagnose });
    expect(result.wiring.words).toBe("looked for a while");
    const seen: string[] = [];
    const onRecord = ({ record }: RecordEvent) => void seen.push(`${record.kind} ${record.data.counter}`);
    const keys = await readFleetKeys(rig.ring);
    await using reader = await Reader.open({ path: board.path, binding: board.binding, keys, onRecord });
    await board.advance(3000);
    expect(reader.info.id).toBe("reader-d3e4f5");
    expect(seen[0]).toBe("boot 1");
  });
});

describe("a reader that is flashed again", () => {
  test("lets go of the line through DTR and RTS, keeps its id and its counter, and begins another epoch", async () => {
    const board = rig.blank();
    await rig.flash(board, { id: "gate-7" });
    const before = await rig.tap(board);
    const { result, said } = await rig.flash(board);
    expect(said).toEqual([]);
    expect(result).toMatchObject({ id: "gate-7", epoch: 2, isNew: false });
    const tap = await rig.tap(board);
    expect(tap).toMatchObject({ reader: "gate-7", epoch: 2 });
    expect(tap?.counter).toBeGreaterThan(before?.counter ?? 0);
    expect(tap?.sealed.signature).toHaveLength(64);
  });

  test("needs a person where the port has no such lines", async () => {
    const board = rig.blank({ resetLines: false });
    await rig.flash(board, { id: "gate-7", couponCount: 0 });
    const said: string[] = [];
    await rig.flash(board, {
      couponCount: 0,
      handlers: {
        progress(step) {
          if (step === "radios") board.board.buttonHeld = false;
        },
        say(words) {
          said.push(words);
          board.board.buttonHeld = true;
          board.restart();
        },
      },
    });
    expect(said).toEqual([PERSON]);
    const stubborn = await failureOf(rig.flash(board, { couponCount: 0, ...quickly(board) }));
    expect(stubborn).toMatchObject({ code: "no-console", hint: PERSON });
  });

  test("gives its records up only when that is asked for, once another id is", async () => {
    const board = rig.blank();
    await rig.flash(board, { id: "gate-7", couponCount: 0 });
    await rig.tap(board);
    const refused = await failureOf(rig.flash(board, { id: "gate-8" }));
    expect(refused).toMatchObject({ code: "board-taken" });
    expect(`${refused.message} ${refused.hint}`).toMatch(/"gate-7".*--id gate-7.*--wipe/);
    const { result } = await rig.flash(board, { id: "gate-8", wipe: true });
    expect(result).toMatchObject({ id: "gate-8", epoch: 1 });
    const tap = await rig.tap(board);
    // The counter is the board's: it goes on under the other name.
    expect(tap?.counter).toBeGreaterThan(16);
    expect(tap?.reader).toBe("gate-8");
  });

  test("mints for counters above all that were ever reserved", async () => {
    const board = rig.blank();
    await rig.flash(board, { id: "gate-7" });
    for (let i = 0; i < 5; i++) board.restart();
    const limit = Math.max(
      ...Array.from({ length: 512 }, (_, i) =>
        new DataView(board.board.flash.bytes.buffer).getUint32(i * 16, true),
      ).filter((one) => one !== 0xffffffff),
    );
    expect(board.board.flash.read(4, FLASH_BASE)).not.toEqual(new Uint8Array(4).fill(0xff));
    await rig.flash(board);
    const first = new DataView(board.board.flash.spare.buffer).getUint32(0x250000 - 0x190000 + 20);
    // The starts with BOOT held, to get at the prompt, took some more.
    expect(first).toBeGreaterThan(limit);
    expect((await rig.tap(board))?.sealed.signature).toHaveLength(64);
  });
});

/** A board on which nobody does what they are told. */
function quickly(board: { path: string }) {
  return { path: board.path, handlers: { progress() {}, say() {} }, timing: QUICKER };
}
const QUICKER = {
  lineMs: 60,
  packetMs: 500,
  eraseMs: 500,
  startMs: 200,
  personMs: 200,
  errorTextMs: 20,
  resetMs: 5,
  strapMs: 0,
  bootMs: 20,
  helloMs: 2000,
};

describe("what cannot be flashed is told with what to do", () => {
  test.each([
    ["2v25", /older than 2v26/],
    ["2v29", /loses bytes/],
    ["2v28.93", /loses bytes/],
  ])("interpreter %s", async (VERSION, pattern) => {
    const error = await failureOf(rig.flash(rig.blank({ interpreter: { VERSION, BOARD: "ESP32" } })));
    expect(error.code).toBe("interpreter-unsuitable");
    expect(error.message).toMatch(pattern);
    expect(error.hint).toMatch(/erase_flash[\s\S]*0x1000 bootloader.bin 0x8000 \S+ 0x10000/);
  });

  test("an interpreter that nobody has tried is taken only when asked for", async () => {
    const board = rig.blank({ interpreter: { VERSION: "2v30", BOARD: "ESP32" } });
    expect(await failureOf(rig.flash(board))).toMatchObject({
      code: "interpreter-unsuitable",
      hint: expect.stringMatching(/--untested/),
    });
    const { said } = await rig.flash(board, { untested: true, couponCount: 0 });
    expect(said).toEqual([expect.stringContaining("was not tested")]);
  });

  test("a board of another kind", async () => {
    const board = rig.blank({ interpreter: { VERSION: "2v29.277", BOARD: "ESP32C3_IDF4" } });
    expect((await failureOf(rig.flash(board))).message).toMatch(/the pin map is for another chip; choose another/);
  });

  test("a board on which nothing answers, and nothing is left open", async () => {
    const board = rig.blank({ resetLines: false });
    board.board.powerOff();
    const error = await failureOf(rig.flash(board, { timing: QUICKER }));
    expect(error).toMatchObject({ code: "no-console", message: `${board.path}: nothing answers` });
    expect(board.binding.port).toBeUndefined();
  });

  test("a flash that erases nothing, as on builds with another ESP-IDF, before anything of Storage is gone", async () => {
    const board = rig.blank();
    board.board.flash.faults.worn = true;
    const error = await failureOf(rig.flash(board));
    expect(error).toMatchObject({ code: "flash-failed", message: expect.stringMatching(/0x30f000 does not keep/) });
  });

  test("a port that is not there, or held", async () => {
    const board = rig.blank();
    expect((await failureOf(rig.flash(board, { path: "virtual:nowhere" }))).code).toBe("port-not-found");
    const held = await board.binding.open({ path: board.path, baudRate: 115200 });
    expect((await failureOf(rig.flash(board))).code).toBe("port-busy");
    await held.close();
  });
});

test("pulled and cut at every seventh packet, it works when it is run again", { timeout: 60_000 }, async () => {
  const board = rig.blank();
  await rig.flash(board, { id: "gate-7" });
  expect(await interruptEverywhere(rig, board, 7)).toBeGreaterThan(14);
  expect((await rig.tap(board))?.reader).toBe("gate-7");
});
