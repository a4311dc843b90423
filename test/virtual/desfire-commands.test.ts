/** Every DESFire command, right and status, with a reader that speaks all kinds of secure messaging. cards.md 6. */

import { describe, expect, it } from "vitest";
import { aesCbcDecrypt, aesCbcEncrypt, aesEcbEncrypt, padWith80, unpad80 } from "../../sdk/virtual/cards/aes.js";
import { concat } from "../../sdk/virtual/cards/bytes.js";
import { createDesfireCard } from "../../sdk/virtual/cards/desfire.js";
import { createDesfireApdus } from "../../sdk/virtual/cards/desfire-apdu.js";
import {
  aesCipher,
  type BlockCipher,
  cmac,
  padZeros,
  tripleDesCipher,
} from "../../sdk/virtual/cards/desfire-cipher.js";
import { createDesfireLogic, type DesfireLogic } from "../../sdk/virtual/cards/desfire-commands.js";
import type { AccessRight, DesfireFileOptions } from "../../sdk/virtual/cards/desfire-files.js";
import type { DesfireGeneration } from "../../sdk/virtual/cards/desfire-generation.js";
import type { DesfireApplicationOptions, DesfireOptions } from "../../sdk/virtual/cards/desfire-memory.js";
import { crc16, crc32, int32, readInt32 } from "../../sdk/virtual/cards/desfire-numbers.js";
import { deriveEv2Keys, type Ev2Session, macOfAnswer, macOfCommand } from "../../sdk/virtual/cards/desfire-session.js";
import { bytes, createBench, createPcdIsodep, toHex } from "../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const APP = "010203";
const ZERO = new Uint8Array(16);
const KEYS = [ZERO, ...["11", "22", "33"].map((byte) => bytes(byte.repeat(16)))];
const NEW_KEY = bytes("F0E1D2C3B4A5968778695A4B3C2D1E0F");
const RND_A = bytes("F0E0D0C0B0A090807060504030201000");

type Way = "ev2" | "ev1" | "iso" | "legacy";
/** "none" leaves an answer unchecked: the session is over. */
type Protection = "none" | "plain" | "command" | "mac" | "full";
interface Answer {
  readonly status: number;
  readonly data: Uint8Array;
}

/** One kind of secure messaging from the reader's side. */
interface Messaging {
  protect(ins: number, header: Uint8Array, data: Uint8Array, how: Protection): Uint8Array;
  /** Throws when the answer is not authentic. */
  open(answer: Uint8Array, how: Protection, dataBytes: number | undefined): Uint8Array;
}

const rotate = (data: Uint8Array) => concat(data.subarray(1), data.subarray(0, 1));

function expectMac(actual: Uint8Array, expected: Uint8Array): void {
  expect(toHex(actual)).toBe(toHex(expected));
}

function ev2Messaging(session: Ev2Session): Messaging {
  const iv = (label: number[], counter: number) =>
    aesEcbEncrypt(session.sesAuthEncKey, concat(label, session.ti, [counter & 0xff, counter >> 8], new Uint8Array(8)));
  return {
    protect(ins, header, data, how) {
      if (how === "plain") return concat([ins], header, data);
      const isSecret = how === "full" && data.length > 0;
      const sent = isSecret
        ? aesCbcEncrypt(session.sesAuthEncKey, padWith80(data), iv([0xa5, 0x5a], session.cmdCtr))
        : data;
      return concat([ins], header, sent, macOfCommand(session, ins, concat(header, sent)));
    },
    open(answer, how) {
      const sent = how === "plain" ? answer : answer.subarray(0, -8);
      if (how !== "plain") expectMac(answer.subarray(-8), macOfAnswer(session, sent));
      session.cmdCtr++;
      if (how !== "full" || sent.length === 0) return sent;
      const plain = aesCbcDecrypt(session.sesAuthEncKey, sent, iv([0x5a, 0xa5], session.cmdCtr));
      return unpad80(plain) ?? expect.fail("padding");
    },
  };
}

function ev1Messaging(cipher: BlockCipher): Messaging {
  const size = cipher.blockBytes;
  let iv = new Uint8Array(size);
  const advance = (message: Uint8Array) => {
    iv = Uint8Array.from(cmac(cipher, message, iv));
    return iv.subarray(0, 8);
  };
  return {
    protect(ins, header, data, how) {
      const clear = concat([ins], header);
      if (how === "full" && data.length > 0) {
        // ChangeKey of another key hands over what stands behind the checksum as a second part of the data.
        const isOtherKey = ins === 0xc4 && data.length === 21;
        const own = isOtherKey ? data.subarray(0, 17) : data;
        const plain = concat(own, crc32(concat(clear, own)), data.subarray(own.length));
        const sent = cipher.encrypt(padZeros(plain, size), iv);
        iv = sent.slice(-size);
        return concat(clear, sent);
      }
      const mac = advance(concat(clear, data));
      return concat(clear, data, how === "mac" ? mac : []);
    },
    open(answer, how, dataBytes) {
      if (how !== "full") {
        const data = answer.subarray(0, -8);
        expectMac(answer.subarray(-8), advance(concat(data, [0])));
        return data;
      }
      const plain = cipher.decrypt(answer, iv);
      iv = answer.slice(-size);
      const end = dataBytes ?? plain.lastIndexOf(0x80) - 4;
      expectMac(plain.subarray(end, end + 4), crc32(concat(plain.subarray(0, end), [0])));
      const padding = plain.subarray(end + 4 + (dataBytes === undefined ? 1 : 0));
      expect(padding.every((byte) => byte === 0)).toBe(true);
      return plain.subarray(0, end);
    },
  };
}

/** D40: the reader deciphers what it sends. */
function d40Messaging(cipher: BlockCipher): Messaging {
  const zero = new Uint8Array(8);
  return {
    protect(ins, header, data, how) {
      if (how !== "full") return concat([ins], header, data);
      const plain = padZeros(concat(data, crc16(data)), 8);
      return concat([ins], header, decipherToSend(cipher, plain));
    },
    open(answer, how, dataBytes = 0) {
      return how === "full" ? cipher.decrypt(answer, zero).subarray(0, dataBytes) : answer;
    },
  };
}

function decipherToSend(cipher: BlockCipher, plain: Uint8Array): Uint8Array {
  let last = new Uint8Array(8);
  const out: number[] = [];
  for (let at = 0; at < plain.length; at += 8) {
    const mixed = plain.slice(at, at + 8).map((byte, i) => byte ^ last[i]);
    last = Uint8Array.from(cipher.decrypt(mixed, new Uint8Array(8)));
    out.push(...last);
  }
  return Uint8Array.from(out);
}

/** A reader over any way to send native commands. */
function createReader(send: (command: Uint8Array) => Uint8Array) {
  let messaging: Messaging | undefined;

  function exchange(command: Uint8Array): Answer {
    const frames: Uint8Array[] = [command.subarray(0, 60)];
    for (let at = 60; at < command.length; at += 59) frames.push(concat([0xaf], command.subarray(at, at + 59)));
    let answer: Uint8Array = new Uint8Array(0);
    for (const [i, frame] of frames.entries()) {
      answer = send(frame);
      if (answer[0] !== 0xaf && i < frames.length - 1) return { status: answer[0], data: answer.subarray(1) };
    }
    let data = answer.subarray(1);
    while (answer[0] === 0xaf) {
      answer = send(Uint8Array.of(0xaf));
      data = concat(data, answer.subarray(1));
    }
    return { status: answer[0], data };
  }

  /** Sends hex without any protection and gives the status. */
  function raw(command: string): string {
    messaging = command.startsWith("5A") ? undefined : messaging;
    const { status, data } = exchange(bytes(command));
    return toHex(concat([status], data)) ?? "";
  }

  function command(
    ins: number,
    header: string,
    data: Uint8Array | string = "",
    sending: Protection = "command",
    answering: Protection = "command",
    dataBytes?: number,
  ): Answer {
    const content = typeof data === "string" ? bytes(data) : data;
    const protectedCommand =
      messaging?.protect(ins, bytes(header), content, sending) ?? concat([ins], bytes(header), content);
    const answer = exchange(protectedCommand);
    if (answer.status !== 0 || messaging === undefined || answering === "none") return answer;
    return { status: 0, data: messaging.open(answer.data, answering, dataBytes) };
  }

  function authenticate(way: Way, keyNumber: number, key: Uint8Array): number {
    messaging = undefined;
    return way === "ev2" ? authenticateEv2(keyNumber, key) : authenticateOld(way, keyNumber, key);
  }

  function authenticateEv2(keyNumber: number, key: Uint8Array): number {
    const first = send(Uint8Array.of(0x71, keyNumber, 0x00));
    if (first[0] !== 0xaf) return first[0];
    const rndB = aesCbcDecrypt(key, first.subarray(1));
    const last = send(concat([0xaf], aesCbcEncrypt(key, concat(RND_A, rotate(rndB)))));
    if (last[0] !== 0) return last[0];
    const plain = aesCbcDecrypt(key, last.subarray(1));
    expectMac(plain.subarray(4, 20), rotate(RND_A));
    const { enc, mac } = deriveEv2Keys(key, RND_A, rndB);
    messaging = ev2Messaging({
      keyNumber,
      sesAuthEncKey: enc,
      sesAuthMacKey: mac,
      ti: plain.slice(0, 4),
      cmdCtr: 0,
    });
    return 0;
  }

  function authenticateOld(way: Exclude<Way, "ev2">, keyNumber: number, key: Uint8Array): number {
    const isAes = way === "ev1";
    const cipher = isAes ? aesCipher(key) : tripleDesCipher(key);
    const size = cipher.blockBytes;
    const zero = new Uint8Array(size);
    const first = send(Uint8Array.of({ ev1: 0xaa, iso: 0x1a, legacy: 0x0a }[way], keyNumber));
    if (first[0] !== 0xaf) return first[0];
    const rndA = RND_A.subarray(0, size);
    const rndB = cipher.decrypt(first.subarray(1), zero);
    const plain = concat(rndA, rotate(rndB));
    const token = way === "legacy" ? decipherToSend(cipher, plain) : cipher.encrypt(plain, first.slice(1));
    const last = send(concat([0xaf], token));
    if (last[0] !== 0) return last[0];
    expectMac(cipher.decrypt(last.subarray(1), way === "legacy" ? zero : token.slice(-size)), rotate(rndA));
    const half = concat(rndA.subarray(0, 4), rndB.subarray(0, 4));
    const isSingle = !isAes && toHex(key.subarray(0, 8)) === toHex(key.subarray(8));
    const session = concat(half, isSingle ? half : concat(rndA.slice(-4), rndB.slice(-4)));
    messaging = isAes
      ? ev1Messaging(aesCipher(session))
      : way === "iso"
        ? ev1Messaging(tripleDesCipher(session))
        : d40Messaging(tripleDesCipher(session));
    return 0;
  }

  /** ChangeKey; `old` is left out for the session's own key. */
  function changeKey(keyNumber: number, version: number, key: Uint8Array, old?: Uint8Array): number {
    const mixed = old === undefined ? key : key.map((byte, i) => byte ^ old[i]);
    const data = concat(mixed, [version], old === undefined ? [] : crc32(key));
    const header = (toHex(Uint8Array.of(keyNumber)) ?? "").padStart(2, "0");
    const answer = exchange(messaging?.protect(0xc4, bytes(header), data, "full") ?? bytes(`C4${header}00`));
    if (answer.status === 0 && old !== undefined) messaging?.open(answer.data, "command", undefined);
    else expect(answer.data).toHaveLength(0);
    return answer.status;
  }

  return { raw, command, authenticate, changeKey };
}

const files = (...list: DesfireFileOptions[]): DesfireApplicationOptions => ({
  id: bytes(APP),
  keys: KEYS,
  files: list,
});

function setUp(options: Partial<DesfireOptions> = {}) {
  const logic = createDesfireLogic({ uid: UID, applications: [files()], ...options });
  const apdus = createDesfireApdus(logic);
  const reader = createReader((command) => apdus.apdu(command).data);
  return { logic, apdus, ...reader };
}

/** Selected and authenticated. */
function inApplication(way: Way, keyNumber: number, options: Partial<DesfireOptions> = {}) {
  const card = setUp(options);
  expect(card.raw(`5A${APP}`)).toBe("00");
  expect(card.authenticate(way, keyNumber, KEYS[keyNumber] ?? ZERO)).toBe(0);
  return card;
}

/** At PICC level, authenticated with the AES master key. */
function atPiccLevel(way: Way, options: Partial<DesfireOptions> = {}) {
  const card = setUp({ piccKey: ZERO, ...options });
  expect(card.authenticate(way, 0, ZERO)).toBe(0);
  return card;
}

const application = (logic: DesfireLogic, index = 0) => logic.inspect().applications[index];

const WAYS: readonly [Way, DesfireGeneration][] = [
  ["ev1", "ev1"],
  ["ev1", "ev2"],
  ["ev2", "ev2"],
  ["ev2", "ev3"],
];

describe("generations", () => {
  it.each([
    ["ev1", "AF04010101001805", "AF04010101041805"],
    ["ev2", "AF04010112001805", "AF04010102011805"],
    ["ev3", "AF04010133001805", "AF04010103001805"],
  ] as const)("%s shows its version", (generation, hardware, software) => {
    const apdus = createDesfireApdus(createDesfireLogic({ uid: UID, generation }));
    const say = (command: string) => toHex(apdus.apdu(bytes(command)).data);
    expect([say("60"), say("AF")]).toEqual([hardware, software]);
  });

  it.each(["710000", "7700", "AD00000000010000", "8D0000000001000011", "AB00000000010000", "8B00", "3C00"])(
    "ev1 does not know %s, later ones do",
    (command) => {
      const tell = (generation: DesfireGeneration) => {
        const card = setUp({ generation, signature: new Uint8Array(56) });
        card.raw(`5A${APP}`);
        return card.raw(command);
      };
      expect(tell("ev1")).toBe("1C");
      expect(tell("ev2")).not.toBe("1C");
      expect(tell("ev3")).not.toBe("1C");
    },
  );

  it("without a signature no card knows ReadSig", () => {
    expect(setUp({ generation: "ev3" }).raw("3C00")).toBe("1C");
  });

  it("ReadSig has one address, and is enciphered in a session", () => {
    const signature = Uint8Array.from({ length: 56 }, (_, i) => i);
    expect(setUp({ signature }).raw("3C01")).toBe("9E");
    expect(setUp({ signature }).raw("3C0000")).toBe("7E");
    for (const way of ["ev1", "ev2"] as const) {
      const { command } = inApplication(way, 0, { signature });
      expect(command(0x3c, "00", "", "command", "full", 56).data).toEqual(signature);
    }
  });
});

describe.each(WAYS)("authentication by %s on an %s card", (way, generation) => {
  it("opens a session whose answers are protected", () => {
    const { command, logic } = inApplication(way, 1, { generation });
    expect(logic.session?.keyNumber).toBe(1);
    expect(command(0x60, "").data).toHaveLength(28);
    expect(command(0x64, "01").data).toEqual(Uint8Array.of(0));
    expect(toHex(command(0x51, "", "", "command", "full", 7).data)).toBe(toHex(UID));
    expect(command(0x51, "00").status).not.toBe(0);
    expect(logic.session).toBeUndefined();
  });

  it("is refused with a wrong key, a wrong length and no key", () => {
    const { raw, authenticate, logic } = setUp({ generation });
    raw(`5A${APP}`);
    expect(authenticate(way, 1, ZERO)).toBe(0xae);
    expect(authenticate(way, 9, ZERO)).toBe(0x40);
    const ins = way === "ev1" ? "AA01" : "710100";
    expect(raw(`${ins}00`)).toBe("7E");
    expect(raw(ins)).toMatch(/^7E/);
    expect(logic.session).toBeUndefined();
  });

  it("ends the session before, even when it fails", () => {
    const { authenticate, logic } = inApplication(way, 1, { generation });
    expect(authenticate(way, 0, KEYS[1] ?? ZERO)).toBe(0xae);
    expect(logic.session).toBeUndefined();
  });

  it("delays after failures in a row until a success", () => {
    const { raw, authenticate, apdus, logic } = setUp({ generation, authenticationFailureLimit: 3 });
    raw(`5A${APP}`);
    const wrong = () => authenticate(way, 1, ZERO);
    expect([wrong(), wrong(), wrong()]).toEqual([0xae, 0xae, 0xae]);
    expect(logic.inspect()).toMatchObject({ authenticationFailures: 3, delayedAnswers: 1 });
    expect([wrong(), wrong()]).toEqual([0xad, 0xae]);
    expect([wrong(), wrong(), wrong()]).toEqual([0xad, 0xad, 0xae]);
    apdus.activate?.();
    raw(`5A${APP}`);
    const late = apdus.apdu(way === "ev1" ? bytes("AA01") : bytes("710100"));
    expect([toHex(late.data), late.delayUs]).toEqual(["AD", 50_200]);
    expect([wrong(), wrong(), wrong()]).toEqual([0xad, 0xad, 0xae]);
    for (let i = 0; i < 4; i++) expect(authenticate(way, 1, KEYS[1] ?? ZERO)).toBe(0xad);
    expect(authenticate(way, 1, KEYS[1] ?? ZERO)).toBe(0);
    expect(logic.inspect()).toMatchObject({ authenticationFailures: 0, delayedAnswers: 0 });
  });

  it("remembers failures it was made with", () => {
    const { raw, authenticate } = setUp({ generation, authenticationFailures: 49 });
    raw(`5A${APP}`);
    expect([authenticate(way, 1, ZERO), authenticate(way, 1, ZERO)]).toEqual([0xae, 0xad]);
  });
});

it("NonFirst needs an EV2 session, and a key of the right type", () => {
  const { raw, authenticate } = inApplication("ev1", 1);
  expect(raw("7701")).toBe("AE");
  expect(raw(`5A000000`)).toBe("00");
  expect(authenticate("legacy", 0, ZERO)).toBe(0xae);
});

it("an EV2 session ends when its counter is used up", () => {
  const open = { number: 0, mode: "plain", read: 1, data: bytes("0102") } as const;
  const { logic, raw } = inApplication("ev2", 1, { applications: [files(open)] });
  if (logic.session?.kind === undefined && logic.session !== undefined) logic.session.cmdCtr = 0xfffe;
  expect(raw("BD00000000010000")).toBe("0001");
  expect(raw("BD00000000010000")).toBe("1E");
  expect(logic.session).toBeUndefined();
});

it("the first part of an authentication already ends the session", () => {
  for (const command of ["AA01", "710100", "7701"]) {
    const { logic, apdus } = inApplication("ev2", 1);
    expect(apdus.apdu(bytes(command)).data[0]).toBe(0xaf);
    expect(logic.session).toBeUndefined();
  }
});

it("an EV1 cryptogram needs its checksum and zeros behind it", () => {
  const spoilt = (spoil: (plain: Uint8Array) => void) => {
    const { logic, raw } = inApplication("ev1", 0);
    const { session } = logic;
    if (session?.kind !== "ev1") expect.fail("no EV1 session");
    const plain = padZeros(concat([0x09], crc32(bytes("5409"))), 16);
    spoil(plain);
    return raw(`54${toHex(session.cipher.encrypt(plain, session.iv))}`).slice(0, 2);
  };
  expect(spoilt(() => {})).toBe("00");
  for (const at of [0, 1, 4, 5, 15]) {
    expect(
      spoilt((plain) => {
        plain[at] ^= 1;
      }),
    ).toBe("1E");
  }
});

describe.each(WAYS)("file access over %s on an %s card", (way, generation) => {
  const content = Uint8Array.from({ length: 130 }, (_, i) => i);
  const rights = { read: 1, write: 2, readWrite: 3, change: 0 } as const;
  const options = {
    generation,
    applications: [
      files(
        ...(["plain", "mac", "full"] as const).map((mode, number) => ({ number, mode, ...rights, data: content })),
        ...(["plain", "mac", "full"] as const).map((mode, i) => ({
          ...({ type: "value", number: 4 + i, mode, ...rights } as const),
          ...{ lower: -100, upper: 100, value: -5, isLimitedCreditEnabled: true },
        })),
        ...(["plain", "mac", "full"] as const).map((mode, i) => ({
          ...({ type: "linear", number: 8 + i, mode, ...rights, recordBytes: 70, maxRecords: 3 } as const),
          records: [new Uint8Array(70).fill(1), new Uint8Array(70).fill(2)],
        })),
      ),
    ],
  };
  const MODES = ["plain", "mac", "full"] as const;
  const request = (mode: Protection) => (mode === "plain" ? "plain" : "command");
  const confirm = (mode: Protection) => (mode === "plain" ? "plain" : "command");
  const hex = (value: number) => value.toString(16).padStart(2, "0");

  it.each(MODES.map((mode, n) => [mode, n] as const))("reads a %s file, with a length and without", (mode, n) => {
    const { command } = inApplication(way, 1, options);
    const part = command(0xbd, `${hex(n)}050000640000`, "", request(mode), mode, 100);
    expect(toHex(part.data)).toBe(toHex(content.subarray(5, 105)));
    const all = command(0xbd, `${hex(n)}000000000000`, "", request(mode), mode);
    expect(toHex(all.data)).toBe(toHex(content));
  });

  it.each(MODES.map((mode, n) => [mode, n] as const))("writes a %s file in several frames", (mode, n) => {
    const { command, logic } = inApplication(way, 3, options);
    const data = new Uint8Array(120).fill(0x5c);
    expect(command(0x3d, `${hex(n)}010000780000`, data, mode, confirm(mode)).status).toBe(0);
    expect(application(logic)?.files[n]).toMatchObject({ data: concat([0], data, content.subarray(121)) });
    const back = command(0xbd, `${hex(n)}010000780000`, "", request(mode), mode, 120);
    expect(toHex(back.data)).toBe(toHex(data));
  });

  it.each(MODES.map((mode, i) => [mode, 4 + i] as const))("books on a %s value file", (mode, n) => {
    const { command, authenticate } = inApplication(way, 3, options);
    const book = (ins: number, value: number) =>
      command(ins, hex(n), Uint8Array.from(int32(value)), mode, confirm(mode)).status;
    const value = () => readInt32(command(0x6c, hex(n), "", request(mode), mode, 4).data, 0);
    expect([value(), book(0x0c, 50), value(), book(0xdc, 20), command(0xc7, "").status]).toEqual([-5, 0, -5, 0, 0]);
    expect(value()).toBe(25);
    expect([book(0xdc, 1), command(0xa7, "").status, value()]).toEqual([0, 0, 25]);
    expect(authenticate(way, 2, KEYS[2] ?? ZERO)).toBe(0);
    expect([book(0x1c, 20), command(0xc7, "").status, value()]).toEqual([0, 0, 45]);
  });

  it.each(MODES.map((mode, i) => [mode, 8 + i] as const))("writes and reads records of a %s file", (mode, n) => {
    const { command } = inApplication(way, 3, options);
    const record = Uint8Array.from({ length: 70 }, (_, i) => 200 - i);
    expect(command(0x3b, `${hex(n)}000000460000`, record, mode, confirm(mode)).status).toBe(0);
    expect(command(0xc7, "").status).toBe(0);
    const two = command(0xbb, `${hex(n)}000000020000`, "", request(mode), mode, 140);
    expect(toHex(two.data)).toBe(toHex(concat(new Uint8Array(70).fill(2), record)));
    const all = command(0xbb, `${hex(n)}000000000000`, "", request(mode), mode);
    expect(all.data).toHaveLength(210);
    expect(command(0xeb, hex(n), "", request(mode), confirm(mode)).status).toBe(0);
    expect(command(0xc7, "").status).toBe(0);
    expect(command(0xbb, `${hex(n)}000000000000`, "", request(mode), mode).status).toBe(0xbe);
  });

  it.each([
    ["a data file", 0x3d, "02000000020000", "0102"],
    ["a value file", 0x0c, "06", "01000000"],
    ["a record file", 0x3b, "0A000000020000", "0102"],
  ])("refuses damaged data for %s and changes nothing", (_name, ins, header, data) => {
    const { logic, raw } = inApplication(way, 3, options);
    const before = logic.inspect();
    const sent = way === "ev1" ? data.padEnd(32, "0") : data.padEnd(48, "0");
    expect(raw(`${ins.toString(16).padStart(2, "0")}${header}${sent}`)).toBe("1E");
    expect(logic.session).toBeUndefined();
    expect(logic.inspect()).toEqual(before);
  });

  it("refuses a wrong MAC and a missing one", () => {
    for (const [sent, status] of [
      ["0102", "7E"],
      [`0102${"00".repeat(8)}`, "1E"],
    ] as const) {
      const { raw } = inApplication(way, 3, options);
      expect(raw(`8D01000000020000${sent}`)).toBe(generation === "ev1" ? "1C" : status);
    }
    const { raw } = inApplication(way, 3, options);
    expect(raw(`3D01000000020000${"01".repeat(10)}`)).toBe("1E");
  });

  it.each(["BD01000000010000", "BD02000000010000"])("%s needs its key", (command) => {
    expect(inApplication(way, 2, options).raw(command)).toBe("AE");
  });
});

describe("access rights", () => {
  type Rights = { read: AccessRight; write: AccessRight; readWrite: AccessRight };
  const HOLDERS: [keyof Rights, string[]][] = [
    ["read", ["BD", "BB", "6C", "DC"]],
    ["write", ["3D", "3B", "6C", "DC", "1C"]],
    ["readWrite", ["BD", "3D", "BB", "3B", "6C", "DC", "1C", "0C", "EB"]],
  ];
  const COMMANDS: Record<string, string> = {
    BD: "00000000010000",
    "3D": "00000000010000AA",
    BB: "02000000010000",
    "3B": "02000000010000AA",
    EB: "02",
    "6C": "01",
    "0C": "0101000000",
    DC: "0101000000",
    "1C": "0101000000",
  };

  function withRights(rights: Rights) {
    const list: DesfireFileOptions[] = [
      { number: 0, mode: "plain", ...rights, data: new Uint8Array(4) },
      {
        ...({ type: "value", number: 1, mode: "plain", ...rights, lower: 0, upper: 9, value: 5 } as const),
        ...{ limitedCredit: 2, isLimitedCreditEnabled: true },
      },
      { type: "linear", number: 2, mode: "plain", ...rights, recordBytes: 1, maxRecords: 3, records: [bytes("AA")] },
    ];
    return { applications: [files(...list)] };
  }

  const NOBODY: Rights = { read: "never", write: "never", readWrite: "never" };

  it.each(HOLDERS)("%s alone allows what it should, by key and free", (right, allowed) => {
    for (const [ins, rest] of Object.entries(COMMANDS)) {
      const status = allowed.includes(ins) ? "00" : "9D";
      expect(inApplication("ev2", 1, withRights({ ...NOBODY, [right]: 1 })).raw(ins + rest)).toMatch(`${status}`);
      const open = setUp(withRights({ ...NOBODY, [right]: "free" }));
      open.raw(`5A${APP}`);
      expect(open.raw(ins + rest).slice(0, 2)).toBe(status);
      const other = inApplication("ev2", 2, withRights({ ...NOBODY, [right]: 1 }));
      expect(other.raw(ins + rest)).toBe(allowed.includes(ins) ? "AE" : "9D");
    }
  });

  it("a free right is used in plain in an EV2 session; an EV1 session still puts a MAC on the answer", () => {
    const data = bytes("0102030405");
    const options = {
      applications: [files({ number: 0, mode: "full", read: "free", readWrite: 2, data })],
    };
    expect(inApplication("ev2", 1, options).raw("BD00000000000000")).toBe("000102030405");
    const ev1 = inApplication("ev1", 1, options);
    expect(ev1.command(0xbd, "00000000000000", "", "plain", "plain").data).toEqual(data);
    const owner = inApplication("ev2", 2, options);
    expect(owner.command(0xbd, "00000000000000", "", "command", "full").data).toEqual(data);
  });

  it("GetValue can be free by itself", () => {
    const value = { type: "value", lower: 0, upper: 9, value: 7, isGetValueFree: true } as const;
    const options = { applications: [files({ ...value, number: 1, mode: "full", read: 1 })] };
    const card = setUp(options);
    card.raw(`5A${APP}`);
    expect(card.raw("6C01")).toBe("0007000000");
    expect(card.raw("DC0101000000")).toBe("AE");
  });
});

describe.each(WAYS)("keys over %s on an %s card", (way, generation) => {
  const withSettings = (keySettings: number) => ({ generation, applications: [{ ...files(), keySettings }] });
  const change = (keySettings: number, authenticated: number, keyNumber: number) => {
    const card = inApplication(way, authenticated, withSettings(keySettings));
    const old = authenticated === keyNumber ? undefined : KEYS[keyNumber];
    return { ...card, status: card.changeKey(keyNumber, 0x42, NEW_KEY, old) };
  };

  it.each([
    ["the master key changes any key", 0x0f, 0, 2, 0],
    ["the master key changes itself", 0x0f, 0, 0, 0],
    ["unless it is frozen", 0x0e, 0, 0, 0x9d],
    ["another key changes nothing", 0x0f, 1, 2, 0xae],
    ["not even itself", 0x0f, 1, 1, 0xae],
    ["a key named for it changes others", 0x1f, 1, 2, 0],
    ["but not itself", 0x1f, 1, 1, 0xae],
    ["which the master key does", 0x1f, 0, 1, 0],
    ["and the master key no others", 0x1f, 0, 2, 0xae],
    ["with E each key changes itself", 0xef, 2, 2, 0],
    ["and only itself", 0xef, 2, 3, 0xae],
    ["the master key not either", 0xef, 0, 2, 0xae],
    ["but itself", 0xef, 0, 0, 0],
    ["with F all are frozen", 0xff, 0, 2, 0x9d],
    ["except the master key", 0xff, 0, 0, 0],
  ])("%s", (_name, settings, authenticated, keyNumber, status) => {
    const card = change(settings, authenticated, keyNumber);
    expect(card.status).toBe(status);
    const key = application(card.logic)?.keys[keyNumber];
    expect(toHex(key?.bytes)).toBe(toHex(status === 0 ? NEW_KEY : KEYS[keyNumber]));
    if (status !== 0) return;
    expect(card.logic.session === undefined).toBe(authenticated === keyNumber);
    card.raw(`5A${APP}`);
    expect(card.raw(`640${keyNumber}`)).toBe("0042");
    expect(card.authenticate(way, keyNumber, NEW_KEY)).toBe(0);
  });

  it("ChangeKey needs a session, a key and a sound cryptogram", () => {
    const fresh = setUp({ generation });
    fresh.raw(`5A${APP}`);
    expect(fresh.raw(`C401${"00".repeat(32)}`)).toBe("AE");
    expect(inApplication(way, 0, { generation }).changeKey(9, 0, NEW_KEY, ZERO)).toBe(0x40);
    expect(inApplication(way, 0, { generation }).raw(`C401${"00".repeat(way === "ev1" ? 32 : 40)}`)).toBe("1E");
    expect(inApplication(way, 0, { generation }).raw("C4")).toBe("7E");
    const { changeKey, logic } = inApplication(way, 0, { generation });
    expect(changeKey(2, 0, NEW_KEY, NEW_KEY)).toBe(0x1e);
    expect(toHex(application(logic)?.keys[2]?.bytes)).toBe(toHex(KEYS[2]));
  });

  it("GetKeySettings and ChangeKeySettings", () => {
    const { command, logic } = inApplication(way, 0, withSettings(0x0f));
    expect(toHex(command(0x45, "").data)).toBe("0F84");
    expect(command(0x54, "", "09", "full").status).toBe(0);
    expect(application(logic)?.keySettings).toBe(0x09);
    expect(toHex(command(0x45, "").data)).toBe("0984");
    expect(inApplication(way, 1, withSettings(0x0f)).command(0x54, "", "09", "full").status).toBe(0xae);
    expect(inApplication(way, 0, withSettings(0x07)).command(0x54, "", "0F", "full").status).toBe(0x9d);
    expect(inApplication(way, 0, withSettings(0x0f)).command(0x54, "").status).not.toBe(0);
  });

  it("lists are for the master key alone when the settings say so", () => {
    for (const [ins, header] of [
      [0x45, ""],
      [0x6f, ""],
      [0xf5, "00"],
    ] as const) {
      const options = { generation, applications: [{ ...files(), keySettings: 0x0d }] };
      expect(inApplication(way, 1, options).command(ins, header).status).toBe(0xae);
      expect(inApplication(way, 0, options).command(ins, header).status).toBe(ins === 0xf5 ? 0xf0 : 0);
    }
  });
});

describe("making files", () => {
  const STANDARD = "CD0500EEEE200000";
  it.each([
    ["standard", STANDARD, "0000EEEE200000"],
    ["backup", "CB0501EEEE200000", "0101EEEE200000"],
    ["value", "CC0503EEEE00000000640000000500000001", "0203EEEE00000000640000000000000001"],
    ["linear", "C10500EEEE100000050000", "0300EEEE100000050000000000"],
    ["cyclic", "C00500EEEE100000050000", "0400EEEE100000050000000000"],
  ])("%s", (_type, command, settings) => {
    const { raw } = setUp();
    raw(`5A${APP}`);
    expect(raw(command)).toBe("00");
    expect([raw("6F"), raw("F505")]).toEqual(["0005", `00${settings}`]);
    expect(raw(command)).toBe("DE");
    expect([raw("DF05"), raw("6F"), raw("DF05")]).toEqual(["00", "00", "F0"]);
  });

  it.each([
    ["a file number too high", "CD2000EEEE200000", "9E"],
    ["no such mode", "CD0502EEEE200000", "9E"],
    ["no size", "CD0500EEEE000000", "9E"],
    ["more than there is memory", "CD0500EEEE00FF00", "0E"],
    ["a key the application does not have", "CD0500EE4E200000", "40"],
    ["a value outside its limits", "CC0500EEEE00000000640000006500000000", "9E"],
    ["limits the wrong way round", "CC0500EEEE64000000000000000000000000", "9E"],
    ["an unknown option of a value file", "CC0500EEEE00000000640000000500000004", "9E"],
    ["records without bytes", "C10500EEEE000000050000", "9E"],
    ["no records", "C10500EEEE100000000000", "9E"],
    ["a cyclic file of one record", "C00500EEEE100000010000", "9E"],
    ["too short", "CD0500EEEE2000", "7E"],
    ["an ISO file identifier nobody asked for", "CD0504E100EEEE200000", "7E"],
  ])("%s", (_name, command, status) => {
    const { raw, logic } = setUp();
    raw(`5A${APP}`);
    expect(raw(command)).toBe(status);
    expect(application(logic)?.files).toEqual([]);
  });

  it("is not possible at PICC level", () => {
    const { raw } = setUp();
    expect([raw(STANDARD), raw("6F"), raw("DF00"), raw("F500")]).toEqual(["9D", "9D", "F0", "F0"]);
  });

  it("needs the master key when the settings say so", () => {
    const options = { applications: [{ ...files(), keySettings: 0x0b }] };
    expect(inApplication("ev2", 1, options).command(0xcd, "0500EEEE200000").status).toBe(0xae);
    const { command } = inApplication("ev2", 0, options);
    expect(command(0xcd, "0500EEEE200000").status).toBe(0);
    expect(command(0xdf, "05").status).toBe(0);
    expect(inApplication("ev2", 1, options).command(0xdf, "05").status).toBe(0xae);
  });
});

describe("ChangeFileSettings", () => {
  const withChange = (change: AccessRight) => ({
    applications: [files({ number: 0, mode: "plain", read: "free", change, data: new Uint8Array(4) })],
  });

  it.each(["ev1", "ev2"] as const)("enciphered over %s by the key for changes", (way) => {
    const { command, logic } = inApplication(way, 1, withChange(1));
    expect(command(0x5f, "00", "032F13", "full").status).toBe(0);
    expect(application(logic)?.files[0]).toMatchObject({
      mode: "full",
      rights: { read: 1, write: 3, readWrite: 2, change: "never" },
    });
    expect(command(0x5f, "00", "032F13", "full").status).toBe(0x9d);
  });

  it("in plain where all may change, and by nobody else", () => {
    const open = setUp(withChange("free"));
    open.raw(`5A${APP}`);
    expect(open.raw("5F0001F0EF")).toBe("00");
    expect(open.raw("F500")).toBe("000001F0EF040000");
    expect(open.raw("5F0001F0EF")).toBe("AE");
    expect(inApplication("ev2", 2, withChange(1)).command(0x5f, "00", "0000EE", "full").status).toBe(0xae);
    expect(inApplication("ev2", 1, withChange("free")).command(0x5f, "00", "0000EE", "plain", "plain").status).toBe(0);
  });

  it.each([
    ["no file", "05", "0000EE", 0xf0],
    ["an unknown mode", "00", "4000EE", 0x9e],
    ["a missing key", "00", "0000E9", 0x40],
    ["too long", "00", "0000EE00", 0x7e],
  ])("%s", (_name, header, data, status) => {
    expect(inApplication("ev2", 1, withChange(1)).command(0x5f, header, data, "full").status).toBe(status);
  });
});

describe("the PICC level", () => {
  it.each(WAYS)("makes and deletes applications over %s on an %s card", (way, generation) => {
    const { command, raw, logic, authenticate } = atPiccLevel(way, { generation, applications: [] });
    expect(command(0xca, "AABBCC0F83").status).toBe(0);
    expect(command(0xca, "0102030F8E10E1D2760000850101").status).toBe(0);
    expect(toHex(command(0x6a, "").data)).toBe("AABBCC010203");
    expect(application(logic, 1)).toMatchObject({ isoFileId: bytes("10E1"), dfName: bytes("D2760000850101") });
    expect(application(logic)?.keys).toEqual(new Array(3).fill({ type: "aes", bytes: ZERO, version: 0 }));
    expect(command(0xda, "AABBCC").status).toBe(0);
    expect(toHex(command(0x6a, "").data)).toBe("010203");
    expect(command(0xda, "AABBCC").status).toBe(0xa0);
    expect(raw("5A010203")).toBe("00");
    expect(authenticate(way, 13, ZERO)).toBe(0);
    expect(authenticate(way, 0, ZERO)).toBe(0);
    expect(command(0xda, "010203", "", "command", "none").status).toBe(0);
    expect([logic.session, raw("6A")]).toEqual([undefined, "00"]);
  });

  it.each([
    ["a duplicate", "CA0102030F81", "DE"],
    ["the PICC itself", "CA0000000F81", "DE"],
    ["DES keys", "CAAABBCC0F01", "9E"],
    ["triple DES keys", "CAAABBCC0F41", "9E"],
    ["key sets", "CAAABBCC0F91", "9E"],
    ["fifteen keys", "CAAABBCC0F8F", "9E"],
    ["half an ISO file identifier", "CAAABBCC0F8110", "7E"],
    ["too short", "CAAABBCC0F", "7E"],
  ])("refuses an application: %s", (_name, command, status) => {
    expect(setUp().raw(command)).toBe(status);
  });

  it("refuses what belongs elsewhere", () => {
    const { raw } = setUp();
    expect([raw("FC"), raw("5C0001"), raw("5C"), raw("DA010203"), raw("5409"), raw("51")]).toEqual([
      "AE",
      "AE",
      "7E",
      "AE",
      "AE",
      "AE",
    ]);
    raw(`5A${APP}`);
    expect([raw("CAAABBCC0F81"), raw("FC"), raw("5C0001")]).toEqual(["9D", "9D", "AE"]);
    expect(inApplication("ev2", 0).command(0x5c, "00", "01", "full").status).toBe(0x9d);
    expect(
      inApplication("ev2", 0, { applications: [files(), { ...files(), id: bytes("AABBCC") }] }).command(0xda, "AABBCC")
        .status,
    ).toBe(0x9d);
  });

  it("keeps applications to the PICC master key when the settings say so", () => {
    const { command, raw, authenticate, logic } = atPiccLevel("ev2");
    expect(command(0x54, "", "01", "full").status).toBe(0);
    expect(logic.inspect().piccKeySettings).toBe(0x01);
    raw("5A000000");
    expect([raw("CAAABBCC0F81"), raw("6A"), raw("45")]).toEqual(["AE", "AE", "AE"]);
    raw(`5A${APP}`);
    expect(authenticate("ev2", 0, ZERO)).toBe(0);
    expect(command(0xda, APP).status).toBe(0x9d);
    raw("5A000000");
    expect(authenticate("ev2", 0, ZERO)).toBe(0);
    expect(command(0xda, APP).status).toBe(0);
  });

  it("EV1 has room for 28 applications, later ones as long as there is memory", () => {
    const make = (generation: DesfireGeneration, capacityBytes?: number) => {
      const { raw } = setUp({ generation, applications: [], ...(capacityBytes && { capacityBytes }) });
      for (let i = 0; ; i++) {
        const status = raw(`CA0000${(i + 1).toString(16).padStart(2, "0")}0F81`);
        if (status !== "00") return [i, status, raw("6A").length];
      }
    };
    expect(make("ev1")).toEqual([28, "CE", 2 + 28 * 6]);
    expect(make("ev2")).toEqual([64, "0E", 2 + 64 * 6]);
    expect(make("ev3", 130)).toEqual([2, "0E", 2 + 2 * 6]);
  });

  it("GetApplicationIDs sends 19 a frame", () => {
    const list = Array.from({ length: 20 }, (_, i) => ({ id: Uint8Array.of(1, 0, i), keys: [], files: [] }));
    const apdus = createDesfireApdus(createDesfireLogic({ uid: UID, applications: list }));
    expect(apdus.apdu(bytes("6A")).data).toHaveLength(1 + 57);
    expect(toHex(apdus.apdu(bytes("AF")).data)).toBe("00010013");
  });

  it("FreeMem falls with applications and files, and only FormatPICC brings it back", () => {
    const { raw, command, authenticate } = setUp({ applications: [], piccKey: ZERO, capacityBytes: 1024 });
    const free = () => raw("6E");
    expect(free()).toBe("00000400");
    raw("CAAABBCC0F82");
    expect(free()).toBe("00C00300");
    raw("5AAABBCC");
    raw("CB0000EEEE210000");
    expect(free()).toBe("00400300");
    expect(raw("DF00")).toBe("00");
    expect(free()).toBe("00400300");
    raw("5A000000");
    authenticate("ev2", 0, ZERO);
    expect(command(0xfc, "").status).toBe(0);
    expect(toHex(command(0x6e, "").data)).toBe("000400");
  });

  it.each(WAYS)("FormatPICC over %s on an %s card, unless it is switched off", (way, generation) => {
    const { command, logic, raw, authenticate } = atPiccLevel(way, { generation });
    expect(command(0x5c, "00", "01", "full").status).toBe(0);
    expect(logic.inspect().isFormatDisabled).toBe(true);
    expect(command(0xfc, "").status).toBe(0x9d);
    raw("5A000000");
    authenticate(way, 0, ZERO);
    expect(command(0x5c, "00", "00", "full").status).toBe(0);
    expect(command(0xfc, "").status).toBe(0x9d);
    const other = atPiccLevel(way, { generation });
    expect(other.command(0xfc, "").status).toBe(0);
    expect(other.logic.inspect().applications).toEqual([]);
  });

  it.each(WAYS)("SetConfiguration of the default key over %s on an %s card", (way, generation) => {
    const { command, logic } = atPiccLevel(way, { generation });
    const data = concat(NEW_KEY, new Uint8Array(8), [0x77]);
    expect(command(0x5c, "01", data, "full").status).toBe(0);
    expect(command(0xca, "AABBCC0F81").status).toBe(0);
    expect(application(logic, 1)?.keys).toEqual([{ type: "aes", bytes: NEW_KEY, version: 0x77 }]);
  });

  it.each([
    ["an unknown option", "07", "00", 0x9e],
    ["an unknown switch", "00", "04", 0x9e],
    ["too many switches", "00", "0101", 0x7e],
    ["a short default key", "01", "0102", 0x7e],
    ["an ATS of another length than it says", "02", "0675", 0x7e],
    ["an ATS without T0", "02", "01", 0x9e],
  ])("SetConfiguration refuses %s", (_name, header, data, status) => {
    expect(atPiccLevel("ev2").command(0x5c, header, data, "full").status).toBe(status);
  });

  it("SetConfiguration gives a card a random UID and another ATS from the next power-on", () => {
    const card = createDesfireCard({ uid: UID, piccKey: ZERO, applications: [files()] });
    const bench = createBench();
    const activate = () => {
      bench.field.remove(card);
      bench.field.place(card);
      bench.start();
      bench.wake(0x26);
      const uid = bench.select()?.uid ?? expect.fail("not selected");
      const isodep = createPcdIsodep(bench);
      const ats = toHex(isodep.rats());
      return { uid, ats, ...createReader((command) => isodep.apdu(command)) };
    };
    const first = activate();
    expect([toHex(first.uid), first.ats]).toEqual([toHex(UID), "067577810280"]);
    expect(first.authenticate("ev2", 0, ZERO)).toBe(0);
    expect(first.command(0x5c, "00", "02", "full").status).toBe(0);
    expect(first.command(0x5c, "02", "0677778102AA", "full").status).toBe(0);
    expect(card.inspect().isRandomUid).toBe(true);
    const second = activate();
    expect([second.uid[0], second.uid.length, second.ats]).toEqual([0x08, 4, "0677778102AA"]);
    expect(second.raw("60").slice(30, 44)).toBe("00".repeat(7));
    expect(second.authenticate("ev2", 0, ZERO)).toBe(0);
    expect(toHex(second.command(0x51, "", "", "command", "full").data)).toBe(toHex(UID));
  });
});

describe("a blank card", () => {
  it("has a DES key of zeros, which AES does not open", () => {
    const { raw, authenticate, logic } = setUpBlank();
    expect([raw("45"), raw("6400"), raw("6A")]).toEqual(["000F01", "0000", "00"]);
    expect(authenticate("ev2", 0, ZERO)).toBe(0xae);
    expect(authenticate("ev1", 0, ZERO)).toBe(0xae);
    expect(authenticate("iso", 0, NEW_KEY)).toBe(0xae);
    expect(authenticate("legacy", 0, NEW_KEY)).toBe(0xae);
    expect(logic.inspect()).toMatchObject({ piccKey: { type: "des", bytes: ZERO, version: 0 } });
  });

  it.each(["iso", "legacy"] as const)("is issued by commands alone, beginning with %s", (way) => {
    const { raw, authenticate, changeKey, command, logic } = setUpBlank();
    expect(authenticate(way, 0, ZERO)).toBe(0);
    expect(toHex(command(0x51, "", "", "command", "full", 7).data)).toBe(toHex(UID));
    expect(changeKey(0x80, 0x01, NEW_KEY)).toBe(0);
    expect(authenticate(way, 0, ZERO)).toBe(0xae);
    expect(authenticate("ev2", 0, NEW_KEY)).toBe(0);
    expect(toHex(command(0x45, "").data)).toBe("0F81");
    expect(command(0xca, "5542F00B82").status).toBe(0);
    raw("5A5542F0");
    expect(authenticate("ev2", 0, ZERO)).toBe(0);
    expect(command(0xcd, "0103F01F200000").status).toBe(0);
    expect(changeKey(1, 1, KEYS[1] ?? ZERO, ZERO)).toBe(0);
    expect(changeKey(0, 1, KEYS[2] ?? ZERO)).toBe(0);
    expect(authenticate("ev2", 0, KEYS[2] ?? ZERO)).toBe(0);
    expect(command(0x5f, "01", "03F01F", "full").status).toBe(0);
    expect(authenticate("ev2", 1, KEYS[1] ?? ZERO)).toBe(0);
    expect(command(0xad, "01000000200000", "", "command", "full").data).toHaveLength(32);
    expect(logic.inspect().piccKey).toEqual({ type: "aes", bytes: NEW_KEY, version: 1 });
  });

  /** A card whose AES master key was replaced by a DES key. */
  function backToDes(key: Uint8Array) {
    const card = atPiccLevel("ev1", { applications: [] });
    const { session } = card.logic;
    if (session?.kind !== "ev1") expect.fail("no EV1 session");
    const plain = padZeros(concat(key, crc32(concat([0xc4, 0x00], key))), 16);
    expect(card.raw(`C400${toHex(session.cipher.encrypt(plain, session.iv))}`)).toBe("00");
    return card;
  }

  it("can go back to a two-key triple DES key, whose version is in its parity bits", () => {
    const key = bytes("00010001000100010202020202020202");
    const { raw, authenticate } = backToDes(key);
    expect([raw("6400"), raw("45")]).toEqual(["0055", "000F01"]);
    for (const way of ["iso", "legacy"] as const) expect(authenticate(way, 0, key)).toBe(0);
    expect(atPiccLevel("ev2").changeKey(0x40, 0, NEW_KEY)).toBe(0x9e);
  });

  it("takes a DES key whose halves differ in parity bits only for single DES", () => {
    const { authenticate, command } = backToDes(bytes("00000000000000000101010101010101"));
    expect(authenticate("iso", 0, ZERO)).toBe(0);
    expect(toHex(command(0x51, "", "", "command", "full", 7).data)).toBe(toHex(UID));
  });

  it.each(["iso", "legacy"] as const)("takes settings and refuses damage over %s", (way) => {
    const { authenticate, command, raw, logic } = setUpBlank();
    authenticate(way, 0, ZERO);
    expect(command(0x54, "", "0B", "full").status).toBe(0);
    expect(logic.inspect().piccKeySettings).toBe(0x0b);
    expect(raw(`54${"00".repeat(8)}`)).toBe("1E");
    authenticate(way, 0, ZERO);
    expect(raw(`54${"00".repeat(7)}`)).toBe("7E");
    authenticate(way, 0, ZERO);
    expect(raw(`54${"00".repeat(16)}`)).toBe("7E");
  });

  it("a legacy cryptogram needs its checksum and zeros behind it", () => {
    const spoilt = (at: number) => {
      const { authenticate, raw, logic } = setUpBlank();
      authenticate("legacy", 0, ZERO);
      const { session } = logic;
      if (session?.kind !== "d40") expect.fail("no legacy session");
      const plain = padZeros(concat([0x0b], crc16(bytes("0B"))), 8);
      if (at >= 0) plain[at] ^= 1;
      return raw(`54${toHex(decipherToSend(session.cipher, plain))}`);
    };
    expect([-1, 0, 1, 2, 3, 7].map(spoilt)).toEqual(["00", "1E", "1E", "1E", "1E", "1E"]);
  });

  function setUpBlank() {
    const logic = createDesfireLogic({ uid: UID });
    const apdus = createDesfireApdus(logic);
    return { logic, ...createReader((command) => apdus.apdu(command).data) };
  }
});

describe("an application with ISO file identifiers", () => {
  it("wants one for each file but value files", () => {
    const { raw, logic } = setUp({ applications: [] });
    expect(raw("CA0A0B0C0FA1")).toBe("00");
    raw("5A0A0B0C");
    expect(raw("45")).toBe("000FA1");
    expect(raw("CD0004E100EEEE200000")).toBe("00");
    expect(raw("CD0100EEEE200000")).toBe("7E");
    expect(raw("CC0200EEEE00000000640000000500000000")).toBe("00");
    expect(application(logic)?.files[0]).toMatchObject({ isoFileId: bytes("04E1") });
  });
});

it("inspect() gives copies", () => {
  const { logic } = setUp({ applications: [files({ number: 0, mode: "plain", read: "free", data: bytes("0102") })] });
  const [file] = application(logic)?.files ?? [];
  if (file?.type === "standard") file.data.fill(0xee);
  application(logic)?.keys[0]?.bytes.fill(0xee);
  expect(application(logic)).toMatchObject({ files: [{ data: bytes("0102") }], keys: [{ bytes: ZERO }, {}, {}, {}] });
});
