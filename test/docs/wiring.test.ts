/** Pictures, schema and tables of the wiring say what the board maps say: nobody wires by an old drawing. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { drawBoard } from "../../docs/wiring/draw.js";
import { boardSchema } from "../../docs/wiring/schema.js";
import { CHIPS } from "../../sdk/board/chips.js";
import { BOARDS, PIN_FUNCTIONS } from "../../sdk/board/map.js";
import { readBoard } from "../../sdk/board/read.js";
import { COUPON_ADDRESS } from "../../sdk/signing/coupons.js";
import { FLASH_BASE, SPARE_BASE } from "../../sdk/virtual/flash.js";

const file = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const hardware = file("docs/hardware.md");

describe.each(Object.values(BOARDS))("the picture of $name", (board) => {
  const svg = file(`docs/wiring/${board.name}.svg`);

  test("is what the script draws from the map: npm run generate", () => {
    expect(svg).toBe(drawBoard(board));
  });

  test("names every pin that is wired or can be, and no other", () => {
    const drawn = [...svg.matchAll(/>(?:BOOT = )?D(\d+)</g)].map(([, pin]) => Number(pin));
    const wired = [...Object.values(board.pins), ...Object.values(board.extras)];
    expect(drawn.sort((a, b) => a - b)).toEqual(wired.sort((a, b) => a - b));
  });

  test("stays within its frame, by the widest text that a font makes of it", () => {
    const width = Number(svg.match(/ width="(\d+)"/)?.[1]);
    for (const [, x = "", size = "", rest = "", words = ""] of svg.matchAll(
      /<text x="([\d.]+)" y="[\d.]+" font-size="(\d+)"([^>]*)>([^<]*)</g,
    )) {
      if (/text-anchor/.test(rest)) continue;
      expect(Number(x) + words.length * Number(size) * 0.56, words).toBeLessThan(width);
    }
  });
});

test("the schema is what the script makes of the data: npm run generate", () => {
  expect(file("docs/wiring/board.schema.json")).toBe(boardSchema());
});

test("the table of pins has a row for each function, with the pin of every board", () => {
  for (const fn of PIN_FUNCTIONS) {
    const row = hardware.split("\n").find((line) => line.startsWith(`| \`${fn}\``));
    const pins = Object.values(BOARDS).map((board) => board.pins[fn] ?? board.extras[fn as keyof typeof board.extras]);
    expect(
      row
        ?.split("|")
        .slice(3, 6)
        .map((cell) => cell.trim()),
    ).toEqual(pins.map((pin) => (pin === undefined ? "-" : `D${pin}`)));
  }
});

test("the board file of the page is one", () => {
  const json = hardware.match(/```json\n([\s\S]*?)```/)?.[1] ?? "";
  expect(readBoard(json, "docs/hardware.md").warnings).toEqual([]);
});

test("the memory map has the addresses that the firmware uses", () => {
  for (const address of [FLASH_BASE, FLASH_BASE + 0x2000, SPARE_BASE, COUPON_ADDRESS, 0x320000])
    expect(hardware).toContain(`0x${address.toString(16)}`);
});

test("what is said of each chip stands on the page", () => {
  for (const chip of Object.values(CHIPS)) expect(hardware.replace(/\s+/g, " ")).toContain(chip.state);
});
