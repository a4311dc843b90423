/** The whole firmware: what hosts and cards may say to it. */
import { createHash } from "node:crypto";
import { CHANNEL_HELLO, CHANNEL_SECURE, CHANNEL_SESSION, encodeFrame, messages } from "../../../protocol/index.js";
import type { AirAnswer, AirFrame, Picc } from "../../../sdk/virtual/air.js";
import { withCrcA } from "../../../sdk/virtual/crc-a.js";
import { createUidCard } from "../../../sdk/virtual/index.js";
import { CREDENTIAL, configFor, FAMILIES, type FamilyRow, genuineKey, UID, wrongKey } from "../../support/families.js";
import { createFuzzBoard, type FuzzBoard } from "../board.js";
import { vectorsOf } from "../entries.js";
import type { FuzzTarget } from "../harness.js";

function fail(what: string): never {
  throw new Error(what);
}

/** Ten bits of each byte at 115,200 baud, and the UART task. */
const timeFor = (bytes: number) => bytes * 0.087 + 6;

const PLAIN = createUidCard({ uid: Uint8Array.of(9, 8, 7, 6) });
const LENT_PROFILE = { family: messages.Family.FAMILY_ISODEP, hostHeld: true };
/** Every so many inputs a card comes or goes, so that there is something to exchange and to acknowledge. */
const CARD_EVERY = 40;

/**
 * Frames of a good conversation, mutated. The first byte says how the rest travels: 0 as it is, 1 as Hello, 2 in clear, 3
 * as an enciphered message that it is not, and from 4 on in the session that is open. Afterwards a good host must be served, and a card be read.
 */
export function boardSession(): FuzzTarget {
  const lent = FAMILIES[0] as FamilyRow;
  const card = lent.make(genuineKey(lent), () => new Uint8Array(16).fill(3));
  const config = { policy: { profiles: [LENT_PROFILE, { ...lent.profile, hostHeld: true }], acceptUid: true } };
  let rig = createFuzzBoard(config);
  let count = 0;

  function begin(): void {
    rig = createFuzzBoard(config);
    count = 0;
    rig.open();
    rig.host.requestHello();
    rig.advance(100);
  }

  function check(): void {
    for (const present of [...rig.board.field.cards]) rig.board.field.remove(present);
    rig.advance(4000);
    rig.open();
    rig.advance(3000);
    rig.takeRecords();
    rig.advance(3000);
    rig.takeRecords();
    rig.host.send({ session: rig.session(), request: { id: 0x5a5a5a5, getStatus: {} } });
    rig.advance(300);
    const answer = rig.host.messages.find((message) => message.answer?.id === 0x5a5a5a5);
    if (!answer?.answer?.status) fail("a good host gets no answer any more");
    rig.board.field.place(PLAIN);
    rig.advance(800);
    rig.board.field.remove(PLAIN);
    rig.advance(2500);
    if (!rig.takeRecords().some(({ tap }) => tap)) fail("a card is not read any more");
    if (rig.board.console !== null) fail("the console has the line");
  }

  begin();
  const session = { session: 1 };
  const conversation: messages.ToReader.$Properties[] = [
    rig.openMessage(),
    { ...session, ack: { epoch: 1, counter: 1 } },
    { ...session, request: { id: 1, ping: {} } },
    { ...session, request: { id: 2, getStatus: {} } },
    { ...session, request: { id: 3, setTime: { wallMs: 1_790_000_000_000 } } },
    { ...session, request: { id: 4, signal: { pattern: 2 } } },
    { ...session, request: { id: 5, setPolicy: { policy: new Uint8Array(30).fill(8), mac: new Uint8Array(32) } } },
    { ...session, request: { id: 6, exchange: { apdu: Uint8Array.of(0x90, 0x60, 0, 0, 0) } } },
    { ...session, request: { id: 7, finish: { accepted: true, credential: Uint8Array.of(1, 2) } } },
  ];
  const payloads = conversation.map((message) => messages.ToReader.encode(message).finish());
  const entries = [
    ...payloads.map((payload) => Uint8Array.of(6, ...payload)),
    ...payloads.map((payload) => Uint8Array.of(0, ...encodeFrame(CHANNEL_SESSION, payload))),
    ...vectorsOf("ToReader").map((payload) => Uint8Array.of(6, ...payload)),
    Uint8Array.of(CHANNEL_HELLO, 8, 1),
  ];
  return {
    name: "board-session",
    entries,
    sampleCount: 3000,
    longCount: 1_500_000,
    checkEvery: 1000,
    check,
    reset: begin,
    run(input) {
      if (++count % CARD_EVERY === 0) {
        if (rig.board.field.cards.length > 0) rig.board.field.remove(card);
        else rig.board.field.place(card);
      }
      const [how = 0] = input;
      // Of a field that comes twice the last one counts.
      const rest = Uint8Array.from(how & 4 ? [...input.subarray(1), 8, rig.lastSession()] : input.subarray(1));
      const channel = [0, CHANNEL_HELLO, CHANNEL_SESSION, CHANNEL_SECURE][how & 3] ?? 0;
      const bytes = channel ? encodeFrame(channel, rest) : rest;
      if (how & 4) rig.host.sendBytes(rest);
      else rig.board.uart.receive(bytes);
      rig.advance(timeFor(bytes.length + 40));
    },
  };
}

/** The longest that a card may keep the reader from its host, in milliseconds on the board's clock. */
const BUSY_LIMIT_MS = 20_000;

/**
 * A card that answers as it likes: a genuine one or a copy, between whose answers and the reader a script sits. Nobody
 * without the key is accepted, what a genuine card is accepted with is what it holds, and the next card is read.
 */
export function cardAnswers(): FuzzTarget {
  const rows = FAMILIES;
  let boards = new Map<FamilyRow, FuzzBoard>();
  let drawn = 0;
  const rng = () => new Uint8Array(createHash("sha256").update(`card ${++drawn}`).digest().subarray(0, 16));

  function boardOf(row: FamilyRow): FuzzBoard {
    let rig = boards.get(row);
    if (!rig) {
      rig = createFuzzBoard(configFor(row));
      rig.advance(1200);
      rig.open();
      rig.advance(300);
      rig.takeRecords();
      boards.set(row, rig);
    }
    return rig;
  }

  function present(row: FamilyRow, card: Picc, forMs: number): messages.Tap[] {
    const rig = boardOf(row);
    const { schedule, field } = rig.board;
    const startedUs = schedule.nowUs();
    field.place(card);
    rig.advance(forMs);
    field.remove(card);
    rig.advance(500);
    const busyMs = (schedule.nowUs() - startedUs) / 1000;
    if (busyMs > BUSY_LIMIT_MS) fail(`the reader was busy for ${Math.round(busyMs)} ms`);
    const taps = rig.takeRecords().flatMap(({ tap }) => (tap ? [tap as messages.Tap] : []));
    rig.advance(30);
    return taps;
  }

  function judge(row: FamilyRow, genuine: boolean, tap: messages.Tap): void {
    if (tap.assurance !== messages.Assurance.ASSURANCE_MUTUAL_AES || tap.refusal) return;
    if (!genuine) fail(`${row.name}: a card without the key was accepted`);
    const isPlain = (row.weaknesses?.length ?? 0) > 0;
    if (!Buffer.from(tap.uid).equals(Buffer.from(UID))) fail(`${row.name}: accepted under another UID`);
    if (!isPlain && !Buffer.from(tap.credential).equals(Buffer.from(CREDENTIAL)))
      fail(`${row.name}: accepted with another credential`);
  }

  return {
    name: "card-answers",
    entries: rows.flatMap((_, i) => [0, 1].map((genuine) => Uint8Array.of(i * 2 + genuine, ...new Uint8Array(24)))),
    sampleCount: 400,
    longCount: 220_000,
    checkEvery: 200,
    check() {
      for (const row of boards.keys()) {
        // A reader that still counts the last stranger's delay may need a second presentation.
        const taps = [0, 1].flatMap(() => present(row, row.make(genuineKey(row), rng), 900));
        const names = taps.map(({ assurance }) => messages.Assurance[assurance]?.replace("ASSURANCE_", ""));
        const wanted = row.assurance.toUpperCase().replace("-", "_");
        if (!names.includes(wanted)) fail(`${row.name}: a genuine card is not read any more: ${names}`);
      }
    },
    reset() {
      boards = new Map();
      drawn = 0;
    },
    run(input) {
      const [which = 0] = input;
      const row = rows[(which >> 1) % rows.length] as FamilyRow;
      const genuine = (which & 1) === 1;
      const card = row.make(genuine ? genuineKey(row) : wrongKey(row), rng);
      for (const tap of present(row, scripted(card, input.slice(1)), 500)) judge(row, genuine, tap);
    },
  };
}

/** A card whose answers go through a script: one byte says what happens to each, more bytes say how. */
function scripted(card: Picc, script: Uint8Array): Picc {
  let at = 0;
  const next = () => script[at++] ?? 0;
  return {
    powerOn: () => card.powerOn(),
    powerOff: () => card.powerOff(),
    receive(frame: AirFrame): AirAnswer | undefined {
      const answer = card.receive(frame);
      const how = next();
      return how < 96 ? answer : twist(answer, how, next);
    },
  };
}

const SILENT: AirAnswer = { bytes: Uint8Array.of(0x0a), lastBits: 4, delayUs: 90 };
/** ISO-DEP blocks that ask for more: time, chaining, an acknowledgement, a deselection, an invalid one. */
const BLOCKS = [
  [0xf2, 0x01],
  [0xf2, 0x3b],
  [0xf2, 0x00],
  [0x12, 0x91],
  [0x13, 0x91],
  [0xa2],
  [0xa3],
  [0xc2],
  [0x02],
  [0x03],
  [0xb2],
  [0xe2],
];

function twist(answer: AirAnswer | undefined, how: number, next: () => number): AirAnswer | undefined {
  const { bytes, delayUs } = answer ?? SILENT;
  const body = bytes.length > 2 ? [...bytes.subarray(0, -2)] : [...bytes];
  switch (how % 8) {
    case 0:
      return undefined;
    case 1: {
      const bit = next();
      const index = (bit >> 3) % body.length;
      body[index] = (body[index] as number) ^ (1 << (bit & 7));
      return whole(body, delayUs);
    }
    case 2:
      return whole(body.slice(0, next() % (body.length + 1)), delayUs);
    case 3:
      return whole([...body, ...Array.from({ length: next() % 64 }, next)], delayUs);
    case 4:
      return whole(Array.from({ length: 1 + (next() % 32) }, next), delayUs);
    case 5:
      return whole([...(BLOCKS[next() % BLOCKS.length] as number[]), ...body.slice(1, next() % 20)], delayUs);
    case 6:
      return { bytes: Uint8Array.of(next() & 15), lastBits: 4, delayUs };
    default:
      // Without a checksum, as in anticollision, or a wrong one.
      return { bytes: Uint8Array.from(body), lastBits: next() % 8, delayUs };
  }
}

function whole(body: number[], delayUs: number): AirAnswer {
  return { bytes: withCrcA(Uint8Array.from(body)), lastBits: 0, delayUs };
}
