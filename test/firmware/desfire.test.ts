/** The board's DESFire commands against published sessions (NXP AN12343, AN12196) and a card computed with node:crypto. */
import "../support/espruino-globals.js";
import { createCipheriv, createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Commands } from "../../firmware/card/command.js";
import { READ_DATA, readHeader, selectApplication as select } from "../../firmware/card/desfire.js";
import { createEv2, deriveEv2Keys, type Ev2 } from "../../firmware/card/ev2.js";
import type { IsoDep } from "../../firmware/card/isodep.js";
import { authenticate as authenticateAtOnce, exchange } from "../../firmware/card/messaging.js";
import { CommunicationMode } from "../../firmware/link/messages.js";
import { Fault } from "../../firmware/radio/fault.js";
import { fromHex, hexOf } from "../support/espruino-globals.js";
import { createFakeDep } from "../support/fake-dep.js";

/** A session as these tests look at it. */
interface Session {
  ti: string;
  cmdCtr: number;
  encKey: string;
  macKey: string;
}

interface OpenedSession {
  session: Ev2 | undefined;
}

function native(dep: IsoDep): Commands {
  return { dep, wrapped: false, status: 0 };
}

function selectApplication(dep: IsoDep, applicationId: string): Fault {
  return select(native(dep), applicationId);
}

function authenticate(dep: IsoDep, keyNumber: number, key: string, rndA: string, opened: OpenedSession): Fault {
  const ev2 = createEv2();
  const fault = authenticateAtOnce(ev2, native(dep), keyNumber, key, rndA);
  opened.session = fault ? undefined : ev2;
  return fault;
}

/** ReadData in a session that was opened elsewhere; counts the command as the session does. */
function readData(
  dep: IsoDep,
  s: Session,
  file: number,
  offset: number,
  length: number,
  mode: CommunicationMode,
): Fault {
  const ev2 = createEv2();
  ev2.resume({ encKey: s.encKey, macKey: s.macKey }, s.ti, s.cmdCtr);
  const fault = exchange(ev2, native(dep), READ_DATA, readHeader(file, offset, length), length, mode);
  if (!fault) s.cmdCtr++;
  return fault;
}

const bytes = (text: string) => Buffer.from(text.replace(/\s/g, ""), "hex");
const ZERO = Buffer.alloc(16);

function cbc(key: Buffer, data: Buffer, iv: Buffer = ZERO): Buffer {
  return createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false).update(data);
}

/** AES-CMAC (RFC 4493) by its definition, with big integers for the doubling. */
function cmacOf(key: Buffer, message: Buffer): Buffer {
  const twice = (block: Buffer) => {
    let n = BigInt(`0x${block.toString("hex")}`) << 1n;
    if (n >> 128n) n = (n & ((1n << 128n) - 1n)) ^ 0x87n;
    return Buffer.from(n.toString(16).padStart(32, "0"), "hex");
  };
  const k1 = twice(cbc(key, ZERO));
  const whole = message.length > 0 && message.length % 16 === 0;
  const data = whole
    ? Buffer.from(message)
    : Buffer.concat([message, bytes("80"), ZERO]).subarray(0, (message.length >> 4) * 16 + 16);
  const subkey = whole ? k1 : twice(k1);
  for (let i = 0; i < 16; i++) data[data.length - 16 + i] = (data[data.length - 16 + i] ?? 0) ^ (subkey[i] ?? 0);
  return cbc(key, data).subarray(-16);
}

/** The MAC of secure messaging: bytes 1, 3, 5 ... 15. */
function macOf(key: Buffer, ...parts: (Buffer | string)[]): Buffer {
  const message = Buffer.concat(parts.map((part) => (typeof part === "string" ? bytes(part) : part)));
  return Buffer.from(cmacOf(key, message).filter((_, i) => i % 2 === 1));
}

/** The sessions of card-vectors.md 4.1 to 4.3. */
const sessions = [
  {
    source: "AN12343 table 16, zero key",
    keyNumber: 0,
    key: "00000000000000000000000000000000",
    challenge: "24677DDBD46349E623798FD729006E79",
    rndB: "FA659AD0DCA738DD65DC7DC38612AD81",
    rndA: "B04D0787C93EE0CC8CACC8E86F16C6FE",
    proof: "3B50445F21D21D77D500794DEB245E5A754F5F901844259F4C9B31A5C7335ACD",
    answer: "04C6DBD67417ED0D31DDDE4D2E3FFAC2B4B074F638EEF7FFF9254963B65C7759",
    ti: "8CF141F3",
    enc: "63DC07286289A7A6C0334CA31C314A04",
    mac: "774F26743ECE6AF5033B6AE8522946F6",
  },
  {
    source: "AN12196 section 6.6, zero key",
    keyNumber: 0,
    key: "00000000000000000000000000000000",
    challenge: "A04C124213C186F22399D33AC2A30215",
    rndB: "B9E2FC789B64BF237CCCAA20EC7E6E48",
    rndA: "13C5DB8A5930439FC3DEF9A4C675360F",
    proof: "35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D",
    answer: "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
    ti: "9D00C4DF",
    enc: "1309C877509E5A215007FF0ED19CA564",
    mac: "4C6626F5E72EA694202139295C7A7FC7",
  },
  {
    source: "AN12343 table 7, another key",
    keyNumber: 1,
    key: "01234567890123456789012345678901",
    challenge: "B9FC6CCAE153125C7C17E6906433C0F4",
    rndB: "D75F1D2E89DC6A80D857C732CEBA18DC",
    rndA: "53C94F6ECD8324E9D34531A36F0D5E5B",
    proof: "C8B3AFDEC10EE8298471A7B41736B4381BA1BE0F57F66387C5577721B70F847F",
    answer: "8138FD2450891FCDB4935D9F19C30B55FAD52DC54086933E0FBEC3DE9266BD80",
    ti: "569D4B24",
    enc: "C1D7BD9F60034D8432F9AF3403D573D0",
    mac: "FD9E26C9766F07C1D07106C0F8F3671F",
  },
];

function fresh(): OpenedSession {
  return { session: undefined };
}

describe("AuthenticateEV2First", () => {
  test.each(sessions)("goes as published: $source", (v) => {
    const opened = fresh();
    const dep = createFakeDep((_, i) => (i === 0 ? `af${v.challenge}` : `00${v.answer}`));
    expect(authenticate(dep, v.keyNumber, fromHex(v.key), fromHex(v.rndA), opened)).toBe(Fault.None);
    expect(dep.sent).toEqual([`710${v.keyNumber}00`, `af${v.proof.toLowerCase()}`]);
    const keys = deriveEv2Keys(fromHex(v.key), fromHex(v.rndA), fromHex(v.rndB));
    expect([hexOf(keys.encKey), hexOf(keys.macKey)]).toEqual([v.enc.toLowerCase(), v.mac.toLowerCase()]);
    // The session's own keys, identifier and counter show in the MAC of its first command.
    const first = createFakeDep(() => "1e");
    if (opened.session) exchange(opened.session, native(first), "\x51", "", 7, FULL);
    expect(first.sent[0]).toBe(`51${macOf(bytes(v.mac), "51 0000", v.ti).toString("hex")}`);
  });

  test("derives the keys of nfc-ev2-crypto's third vector", () => {
    const s = deriveEv2Keys(
      fromHex("00112233445566778899AABBCCDDEEFF"),
      fromHex("0123456789ABCDEF0123456789ABCDEF"),
      fromHex("FEDCBA9876543210FEDCBA9876543210"),
    );
    expect(hexOf(s.encKey)).toBe("195428119c8528d59580a73c7c96c6a3");
    expect(hexOf(s.macKey)).toBe("0af00f6e39f904c4a6388c812d53dc94");
  });

  const [v] = sessions;
  if (!v) throw new Error("no session");

  /** Runs with these answers; the result and whether a session was opened. */
  function attempt(...replies: (string | Fault)[]) {
    const opened = fresh();
    const dep = createFakeDep((_, i) => replies[i] ?? Fault.NoAnswer);
    const fault = authenticate(dep, 0, fromHex(v.key), fromHex(v.rndA), opened);
    expect(opened.session === undefined).toBe(fault !== Fault.None);
    return fault;
  }

  test.each([0, 1, 15])("refuses RndA' that is wrong in byte %i: the card does not know the key", (index) => {
    const plain = Buffer.from(
      createDecipheriv("aes-128-cbc", bytes(v.key), ZERO).setAutoPadding(false).update(bytes(v.answer)),
    );
    plain[4 + index] = (plain[4 + index] ?? 0) ^ 1;
    expect(attempt(`af${v.challenge}`, `00${cbc(bytes(v.key), plain).toString("hex")}`)).toBe(Fault.WrongKey);
  });

  test("proves nothing without a random number", () => {
    const dep = createFakeDep(() => `af${v.challenge}`);
    expect(authenticate(dep, v.keyNumber, fromHex(v.key), "", { session: undefined })).toBe(Fault.Protocol);
    expect(dep.sent).toEqual([]);
  });

  test("refuses RndA' that was not rotated", () => {
    const plain = Buffer.concat([bytes(v.ti), bytes(v.rndA), Buffer.alloc(12)]);
    expect(attempt(`af${v.challenge}`, `00${cbc(bytes(v.key), plain).toString("hex")}`)).toBe(Fault.WrongKey);
  });

  test("refuses an answer made with another key", () => {
    const plain = Buffer.concat([
      bytes(v.ti),
      bytes(v.rndA).subarray(1),
      bytes(v.rndA).subarray(0, 1),
      Buffer.alloc(12),
    ]);
    const other = Buffer.alloc(16, 7);
    expect(attempt(`af${v.challenge}`, `00${cbc(other, plain).toString("hex")}`)).toBe(Fault.WrongKey);
  });

  test("refuses its own proof given back", () => {
    expect(attempt(`af${v.challenge}`, `00${v.proof}`)).toBe(Fault.WrongKey);
  });

  test.each<[string, (string | Fault)[], Fault]>([
    ["success without a challenge", ["00"], Fault.Protocol],
    ["success with a challenge", [`00${v.challenge}`], Fault.Protocol],
    ["an empty answer", [""], Fault.Protocol],
    ["a challenge of 15 bytes", [`af${v.challenge.slice(2)}`], Fault.Protocol],
    ["a challenge of 17 bytes", [`af${v.challenge}00`], Fault.Protocol],
    ["an empty answer to the proof", [`af${v.challenge}`, ""], Fault.Protocol],
    ["success alone", [`af${v.challenge}`, "00"], Fault.Protocol],
    ["an answer of 31 bytes", [`af${v.challenge}`, `00${v.answer.slice(2)}`], Fault.Protocol],
    ["an answer of 33 bytes", [`af${v.challenge}`, `00${v.answer}00`], Fault.Protocol],
    ["more to come", [`af${v.challenge}`, `af${v.answer}`], Fault.Protocol],
    ["AE to the proof", [`af${v.challenge}`, "ae"], Fault.WrongKey],
    ["AD to the command", ["ad"], Fault.Delayed],
    ["the card gone before", [Fault.NoAnswer], Fault.NoAnswer],
    ["the card gone in the middle", [`af${v.challenge}`, Fault.NoAnswer], Fault.NoAnswer],
    ["noise in the middle", [`af${v.challenge}`, Fault.Damaged], Fault.Damaged],
    ["the chip gone in the middle", [`af${v.challenge}`, Fault.Chip], Fault.Chip],
  ])("without success: %s", (_, replies, fault) => {
    expect(attempt(...replies)).toBe(fault);
  });

  test("opens no session for any bytes that do not come from the key", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 34 }), fc.uint8Array({ maxLength: 34 }), (first, second) => {
        const fault = attempt(Buffer.from(first).toString("hex"), Buffer.from(second).toString("hex"));
        expect(fault).not.toBe(Fault.None);
      }),
    );
  });
});

/** A card with an open session that answers ReadData. */
function openSession(v: (typeof sessions)[number] = sessions[2] as (typeof sessions)[number]) {
  const s: Session = {
    ti: fromHex(v.ti),
    cmdCtr: 0,
    encKey: fromHex(v.enc),
    macKey: fromHex(v.mac),
  };
  return { s, ti: bytes(v.ti), enc: bytes(v.enc), mac: bytes(v.mac) };
}

const le2 = (n: number) => Buffer.of(n & 255, n >> 8);

/** The whole answer of a card in full mode: enciphered data and MAC. */
function fullAnswer(o: ReturnType<typeof openSession>, counter: number, data: Buffer, padding = "80"): Buffer {
  const iv = cbc(o.enc, Buffer.concat([bytes("5aa5"), o.ti, le2(counter + 1), Buffer.alloc(8)]));
  const padded = Buffer.concat([data, bytes(padding), ZERO]).subarray(0, (data.length >> 4) * 16 + 16);
  const body = cbc(o.enc, padded, iv);
  return Buffer.concat([body, macOf(o.mac, "00", le2(counter + 1), o.ti, body)]);
}

const PLAIN = CommunicationMode.PLAIN;
const MAC = CommunicationMode.MAC;
const FULL = CommunicationMode.FULL;

describe("the published reads, with INS BD in place of AD", () => {
  test("MAC mode: AN12343, session E2D3AF69, ReadData at counter 1", () => {
    const macKey = bytes("9366FA195EB566F5BD2BAD4020B83002");
    const ti = bytes("E2D3AF69");
    const s: Session = {
      ti: fromHex("E2D3AF69"),
      cmdCtr: 1,
      encKey: fromHex("00".repeat(16)), // not published: this mode has no use for it
      macKey: macKey.toString("latin1"),
    };
    const header = "00000000300000";
    // The published command MAC holds for INS AD; so does the recomputation, which shows that it is the same rule.
    expect(macOf(macKey, "ad0100", ti, header).toString("hex")).toBe("0d9be191d5960834");
    const data = Buffer.concat([Buffer.alloc(25, 0x22), Buffer.alloc(23)]);
    // The answer's MAC does not contain the instruction: the published one.
    const dep = createFakeDep(() => `00${data.toString("hex")}A49A44222D926666`);
    expect(readData(dep, s, 0, 0, 0x30, MAC)).toBe(Fault.None);
    expect(dep.data).toBe(data.toString("latin1"));
    expect(dep.sent).toEqual([`bd${header}${macOf(macKey, "bd0100", ti, header).toString("hex")}`]);
    expect(s.cmdCtr).toBe(2);
  });

  test("full mode: AN12343, session CD73D8E5, ReadData at counter 1", () => {
    const enc = "FFBCFE1F41840A09C9A88D0A4B10DF05";
    const macKey = bytes("37E7234B11BEBEFDE41A8F290090EF80");
    const ti = bytes("CD73D8E5");
    const s: Session = {
      ti: fromHex("CD73D8E5"),
      cmdCtr: 1,
      encKey: fromHex(enc),
      macKey: macKey.toString("latin1"),
    };
    const header = "00000000300000";
    expect(macOf(macKey, "ad0100", ti, header).toString("hex")).toBe("7cf94f122b3db05f");
    const body =
      "8848D0F9B9FD4495770C89925B2A85C7274D350FA9029C484D43804886662DC4" +
      "2D7F40A6D7A415E4A71EFF79EB8E5721AC3BF1CAAFE8EB2CAA2DC162E67A97A3";
    const dep = createFakeDep(() => `00${body}8ED7888F22B3A587`);
    expect(readData(dep, s, 0, 0, 0x30, FULL)).toBe(Fault.None);
    expect(hexOf(dep.data)).toBe(`${"22".repeat(25)}${"00".repeat(23)}`);
    expect(dep.sent).toEqual([`bd${header}${macOf(macKey, "bd0100", ti, header).toString("hex")}`]);
  });
});

describe("ReadData", () => {
  const lengths = fc.integer({ min: 1, max: 80 });

  test("of any length, counter and file gives the data and moves the counter, in every mode", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 80 }),
        fc.nat(0xfffe),
        fc.nat(31),
        fc.nat(0xffffff),
        fc.constantFrom(PLAIN, MAC, FULL),
        (raw, counter, file, offset, mode) => {
          const data = Buffer.from(raw);
          const o = openSession();
          o.s.cmdCtr = counter;
          const header = Buffer.concat([
            Buffer.of(file, offset & 255, (offset >> 8) & 255, offset >> 16),
            Buffer.of(data.length, 0, 0),
          ]);
          const answer =
            mode === FULL
              ? fullAnswer(o, counter, data)
              : mode === MAC
                ? Buffer.concat([data, macOf(o.mac, "00", le2(counter + 1), o.ti, data)])
                : data;
          const dep = createFakeDep(() => `00${answer.toString("hex")}`);
          expect(readData(dep, o.s, file, offset, data.length, mode)).toBe(Fault.None);
          expect(dep.data).toBe(data.toString("latin1"));
          expect(o.s.cmdCtr).toBe(counter + 1);
          const mac = mode === PLAIN ? "" : macOf(o.mac, "bd", le2(counter), o.ti, header).toString("hex");
          expect(dep.sent).toEqual([`bd${header.toString("hex")}${mac}`]);
        },
      ),
    );
  });

  test("refuses every other answer of the same length: one bit anywhere", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.constantFrom(MAC, FULL),
        fc.nat(),
        (raw, mode, place) => {
          const data = Buffer.from(raw);
          const o = openSession();
          const answer =
            mode === FULL ? fullAnswer(o, 0, data) : Buffer.concat([data, macOf(o.mac, "00", le2(1), o.ti, data)]);
          const bit = place % (8 * answer.length);
          answer[bit >> 3] = (answer[bit >> 3] ?? 0) ^ (1 << (bit & 7));
          expect(
            readData(
              createFakeDep(() => `00${answer.toString("hex")}`),
              o.s,
              1,
              0,
              data.length,
              mode,
            ),
          ).toBe(Fault.Protocol);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("refuses a good answer of another counter, transaction or status", () => {
    const data = Buffer.from("resident 0001");
    const o = openSession();
    const wrong = [
      macOf(o.mac, "00", le2(0), o.ti, data),
      macOf(o.mac, "00", le2(2), o.ti, data),
      macOf(o.mac, "00", le2(1), "00000000", data),
      macOf(o.mac, "af", le2(1), o.ti, data),
      cmacOf(o.mac, Buffer.concat([bytes("000100"), o.ti, data])).subarray(0, 8),
    ];
    for (const mac of wrong) {
      o.s.cmdCtr = 0;
      const answer = Buffer.concat([data, mac]).toString("hex");
      expect(
        readData(
          createFakeDep(() => `00${answer}`),
          o.s,
          1,
          0,
          data.length,
          MAC,
        ),
      ).toBe(Fault.Protocol);
    }
  });

  test.each(["00", "8001", "81", "4080"])("refuses padding that is not 80 00..: %s", (padding) => {
    const o = openSession();
    const answer = fullAnswer(o, 0, Buffer.from("0123456789"), padding);
    expect(
      readData(
        createFakeDep(() => `00${answer.toString("hex")}`),
        o.s,
        1,
        0,
        10,
        FULL,
      ),
    ).toBe(Fault.Protocol);
  });

  test("refuses data of another length, even under a good MAC", () => {
    fc.assert(
      fc.property(lengths, lengths, fc.constantFrom(PLAIN, MAC, FULL), (asked, given, mode) => {
        fc.pre(asked !== given);
        const o = openSession();
        const data = Buffer.alloc(given, 5);
        const answer =
          mode === FULL
            ? fullAnswer(o, 0, data)
            : mode === MAC
              ? Buffer.concat([data, macOf(o.mac, "00", le2(1), o.ti, data)])
              : data;
        expect(
          readData(
            createFakeDep(() => `00${answer.toString("hex")}`),
            o.s,
            1,
            0,
            asked,
            mode,
          ),
        ).toBe(Fault.Protocol);
      }),
    );
  });

  test.each(["00", "0001", "0001020304050607", "00a1a2a3a4a5a6a7a8"])(
    "refuses an answer that has no room for a MAC: %s",
    (answer) => {
      for (const mode of [MAC, FULL])
        expect(
          readData(
            createFakeDep(() => answer),
            openSession().s,
            1,
            0,
            8,
            mode,
          ),
        ).toBe(Fault.Protocol);
    },
  );

  test("puts frames together: AF means more", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.array(fc.nat(80), { maxLength: 6 }),
        (raw, cuts) => {
          const o = openSession();
          const answer = fullAnswer(o, 0, Buffer.from(raw));
          const places = [0, ...[...new Set(cuts.map((c) => c % answer.length))].sort((a, b) => a - b)];
          const frames = places.map((from, i) => answer.subarray(from, places[i + 1] ?? answer.length));
          const dep = createFakeDep((_, i) => `${i < frames.length - 1 ? "af" : "00"}${frames[i]?.toString("hex")}`);
          expect(readData(dep, o.s, 1, 0, raw.length, FULL)).toBe(Fault.None);
          expect(dep.data).toBe(Buffer.from(raw).toString("latin1"));
          expect(dep.sent.slice(1)).toEqual(frames.slice(1).map(() => "af"));
        },
      ),
    );
  });

  test("ends after eight frames, whatever the card says", () => {
    const dep = createFakeDep(() => "af00");
    expect(readData(dep, openSession().s, 1, 0, 32, FULL)).toBe(Fault.Protocol);
    expect(dep.sent).toHaveLength(8);
  });

  test("an empty answer within a chain is against the rules", () => {
    expect(
      readData(
        createFakeDep((_, i) => (i ? "" : "af00")),
        openSession().s,
        1,
        0,
        32,
        FULL,
      ),
    ).toBe(Fault.Protocol);
  });

  test.each([Fault.NoAnswer, Fault.Damaged, Fault.Chip, Fault.Protocol])("hands fault %i of the radio on", (fault) => {
    expect(
      readData(
        createFakeDep(() => fault),
        openSession().s,
        1,
        0,
        32,
        FULL,
      ),
    ).toBe(fault);
    expect(
      readData(
        createFakeDep((_, i) => (i ? fault : "af00")),
        openSession().s,
        1,
        0,
        32,
        FULL,
      ),
    ).toBe(fault);
  });
});

describe("every status byte", () => {
  const special = new Map<number, Fault>([
    [0xae, Fault.WrongKey],
    [0x9d, Fault.WrongKey],
    [0xad, Fault.Delayed],
    [0xa0, Fault.NotFound],
    [0xf0, Fault.NotFound],
    [0x40, Fault.NotFound],
    [0x1c, Fault.NotFound],
  ]);
  const all = Array.from({ length: 256 }, (_, status) => status);
  const hex = (status: number) => status.toString(16).padStart(2, "0");

  test("to ReadData", () => {
    for (const status of all) {
      if (status === 0x00 || status === 0xaf) continue;
      const fault = readData(
        createFakeDep(() => hex(status)),
        openSession().s,
        1,
        0,
        32,
        FULL,
      );
      expect({ status, fault }).toEqual({ status, fault: special.get(status) ?? Fault.Protocol });
    }
  });

  test("to both halves of an authentication", () => {
    for (const status of all) {
      const expected = special.get(status) ?? Fault.Protocol;
      const run = (...replies: string[]) =>
        authenticate(
          createFakeDep((_, i) => replies[i] ?? ""),
          0,
          fromHex("00".repeat(16)),
          fromHex("11".repeat(16)),
          fresh(),
        );
      if (status !== 0xaf) expect({ status, fault: run(hex(status)) }).toEqual({ status, fault: expected });
      if (status !== 0x00) {
        expect({ status, fault: run(`af${"00".repeat(16)}`, hex(status)) }).toEqual({ status, fault: expected });
      }
    }
  });

  test("to SelectApplication: success alone is success, everything else is another card", () => {
    for (const status of all) {
      const dep = createFakeDep(() => hex(status));
      expect(selectApplication(dep, "\x01\x02\x03")).toBe(status ? Fault.NotFound : Fault.None);
      expect(dep.sent).toEqual(["5a010203"]);
    }
  });
});

describe("SelectApplication", () => {
  test("an answer without a status is against every rule", () => {
    expect(
      selectApplication(
        createFakeDep(() => ""),
        "abc",
      ),
    ).toBe(Fault.Protocol);
  });

  test.each(["6e00", "6700", "6a82", "000102", "af00", "6d00"])(
    "takes the answer of another kind of card for one: %s",
    (answer) => {
      expect(
        selectApplication(
          createFakeDep(() => answer),
          "abc",
        ),
      ).toBe(Fault.NotFound);
    },
  );

  test.each([Fault.NoAnswer, Fault.Damaged, Fault.Collision, Fault.Protocol, Fault.Chip])(
    "never takes trouble on air for a card without the application: fault %i",
    (fault) => {
      expect(
        selectApplication(
          createFakeDep(() => fault),
          "abc",
        ),
      ).toBe(fault);
    },
  );
});
