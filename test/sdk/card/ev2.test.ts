/** EV2 authentication and secure messaging, byte for byte. NXP AN12343, AN12196 (card-vectors.md section 4). */
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createEv2Messaging, deriveEv2Keys } from "../../../sdk/card/ev2.js";
import { proveCardKey } from "../../../sdk/card/proof.js";
import { bytes, toHex } from "../../support/pcd.js";

const NONE = new Uint8Array(0);
const TWENTY_TWO = "22".repeat(25);

function session(enc: string, mac: string, ti: string, cmdCtr = 0) {
  return createEv2Messaging({ sesAuthEncKey: bytes(enc), sesAuthMacKey: bytes(mac), ti: bytes(ti), cmdCtr });
}

describe("AuthenticateEV2First", () => {
  it.each([
    {
      source: "4.1, AN12343 table 16",
      key: "00000000000000000000000000000000",
      challenge: "24677DDBD46349E623798FD729006E79",
      rndA: "B04D0787C93EE0CC8CACC8E86F16C6FE",
      token: "3B50445F21D21D77D500794DEB245E5A754F5F901844259F4C9B31A5C7335ACD",
      answer: "04C6DBD67417ED0D31DDDE4D2E3FFAC2B4B074F638EEF7FFF9254963B65C7759",
      ti: "8CF141F3",
      enc: "63DC07286289A7A6C0334CA31C314A04",
      mac: "774F26743ECE6AF5033B6AE8522946F6",
    },
    {
      source: "4.2, AN12196 6.6",
      key: "00000000000000000000000000000000",
      challenge: "A04C124213C186F22399D33AC2A30215",
      rndA: "13C5DB8A5930439FC3DEF9A4C675360F",
      token: "35C3E05A752E0144BAC0DE51C1F22C56B34408A23D8AEA266CAB947EA8E0118D",
      answer: "3FA64DB5446D1F34CD6EA311167F5E4985B89690C04A05F17FA7AB2F08120663",
      ti: "9D00C4DF",
      enc: "1309C877509E5A215007FF0ED19CA564",
      mac: "4C6626F5E72EA694202139295C7A7FC7",
    },
    {
      source: "4.3, AN12343 table 7",
      key: "01234567890123456789012345678901",
      challenge: "B9FC6CCAE153125C7C17E6906433C0F4",
      rndA: "53C94F6ECD8324E9D34531A36F0D5E5B",
      token: "C8B3AFDEC10EE8298471A7B41736B4381BA1BE0F57F66387C5577721B70F847F",
      answer: "8138FD2450891FCDB4935D9F19C30B55FAD52DC54086933E0FBEC3DE9266BD80",
      ti: "569D4B24",
      enc: "C1D7BD9F60034D8432F9AF3403D573D0",
      mac: "FD9E26C9766F07C1D07106C0F8F3671F",
    },
  ])("of $source", async ({ key, challenge, rndA, token, answer, ti, enc, mac }) => {
    const proof = proveCardKey(bytes(key), { protocol: "ev2-first", encryptedRndB: bytes(challenge) }, bytes(rndA));
    expect(toHex(proof.token)).toBe(token);
    expect(await proof.finish(bytes(answer))).toEqual({
      protocol: "ev2-first",
      ti: bytes(ti),
      sesAuthEncKey: bytes(enc),
      sesAuthMacKey: bytes(mac),
    });
    for (let bit = 32; bit < 160; bit++) {
      const changed = bytes(answer);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(await proof.finish(changed)).toBeUndefined();
    }
    expect(await proof.finish(bytes(answer).subarray(1))).toBeUndefined();
  });

  it("NonFirst of 4.4, AN12196", async () => {
    const proof = proveCardKey(
      new Uint8Array(16),
      { protocol: "ev2-non-first", encryptedRndB: bytes("A6A2B3C572D06C097BB8DB70463E22DC") },
      bytes("60BE759EDA560250AC57CDDC11743CF6"),
    );
    expect(toHex(proof.token)).toBe("BE7D45753F2CAB85F34BC60CE58B940763FE969658A532DF6D95EA2773F6E991");
    expect(await proof.finish(bytes("B888349C24B315EAB5B589E279C8263E"))).toEqual({
      protocol: "ev2-non-first",
      sesAuthEncKey: bytes("4CF3CB41A22583A61E89B158D252FC53"),
      sesAuthMacKey: bytes("5529860B2FC5FB6154B7F28361D30BF9"),
    });
    expect(await proof.finish(bytes("B888349C24B315EAB5B589E279C8263F"))).toBeUndefined();
  });

  it("derives the session keys of 4.9", () => {
    const keys = deriveEv2Keys(
      bytes("00112233445566778899AABBCCDDEEFF"),
      bytes("0123456789ABCDEF0123456789ABCDEF"),
      bytes("FEDCBA9876543210FEDCBA9876543210"),
    );
    expect(toHex(keys.sesAuthEncKey)).toBe("195428119C8528D59580A73C7C96C6A3");
    expect(toHex(keys.sesAuthMacKey)).toBe("0AF00F6E39F904C4A6388C812D53DC94");
  });
});

describe("EV2 secure messaging", () => {
  it("GetCardUID of 4.3, AN12343 table 7", () => {
    const s = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24");
    expect(toHex(s.protect({ ins: 0x51, header: NONE, data: NONE }, "mac"))).toBe("5CA9EF7C912A391B");
    expect(toHex(s.unprotect(bytes("CDFFBF6D34231DA2789DA9D3AB15D560CE75E39EDBE94C2F"), "full"))).toBe(
      "04DE5F1EACC040",
    );
    expect(s.cmdCtr).toBe(1);
  });

  it("WriteData and ReadData with MAC of 4.5, AN12343", () => {
    const s = session("00000000000000000000000000000000", "9366FA195EB566F5BD2BAD4020B83002", "E2D3AF69");
    const written = s.protect({ ins: 0x8d, header: bytes("00000000190000"), data: bytes(TWENTY_TWO) }, "mac");
    expect(toHex(written)).toBe(`00000000190000${TWENTY_TWO}68F2C28C575A1628`);
    expect(s.unprotect(bytes("0820F68898C2A7F1"), "mac")).toEqual(NONE);
    const read = s.protect({ ins: 0xad, header: bytes("00000000300000"), data: NONE }, "mac");
    expect(toHex(read)).toBe("000000003000000D9BE191D5960834");
    const file = `${TWENTY_TWO}${"00".repeat(23)}`;
    expect(toHex(s.unprotect(bytes(`${file}A49A44222D926666`), "mac"))).toBe(file);
  });

  it("WriteData and ReadData in full of 4.6, AN12343", () => {
    const s = session("FFBCFE1F41840A09C9A88D0A4B10DF05", "37E7234B11BEBEFDE41A8F290090EF80", "CD73D8E5");
    const written = s.protect({ ins: 0x8d, header: bytes("00000000190000"), data: bytes(TWENTY_TWO) }, "full");
    expect(toHex(written)).toBe(
      "00000000190000D7446FBC912580C0A65E738D28B609E43ADBB8FB2B4CA68744D1BBEBB37EBD32700ADF7BB9F62A6C",
    );
    expect(s.unprotect(bytes("B9A534A7A73EE0DD"), "full")).toEqual(NONE);
    const read = s.protect({ ins: 0xad, header: bytes("00000000300000"), data: NONE }, "full");
    expect(toHex(read)).toBe("000000003000007CF94F122B3DB05F");
    const answer =
      "8848D0F9B9FD4495770C89925B2A85C7274D350FA9029C484D43804886662DC42D7F40A6D7A415E4A71EFF79EB8E5721AC3BF1CAAFE8EB2CAA2DC162E67A97A38ED7888F22B3A587";
    expect(toHex(s.unprotect(bytes(answer), "full"))).toBe(`${TWENTY_TWO}${"00".repeat(23)}`);
  });

  it("GetValue and Credit of 4.7, AN12343", () => {
    const s = session("4C4C0E575943FF670CF85BAE2E0D201D", "D1CC5CE9FC9F1970348D33D01FAFEF8F", "E412166F");
    expect(toHex(s.protect({ ins: 0x6c, header: bytes("03"), data: NONE }, "full"))).toBe("03B775DA280F3E7300");
    const value = s.unprotect(bytes("BC2CE0D37364B3C355C4B9B9A98802FF24035F8D39D40CE0"), "full");
    expect(toHex(value)).toBe("00000000");
    const credit = s.protect({ ins: 0x0c, header: bytes("03"), data: bytes("99000000") }, "full");
    expect(toHex(credit)).toBe("039DCDD6C409DABB0C9D5834D04FBD6E2668AFCFFD9EFB9234");
    expect(s.unprotect(bytes("1004E8EA74C2871F"), "full")).toEqual(NONE);
  });

  it("ChangeKey of 4.8, AN12343 9.2", () => {
    const other = session("A664EA370E90B249FE2870772291A820", "605526E474B2304354D05A800F56B7A9", "BC354CD5");
    const xored = bytes("0123456789012345678901234567890100A0A60868");
    expect(toHex(other.protect({ ins: 0xc4, header: bytes("01"), data: xored }, "full"))).toBe(
      "0180D40DB52D5D8CA136249A0A14154DBA1BE0D67C408AB24CF0F3D3B4FE333C6AD27EF8006B374ABB",
    );
    expect(other.unprotect(bytes("BB94CB85EBC43B9D"), "mac")).toEqual(NONE);
    const own = session("E156C8522F7C8DC82B0C99BA847DE723", "45D50C1570000D2F173DF949288E3CAD", "94297F4D");
    const data = bytes("0123456789012345678901234567890100");
    expect(toHex(own.protect({ ins: 0xc4, header: bytes("00"), data }, "full"))).toBe(
      "00BF5400DC97A1FBD65BE870716D6F11F8161BB4CA472856DB94AB94B2EC1A13E627CE07CF56C11091",
    );
  });

  it("GetFileSettings and ChangeFileSettings of 4.9, AN12196", () => {
    const s = session("00000000000000000000000000000000", "8248134A386E86EB7FAF54A52E536CB6", "7A21085E");
    expect(toHex(s.protect({ ins: 0xf5, header: bytes("02"), data: NONE }, "mac"))).toBe("026597A457C8CD442C");
    const settings = "0040EEEE000100D1FE001F00004400004400002000006A0000";
    expect(toHex(s.unprotect(bytes(`${settings}2A474282E7A47986`), "mac"))).toBe(settings);
    const change = session("1309C877509E5A215007FF0ED19CA564", "4C6626F5E72EA694202139295C7A7FC7", "9D00C4DF", 1);
    const data = bytes("4000E0C1F121200000430000430000");
    expect(toHex(change.protect({ ins: 0x5f, header: bytes("02"), data }, "full"))).toBe(
      "0261B6D97903566E84C3AE5274467E89EAD799B7C1A0EF7A04",
    );
    expect(change.unprotect(bytes("57BFF87B1241E93D"), "mac")).toEqual(NONE);
  });

  it("refuses an answer with any bit changed, and one that is too short", () => {
    const answer = "CDFFBF6D34231DA2789DA9D3AB15D560CE75E39EDBE94C2F";
    const fresh = () => session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24");
    for (let bit = 0; bit < bytes(answer).length * 8; bit++) {
      const changed = bytes(answer);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(fresh().unprotect(changed, "full")).toBeUndefined();
    }
    for (let length = 0; length < 24; length++) {
      expect(fresh().unprotect(bytes(answer).subarray(0, length), "full")).toBeUndefined();
    }
  });

  it("does not take an answer of another command", () => {
    const s = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24", 1);
    expect(s.unprotect(bytes("CDFFBF6D34231DA2789DA9D3AB15D560CE75E39EDBE94C2F"), "full")).toBeUndefined();
  });

  it("ends before the counter would repeat", () => {
    const s = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24", 0xfffe);
    expect(s.isUsable).toBe(true);
    s.unprotect(NONE, "plain");
    expect(s.isUsable).toBe(false);
  });

  it("shows no key", () => {
    const s = session("C1D7BD9F60034D8432F9AF3403D573D0", "FD9E26C9766F07C1D07106C0F8F3671F", "569D4B24");
    expect(inspect(s, { depth: 9, showHidden: true }) + JSON.stringify(s)).not.toMatch(/193|c1.?d7|C1D7/);
  });
});
