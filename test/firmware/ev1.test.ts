/** DESFire EV1 against recordings of real cards ("DESFire EV1 communication examples") and constructed sessions. */
import "../support/espruino-globals.js";
import { describe, expect, test } from "vitest";
import type { Commands } from "../../firmware/card/command.js";
import { readHeader } from "../../firmware/card/desfire.js";
import { createEv1 } from "../../firmware/card/ev1.js";
import { authenticate, exchange } from "../../firmware/card/messaging.js";
import { CommunicationMode } from "../../firmware/link/messages.js";
import { Fault } from "../../firmware/radio/fault.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";
import { createFakeDep } from "../support/fake-dep.js";

const PLAIN = CommunicationMode.PLAIN;
const FULL = CommunicationMode.FULL;

function card(replies: string[]): Commands & { sent: string[] } {
  const dep = createFakeDep((_, index) => replies[index] ?? Fault.NoAnswer);
  return { dep, wrapped: false, status: 0, sent: dep.sent };
}

describe("AuthenticateAES", () => {
  // Section 3.1 and 3.2 of the recordings.
  test.each([
    {
      keyNumber: 0,
      key: "00000000000000000000000000000000",
      rndA: "f44b26f5686f3a391cd38ebd10772281",
      challenge: "b969fdfe56fd91fc9de6f6f213b8fd1e",
      proof: "36aad7df6e436ba08d18613830a70d5ad43e3d3f4a8d47541eee623a934e4774",
      answer: "800db680bc146bd121d6578f2d2e2059",
    },
    {
      keyNumber: 1,
      key: "10182028303840485058606870788088",
      rndA: "40e7d27174cba675e8efbab99c530e3d",
      challenge: "b351cb2465d4f33ac627fd6e87a168f2",
      proof: "044b6cac343a0865895149649ca8dde1f5ac4ec67bd208900af02f049e05f0b0",
      answer: "a2ee144b1012fbeb7b2f11132d95a454",
    },
  ])("goes as recorded with key $keyNumber", ({ keyNumber, key, rndA, challenge, proof, answer }) => {
    const c = card([`af${challenge}`, `00${answer}`]);
    expect(authenticate(createEv1(), c, keyNumber, fromHex(key), fromHex(rndA))).toBe(Fault.None);
    expect(c.sent).toEqual([`aa0${keyNumber}`, `af${proof}`]);
    // Any flipped bit of the card's proof is a card without the key.
    for (let bit = 0; bit < 128; bit += 7) {
      const bytes = Buffer.from(answer, "hex");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const forged = card([`af${challenge}`, `00${bytes.toString("hex")}`]);
      expect(authenticate(createEv1(), forged, keyNumber, fromHex(key), fromHex(rndA))).toBe(Fault.WrongKey);
    }
  });
});

describe("the session of section 3.2", () => {
  test("checks the MAC of every answer, and carries its chain from command to command", () => {
    const ev1 = createEv1();
    ev1.resume(fromHex("40e7d271626ffbd49c530e3d304f5b17"), fromHex("a75316ad1596b95374eef55fb7fa00ec"));
    // GetFileIDs answers one byte, GetFileSettings seven.
    const c = card(["00052d5ff67ffec9d2d3", "00000011005000002aac7517024e09dc"]);
    expect(exchange(ev1, c, "\x6f", "", 1, PLAIN)).toBe(Fault.None);
    expect(exchange(ev1, c, "\xf5", "\x05", 7, PLAIN)).toBe(Fault.None);
    expect(hexOf(c.dep.data)).toBe("00001100500000");
    expect(c.sent).toEqual(["6f", "f505"]);
  });

  test("refuses an answer whose MAC is off by one bit", () => {
    for (let bit = 0; bit < 64; bit++) {
      const mac = Buffer.from("2d5ff67ffec9d2d3", "hex");
      mac[bit >> 3] = (mac[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const ev1 = createEv1();
      ev1.resume(fromHex("40e7d271626ffbd49c530e3d304f5b17"), fromHex("a75316ad1596b95374eef55fb7fa00ec"));
      expect(exchange(ev1, card([`0005${mac.toString("hex")}`]), "\x6f", "", 1, PLAIN)).toBe(Fault.Protocol);
    }
  });
});

describe("enciphered reading", () => {
  // Section 3.4, constructed by the rules that libfreefare's reader accepts.
  const key = "00010203f0f1f2f30c0d0e0ffcfdfeff";
  const cipher = "758d0c2efb1e90ef0ae97904b8c74c7b0a441b92d159d3c8957dbdb401cb797f";
  const read = (answer: string) => {
    const ev1 = createEv1();
    ev1.resume(fromHex(key), fromHex("00000000000000000000000000000000"));
    const c = card([`00${answer}`]);
    return { fault: exchange(ev1, c, "\xbd", readHeader(3, 0, 20), 20, FULL), data: hexOf(c.dep.data), sent: c.sent };
  };

  test("gives the data of the published session", () => {
    expect(read(cipher)).toEqual({
      fault: Fault.None,
      data: "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3",
      sent: ["bd03000000140000"],
    });
  });

  test("refuses it with any bit flipped, cut or drawn out", () => {
    for (let bit = 0; bit < 256; bit += 5) {
      const bytes = Buffer.from(cipher, "hex");
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(read(bytes.toString("hex")).fault).toBe(Fault.Protocol);
    }
    expect(read(cipher.slice(0, 32)).fault).toBe(Fault.Protocol);
    expect(read(cipher + cipher).fault).toBe(Fault.Protocol);
  });
});
