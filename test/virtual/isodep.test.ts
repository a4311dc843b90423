/** The block protocol of a card, block by block and through the chip. ISO/IEC 14443-4, 5 to 7.5; cards.md 3. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Picc } from "../../sdk/virtual/air.js";
import { createIso14443aCard } from "../../sdk/virtual/cards/iso14443a.js";
import { type ApduReply, createIsodep } from "../../sdk/virtual/cards/isodep.js";
import { withCrcA } from "../../sdk/virtual/crc-a.js";
import { bytes, createBench, createPcdIsodep, toHex } from "../support/pcd.js";

const ATS = "067577810280";
const SELECT = toHex(withCrcA(bytes("93701122334444"))) ?? "";

interface Card {
  readonly picc: Picc;
  readonly commands: string[];
}

/** A selected card whose application echoes, or does what it is told. */
function isodepCard(apdu?: (command: Uint8Array) => ApduReply, ats = ATS): Card {
  const commands: string[] = [];
  const application = {
    apdu(command: Uint8Array): ApduReply {
      commands.push(toHex(command) ?? "");
      return apdu?.(command) ?? { data: command, delayUs: 500 };
    },
  };
  const picc = createIso14443aCard({
    uid: bytes("11223344"),
    atqa: 0x0344,
    sak: 0x20,
    layer: createIsodep({ ats: bytes(ats), application }),
  });
  picc.powerOn();
  picc.receive({ bytes: bytes("26"), lastBits: 7 });
  picc.receive({ bytes: bytes(SELECT), lastBits: 0 });
  return { picc, commands };
}

/** Sends a block without its CRC and gives the answer without its own. */
function say({ picc }: Card, block: string): string | undefined {
  const answer = picc.receive({ bytes: withCrcA(bytes(block)), lastBits: 0 });
  return answer === undefined ? undefined : toHex(answer.bytes.subarray(0, -2));
}

/** Sends blocks one after the other and expects the answers named. */
function conversation(card: Card, ...exchanges: (readonly [string, string | undefined])[]): void {
  for (const [sent, expected] of exchanges) expect([sent, say(card, sent)]).toEqual([sent, expected]);
}

describe("RATS", () => {
  it("brings the ATS", () => {
    conversation(isodepCard(), ["E050", ATS]);
  });

  it.each([
    ["CID 15", "E05F"],
    ["an I-block first", "0200"],
    ["HLTA", "5000"],
  ])("is the only way in: %s ends the activation", (_what, sent) => {
    conversation(isodepCard(), [sent, undefined], ["E050", undefined]);
  });

  it("with a bad CRC ends the activation", () => {
    const card = isodepCard();
    expect(card.picc.receive({ bytes: bytes("E0500000"), lastBits: 0 })).toBeUndefined();
    conversation(card, ["E050", undefined]);
  });

  it("is not understood twice", () => {
    conversation(isodepCard(), ["E050", ATS], ["E050", undefined], ["0201", "0201"]);
  });

  it("refuses an ATS whose first byte is not its length", () => {
    expect(() => isodepCard(undefined, "0575778102")).not.toThrow();
    expect(() => isodepCard(undefined, "057577810280")).toThrow('"ats" must begin with its length 6, got 5');
  });
});

describe("PPS", () => {
  it("is answered for 106 kbit/s and ignored for other rates", () => {
    conversation(
      isodepCard(),
      ["E050", ATS],
      ["D01105", undefined],
      ["D01100", "D0"],
      ["D001", "D0"],
      ["0201", "0201"],
    );
  });

  it("comes too late after the first block", () => {
    conversation(isodepCard(), ["E050", ATS], ["0201", "0201"], ["D01100", undefined], ["0302", "0302"]);
  });

  it("must carry the CID of RATS", () => {
    conversation(isodepCard(), ["E053", ATS], ["D01100", undefined], ["D31100", "D3"]);
  });
});

describe("blocks", () => {
  it("toggle the number with every I-block", () => {
    conversation(isodepCard(), ["E050", ATS], ["02AA", "02AA"], ["03BB", "03BB"], ["02CC", "02CC"]);
  });

  it("are acknowledged one by one while the reader chains, and run as one command", () => {
    const card = isodepCard();
    conversation(card, ["E050", ATS], ["12AA", "A2"], ["13BB", "A3"], ["02CC", "02AABBCC"]);
    expect(card.commands).toEqual(["AABBCC"]);
  });

  it("are chained by the card within FSD", () => {
    const data = Uint8Array.from({ length: 30 }, (_, i) => i);
    const hex = toHex(data) ?? "";
    const card = isodepCard(() => ({ data, delayUs: 1 }));
    conversation(
      card,
      ["E000", ATS],
      ["0200", `12${hex.slice(0, 26)}`],
      ["A3", `13${hex.slice(26, 52)}`],
      ["A2", `02${hex.slice(52)}`],
    );
  });

  it("carry the CID when the reader uses it, at the cost of one byte", () => {
    const data = new Uint8Array(13);
    const card = isodepCard(() => ({ data, delayUs: 1 }));
    conversation(card, ["E003", ATS], ["0A0300", `1A03${"00".repeat(12)}`], ["AB03", "0B0300"]);
    conversation(card, ["0A0400", undefined], ["0200", undefined], ["CA03", "CA03"]);
  });

  it("with a CID are ignored by a card that knows none", () => {
    conversation(
      isodepCard(undefined, "067577810080"),
      ["E050", "067577810080"],
      ["0A0000", undefined],
      ["0201", "0201"],
    );
  });

  it.each([
    ["a NAD", "060011"],
    ["an undefined PCB", "C0"],
    ["an R-block with data", "A200"],
    ["HLTA", "5000"],
    ["a frame beyond FSC 64", `02${"00".repeat(62)}`],
    ["S(WTX) nobody asked for", "F201"],
  ])("with %s are answered by silence, and the session goes on", (_what, sent) => {
    conversation(isodepCard(), ["E050", ATS], [sent, undefined], ["0201", "0201"]);
  });

  it("with a bad CRC are answered by silence", () => {
    const card = isodepCard();
    say(card, "E050");
    expect(card.picc.receive({ bytes: bytes("02010000"), lastBits: 0 })).toBeUndefined();
    expect(card.commands).toEqual([]);
  });
});

describe("retransmission", () => {
  it("repeats the last block for R(NAK) with the card's number and never runs a command twice", () => {
    const card = isodepCard();
    conversation(card, ["E050", ATS], ["0201", "0201"], ["B2", "0201"], ["B2", "0201"], ["0302", "0302"]);
    expect(card.commands).toEqual(["01", "02"]);
  });

  it("answers R(NAK) with the other number by R(ACK): the block has not arrived", () => {
    const card = isodepCard();
    conversation(card, ["E050", ATS], ["B2", "A3"], ["0201", "0201"], ["B3", "A2"], ["0302", "0302"]);
    expect(card.commands).toEqual(["01", "02"]);
  });

  it("repeats R(ACK) while the reader chains", () => {
    const card = isodepCard();
    conversation(card, ["E050", ATS], ["12AA", "A2"], ["B2", "A2"], ["03BB", "03AABB"]);
  });

  it("repeats a chained block for R(ACK) with its own number and goes on for the next one", () => {
    const data = new Uint8Array(26).fill(7);
    const half = "07".repeat(13);
    const card = isodepCard(() => ({ data, delayUs: 1 }));
    conversation(
      card,
      ["E000", ATS],
      ["0200", `12${half}`],
      ["A2", `12${half}`],
      ["A3", `03${half}`],
      ["A3", `03${half}`],
    );
  });

  it("stays silent for R(ACK) with the other number when nothing is left to send", () => {
    conversation(isodepCard(), ["E050", ATS], ["0201", "0201"], ["A3", undefined], ["0302", "0302"]);
  });
});

describe("waiting time extension", () => {
  const slow = () => isodepCard(() => ({ data: bytes("99"), delayUs: 1, wtx: [5, 59] }));

  it("is asked for as often as the application wants before the answer", () => {
    conversation(slow(), ["E050", ATS], ["0201", "F205"], ["F205", "F23B"], ["F23B", "0299"]);
  });

  it("is repeated for R(NAK) and ignores another multiplier", () => {
    conversation(slow(), ["E050", ATS], ["0201", "F205"], ["B2", "F205"], ["F206", undefined], ["F205", "F23B"]);
  });

  it("comes before FWT is over", () => {
    const { picc } = slow();
    picc.receive({ bytes: withCrcA(bytes("E050")), lastBits: 0 });
    const answer = picc.receive({ bytes: withCrcA(bytes("0201")), lastBits: 0 });
    expect(answer?.delayUs).toBeGreaterThan(60_000);
    expect(answer?.delayUs).toBeLessThan(77_330);
  });
});

describe("DESELECT", () => {
  it("is confirmed and leads to HALT, from where RATS starts afresh", () => {
    const card = isodepCard();
    conversation(card, ["E050", ATS], ["0201", "0201"], ["C2", "C2"], ["0302", undefined]);
    expect(card.picc.receive({ bytes: bytes("26"), lastBits: 7 })).toBeUndefined();
    expect(card.picc.receive({ bytes: bytes("52"), lastBits: 7 })).toBeDefined();
    card.picc.receive({ bytes: bytes(SELECT), lastBits: 0 });
    conversation(card, ["E050", ATS], ["0203", "0203"]);
  });
});

/** A reader that recovers from losses as ISO/IEC 14443-4, 7.5.4 tells the PCD to. `loses` says which frames vanish. */
function recoveringReader(card: Card, loses: () => boolean): (command: Uint8Array) => Uint8Array {
  const infBytes = 61;
  let number = 0;

  function once(block: Uint8Array): Uint8Array | undefined {
    if (loses()) return undefined;
    const answer = card.picc.receive({ bytes: withCrcA(block), lastBits: 0 });
    return answer === undefined || loses() ? undefined : answer.bytes.subarray(0, -2);
  }

  /** Rules 4 and 6: R(NAK) until the card speaks; R(ACK) with the other number means it never got the block. */
  function insist(block: Uint8Array, recovery: number): Uint8Array {
    let answer = once(block);
    for (let tries = 0; tries < 1000; tries++) {
      if (answer === undefined) answer = once(Uint8Array.of(recovery | number));
      else if (answer[0] === 0xf2) answer = once(answer);
      else if (answer[0] === (0xa3 ^ number)) answer = once(block);
      else return answer;
    }
    throw new Error("no way through");
  }

  return (command) => {
    let answer = new Uint8Array(0) as Uint8Array;
    for (let at = 0; at < command.length; at += infBytes) {
      const isLast = at + infBytes >= command.length;
      answer = insist(Uint8Array.of(0x02 | (isLast ? 0 : 0x10) | number, ...command.subarray(at, at + infBytes)), 0xb2);
      expect(answer[0] & 0xef).toBe(isLast ? 0x02 | number : 0xa2 | number);
      if (!isLast) number ^= 1;
    }
    const data = [...answer.subarray(1)];
    while ((answer[0] & 0x10) !== 0) {
      number ^= 1;
      answer = insist(Uint8Array.of(0xa2 | number), 0xa2);
      expect(answer[0] & 0xef).toBe(0x02 | number);
      data.push(...answer.subarray(1));
    }
    number ^= 1;
    return Uint8Array.from(data);
  };
}

describe("whatever frames are lost", () => {
  it("a recovering reader gets every answer whole and the card runs every command exactly once", () => {
    const length = fc.integer({ min: 1, max: 200 });
    const losses = fc.array(fc.boolean(), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(
        length,
        length,
        losses,
        fc.array(fc.integer({ min: 1, max: 59 }), { maxLength: 2 }),
        (sent, got, lost, wtx) => {
          const data = Uint8Array.from({ length: got }, (_, i) => i + 1);
          const card = isodepCard(() => ({ data, delayUs: 1, wtx }));
          say(card, "E050");
          const left = [...lost];
          const transceive = recoveringReader(card, () => left.shift() ?? false);
          const commands = [1, 2, 3].map((n) => new Uint8Array(sent).fill(n));
          for (const command of commands) expect(transceive(command)).toEqual(data);
          expect(card.commands).toEqual(commands.map(toHex));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("through the chip", () => {
  it("any command and any answer arrive whole, with and without waiting time", () => {
    const length = fc.integer({ min: 1, max: 400 });
    const wtx = fc.option(fc.integer({ min: 1, max: 59 }), { nil: undefined });
    fc.assert(
      fc.property(length, length, wtx, fc.integer({ min: 1, max: 3 }), (commandBytes, answerBytes, wtxm, rounds) => {
        const answer = Uint8Array.from({ length: answerBytes }, (_, i) => i * 7);
        const apdu = (): ApduReply => ({ data: answer, delayUs: 800, ...(wtxm === undefined ? {} : { wtx: wtxm }) });
        const { picc, commands } = isodepCard(apdu);
        const bench = createBench();
        bench.field.place(picc);
        bench.start();
        bench.wake(0x26);
        bench.select();
        const isodep = createPcdIsodep(bench);
        isodep.rats();
        const command = Uint8Array.from({ length: commandBytes }, (_, i) => i * 3);
        for (let i = 0; i < rounds; i++) expect(isodep.apdu(command)).toEqual(answer);
        expect(commands).toEqual(new Array(rounds).fill(toHex(command)));
      }),
      { numRuns: 60 },
    );
  });
});
