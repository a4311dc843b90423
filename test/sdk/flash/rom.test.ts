/** Espruino onto a bare chip, through esptool-js and the loader in the chip's ROM. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { writeInterpreter } from "../../../sdk/flash/rom.js";
import { createRomLoader, type RomLoader } from "../../support/rom-loader.js";

let folder = "";
/** Bytes that do not shrink to nothing. */
const bytes = (size: number, seed: number) =>
  Uint8Array.from({ length: size }, (_, i) => (i === 0 ? seed : (Math.imul(i + seed, 2654435761) >>> 21) & 255));
const app = bytes(9001, 0xe9);
const bootloader = bytes(5000, 0xe9);
const table = bytes(3072, 0xaa);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ketuk-rom-"));
  await writeFile(join(folder, "espruino_esp32.bin"), app);
  await writeFile(join(folder, "bootloader.bin"), bootloader);
  await writeFile(join(folder, "partitions_espruino.bin"), table);
});
afterEach(() => rm(folder, { recursive: true }));

function write(rom: RomLoader, file = join(folder, "espruino_esp32.bin"), signal = new AbortController().signal) {
  const seen: number[] = [];
  const progress = (doneBytes: number, totalBytes: number) => seen.push(doneBytes / totalBytes);
  return writeInterpreter({ path: rom.path, file, binding: rom.binding, signal, progress }).then(() => seen);
}

test("puts boot loader, table and interpreter where they belong, and restarts the chip", async () => {
  const log = vi.spyOn(console, "log");
  const rom = createRomLoader();
  const seen = await write(rom);
  expect([...rom.flash.subarray(0x1000, 0x1000 + 5000)]).toEqual([...bootloader]);
  expect([...rom.flash.subarray(0x8000, 0x8000 + 3072)]).toEqual([...table]);
  expect([...rom.flash.subarray(0x10000, 0x10000 + 9001)]).toEqual([...app]);
  // Counter, journal, coupons and Storage are behind it.
  expect(rom.flash.subarray(0x190000).every((byte) => byte === 0xff)).toBe(true);
  expect(seen.at(-1)).toBe(1);
  expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  expect(rom.starts).toBe(1);
  expect(log).not.toHaveBeenCalled();
  log.mockRestore();
});

test("takes an image of the whole flash, too", async () => {
  const whole = new Uint8Array(0x10000 + app.length).fill(0xff);
  whole.set(bootloader, 0x1000);
  whole.set(table, 0x8000);
  whole.set(app, 0x10000);
  await writeFile(join(folder, "whole.bin"), whole);
  const rom = createRomLoader();
  await write(rom, join(folder, "whole.bin"));
  expect([...rom.flash.subarray(0x10000, 0x10000 + 9001)]).toEqual([...app]);
});

test("says what is wrong with a file, with the flash, with the chip, with the port", async () => {
  await writeFile(join(folder, "photo.bin"), bytes(500, 0x42));
  await expect(write(createRomLoader(), join(folder, "photo.bin"))).rejects.toMatchObject({ code: "bad-argument" });
  await expect(write(createRomLoader(), join(folder, "none.bin"))).rejects.toMatchObject({ code: "bad-argument" });
  await rm(join(folder, "bootloader.bin"));
  await expect(write(createRomLoader())).rejects.toMatchObject({
    code: "bad-argument",
    message: expect.stringMatching(/bootloader.bin/),
  });
  await writeFile(join(folder, "bootloader.bin"), bootloader);
  const spoilt = Object.assign(createRomLoader(), { spoils: true });
  await expect(write(spoilt)).rejects.toMatchObject({
    code: "flash-failed",
    message: expect.stringMatching(/does not hold .* 0x1000/),
  });
  await expect(write(createRomLoader(0xfff0c101))).rejects.toMatchObject({
    code: "flash-failed",
    message: expect.stringMatching(/ESP8266/),
  });
});
