/** The reader's block protocol: its rules as tables, and against a card written from ISO/IEC 14443-4 with any losses. */
import "../support/espruino-globals.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBlocks, EVEN, GO_ON } from "../../firmware/card/blocks.js";
import { Fault } from "../../firmware/radio/fault.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";
import { createPiccModel, type PiccModel } from "../support/picc-blocks.js";

const None = Fault.None;
const NoAnswer = Fault.NoAnswer;
const Damaged = Fault.Damaged;
const Collision = Fault.Collision;
const Protocol = Fault.Protocol;

/** What comes back: a block in hexadecimal digits, or how it was lost. */
type Heard = string | Fault;

/** Starts an exchange and gives it what came back, one after the other; tells the frames it sends. */
function play(command: string, infBytes: number, heard: Heard[], blocks = createBlocks()) {
  blocks.start(fromHex(command), infBytes);
  const sent = [hexOf(blocks.frame)];
  const waits = [blocks.wait];
  let outcome: number = GO_ON;
  for (const h of heard) {
    expect(outcome).toBe(GO_ON);
    outcome = typeof h === "string" ? blocks.next(None, fromHex(h)) : blocks.next(h, "");
    if (outcome === GO_ON) {
      sent.push(hexOf(blocks.frame));
      waits.push(blocks.wait);
    }
  }
  return { sent, waits, outcome, data: hexOf(blocks.data), blocks };
}

/** Brings a machine into each of its states; the frame under way is the value. */
const states: { [name: string]: () => ReturnType<typeof createBlocks> } = {
  "waiting for the answer": () => play("aabb", 9, []).blocks,
  "sending a chain": () => play("aabbcc", 2, []).blocks,
  "after the last block of a chain": () => play("aabbcc", 2, ["a2"]).blocks,
  "receiving a chain": () => play("aa", 9, ["1201"]).blocks,
  "waiting after an extension": () => play("aa", 9, ["f203"]).blocks,
  "after one repeat": () => play("aa", 9, [NoAnswer]).blocks,
  "after two repeats": () => play("aa", 9, [NoAnswer, Damaged]).blocks,
};

describe("section 7.5.4, rule by rule", () => {
  test("1: block numbers start at 0 after RATS and alternate with every exchange", () => {
    const blocks = createBlocks();
    expect(play("aa", 9, ["0201"], blocks)).toMatchObject({ sent: ["02aa"], outcome: None, data: "01" });
    expect(play("bb", 9, ["0302"], blocks)).toMatchObject({ sent: ["03bb"], outcome: None, data: "02" });
    expect(play("cc", 9, ["0203"], blocks)).toMatchObject({ sent: ["02cc"], outcome: None, data: "03" });
    blocks.pcb = EVEN;
    expect(play("dd", 9, ["0204"], blocks)).toMatchObject({ sent: ["02dd"], outcome: None });
  });

  test.each([NoAnswer, Damaged, Collision])(
    "4: answers loss %i with R(NAK) twice, then gives up with its kind",
    (fault) => {
      expect(play("aa", 9, [fault, fault, fault])).toMatchObject({ sent: ["02aa", "b2", "b2"], outcome: fault });
    },
  );

  test("5: while the card is chaining the acknowledgement is repeated instead", () => {
    const run = play("aa", 9, ["1201", NoAnswer, Damaged, "0302"]);
    expect(run).toMatchObject({ sent: ["02aa", "a3", "a3", "a3"], outcome: None, data: "0102" });
  });

  test("6: R(ACK) with the other number after R(NAK) sends the last I-block again, under its number", () => {
    expect(play("aa", 9, [NoAnswer, "a3", "0201"])).toMatchObject({ sent: ["02aa", "b2", "02aa"], outcome: None });
  });

  test("6: what is sent again may be lost again", () => {
    const run = play("aa", 9, [NoAnswer, NoAnswer, "a3", NoAnswer, NoAnswer, "0201"]);
    expect(run).toMatchObject({ sent: ["02aa", "b2", "b2", "02aa", "b2", "b2"], outcome: None });
  });

  test("6 while chaining: the lost block again, not the next one", () => {
    const run = play("aabbcc", 2, [NoAnswer, "a3", "a2", "0309"]);
    expect(run).toMatchObject({ sent: ["12aabb", "b2", "12aabb", "03cc"], outcome: None, data: "09" });
  });

  test("7: R(ACK) with the reader's number goes on with the chain", () => {
    const run = play("aabbccddee", 2, ["a2", "a3", "0201"]);
    expect(run).toMatchObject({ sent: ["12aabb", "13ccdd", "02ee"], outcome: None, data: "01" });
  });

  test("2: a chain from the card is acknowledged with the toggled number until a block without chaining", () => {
    const run = play("aa", 9, ["1201", "1302", "0203"]);
    expect(run).toMatchObject({ sent: ["02aa", "a3", "a2"], outcome: None, data: "010203" });
  });

  test("3: S(WTX) is granted as asked, power bits cleared, and extends the next block only", () => {
    const run = play("aa", 9, ["f2c5", NoAnswer, "0201"]);
    expect(run).toMatchObject({ sent: ["02aa", "f205", "b2"], waits: [1, 5, 1], outcome: None });
  });

  test("3: several extensions in a row are legal, also within a chain", () => {
    const run = play("aa", 9, ["f201", "f202", "1201", "f203", "0302"]);
    expect(run).toMatchObject({ sent: ["02aa", "f201", "f202", "a3", "f203"], waits: [1, 1, 2, 1, 3], outcome: None });
  });

  test("an empty I-block is an empty answer", () => {
    expect(play("aa", 9, ["02"])).toMatchObject({ outcome: None, data: "" });
  });

  test("an empty command is one empty block", () => {
    expect(play("", 9, ["0201"])).toMatchObject({ sent: ["02"], outcome: None });
  });

  test("a command of exactly one block is not chained", () => {
    expect(play("aabb", 2, ["0201"])).toMatchObject({ sent: ["02aabb"], outcome: None });
    expect(play("aabbcc", 2, ["a2", "0301"])).toMatchObject({ sent: ["12aabb", "03cc"], outcome: None });
  });
});

describe("blocks that are refused", () => {
  test.each([
    ["wrong number", "0301"],
    ["CID that nobody asked for", "0a0001"],
    ["NAD that nobody asked for", "060001"],
    ["bit 6 of the PCB", "4201"],
    ["bit 5 of the PCB", "2201"],
    ["bit 2 of an I-block missing", "0001"],
    ["R(NAK), which no card sends", "b2"],
    ["R(ACK) with CID", "aa00"],
    ["S(DESELECT)", "c2"],
    ["S(WTX) with CID", "fa0005"],
    ["S(WTX) without its byte", "f2"],
    ["S(WTX) with two bytes", "f20101"],
    ["S(PARAMETERS)", "f0"],
    ["nothing at all", ""],
    ["noise", "ffffffff"],
  ])("%s: asked for again, then given up", (_, answer) => {
    const run = play("aa", 9, [answer, answer, answer]);
    expect(run).toMatchObject({ sent: ["02aa", "b2", "b2"], outcome: Protocol, data: "" });
  });

  test.each(["f200", "f23c", "f23f", "f2ff"])("S(WTX) out of range ends the exchange: %s", (answer) => {
    expect(play("aa", 9, [answer])).toMatchObject({ outcome: Protocol });
  });

  test("an answer before the command is complete is no answer", () => {
    expect(play("aabbcc", 2, ["0201", "a2", "0302"])).toMatchObject({
      sent: ["12aabb", "b2", "03cc"],
      outcome: None,
      data: "02",
    });
  });

  test("the last block of a chain received twice is taken once", () => {
    const run = play("aa", 9, ["1201", "1201", "0302"]);
    expect(run).toMatchObject({ sent: ["02aa", "a3", "a3"], outcome: None, data: "0102" });
  });
});

describe("caps", () => {
  test("on waiting time: 240 times FWT in one exchange", () => {
    const four = new Array<string>(4).fill("f23b");
    expect(play("aa", 9, [...four, "f204"]).outcome).toBe(GO_ON);
    expect(play("aa", 9, [...four, "f205"]).outcome).toBe(Protocol);
  });

  test("waiting time counts anew in the next exchange", () => {
    const blocks = createBlocks();
    const four = new Array<string>(4).fill("f23b");
    expect(play("aa", 9, [...four, "0201"], blocks).outcome).toBe(None);
    expect(play("aa", 9, [...four, "0301"], blocks).outcome).toBe(None);
  });

  test("on blocks: a card that chains for ever is left", () => {
    const blocks = createBlocks();
    blocks.start("a", 9);
    let count = 0;
    let outcome: number;
    do {
      outcome = blocks.next(None, fromHex(count % 2 ? "1301" : "1201"));
      count++;
    } while (outcome === GO_ON && count < 1000);
    expect({ outcome, count }).toEqual({ outcome: Protocol, count: 65 });
  });

  test("on acknowledgements: a card that always asks for the same block gets it twice more", () => {
    expect(play("aa", 9, ["a3", "a3", "a3"])).toMatchObject({ sent: ["02aa", "02aa", "02aa"], outcome: Protocol });
  });

  test("on acknowledgements without a chain: asked again, then given up", () => {
    expect(play("aa", 9, ["a2", "a2", "a2"])).toMatchObject({ sent: ["02aa", "b2", "b2"], outcome: Protocol });
  });
});

describe("every state", () => {
  const kinds: [string, Heard][] = [
    ["silence", NoAnswer],
    ["damage", Damaged],
    ["collision", Collision],
    ["the last block with number 0", "0255"],
    ["the last block with number 1", "0355"],
    ["a chained block with number 0", "1255"],
    ["a chained block with number 1", "1355"],
    ["R(ACK) 0", "a2"],
    ["R(ACK) 1", "a3"],
    ["R(NAK) 0", "b2"],
    ["R(NAK) 1", "b3"],
    ["S(WTX)", "f202"],
    ["S(WTX) of 0", "f200"],
    ["S(DESELECT)", "c2"],
    ["an empty frame", ""],
    ["a PCB of no kind", "e1"],
  ];
  const rows = Object.keys(states).flatMap((state) => kinds.map(([kind, heard]) => ({ state, kind, heard })));

  test.each(rows)("$state has an answer to $kind", ({ state, heard }) => {
    const blocks = states[state]?.();
    if (!blocks) throw new Error("no such state");
    const outcome = typeof heard === "string" ? blocks.next(None, fromHex(heard)) : blocks.next(heard, "");
    expect([GO_ON, None, Protocol, NoAnswer, Damaged, Collision]).toContain(outcome);
    if (outcome === GO_ON) {
      expect(blocks.frame.length).toBeGreaterThan(0);
      expect(blocks.wait).toBeGreaterThan(0);
    }
  });

  test.each(Object.keys(states))("%s ends within the cap whatever comes back", (state) => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...kinds.map(([, heard]) => heard)), { minLength: 70, maxLength: 70 }),
        (all) => {
          const blocks = states[state]?.();
          if (!blocks) throw new Error("no such state");
          const ended = all.some(
            (h) => (typeof h === "string" ? blocks.next(None, fromHex(h)) : blocks.next(h, "")) !== GO_ON,
          );
          expect(ended).toBe(true);
        },
      ),
    );
  });
});

describe("with a card written from the standard", () => {
  const text = (maxLength: number) =>
    fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));
  const exchange = fc.record({ command: text(120), answer: text(120) });

  /** Carries a frame to the card and its answer back; the loss takes the frame (1) or the answer (2, 3), or neither (0). */
  function carry(picc: PiccModel, frame: string, loss: number): [Fault, string] {
    const answer = loss === 1 ? undefined : picc.receive(frame);
    if (answer === undefined || loss === 2) return [NoAnswer, ""];
    return loss === 3 ? [Damaged, ""] : [None, answer];
  }

  /** Runs one exchange with these losses, one for each frame. */
  function run(
    blocks: ReturnType<typeof createBlocks>,
    picc: PiccModel,
    command: string,
    infBytes: number,
    losses: number[],
  ) {
    blocks.start(command, infBytes);
    for (;;) {
      const [fault, answer] = carry(picc, blocks.frame, losses.shift() ?? 0);
      const outcome = blocks.next(fault, answer);
      if (outcome !== GO_ON) return outcome;
    }
  }

  test("commands and answers of any length pass, chained both ways, with any extension", () => {
    const wtx = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 });
    fc.assert(
      fc.property(
        fc.array(exchange, { maxLength: 4 }),
        fc.integer({ min: 8, max: 61 }),
        wtx,
        (list, infBytes, extensions) => {
          let index = 0;
          const picc = createPiccModel({ answer: () => list[index]?.answer ?? "", infBytes, wtx: extensions });
          const blocks = createBlocks();
          for (const { command, answer } of list) {
            expect(run(blocks, picc, command, infBytes, [])).toBe(None);
            expect(blocks.data).toBe(answer);
            index++;
          }
          expect(picc.commands).toEqual(list.map((e) => e.command));
          expect(picc.complaints).toEqual([]);
        },
      ),
    );
  });

  test("losses never make a command run twice, and a good end means the right answer", () => {
    fc.assert(
      fc.property(
        exchange,
        fc.integer({ min: 8, max: 61 }),
        fc.array(
          fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(1, 2, 3) }),
          {
            maxLength: 40,
          },
        ),
        fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 1 }),
        ({ command, answer }, infBytes, losses, wtx) => {
          const picc = createPiccModel({ answer: () => answer, infBytes, wtx });
          const blocks = createBlocks();
          const outcome = run(blocks, picc, command, infBytes, losses);
          expect(picc.complaints).toEqual([]);
          expect(picc.commands.length).toBeLessThanOrEqual(1);
          if (picc.commands.length) expect(picc.commands).toEqual([command]);
          if (outcome === None) {
            expect(picc.commands).toEqual([command]);
            expect(blocks.data).toBe(answer);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("up to two losses in a row are made good", () => {
    fc.assert(
      fc.property(
        exchange,
        fc.constantFrom(1, 2, 3),
        fc.constantFrom(1, 2, 3),
        fc.nat(3),
        ({ command, answer }, first, second, at) => {
          const picc = createPiccModel({ answer: () => answer, infBytes: 32 });
          const blocks = createBlocks();
          const losses = [...new Array<number>(at).fill(0), first, second];
          expect(run(blocks, picc, command, 32, losses)).toBe(None);
          expect(blocks.data).toBe(answer);
          expect(picc.commands).toEqual([command]);
        },
      ),
      { numRuns: 500 },
    );
  });
});
