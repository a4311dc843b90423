/** Value blocks of MIFARE Classic. MF1S50yyX data sheet, 8.6.2.1. */
import { expect, test } from "vitest";
import { parseValueBlock } from "../../../sdk/card/value-block.js";
import { bytes } from "../../support/pcd.js";

test("a value and its address are read where all copies agree", () => {
  expect(parseValueBlock(bytes("87D612007829EDFF87D6120011EE11EE"))).toEqual({ value: 1_234_567, address: 0x11 });
  expect(parseValueBlock(bytes("FFFFFFFF00000000FFFFFFFF00FF00FF"))).toEqual({ value: -1, address: 0 });
});

test("any flipped bit, and any other length, is no value block", () => {
  for (let bit = 0; bit < 128; bit++) {
    const block = bytes("87D612007829EDFF87D6120011EE11EE");
    block[bit >> 3] = (block[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(parseValueBlock(block), `bit ${bit}`).toBeUndefined();
  }
  expect(parseValueBlock(new Uint8Array(15))).toBeUndefined();
});
