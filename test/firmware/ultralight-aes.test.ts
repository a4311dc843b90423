/** Ultralight AES against traces of a real card (proxmark3 traces), and what must not pass. */
import "../support/espruino-globals.js";
import { describe, expect, test } from "vitest";
import { createUltralightAes } from "../../firmware/card/ultralight-aes.js";
import { Fault } from "../../firmware/radio/fault.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";
import { createFakeChip } from "../support/fake-chip.js";

const KEY = fromHex("00000000000000000000000000000000");
const RND_A = fromHex("01010101010101010101010101010101");
const CHALLENGE = "aff80a9cbddcb3e06b4837cb839c777e14";
const PROOF = "afe14d5d0ee27715df08b4152ba23da8e0193b58d320fe9395ca5d3de55b3d3ba9";
const ANSWER = "00e14d5d0ee27715df08b4152ba23da8e0";

function opened(more: (frame: string) => string | undefined = () => undefined) {
  const chip = createFakeChip((frame) => {
    if (frame.startsWith("1a")) return { answer: CHALLENGE };
    if (frame.startsWith("af")) return { answer: ANSWER };
    const answer = more(frame);
    return answer === undefined ? undefined : { answer };
  });
  const card = createUltralightAes(chip);
  const fault = card.authenticate(0, KEY, RND_A);
  return { chip, card, fault };
}

test("the authentication goes as recorded", () => {
  const { chip, fault } = opened();
  expect(fault).toBe(Fault.None);
  expect(chip.sent.map(({ frame }) => frame)).toEqual(["1a00", PROOF]);
});

test("without a random number nothing is asked", () => {
  const chip = createFakeChip(() => ({ answer: CHALLENGE }));
  expect(createUltralightAes(chip).authenticate(0, KEY, "")).toBe(Fault.Protocol);
  expect(chip.sent).toEqual([]);
});

test("a card that gives back the reader's own cryptogram, or another, has not the key", () => {
  for (const answer of [`00${PROOF.slice(2, 34)}`.replace(/^(..)e1/, "$1e2"), `00${"11".repeat(16)}`]) {
    const chip = createFakeChip((frame) => ({ answer: frame.startsWith("1a") ? CHALLENGE : answer }));
    expect(createUltralightAes(chip).authenticate(0, KEY, RND_A)).toBe(Fault.WrongKey);
  }
});

describe("reading with MACs", () => {
  test("puts a MAC on the command, and takes no answer whose MAC is off by a bit", () => {
    const seen: string[] = [];
    const { card, chip } = opened((frame) => {
      seen.push(frame);
      return `${"00".repeat(16)}${"00".repeat(8)}`;
    });
    expect(card.read(4, 16, true)).toBe(Fault.Protocol);
    expect(seen[0]).toMatch(/^3004[0-9a-f]{16}$/);
    expect(hexOf(chip.answer)).toHaveLength(48);
  });

  test("a refusal of four bits is no answer", () => {
    const chip = createFakeChip((frame) => (frame.startsWith("1a") ? { fault: Fault.Damaged } : undefined));
    chip.answerBits = () => 4;
    expect(createUltralightAes(chip).authenticate(0, KEY, RND_A)).toBe(Fault.WrongKey);
  });
});
