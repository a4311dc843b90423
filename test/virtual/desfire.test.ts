/** The DESFire card: published EV2 examples driven through it, and what it refuses. AN12343, AN12196 (card-vectors.md 4). */

import { describe, expect, it } from "vitest";
import { aesCbcDecrypt, aesCbcEncrypt } from "../../sdk/virtual/cards/aes.js";
import { concat } from "../../sdk/virtual/cards/bytes.js";
import { createDesfireCard } from "../../sdk/virtual/cards/desfire.js";
import { createDesfireApdus } from "../../sdk/virtual/cards/desfire-apdu.js";
import { createDesfireLogic, type DesfireLogic } from "../../sdk/virtual/cards/desfire-commands.js";
import type { DesfireOptions } from "../../sdk/virtual/cards/desfire-memory.js";
import {
  decipherCommand,
  deriveEv2Keys,
  type Ev2Session,
  encipherAnswer,
  macOfAnswer,
  macOfCommand,
} from "../../sdk/virtual/cards/desfire-session.js";
import { bytes, createBench, createPcdIsodep, toHex } from "../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const APP = bytes("010203");
const ZERO_KEY = new Uint8Array(16);
const KEY_1 = bytes("00112233445566778899AABBCCDDEEFF");
const PLAIN_FILE = Uint8Array.from({ length: 150 }, (_, i) => i);
const CREDENTIAL = Uint8Array.from({ length: 32 }, (_, i) => 0xa0 + i);

const OPTIONS: DesfireOptions = {
  uid: UID,
  applications: [
    {
      id: APP,
      keys: [ZERO_KEY, KEY_1],
      files: [
        { number: 0, mode: "plain", read: "free", data: PLAIN_FILE },
        { number: 1, mode: "mac", read: 1, data: CREDENTIAL },
        { number: 2, mode: "full", read: 1, write: 0, data: CREDENTIAL },
        { number: 3, mode: "full", read: "never", data: CREDENTIAL },
        { number: 4, mode: "plain", read: 1, data: CREDENTIAL },
        { number: 5, mode: "full", read: "free", data: CREDENTIAL },
      ],
    },
    { id: bytes("AABBCC"), keys: [ZERO_KEY], files: [] },
  ],
};

/** Draws the byte strings given, one after the other. */
function draws(...values: string[]): () => Uint8Array {
  return () => bytes(values.shift() ?? "");
}

/** A command layer and a way to speak to it in hex, framing included. */
function talk(logic: DesfireLogic): (command: string) => string {
  const apdus = createDesfireApdus(logic);
  return (command) => toHex(apdus.apdu(bytes(command)).data) ?? "";
}

const fresh = (options: Partial<DesfireOptions> = {}) => talk(createDesfireLogic({ ...OPTIONS, ...options }));

function session(enc: string, mac: string, ti: string, keyNumber = 0): Ev2Session {
  return { keyNumber, sesAuthEncKey: bytes(enc), sesAuthMacKey: bytes(mac), ti: bytes(ti), cmdCtr: 0 };
}

describe("AuthenticateEV2First as published", () => {
  it.each([
    [
      "AN12343 table 16",
      "00000000000000000000000000000000",
      "FA659AD0DCA738DD65DC7DC38612AD81",
      "8CF141F3",
      "24677DDBD46349E623798FD729006E79",
      "3B50445F21D21D77D500794DEB245E5A754F5F901844259F4C9B31A5C7335ACD",
      "04C6DBD67417ED0D31DDDE4D2E3FFAC2B4B074F638EEF7FFF9254963B65C7759",
      "63DC07286289A7A6C0334CA31C314A04",
      "774F26743ECE6AF5033B6AE8522946F6",
    ],
    [
      "AN12196 6.6",
      "00000000000000000000000000000000",
      "B9E2FC789B64BF237CCCAA20EC7E6E48",
      "9D00C4DF",
      "A04C124213C186F22399D33AC2A30215",
      "35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D",
      "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
      "1309C877509E5A215007FF0ED19CA564",
      "4C6626F5E72EA694202139295C7A7FC7",
    ],
    [
      "AN12343 table 7",
      "01234567890123456789012345678901",
      "D75F1D2E89DC6A80D857C732CEBA18DC",
      "569D4B24",
      "B9FC6CCAE153125C7C17E6906433C0F4",
      "C8B3AFDEC10EE8298471A7B41736B4381BA1BE0F57F66387C5577721B70F847F",
      "8138FD2450891FCDB4935D9F19C30B55FAD52DC54086933E0FBEC3DE9266BD80",
      "C1D7BD9F60034D8432F9AF3403D573D0",
      "FD9E26C9766F07C1D07106C0F8F3671F",
    ],
  ])("%s", (_source, key, rndB, ti, challenge, token, answer, enc, mac) => {
    const keys = [bytes(key), bytes(key)];
    const logic = createDesfireLogic({ uid: UID, applications: [{ id: APP, keys, files: [] }], rng: draws(rndB, ti) });
    const say = talk(logic);
    say("905A00000301020300");
    expect(say("9071000002010000")).toBe(`${challenge}91AF`);
    expect(say(`90AF000020${token}00`)).toBe(`${answer}9100`);
    expect(logic.session).toEqual(session(enc, mac, ti, 1));
  });

  it("and GetCardUID in the session of AN12343 table 7", () => {
    const logic = createDesfireLogic(OPTIONS);
    logic.session = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24");
    expect(talk(logic)("90510000085CA9EF7C912A391B00")).toBe("CDFFBF6D34231DA2789DA9D3AB15D560CE75E39EDBE94C2F9100");
    expect(logic.session).toMatchObject({ cmdCtr: 1 });
  });

  it("NonFirst of AN12196 keeps TI and CmdCtr", () => {
    const logic = createDesfireLogic({ ...OPTIONS, rng: draws("6924E8D09722659A2E7DEC68E66312B8") });
    logic.session = { ...session("00".repeat(16), "00".repeat(16), "7614281A"), cmdCtr: 7 };
    const say = talk(logic);
    expect(say("90770000010000")).toBe("A6A2B3C572D06C097BB8DB70463E22DC91AF");
    expect(say("90AF000020BE7D45753F2CAB85F34BC60CE58B940763FE969658A532DF6D95EA2773F6E99100")).toBe(
      "B888349C24B315EAB5B589E279C8263E9100",
    );
    const opened = session("4CF3CB41A22583A61E89B158D252FC53", "5529860B2FC5FB6154B7F28361D30BF9", "7614281A");
    expect(logic.session).toEqual({ ...opened, cmdCtr: 7 });
  });
});

describe("secure messaging as published", () => {
  const blank = (mode: "mac" | "full") => ({
    uid: UID,
    applications: [
      { id: APP, keys: [ZERO_KEY], files: [{ number: 0, mode, read: 0, write: 0, data: new Uint8Array(48) }] },
    ],
  });

  function inSession(mode: "mac" | "full", opened: Ev2Session) {
    const logic = createDesfireLogic(blank(mode));
    const say = talk(logic);
    say("905A00000301020300");
    logic.session = opened;
    return { logic, say };
  }

  it("MAC mode, write and read (AN12343)", () => {
    const { logic, say } = inSession("mac", session("00".repeat(16), "9366FA195EB566F5BD2BAD4020B83002", "E2D3AF69"));
    const data = "22".repeat(25);
    expect(say(`908D00002800000000190000${data}68F2C28C575A162800`)).toBe("0820F68898C2A7F19100");
    expect(say("90AD00000F000000003000000D9BE191D596083400")).toBe(`${data}${"00".repeat(23)}A49A44222D9266669100`);
    expect(logic.session).toMatchObject({ cmdCtr: 2 });
  });

  it("Full mode, write and read (AN12343)", () => {
    const { say } = inSession(
      "full",
      session("FFBCFE1F41840A09C9A88D0A4B10DF05", "37E7234B11BEBEFDE41A8F290090EF80", "CD73D8E5"),
    );
    expect(
      say("908D00002F00000000190000D7446FBC912580C0A65E738D28B609E43ADBB8FB2B4CA68744D1BBEBB37EBD32700ADF7BB9F62A6C00"),
    ).toBe("B9A534A7A73EE0DD9100");
    expect(say("90AD00000F000000003000007CF94F122B3DB05F00")).toBe(
      "8848D0F9B9FD4495770C89925B2A85C7274D350FA9029C484D43804886662DC42D7F40A6D7A415E4A71EFF79EB8E5721AC3BF1CAAFE8EB2CAA2DC162E67A97A38ED7888F22B3A5879100",
    );
  });

  it("MAC of GetFileSettings (AN12196 5.3)", () => {
    const opened = session("00".repeat(16), "8248134A386E86EB7FAF54A52E536CB6", "7A21085E");
    expect(toHex(macOfCommand(opened, 0xf5, bytes("02")))).toBe("6597A457C8CD442C");
    const answer = bytes("0040EEEE000100D1FE001F00004400004400002000006A0000");
    expect(toHex(macOfAnswer(opened, answer))).toBe("2A474282E7A47986");
  });

  it("session keys (nfc-ev2-crypto test_ev2.py)", () => {
    const keys = deriveEv2Keys(
      KEY_1,
      bytes("0123456789ABCDEF0123456789ABCDEF"),
      bytes("FEDCBA9876543210FEDCBA9876543210"),
    );
    expect([toHex(keys.enc), toHex(keys.mac)]).toEqual([
      "195428119C8528D59580A73C7C96C6A3",
      "0AF00F6E39F904C4A6388C812D53DC94",
    ]);
  });

  it("deciphers the ChangeFileSettings data of AN12196, CmdCtr 1", () => {
    const opened = {
      ...session("1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7", "9D00C4DF"),
      cmdCtr: 1,
    };
    expect(toHex(decipherCommand(opened, bytes("61B6D97903566E84C3AE5274467E89EA")))).toBe(
      "4000E0C1F121200000430000430000",
    );
  });
});

describe("commands without authentication", () => {
  it("GetVersion comes in three frames with the UID in the last, native and wrapped", () => {
    const native = fresh();
    expect(native("60")).toBe("AF04010112001805");
    expect(native("AF")).toBe("AF04010102011805");
    expect(native("AF")).toMatch(/^0004DE5F1EACC040.{14}$/);
    const wrapped = fresh();
    expect([wrapped("9060000000"), wrapped("90AF000000")]).toEqual(["0401011200180591AF", "0401010201180591AF"]);
    expect(wrapped("90AF000000")).toMatch(/^04DE5F1EACC040.{14}9100$/);
  });

  it.each([
    ["GetApplicationIDs at PICC level", ["6A"], "00010203AABBCC"],
    ["GetApplicationIDs inside an application", ["5A010203", "6A"], "9D"],
    ["GetFileIDs", ["5A010203", "6F"], "00000102030405"],
    ["GetFileSettings of a free plain file", ["5A010203", "F500"], "000000F0EF960000"],
    ["GetFileSettings of a full file", ["5A010203", "F502"], "000003F010200000"],
    ["GetFileSettings of no file", ["5A010203", "F509"], "F0"],
    ["GetKeyVersion", ["5A010203", "6401"], "0000"],
    ["GetKeyVersion of no key", ["5A010203", "6405"], "40"],
    ["an unknown application", ["5A999999"], "A0"],
    ["a short application id", ["5A0102"], "7E"],
    ["an unknown command", ["42"], "1C"],
    ["AF out of the blue", ["AF"], "1C"],
    ["too many bytes", ["F50000"], "7E"],
    ["ReadData too short", ["5A010203", "BD00"], "7E"],
    ["ReadData too long", ["5A010203", "BD0000000001000000"], "7E"],
    ["ReadData of no file", ["5A010203", "BD09000000010000"], "F0"],
    ["ReadData beyond the end", ["5A010203", "BD00960000010000"], "BE"],
    ["ReadData across the end", ["5A010203", "BD00900000070000"], "BE"],
    ["ReadData of three bytes", ["5A010203", "BD00020000030000"], "00020304"],
    ["ReadData of a file under a key", ["5A010203", "BD01000000010000"], "AE"],
    ["ReadData of a file nobody may read", ["5A010203", "BD03000000010000"], "9D"],
    ["WriteData to a file nobody may write", ["5A010203", "3D0000000001000011"], "9D"],
    ["GetCardUID", ["51"], "AE"],
    ["authentication with no such key", ["5A010203", "710500"], "40"],
    ["authentication with a wrong length", ["5A010203", "7100"], "7E"],
    ["NonFirst without a session", ["5A010203", "7700"], "AE"],
    ["another command between two frames", ["60", "6A"], "CA"],
  ])("%s", (_name, commands, expected) => {
    const say = fresh();
    const answers = commands.map(say);
    expect(answers[answers.length - 1]).toBe(expected);
  });

  it("ReadData with length 0 reads to the end, 59 bytes a frame", () => {
    const say = fresh();
    say("5A010203");
    const hex = toHex(PLAIN_FILE) ?? "";
    expect(say("BD00000000000000")).toBe(`AF${hex.slice(0, 118)}`);
    expect(say("AF")).toBe(`AF${hex.slice(118, 236)}`);
    expect(say("AF")).toBe(`00${hex.slice(236)}`);
  });

  it("the framing of the first command stays until the next activation", () => {
    const say = fresh();
    say("5A010203");
    expect(say("9060000000")).toBe("1C");
    const wrapped = fresh();
    wrapped("9060000000");
    expect(wrapped("60")).toBe("6E00");
  });

  it.each(["9060000001", "90F500000200", "90600100 00", "90F5000000"])(
    "wrapped command %s has a wrong length",
    (command) => {
      expect(fresh()(`${command}`)).toBe("917E");
    },
  );

  it("a random UID hides the real one in GetVersion", () => {
    const say = fresh({ randomUid: true });
    say("60");
    say("AF");
    expect(say("AF")).toMatch(/^0000000000000000/);
  });
});

/** The reader's half of EV2, over any way to send a native command. */
function createEv2Reader(send: (command: Uint8Array) => Uint8Array) {
  let opened: Ev2Session | undefined;

  function authenticate(keyNumber: number, key: Uint8Array): number {
    const [status, ...challenge] = send(Uint8Array.of(0x71, keyNumber, 0x00));
    if (status !== 0xaf) return status;
    const rndA = bytes("F0E0D0C0B0A090807060504030201000");
    const rndB = aesCbcDecrypt(key, Uint8Array.from(challenge));
    const answer = send(concat([0xaf], aesCbcEncrypt(key, concat(rndA, rndB.subarray(1), rndB.subarray(0, 1)))));
    if (answer[0] !== 0) return answer[0];
    const plain = aesCbcDecrypt(key, answer.subarray(1));
    expect(toHex(plain.subarray(4, 20))).toBe(toHex(concat(rndA.subarray(1), rndA.subarray(0, 1))));
    const keys = deriveEv2Keys(key, rndA, rndB);
    opened = { keyNumber, sesAuthEncKey: keys.enc, sesAuthMacKey: keys.mac, ti: plain.slice(0, 4), cmdCtr: 0 };
    return 0;
  }

  /** Sends with MAC and gives the whole answer, AF frames collected, MAC still on. */
  function command(ins: number, header: Uint8Array, spoilMac = false): Uint8Array {
    if (opened === undefined) throw new Error("not authenticated");
    const mac = macOfCommand(opened, ins, header);
    if (spoilMac) mac[7] ^= 1;
    let answer = send(concat([ins], header, mac));
    let data = answer.subarray(1);
    while (answer[0] === 0xaf) {
      answer = send(Uint8Array.of(0xaf));
      data = concat(data, answer.subarray(1));
    }
    return concat([answer[0]], data);
  }

  return { authenticate, command, session: () => opened as Ev2Session };
}

function authenticated(keyNumber = 1, key = KEY_1) {
  const logic = createDesfireLogic(OPTIONS);
  const apdus = createDesfireApdus(logic);
  const send = (command: Uint8Array) => apdus.apdu(command).data;
  const reader = createEv2Reader(send);
  send(concat([0x5a], APP));
  expect(reader.authenticate(keyNumber, key)).toBe(0);
  return { logic, send, reader };
}

const READ_32 = (file: number) => Uint8Array.of(file, 0, 0, 0, 32, 0, 0);

describe("a session", () => {
  it("reads a MAC file with a MAC over the answer", () => {
    const { reader } = authenticated();
    const answer = reader.command(0xbd, READ_32(1));
    expect(toHex(answer)).toBe(`00${toHex(CREDENTIAL)}${toHex(macOfAnswer(reader.session(), CREDENTIAL))}`);
  });

  it("reads an enciphered file", () => {
    const { reader } = authenticated();
    const cryptogram = encipherAnswer(reader.session(), CREDENTIAL);
    expect(cryptogram).toHaveLength(48);
    expect(toHex(reader.command(0xbd, READ_32(2)))).toBe(
      `00${toHex(cryptogram)}${toHex(macOfAnswer(reader.session(), cryptogram))}`,
    );
  });

  it("reads a plain file and a free one without MAC, and counts these commands", () => {
    const { logic, send } = authenticated();
    expect(toHex(send(concat([0xbd], READ_32(4))))).toBe(`00${toHex(CREDENTIAL)}`);
    expect(toHex(send(concat([0xbd], READ_32(0))))).toBe(`00${toHex(PLAIN_FILE.subarray(0, 32))}`);
    expect(logic.session).toMatchObject({ cmdCtr: 2 });
  });

  it.each([0x60, 0x6f])("puts a MAC on command %i, frames joined", (ins) => {
    const { reader } = authenticated();
    const answer = reader.command(ins, new Uint8Array(0));
    const data = answer.subarray(1, -8);
    expect([answer[0], toHex(answer.subarray(-8))]).toEqual([0, toHex(macOfAnswer(reader.session(), data))]);
  });

  const ends: [string, number, (parts: ReturnType<typeof authenticated>) => Uint8Array][] = [
    ["a wrong MAC", 0x1e, ({ reader }) => reader.command(0xbd, READ_32(1), true)],
    ["a missing MAC", 0x7e, ({ send }) => send(concat([0xbd], READ_32(1)))],
    [
      "a MAC for another counter",
      0x1e,
      ({ reader }) => {
        reader.session().cmdCtr = 1;
        return reader.command(0xbd, READ_32(1));
      },
    ],
    ["a file that is not there", 0xf0, ({ reader }) => reader.command(0xbd, READ_32(9))],
    ["a file of another key", 0xae, ({ send }) => send(bytes("3D0200000001000011"))],
    ["a file nobody may read", 0x9d, ({ reader }) => reader.command(0xbd, READ_32(3))],
    ["an unknown command", 0x1c, ({ send }) => send(bytes("42"))],
    ["a new selection", 0x00, ({ send }) => send(concat([0x5a], APP))],
    ["a wrong key in a new authentication", 0xae, ({ reader }) => Uint8Array.of(reader.authenticate(1, ZERO_KEY))],
  ];
  it.each(ends)("ends with %s (status %i)", (_why, status, act) => {
    const parts = authenticated();
    expect(act(parts)[0]).toBe(status);
    expect(parts.logic.session).toBeUndefined();
    expect(parts.send(concat([0xbd], READ_32(1)))[0]).toBe(0xae);
  });

  it("reads a free file in plain whatever its mode", () => {
    const { send } = authenticated();
    expect(toHex(send(concat([0xbd], READ_32(5))))).toBe(`00${toHex(CREDENTIAL)}`);
  });

  it("ends with the activation, and so do the selection and the framing", () => {
    const logic = createDesfireLogic(OPTIONS);
    const apdus = createDesfireApdus(logic);
    const send = (command: Uint8Array) => apdus.apdu(command).data;
    send(concat([0x5a], APP));
    createEv2Reader(send).authenticate(1, KEY_1);
    apdus.activate?.();
    expect(logic.session).toBeUndefined();
    expect(toHex(send(bytes("906A000000")))).toBe("010203AABBCC9100");
    expect(toHex(send(bytes("90F50000010000")))).toBe("91F0");
  });

  it("takes an enciphered write that spans two native frames", () => {
    const { logic, send, reader } = authenticated(0, ZERO_KEY);
    const opened = reader.session();
    const header = bytes("02000000200000");
    const data = new Uint8Array(32).fill(0x5c);
    const iv = aesCbcEncrypt(opened.sesAuthEncKey, concat([0xa5, 0x5a], opened.ti, new Uint8Array(10)));
    const cryptogram = aesCbcEncrypt(opened.sesAuthEncKey, concat(data, [0x80], new Uint8Array(15)), iv);
    const body = concat(header, cryptogram, macOfCommand(opened, 0x3d, concat(header, cryptogram)));
    expect(toHex(send(concat([0x3d], body.subarray(0, 50))))).toBe("AF");
    expect(toHex(send(concat([0xaf], body.subarray(50))))).toBe(`00${toHex(macOfAnswer(opened, new Uint8Array(0)))}`);
    expect(logic.session).toMatchObject({ cmdCtr: 1 });
    expect(reader.authenticate(1, KEY_1)).toBe(0);
    const read = encipherAnswer(reader.session(), data);
    expect(toHex(reader.command(0xad, READ_32(2)).subarray(1, 49))).toBe(toHex(read));
  });
});

describe("through chip and field", () => {
  it.each([undefined, 3])("a whole tap proves the credential (WTXM %s)", (wtx) => {
    const bench = createBench();
    bench.field.place(createDesfireCard({ ...OPTIONS, randomUid: true, ...(wtx === undefined ? {} : { wtx }) }));
    bench.start();
    expect(toHex(bench.wake(0x26)?.bytes)).toBe("0403");
    const selected = bench.select();
    expect([selected?.sak, selected?.uid[0], selected?.uid.length]).toEqual([0x20, 0x08, 4]);
    const isodep = createPcdIsodep(bench);
    expect(toHex(isodep.rats())).toBe("067577810280");
    const reader = createEv2Reader((command) => isodep.apdu(command));
    expect(toHex(isodep.apdu(concat([0x5a], APP)))).toBe("00");
    expect(reader.authenticate(1, KEY_1)).toBe(0);
    const cryptogram = encipherAnswer(reader.session(), CREDENTIAL);
    expect(toHex(reader.command(0xbd, READ_32(2)).subarray(1, 49))).toBe(toHex(cryptogram));
  });

  it("takes about as long as measured cards do: below 35 ms for native EV2 and a 32-byte read", () => {
    const bench = createBench();
    bench.field.place(createDesfireCard(OPTIONS));
    bench.start();
    const startedAtUs = bench.clock.us;
    bench.wake(0x26);
    bench.select();
    const isodep = createPcdIsodep(bench);
    isodep.rats();
    isodep.apdu(concat([0x5a], APP));
    const reader = createEv2Reader((command) => isodep.apdu(command));
    reader.authenticate(1, KEY_1);
    reader.command(0xbd, READ_32(2));
    const elapsedMs = (bench.clock.us - startedAtUs) / 1000;
    expect(elapsedMs).toBeGreaterThan(25);
    expect(elapsedMs).toBeLessThan(35);
  });
});

describe("options", () => {
  it("are refused when a length is wrong, naming the argument", () => {
    expect(() => createDesfireCard({ uid: bytes("11223344"), applications: [] })).toThrow(
      '"uid" must have 7 bytes, got 4',
    );
    const application = { id: bytes("01"), keys: [], files: [] };
    expect(() => createDesfireCard({ uid: UID, applications: [application] })).toThrow('"id" must have 3 bytes, got 1');
    const keys = [new Uint8Array(8)];
    expect(() => createDesfireCard({ uid: UID, applications: [{ id: APP, keys, files: [] }] })).toThrow(
      '"keys" must have 16 bytes',
    );
  });
});
