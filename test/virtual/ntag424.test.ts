/** The NTAG 424 DNA: published examples driven through it, every right and status. AN12196 (card-vectors.md 4, 5). */

import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  aesCbcDecrypt,
  aesCbcEncrypt,
  aesCmacTruncated,
  aesEcbEncrypt,
  padWith80,
} from "../../sdk/virtual/cards/aes.js";
import { concat } from "../../sdk/virtual/cards/bytes.js";
import { createNtag424Apdus, createNtag424Card } from "../../sdk/virtual/cards/ntag424.js";
import { createNtag424Logic, type Ntag424Logic } from "../../sdk/virtual/cards/ntag424-commands.js";
import type { Ntag424Options } from "../../sdk/virtual/cards/ntag424-core.js";
import { deriveSdmKeys, mirroredFile } from "../../sdk/virtual/cards/ntag424-sdm.js";
import type { SdmSettings } from "../../sdk/virtual/cards/ntag424-sdm-settings.js";
import { deriveSessionKeys, openCommand, sealAnswer } from "../../sdk/virtual/cards/ntag424-session.js";
import { bytes, createBench, createPcdIsodep, toHex } from "../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const ZERO_KEY = new Uint8Array(16);
const KEYS = Array.from({ length: 5 }, (_, i) => new Uint8Array(16).fill(0x10 * (i + 1)));
const SELECT_APPLICATION = "00A4040C07D276000085010100";
const NDEF = 2;

/** Encrypted PICCData by key 2, MAC over nothing by key 1, at the places AN12196 uses. */
const SUN: SdmSettings = {
  mirrorUid: true,
  mirrorReadCounter: true,
  metaRead: 2,
  fileRead: 1,
  counterRetrieve: 1,
  piccDataOffset: 0x20,
  macInputOffset: 0x43,
  macOffset: 0x43,
};

function draws(...values: string[]): () => Uint8Array {
  return () => bytes(values.shift() ?? "");
}

function talk(logic: Ntag424Logic): (command: string) => string {
  const apdus = createNtag424Apdus(logic);
  apdus.activate?.();
  return (command) => toHex(apdus.apdu(bytes(command)).data) ?? "";
}

/** A card with its application selected, and a way to speak to it in hex. */
function fresh(options: Partial<Ntag424Options> = {}) {
  const logic = createNtag424Logic({ uid: UID, ...options });
  const say = talk(logic);
  expect(say(SELECT_APPLICATION)).toBe("9000");
  return { logic, core: logic.core, say };
}

function session(encKey: string, macKey: string, ti: string, commandCount = 0, keyNumber = 0) {
  return { keyNumber, encKey: bytes(encKey), macKey: bytes(macKey), ti: bytes(ti), commandCount };
}

/** The reader's half of AuthenticateEV2First. Gives the status word of the second part. */
function authenticate(say: (command: string) => string, number: number, key: Uint8Array): string {
  const first = say(`9071000002${toHex(Uint8Array.of(number))}0000`);
  if (!first.endsWith("91AF")) return first;
  const rndB = aesCbcDecrypt(key, bytes(first.slice(0, 32)));
  const token = aesCbcEncrypt(key, concat(new Uint8Array(16).fill(0xaa), rndB.subarray(1), rndB.subarray(0, 1)));
  return say(`90AF000020${toHex(token)}00`).slice(-4);
}

/** A command with its secure messaging put on by the reader's side; only the MAC is asked for here. */
function withMac(logic: Ntag424Logic, ins: number, body: Uint8Array): string {
  const { session: open } = logic.core;
  if (open === undefined) throw new Error("no session");
  const input = concat([ins, open.commandCount & 0xff, open.commandCount >> 8], open.ti, body);
  const data = concat(body, aesCmacTruncated(open.macKey, input));
  return toHex(concat([0x90, ins, 0, 0, data.length], data, [0])) ?? "";
}

/** A command whose data the reader enciphers behind a clear header of one byte. */
function withCipher(logic: Ntag424Logic, ins: number, header: number, data: Uint8Array): string {
  const { session: open } = logic.core;
  if (open === undefined) throw new Error("no session");
  const counter = [open.commandCount & 0xff, open.commandCount >> 8];
  const iv = aesEcbEncrypt(open.encKey, concat([0xa5, 0x5a], open.ti, counter, new Uint8Array(8)));
  return withMac(logic, ins, concat([header], aesCbcEncrypt(open.encKey, padWith80(data), iv)));
}

describe("AuthenticateEV2First as published", () => {
  it.each([
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
    const { core, say } = fresh({ keys: KEYS.map(() => bytes(key)), rng: draws(rndB, ti) });
    expect(say("9071000002000000")).toBe(`${challenge}91AF`);
    expect(say(`90AF000020${token}00`)).toBe(`${answer}9100`);
    expect(core.session).toEqual(session(enc, mac, ti));
  });

  it("session keys of nfc-ev2-crypto", () => {
    const keys = deriveSessionKeys(
      bytes("00112233445566778899AABBCCDDEEFF"),
      bytes("0123456789ABCDEF0123456789ABCDEF"),
      bytes("FEDCBA9876543210FEDCBA9876543210"),
    );
    expect(toHex(keys.encKey)).toBe("195428119C8528D59580A73C7C96C6A3");
    expect(toHex(keys.macKey)).toBe("0AF00F6E39F904C4A6388C812D53DC94");
  });

  it("NonFirst of AN12196 keeps TI and CmdCtr", () => {
    const { core, say } = fresh({ rng: draws("6924E8D09722659A2E7DEC68E66312B8") });
    core.session = session("00".repeat(16), "00".repeat(16), "7614281A", 7);
    expect(say("90770000010000")).toBe("A6A2B3C572D06C097BB8DB70463E22DC91AF");
    expect(say("90AF000020BE7D45753F2CAB85F34BC60CE58B940763FE969658A532DF6D95EA2773F6E99100")).toBe(
      "B888349C24B315EAB5B589E279C8263E9100",
    );
    expect(core.session).toEqual(
      session("4CF3CB41A22583A61E89B158D252FC53", "5529860B2FC5FB6154B7F28361D30BF9", "7614281A", 7),
    );
  });

  it("gives PCDcap2 back, also to a reader that asks for LRP", () => {
    const { say } = fresh({ rng: draws("00".repeat(16), "01020304") });
    const rndB = aesCbcDecrypt(ZERO_KEY, bytes(say("907100000300010200").slice(0, 32)));
    const token = aesCbcEncrypt(ZERO_KEY, concat(new Uint8Array(16), rndB.subarray(1), rndB.subarray(0, 1)));
    const plain = aesCbcDecrypt(ZERO_KEY, bytes(say(`90AF000020${toHex(token)}00`).slice(0, 64)));
    expect(toHex(plain)).toBe(`01020304${"00".repeat(16)}${"00".repeat(6)}020000000000`);
  });
});

describe("secure messaging as published", () => {
  it("GetCardUID in the session of AN12343 table 7", () => {
    const { core, say } = fresh();
    core.session = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24");
    expect(say("90510000085CA9EF7C912A391B00")).toBe("CDFFBF6D34231DA2789DA9D3AB15D560CE75E39EDBE94C2F9100");
    expect(core.session?.commandCount).toBe(1);
  });

  it("ReadData and WriteData with MAC (AN12343)", () => {
    // The example numbers its file 00, so it is played to the messaging and not to a file.
    const open = session("00".repeat(16), "9366FA195EB566F5BD2BAD4020B83002", "E2D3AF69");
    const body = bytes(`00000000190000${"22".repeat(25)}68F2C28C575A1628`);
    expect(openCommand(open, 0x8d, body, 7, "mac")).toMatchObject({ data: new Uint8Array(25).fill(0x22) });
    expect(toHex(sealAnswer(open, new Uint8Array(0), "mac"))).toBe("0820F68898C2A7F1");
    const read = openCommand(open, 0xad, bytes("000000003000000D9BE191D5960834"), 7, "mac");
    expect(read).toMatchObject({ data: new Uint8Array(0) });
    const content = concat(new Uint8Array(25).fill(0x22), new Uint8Array(23));
    expect(toHex(sealAnswer(open, content, "mac"))?.slice(-16)).toBe("A49A44222D926666");
  });

  it("ReadData and WriteData enciphered (AN12343)", () => {
    const open = session("FFBCFE1F41840A09C9A88D0A4B10DF05", "37E7234B11BEBEFDE41A8F290090EF80", "CD73D8E5");
    const write = "00000000190000D7446FBC912580C0A65E738D28B609E43ADBB8FB2B4CA68744D1BBEBB37EBD32700ADF7BB9F62A6C";
    expect(openCommand(open, 0x8d, bytes(write), 7, "full")).toMatchObject({ data: new Uint8Array(25).fill(0x22) });
    expect(toHex(sealAnswer(open, new Uint8Array(0), "full"))).toBe("B9A534A7A73EE0DD");
    expect(openCommand(open, 0xad, bytes("000000003000007CF94F122B3DB05F"), 7, "mac")).toHaveProperty("data");
    expect(toHex(sealAnswer(open, concat(new Uint8Array(25).fill(0x22), new Uint8Array(23)), "full"))).toBe(
      "8848D0F9B9FD4495770C89925B2A85C7274D350FA9029C484D43804886662DC42D7F40A6D7A415E4A71EFF79EB8E5721AC3BF1CAAFE8EB2CAA2DC162E67A97A38ED7888F22B3A587",
    );
  });

  it("ChangeFileSettings that enables SDM (AN12196), and GetFileSettings afterwards", () => {
    const { core, say } = fresh();
    core.session = session("1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7", "9D00C4DF", 1);
    expect(say("905F0000190261B6D97903566E84C3AE5274467E89EAD799B7C1A0EF7A0400")).toBe("57BFF87B1241E93D9100");
    expect(core.files[1].sdm).toEqual(SUN);
    core.session = undefined;
    expect(say("90F50000010200")).toBe("004000E0000100C1F1212000004300004300009100");
  });

  it("GetFileSettings with MAC (AN12196 5.3)", () => {
    const sdm: SdmSettings = {
      ...{ mirrorUid: true, mirrorReadCounter: true, metaRead: 0, fileRead: 0, counterRetrieve: "free" },
      ...{ piccDataOffset: 0x1f, macInputOffset: 0x44, encOffset: 0x44, encLengthBytes: 0x20, macOffset: 0x6a },
    };
    const { core, say } = fresh({ sdm, files: { 2: { change: "free" } } });
    core.session = session("00".repeat(16), "8248134A386E86EB7FAF54A52E536CB6", "7A21085E");
    expect(say("90F5000009026597A457C8CD442C00")).toBe(
      "0040EEEE000100D1FE001F00004400004400002000006A00002A474282E7A479869100",
    );
  });

  it("ChangeKey of another key (AN12343 9.2)", () => {
    const { core, say } = fresh();
    core.session = session("A664EA370E90B249FE2870772291A820", "605526E474B2304354D05A800F56B7A9", "BC354CD5");
    expect(say("90C40000290180D40DB52D5D8CA136249A0A14154DBA1BE0D67C408AB24CF0F3D3B4FE333C6AD27EF8006B374ABB00")).toBe(
      "BB94CB85EBC43B9D9100",
    );
    expect(toHex(core.keys.all[1].value)).toBe("01234567890123456789012345678901");
    expect(core.session?.commandCount).toBe(1);
  });

  it("ChangeKey of the own key ends the session (AN12343 9.2)", () => {
    const { core, say } = fresh();
    core.session = session("E156C8522F7C8DC82B0C99BA847DE723", "45D50C1570000D2F173DF949288E3CAD", "94297F4D");
    expect(say("90C400002900BF5400DC97A1FBD65BE870716D6F11F8161BB4CA472856DB94AB94B2EC1A13E627CE07CF56C1109100")).toBe(
      "9100",
    );
    expect(toHex(core.keys.all[0].value)).toBe("01234567890123456789012345678901");
    expect(core.session).toBeUndefined();
  });
});

describe("SDM as published", () => {
  /** SUN messages of AN12196, ntag424-java, node-ntag424: keys zero, MAC over nothing. */
  it.each([
    ["04DE5F1EACC040", 61, "DA5CF60941", "EF963FF7828658A599F3041510671E88", "94EED9EE65337086"],
    ["049F50824F1390", 33, "E5244F436C", "84DC15E87593037C7DDA281C2D55B8F2", "4BBC218E7B2B36AF"],
    ["049D98F20B1090", 56, "4F4AC78E19", "1CC49B9AA47D2837E5F1A1B5DEAE811C", "6488AEBA44044CBF"],
  ])("UID %s, counter %i", (uid, count, padding, piccData, mac) => {
    const { core, say } = fresh({ uid: bytes(uid), sdm: SUN, rng: draws(padding) });
    core.files[1].readCount = count - 1;
    const read = Buffer.from(bytes(say("90AD0000070200000000010000"))).toString("latin1");
    expect(read.slice(0x20, 0x40)).toBe(piccData);
    expect(read.slice(0x43, 0x53)).toBe(mac);
  });

  it("SUN with encrypted file data (ntag424-java)", () => {
    const sdm: SdmSettings = { ...SUN, macInputOffset: 0x60, encOffset: 0x60, encLengthBytes: 32, macOffset: 0x81 };
    const file = new Uint8Array(256);
    file.set(bytes("0102030405060708090A0B0C0D0E0F10"), 0x60);
    file[0x80] = "/".charCodeAt(0);
    const context = { uid: bytes("04B07F12647380"), readCount: 1, key: () => ZERO_KEY, padding: bytes("92F349E092") };
    const read = Buffer.from(mirroredFile(file, sdm, context)).toString("latin1");
    expect(read.slice(0x20, 0x40)).toBe("379F7A361ED4728A13B70F2B591FFA6B");
    expect(read.slice(0x60, 0x91)).toBe("A0DED1861CC740B47240AC0C944DC2EF/4FF9720BC3FE5910");
  });

  it.each([
    ["041E3C8A2D6B80", 6, "000006", "4B00064004B0B3D3"],
    ["049D98F20B1090", 0x26, "000026", "71FD0299F6A6F742"],
  ])("plain mirror of UID %s, counter %i", (uid, readCount, text, mac) => {
    const { piccDataOffset: _, ...rest } = SUN;
    const sdm: SdmSettings = { ...rest, metaRead: "free", uidOffset: 0x10, readCounterOffset: 0x20 };
    const context = { uid: bytes(uid), readCount, key: () => ZERO_KEY, padding: new Uint8Array(16) };
    const read = Buffer.from(mirroredFile(new Uint8Array(256), sdm, context)).toString("latin1");
    expect([read.slice(0x10, 0x1e), read.slice(0x20, 0x26), read.slice(0x43, 0x53)]).toEqual([uid, text, mac]);
  });

  it("session keys and encrypted data of AN12196", () => {
    const keys = deriveSdmKeys(bytes("5ACE7E50AB65D5D51FD5BF5A16B8205B"), bytes("04C767F2066180010000"));
    expect(toHex(keys.enc)).toBe("66DA61797E23DECA5D8ECA13BBADF7A9");
    expect(toHex(keys.mac)).toBe("3A3E8110E05311F7A3FCF0D969BF2B48");
    const sdm: SdmSettings = { ...SUN, macInputOffset: 0x60, encOffset: 0x60, encLengthBytes: 32, macOffset: 0x80 };
    const context = { uid: bytes("04958CAA5C5E80"), readCount: 1, key: () => ZERO_KEY, padding: new Uint8Array(16) };
    const read = Buffer.from(mirroredFile(new Uint8Array(256).fill(0x78), sdm, context)).toString("latin1");
    expect(read.slice(0x60, 0x80)).toBe("94592FDE69FA06E8E3B6CA686A22842B");
  });
});

describe("the SDM read counter", () => {
  const READ = "90AD0000070200000000010000";

  it("rises with the first read of a row, not with the next, and again after another command", () => {
    const { core, say } = fresh({ sdm: SUN });
    const first = say(READ);
    expect(say(READ)).toBe(first);
    expect(core.files[1].readCount).toBe(1);
    say("90F50000010200");
    expect(say(READ)).not.toBe(first);
    expect(core.files[1].readCount).toBe(2);
    say("00B0840000");
    expect(core.files[1].readCount).toBe(3);
  });

  it("does not rise, and nothing is mirrored, in a session or by a read that fails", () => {
    const { core, say } = fresh({ sdm: SUN });
    expect(say("90AD0000070200010001000000")).toBe("91BE");
    expect(authenticate(say, 3, ZERO_KEY)).toBe("9100");
    expect(say(READ)).toBe(`${"00".repeat(256)}9100`);
    expect(core.files[1].readCount).toBe(0);
  });

  it("stops reading at its limit, but not for who has authenticated", () => {
    const { say } = fresh({ sdm: { ...SUN, readCounterLimit: 1 } });
    expect(say(READ)).toMatch(/9100$/);
    say("90F50000010200");
    expect(say(READ)).toBe("91AE");
    expect(say("00B0840000")).toBe("6982");
    expect(authenticate(say, 0, ZERO_KEY)).toBe("9100");
    expect(say(READ)).toMatch(/9100$/);
  });

  it("is told by GetFileCounters to the holder of the key, in plain when free, else to nobody", () => {
    const { logic, core, say } = fresh({ sdm: SUN, keys: KEYS });
    say(READ);
    expect(say("90F60000010200")).toBe("91AE");
    expect(authenticate(say, 1, KEYS[1])).toBe("9100");
    const { session: open } = core;
    const answer = bytes(say(withMac(logic, 0xf6, Uint8Array.of(NDEF))));
    expect(answer.length).toBe(16 + 8 + 2);
    const iv = aesCbcEncrypt(open?.encKey ?? ZERO_KEY, concat([0x5a, 0xa5], open?.ti ?? [], [1, 0], new Uint8Array(8)));
    expect(toHex(aesCbcDecrypt(open?.encKey ?? ZERO_KEY, answer.subarray(0, 16), iv))).toMatch(/^010000000080/);
    const free = fresh({ sdm: { ...SUN, counterRetrieve: "free" } });
    expect(free.say("90F60000010200")).toBe("00000000009100");
    expect(fresh({ sdm: { ...SUN, counterRetrieve: "never" } }).say("90F60000010200")).toBe("919D");
    expect(fresh().say("90F60000010200")).toBe("919D");
    expect(fresh().say("90F60000010900")).toBe("91F0");
  });

  it("begins at zero whenever SDM is switched on", () => {
    const { core, say } = fresh({ sdm: SUN, files: { 2: { change: "free" } } });
    say(READ);
    expect(say("905F0000040200EEEE00")).toBe("9100");
    expect(core.files[1].sdm).toBeUndefined();
    expect(say("905F0000100240EEEEC1F12120000043000043000000")).toBe("9100");
    expect(core.files[1].readCount).toBe(0);
  });
});

describe("file settings", () => {
  const open = { files: { 1: { change: "free" }, 2: { change: "free" }, 3: { change: "never" } } } as const;
  it.each([
    ["a reserved right", "0200EE5E", "919E"],
    ["a reserved option bit", "0280EEEE", "919E"],
    ["SDM on file 1", "0140EEEEC1F121200000430000430000", "919E"],
    ["bytes too many", "0200EEEE00", "917E"],
    ["bytes too few", "0200EE", "917E"],
    ["an offset too few", "0240EEEEC1F121200000430000", "917E"],
    ["a placeholder beyond the file", "0240EEEEC1F121F00000430000430000", "919E"],
    ["placeholders that overlap", "0240EEEEC1F121200000300000300000", "919E"],
    ["a MAC that starts after itself", "0240EEEEC1F121200000440000430000", "919E"],
    ["binary mirrors", "0240EEEEC0F121200000430000430000", "919E"],
    ["encrypted data of odd length", "0240EEEED1F121200000600000600000100000800000", "919E"],
    ["encrypted data the MAC does not cover", "0240EEEED1F121200000800000600000200000800000", "919E"],
    ["encrypted data without the UID", "0240EEEE51F121200000600000600000200000800000", "919E"],
    ["good encrypted data", "0240EEEED1F121200000600000600000200000800000", "9100"],
    ["a good limit and no mirror", "0240EEEEE1FEFF0A0000", "9100"],
    ["a file that does not exist", "0500EEEE", "91F0"],
    ["a file nobody may change", "0300EEEE", "919D"],
  ])("with %s are answered as they deserve", (_what, data, status) => {
    const { core, say } = fresh(open);
    const before = JSON.stringify(core.files);
    expect(say(`905F0000${toHex(Uint8Array.of(data.length / 2))}${data}00`)).toBe(status);
    expect(JSON.stringify(core.files) === before).toBe(status !== "9100");
  });

  it("can be changed in full messaging only by the key of the change right", () => {
    const { say } = fresh({ keys: KEYS });
    expect(say("905F0000040200EEEE00")).toBe("91AE");
    expect(authenticate(say, 1, KEYS[1])).toBe("9100");
    expect(say("905F0000040200EEEE00")).toBe("91AE");
    expect(authenticate(say, 0, KEYS[0])).toBe("9100");
    expect(say("905F0000040200EEEE00")).toBe("917E");
  });

  it("read back as written", () => {
    const text = (present: boolean, value: string) => (present ? value : "");
    const flags = fc.record({ uid: fc.boolean(), counter: fc.boolean(), limit: fc.boolean(), isFree: fc.boolean() });
    fc.assert(
      fc.property(flags, fc.nat(4), ({ uid, counter, limit, isFree }, key) => {
        const options = 0x01 | (Number(uid) << 7) | (Number(counter) << 6) | (Number(limit) << 5);
        const rights = Uint8Array.of(options, 0xf0 | key, ((isFree ? 0xe : key) << 4) | key);
        const mirrors = isFree ? text(uid, "000000") + text(counter, "200000") : "200000";
        const sdm = `${toHex(rights)}${mirrors}500000600000${text(limit, "050000")}`;
        const data = `0240EEEE${sdm}`;
        const { say } = fresh(open);
        expect(say(`905F0000${toHex(Uint8Array.of(data.length / 2))}${data}00`)).toBe("9100");
        expect(say("90F50000010200")).toBe(`0040EEEE000100${sdm}9100`);
      }),
    );
  });
});

describe("file access", () => {
  it.each([
    ["90AD000007010000000F000000", /^001720010000FF0406E10401000000.*9100$/],
    ["90AD0000070300000000000000", /^91AE$/],
    ["90AD0000070400000000000000", /^91F0$/],
    ["90AD0000070200000001010000", /^91BE$/],
    ["90AD00000602000000000100", /^917E$/],
    ["908D00000901000000020000AABB00", /^91AE$/],
    ["908D00000902000000020000AABB00", /^9100$/],
    ["908D00000902FF0000020000AABB00", /^91BE$/],
    ["908D00000802000000020000AA00", /^917E$/],
    ["908D0000070200000000000000", /^919E$/],
  ])("without authentication: %s", (command, expected) => {
    expect(fresh().say(command)).toMatch(expected);
  });

  it("of file 3 is enciphered both ways, key 2 reads, key 3 writes", () => {
    const { logic, core, say } = fresh({ keys: KEYS });
    expect(authenticate(say, 2, KEYS[2])).toBe("9100");
    const answer = say(withMac(logic, 0xad, bytes("03000000040000")));
    expect(answer.length / 2).toBe(16 + 8 + 2);
    expect(answer.slice(0, 4)).not.toBe("007E");
    expect(say(withMac(logic, 0x8d, bytes("03000000010000AA")))).toBe("91AE");
    expect(core.session).toBeUndefined();
    expect(authenticate(say, 3, KEYS[3])).toBe("9100");
    expect(say(withMac(logic, 0x8d, bytes("03000000010000AA")))).toBe("911E");
  });

  it("by a right that is free is in plain even in a session, and still counts", () => {
    const { core, say } = fresh({ keys: KEYS, files: { 2: { mode: "full" } } });
    expect(authenticate(say, 4, KEYS[4])).toBe("9100");
    expect(say("90AD0000070200000004000000")).toBe("000000009100");
    expect(core.session?.commandCount).toBe(1);
  });

  it("a bad MAC, too little and a counter at its end all end the session", () => {
    for (const command of ["90F500000902000000000000000000", "90F50000010200", "90AD0000070200000000000000"]) {
      const { core, say } = fresh({ files: { 2: { mode: "mac" } } });
      core.session = session("00".repeat(16), "11".repeat(16), "00000000", command.startsWith("90AD") ? 0xffff : 0);
      expect(say(command)).toMatch(/^91(1E|7E)$/);
      expect(core.session).toBeUndefined();
    }
  });
});

describe("ISO commands", () => {
  it.each([
    [["00A4000C02E10300", "00B000000F"], "001720010000FF0406E104010000009000"],
    [["00B083000F"], "001720010000FF0406E104010000009000"],
    [["00B0830A00"], `04010000000506E10500808283${"00".repeat(9)}9000`],
    [["00B0832000"], "6B00"],
    [["00B0831F02"], "6700"],
    [["00B0850000"], "6982"],
    [["00B0860000"], "6A82"],
    [["00B0000000"], "6985"],
    [["00B084000000"], "6700"],
    [["00D68400020A0B"], "9000"],
    [["00D684FF020A0B"], "6700"],
    [["00D68300010A"], "6982"],
    [["00D68400010A00"], "6700"],
    [["00D68400020A0B", "00B0840002"], "0A0B9000"],
    [["00A4000002E104"], "9000"],
    [["00A4020C02E105"], "9000"],
    [["00A4000C02E106"], "6A82"],
    [["00A4000C023F00", "00A4000C02E104"], "6A82"],
    [["00A4000C02E110", "00A4000C02E104"], "9000"],
    [["00A4000C", "00B0840001"], "6A82"],
    [["00A4040007D2760000850100", "00B0840001"], "6A82"],
    [["00A4040007D276000085010200"], "6A82"],
    [["00A4030C02E104"], "6A86"],
    [["00A4040C03D27600"], "6A82"],
    [["00A40405"], "6A86"],
    [["00C0000000"], "6D00"],
    [["80A4000C02E104"], "6E00"],
    [["00A4"], "6700"],
  ])("%j ends with %s", (commands, expected) => {
    const { say } = fresh();
    expect(commands.map(say).at(-1)).toBe(expected);
  });

  it("SELECT of the application ends the session, SELECT of a file does not", () => {
    const { core, say } = fresh();
    expect(authenticate(say, 0, ZERO_KEY)).toBe("9100");
    say("00A4000C02E104");
    expect(core.session).toBeDefined();
    say(SELECT_APPLICATION);
    expect(core.session).toBeUndefined();
  });
});

describe("commands", () => {
  it("nothing but GetVersion is there before the application is selected", () => {
    const say = talk(createNtag424Logic({ uid: UID }));
    expect(say("9060000000")).toBe("0404023000110591AF");
    for (const [command, status] of [
      ["9071000002000000", "9140"],
      ["90640000010000", "9140"],
      ["90F50000010200", "91F0"],
    ])
      expect(say(command)).toBe(status);
  });

  it("GetVersion comes in three parts, the UID hidden by a random one, the MAC behind the last", () => {
    const { logic, core, say } = fresh();
    expect([say("9060000000"), say("90AF000000"), say("90AF000000"), say("90AF000000")]).toEqual([
      "0404023000110591AF",
      "0404020102110591AF",
      "04DE5F1EACC040CD65935D4021189100",
      "91CA",
    ]);
    const hidden = fresh({ randomUid: true });
    hidden.say("9060000000");
    hidden.say("90AF000000");
    expect(hidden.say("90AF000000")).toBe("00000000000000CD65935D4021189100");
    authenticate(say, 0, ZERO_KEY);
    say(withMac(logic, 0x60, new Uint8Array(0)));
    say("90AF000000");
    expect(say("90AF000000").length / 2).toBe(14 + 8 + 2);
    expect(core.session?.commandCount).toBe(1);
  });

  it("GetKeyVersion, Read_Sig and GetCardUID", () => {
    const signature = new Uint8Array(56).fill(0x5a);
    const { say } = fresh({ signature });
    expect(say("90640000010300")).toBe("009100");
    expect(say("90640000010500")).toBe("9140");
    expect(say("903C0000010000")).toBe(`${toHex(signature)}9190`);
    expect(say("903C0000010100")).toBe("919E");
    expect(say("9051000000")).toBe("91AE");
  });

  it.each([
    ["an unknown command", "90CA000000", "911C"],
    ["P1 not zero", "9060010000", "917E"],
    ["no Le", "90600000", "917E"],
    ["AF without a beginning", "90AF000000", "91CA"],
    ["a key that does not exist", "9071000002050000", "9140"],
    ["LenCap that does not fit", "9071000002000100", "917E"],
    ["NonFirst without a session", "90770000010000", "91AE"],
    ["ChangeKey without a session", "90C40000010000", "91AE"],
    ["an Lc that does not fit", "90C4000005000000", "917E"],
  ])("%s is refused", (_what, command, status) => {
    expect(fresh().say(command)).toBe(status);
  });

  it("another command breaks off an authentication, and is carried out", () => {
    const { say } = fresh();
    say("9071000002000000");
    expect(say("90640000010300")).toBe("009100");
    expect(say(`90AF000020${"00".repeat(32)}00`)).toBe("91CA");
  });

  it("ChangeKey wants key 0, a CRC that fits and a key that exists, and clears the failures of a locked key", () => {
    const { logic, core, say } = fresh({ keys: KEYS, failures: { limitCount: 1 } });
    expect(authenticate(say, 1, ZERO_KEY)).toBe("91AE");
    expect(authenticate(say, 1, KEYS[1])).toBe("919D");
    expect(authenticate(say, 2, KEYS[2])).toBe("9100");
    expect(say(withMac(logic, 0xc4, concat([1], new Uint8Array(32))))).toBe("91AE");
    // Key 1 stays: the difference is zero. The CRC is over the new key alone, here one bit off, then right.
    const crc = ~crc32(KEYS[1]) >>> 0;
    const change = (number: number, sum: number) =>
      withCipher(logic, 0xc4, number, concat(new Uint8Array(16), [7], new Uint8Array(Uint32Array.of(sum).buffer)));
    for (const [number, sum, status] of [
      [1, crc ^ 1, "911E"],
      [5, crc, "9140"],
    ]) {
      expect(authenticate(say, 0, KEYS[0])).toBe("9100");
      expect(say(change(Number(number), Number(sum)))).toBe(status);
    }
    expect(authenticate(say, 0, KEYS[0])).toBe("9100");
    expect(say(withCipher(logic, 0xc4, 1, new Uint8Array(17)))).toBe("917E");
    expect(authenticate(say, 0, KEYS[0])).toBe("9100");
    expect(say(change(1, crc))).toMatch(/^.{16}9100$/);
    expect(authenticate(say, 1, KEYS[1])).toBe("9100");
    expect(core.keys.all[1].version).toBe(7);
  });
});

describe("failed authentications", () => {
  it("raise TotFailCtr, a success takes ten off, and only of its own key", () => {
    const { core, say } = fresh();
    for (let i = 0; i < 15; i++) expect(authenticate(say, 1, KEYS[0])).toBe("91AE");
    expect(core.keys.all.map((key) => key.totalFailureCount)).toEqual([0, 15, 0, 0, 0]);
    expect(authenticate(say, 1, ZERO_KEY)).toBe("9100");
    expect(core.keys.all[1].totalFailureCount).toBe(5);
    expect(authenticate(say, 1, ZERO_KEY)).toBe("9100");
    expect(core.keys.all[1].totalFailureCount).toBe(0);
  });

  it("in a row bring AUTHENTICATION_DELAY, slower each time, until a success", () => {
    const logic = createNtag424Logic({ uid: UID, failures: { delayFromCount: 3 } });
    const apdus = createNtag424Apdus(logic);
    const say = talk(logic);
    say(SELECT_APPLICATION);
    const statuses = Array.from({ length: 7 }, () => authenticate(say, 0, KEYS[0]));
    expect(statuses).toEqual(["91AE", "91AE", "91AE", "91AD", "91AE", "91AD", "91AD"]);
    expect(authenticate(say, 0, ZERO_KEY)).toBe("9100");
    expect(authenticate(say, 0, KEYS[0])).toBe("91AE");
    logic.core.keys.all[0].owedDelayCount = 1;
    expect(apdus.apdu(bytes("9071000002000000")).delayUs).toBe(25_000);
    expect(apdus.apdu(bytes("9071000002000000")).delayUs).toBeLessThan(5000);
  });

  it("survive the loss of the field", () => {
    const card = createNtag424Card({ uid: UID, keys: KEYS });
    const bench = createBench();
    bench.field.place(card);
    bench.start();
    bench.wake(0x26);
    bench.select();
    const pcd = createPcdIsodep(bench);
    pcd.rats();
    pcd.apdu(bytes(SELECT_APPLICATION));
    expect(authenticate((text) => toHex(pcd.apdu(bytes(text))) ?? "", 0, ZERO_KEY)).toBe("91AE");
    card.powerOff();
    card.powerOn();
    expect(card.inspect().keys[0].totalFailureCount).toBe(1);
    expect(card.inspect().session).toBeUndefined();
  });
});

describe("on air", () => {
  function present(options: Partial<Ntag424Options> = {}) {
    const card = createNtag424Card({ uid: UID, ...options });
    const bench = createBench();
    bench.field.place(card);
    bench.start();
    const atqa = bench.wake(0x26);
    const selected = bench.select();
    const pcd = createPcdIsodep(bench);
    const ats = pcd.rats();
    return { card, bench, pcd, atqa, selected, ats, say: (text: string) => toHex(pcd.apdu(bytes(text))) ?? "" };
  }

  it("shows ATQA, UID, SAK and ATS of the card", () => {
    const { atqa, selected, ats } = present();
    expect(toHex(atqa?.bytes)).toBe("4403");
    expect(selected).toEqual({ uid: UID, sak: 0x20 });
    expect(toHex(ats)).toBe("067777710280");
  });

  it("hides its UID behind a random one when told so", () => {
    const { atqa, selected } = present({ randomUid: true });
    expect(toHex(atqa?.bytes)).toBe("0403");
    expect(selected?.uid.length).toBe(4);
    expect(selected?.uid[0]).toBe(0x08);
  });

  it("gives its whole NDEF file through the chip", () => {
    const { say } = present({ sdm: SUN });
    expect(say(SELECT_APPLICATION)).toBe("9000");
    expect(say("00B0840000").length / 2).toBe(258);
  });

  it("writes nothing when the field goes away in the middle of a chained command", () => {
    const { card, bench, pcd, say } = present();
    say(SELECT_APPLICATION);
    const write = bytes(`908D00008702000000800000${"AA".repeat(128)}00`);
    bench.field.faults.removeAfterFrames = 1;
    expect(() => pcd.apdu(write)).toThrow("no good block");
    expect(toHex(card.inspect().files[1].data)).toBe("00".repeat(256));
  });

  it("inspect gives copies", () => {
    const { card } = present();
    card.inspect().files[1].data.fill(0xff);
    card.inspect().keys[0].value.fill(0xff);
    expect(card.inspect().files[1].data[0]).toBe(0);
    expect(card.inspect().keys[0].value[0]).toBe(0);
  });

  it.each([
    ["uid", { uid: bytes("11223344") }],
    ["keys", { keys: [ZERO_KEY] }],
    ["keys", { keys: KEYS.map(() => new Uint8Array(8)) }],
    ["signature", { signature: new Uint8Array(1) }],
    ["data", { files: { 1: { data: new Uint8Array(33) } } }],
    ["sdm", { sdm: { ...SUN, macOffset: 250 } }],
  ])("refuses a wrong %s", (name, options) => {
    expect(() => createNtag424Card({ uid: UID, ...options })).toThrow(`"${name}"`);
  });
});
