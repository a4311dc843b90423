/** Published DESFire exchanges, driven through the card byte for byte. card-vectors.md 1.7, 3, 4, 8. */

import { describe, expect, it } from "vitest";
import { aesCbcEncrypt, padWith80 } from "../../sdk/virtual/cards/aes.js";
import { createDesfireApdus } from "../../sdk/virtual/cards/desfire-apdu.js";
import { aesCipher, cmac } from "../../sdk/virtual/cards/desfire-cipher.js";
import { createDesfireLogic, type DesfireLogic } from "../../sdk/virtual/cards/desfire-commands.js";
import { createEv1Session, type Ev1Session } from "../../sdk/virtual/cards/desfire-ev1.js";
import type { DesfireFileOptions } from "../../sdk/virtual/cards/desfire-files.js";
import type { DesfireGeneration } from "../../sdk/virtual/cards/desfire-generation.js";
import { crc16, crc32 } from "../../sdk/virtual/cards/desfire-numbers.js";
import { decipherCommand, type Ev2Session } from "../../sdk/virtual/cards/desfire-session.js";
import { bytes, toHex } from "../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const ZERO = "00".repeat(16);

/** Draws the byte strings given, one after the other. */
function draws(...values: string[]): () => Uint8Array {
  return () => bytes(values.shift() ?? "");
}

function talk(logic: DesfireLogic): (command: string) => string {
  const apdus = createDesfireApdus(logic);
  return (command) => toHex(apdus.apdu(bytes(command)).data) ?? "";
}

interface Setup {
  readonly keys?: readonly string[];
  readonly files?: readonly DesfireFileOptions[];
  readonly rng?: () => Uint8Array;
  readonly generation?: DesfireGeneration;
}

/** A card with one application, which is selected; native frames unless `isWrapped`. */
function card({ keys = [ZERO, ZERO], files = [], rng, generation = "ev2" }: Setup, isWrapped = false) {
  const logic = createDesfireLogic({
    uid: UID,
    generation,
    applications: [{ id: bytes("010203"), keys: keys.map(bytes), files }],
    ...(rng && { rng }),
  });
  const say = talk(logic);
  expect(say(isWrapped ? "905A00000301020300" : "5A010203")).toBe(isWrapped ? "9100" : "00");
  return { logic, say };
}

function ev1(sessionKey: string, keyNumber = 0): Ev1Session {
  return createEv1Session(keyNumber, aesCipher(bytes(sessionKey)));
}

function ev2(enc: string, mac: string, ti: string, cmdCtr = 0): Ev2Session {
  return { keyNumber: 0, sesAuthEncKey: bytes(enc), sesAuthMacKey: bytes(mac), ti: bytes(ti), cmdCtr };
}

/** The running IV, read from outside. */
const iv = (logic: DesfireLogic) => (logic.session?.kind === "ev1" ? toHex(logic.session.iv) : undefined);

/** The session key shows in what the session would send: one block, enciphered. */
const probe = (session: DesfireLogic["session"]) =>
  session?.kind === "ev1" ? toHex(session.cipher.encrypt(new Uint8Array(16), new Uint8Array(16))) : undefined;

describe("checksums (1.7)", () => {
  it.each([
    ["C40000102030405060708090A0B0B0A0908010", "D2C6E66B"],
    ["00102030405060708090A0B0B0A09080", "BFE37919"],
    ["C4001018202830384048505860687078808810", "74856362"],
    ["01234567890123456789012345678901", "A0A60868"],
  ])("CRC32 of %s", (data, expected) => {
    expect(toHex(crc32(bytes(data)))).toBe(expected);
  });

  it("CRC16 is CRC_A: 63 63 of nothing, 1E A0 of 00 00, 26 CF of 12 34 (ISO/IEC 14443-3, annex B)", () => {
    expect(["", "0000", "1234"].map((data) => toHex(crc16(bytes(data))) ?? "")).toEqual(["6363", "A01E", "26CF"]);
  });

  it("CMAC from a zero IV is the CMAC of RFC 4493", () => {
    const cipher = aesCipher(bytes("2B7E151628AED2A6ABF7158809CF4F3C"));
    const message = bytes("6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411");
    expect(toHex(cmac(cipher, message, new Uint8Array(16)))).toBe("DFA66747DE9AE63030CA32611497C827");
  });
});

describe.each<DesfireGeneration>(["ev1", "ev2", "ev3"])(
  "EV1 messaging on an %s card (real recordings)",
  (generation) => {
    it("AuthenticateAES with the zero key (3.1)", () => {
      const { logic, say } = card({ generation, rng: draws("C05DDD714FD788A6B7B754F3C4D066E8") });
      expect(say("AA00")).toBe("AFB969FDFE56FD91FC9DE6F6F213B8FD1E");
      expect(say("AF36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774")).toBe(
        "00800DB680BC146BD121D6578F2D2E2059",
      );
      expect(probe(logic.session)).toBe(probe(ev1("F44B26F5C05DDD7110772281C4D066E8")));
      expect([logic.session?.keyNumber, iv(logic)]).toEqual([0, ZERO]);
    });

    it("authentication with another key and a session of four commands (3.2)", () => {
      const { logic, say } = card({
        generation,
        keys: [ZERO, "10182028303840485058606870788088"],
        rng: draws("626FFBD45CAF334ACCA45599304F5B17"),
      });
      expect(say("AA01")).toBe("AFB351CB2465D4F33AC627FD6E87A168F2");
      expect(say("AF044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B0")).toBe(
        "00A2EE144B1012FBEB7B2F11132D95A454",
      );
      expect(probe(logic.session)).toBe(probe(ev1("40E7D271626FFBD49C530E3D304F5B17")));
      const write =
        "3D05000000340000000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728292A2B2C2D2E2F30313233";
      for (const [command, answer, ivAfter] of [
        ["CD05001100500000", "00A75316AD1596B953", "A75316AD1596B95374EEF55FB7FA00EC"],
        ["6F", "00052D5FF67FFEC9D2D3", "2D5FF67FFEC9D2D36087211588EAC2D7"],
        ["F505", "00000011005000002AAC7517024E09DC", "2AAC7517024E09DC452857D5D56FD213"],
        [write, "00765C9DAA50ECB62F", "765C9DAA50ECB62F59BACA81F2EF80F9"],
      ] as const) {
        expect(say(command)).toBe(answer);
        expect(iv(logic)).toBe(ivAfter);
      }
      expect(logic.inspect().applications[0]?.files[0]).toMatchObject({ number: 5, type: "standard" });
    });

    it("ChangeKey of the session's own key (3.3)", () => {
      const { logic, say } = card({ generation });
      logic.session = ev1("F44B26F5C05DDD7110772281C4D066E8");
      expect(say("C400E9F85E219496C2B58C1090DC3935FAE9E840CF61B383D9531946256B1F110C10")).toBe("00");
      expect(logic.session).toBeUndefined();
      const [key] = logic.inspect().applications[0]?.keys ?? [];
      expect([toHex(key?.bytes), key?.version]).toEqual(["00102030405060708090A0B0B0A09080", 0x10]);
    });

    it("ChangeKey of another key (3.3)", () => {
      const { logic, say } = card({ generation });
      logic.session = ev1("C2A1E47BD8100044FE6D00A74D7AB17C");
      expect(say("C401E7ECCB6BD1CA64BC161A12B1C024F71430337408C8A87EACAB7A1FF18951FCA3")).toBe("002128D3CD9C9ACFFF");
      expect(iv(logic)).toBe("2128D3CD9C9ACFFFF6EB9546ADF35E17");
      const key = logic.inspect().applications[0]?.keys[1];
      expect([toHex(key?.bytes), key?.version]).toEqual(["00102030405060708090A0B0B0A09080", 0x10]);
    });

    it("enciphered read, write and value (3.4)", () => {
      const data = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3";
      const files: DesfireFileOptions[] = [
        { number: 3, mode: "full", read: 0, write: 0, data: bytes(data) },
        { number: 4, type: "value", mode: "full", read: 0, lower: 0, upper: 1000, value: 120 },
      ];
      const { logic, say } = card({ generation, files, rng: draws("F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF") });
      expect(say("AA00")).toBe("AFE1B6293EA19C4EFF3D92E23B62C24226");
      expect(say("AF7A4348106FDC030F9F17F91D8BA61B4286380377D1935C46A29FF1F7D83E7ECE")).toBe(
        "002741E38E25C6D3FA29207E3DF5A83AE3",
      );
      const read = "758D0C2EFB1E90EF0AE97904B8C74C7B0A441B92D159D3C8957DBDB401CB797F";
      expect(say("BD03000000140000")).toBe(`00${read}`);
      expect(iv(logic)).toBe(read.slice(32));
      expect(say("3D03000000140000263582B2C64230F644546E3A023CB53D9A711D7A62858783AF404AA0FEFB7E04")).toBe(
        "002E5A056165131A72",
      );
      expect(iv(logic)).toBe("2E5A056165131A727B4AF8D939338A57");
      expect(say("6C04")).toBe("00481B0D39C2B5BB193901F483988556D4");
      expect(logic.inspect().applications[0]?.files).toMatchObject([{ data: bytes(data) }, { value: 120 }]);
    });
  },
);

describe.each<DesfireGeneration>(["ev2", "ev3"])("EV2 messaging on an %s card", (generation) => {
  it("GetValue and Credit, seen only after a commit (4.7)", () => {
    const files: DesfireFileOptions[] = [
      { number: 3, type: "value", mode: "full", read: 0, readWrite: 0, lower: 0, upper: 1000, value: 0 },
    ];
    const { logic, say } = card({ generation, files }, true);
    logic.session = ev2("4C4C0E575943FF670CF85BAE2E0D201D", "D1CC5CE9FC9F1970348D33D01FAFEF8F", "E412166F");
    expect(say("906C00000903B775DA280F3E730000")).toBe("BC2CE0D37364B3C355C4B9B9A98802FF24035F8D39D40CE09100");
    expect(say("900C000019039DCDD6C409DABB0C9D5834D04FBD6E2668AFCFFD9EFB923400")).toBe("1004E8EA74C2871F9100");
    expect(logic.session).toMatchObject({ cmdCtr: 2 });
    expect(logic.inspect().applications[0]?.files).toMatchObject([{ value: 0 }]);
  });

  it("ChangeKey of another key (4.8)", () => {
    const { logic, say } = card({ generation }, true);
    logic.session = ev2("A664EA370E90B249FE2870772291A820", "605526E474B2304354D05A800F56B7A9", "BC354CD5");
    expect(say("90C40000290180D40DB52D5D8CA136249A0A14154DBA1BE0D67C408AB24CF0F3D3B4FE333C6AD27EF8006B374ABB00")).toBe(
      "BB94CB85EBC43B9D9100",
    );
    const key = logic.inspect().applications[0]?.keys[1];
    expect([toHex(key?.bytes), key?.version]).toEqual(["01234567890123456789012345678901", 0]);
  });

  it("ChangeKey of the session's own key (4.8)", () => {
    const { logic, say } = card({ generation }, true);
    logic.session = ev2("E156C8522F7C8DC82B0C99BA847DE723", "45D50C1570000D2F173DF949288E3CAD", "94297F4D");
    expect(say("90C400002900BF5400DC97A1FBD65BE870716D6F11F8161BB4CA472856DB94AB94B2EC1A13E627CE07CF56C1109100")).toBe(
      "9100",
    );
    expect(logic.session).toBeUndefined();
    expect(toHex(logic.inspect().applications[0]?.keys[0]?.bytes)).toBe("01234567890123456789012345678901");
  });

  it("takes the GetFileSettings with MAC of AN12196 and answers with the settings of this card's file (4.9)", () => {
    const files: DesfireFileOptions[] = [{ number: 2, mode: "plain", read: "free", data: new Uint8Array(256) }];
    const { logic, say } = card({ generation, files }, true);
    logic.session = ev2(ZERO, "8248134A386E86EB7FAF54A52E536CB6", "7A21085E");
    expect(say("90F5000009026597A457C8CD442C00")).toMatch(/^0000F0EF000100.{16}9100$/);
  });

  it("IV of a command at counter 5 (4.9)", () => {
    const session = ev2("445A8626B3338459321232FADF6ADE2B", ZERO, "11223344", 5);
    const iv = bytes("177494FCC4F1DAB2AFBE8FAE2057A9D2");
    const cryptogram = aesCbcEncrypt(session.sesAuthEncKey, padWith80(UID), iv);
    expect(toHex(decipherCommand(session, cryptogram))).toBe(toHex(UID));
  });

  it("settings of the files of a DESFire Light (4.9)", () => {
    const rights = { read: 1, readWrite: 3, change: 0 } as const;
    const value = { type: "value", lower: 0, upper: 0x7fffffff, value: 0 } as const;
    const flags = { isLimitedCreditEnabled: true, isGetValueFree: true };
    const { say } = card({
      generation,
      files: [
        { number: 0, mode: "full", ...rights, data: new Uint8Array(256) },
        { number: 3, mode: "full", ...rights, write: 2, ...value, ...flags },
      ],
    });
    expect(say("F500")).toBe("000003301F000100");
    expect(say("F503")).toBe("000203301200000000FFFFFF7F0000000003");
  });

  it.each([
    [
      "042A41CAE45380",
      "B2769F8DDB575AEA2A680ADCA8FFED4FAB81A1E9908E2B82FE0FABB697BBD9B23835C416970E75768F12902ACA491349E94E6589EAF4F508",
    ],
    [
      "04448BD2DB6B80",
      "5CBB5632795C8F15263FEFB095B51C7B541AFD914A1AE44EF6FB8AF605EDF13DBFEE6C3A2DB372245E671DFE0D42CB1F0D0B8FE67A89D2F6",
    ],
  ])("gives the originality signature of card %s (8)", (uid, signature) => {
    const say = talk(createDesfireLogic({ uid: bytes(uid), generation, signature: bytes(signature) }));
    expect(say("3C00")).toBe(`00${signature}`);
  });
});
