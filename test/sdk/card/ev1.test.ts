/** EV1 authentication and secure messaging against real cards. "DESFire EV1 Communication Examples" (card-vectors.md 3). */
import { describe, expect, it } from "vitest";
import { aesCbcEncrypt } from "../../../sdk/card/aes.js";
import { aesCmac } from "../../../sdk/card/cmac.js";
import { createEv1Messaging, deriveEv1Key, desfireCrc32 } from "../../../sdk/card/ev1.js";
import { proveCardKey } from "../../../sdk/card/proof.js";
import { bytes, toHex } from "../../support/pcd.js";

const NONE = new Uint8Array(0);

describe("AuthenticateAES", () => {
  it.each([
    {
      source: "3.1",
      key: "00000000000000000000000000000000",
      challenge: "B969FDFE56FD91FC9DE6F6F213B8FD1E",
      rndA: "F44B26F5686F3A391CD38EBD10772281",
      token: "36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774",
      answer: "800DB680BC146BD121D6578F2D2E2059",
      sessionKey: "F44B26F5C05DDD7110772281C4D066E8",
    },
    {
      source: "3.2",
      key: "10182028303840485058606870788088",
      challenge: "B351CB2465D4F33AC627FD6E87A168F2",
      rndA: "40E7D27174CBA675E8EFBAB99C530E3D",
      token: "044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B0",
      answer: "A2EE144B1012FBEB7B2F11132D95A454",
      sessionKey: "40E7D271626FFBD49C530E3D304F5B17",
    },
    {
      source: "3.4",
      key: "00000000000000000000000000000000",
      challenge: "E1B6293EA19C4EFF3D92E23B62C24226",
      rndA: "000102030405060708090A0B0C0D0E0F",
      token: "7A4348106FDC030F9F17F91D8BA61B4286380377D1935C46A29FF1F7D83E7ECE",
      answer: "2741E38E25C6D3FA29207E3DF5A83AE3",
      sessionKey: "00010203F0F1F2F30C0D0E0FFCFDFEFF",
    },
  ])("of $source", async ({ key, challenge, rndA, token, answer, sessionKey }) => {
    const proof = proveCardKey(bytes(key), { protocol: "ev1", encryptedRndB: bytes(challenge) }, bytes(rndA));
    expect(toHex(proof.token)).toBe(token);
    expect(await proof.finish(bytes(answer))).toEqual({ protocol: "ev1", sessionKey: bytes(sessionKey) });
    for (let bit = 0; bit < 128; bit++) {
      const changed = bytes(answer);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(await proof.finish(changed)).toBeUndefined();
    }
    expect(await proof.finish(NONE)).toBeUndefined();
  });

  it("makes the session key of 3.2", () => {
    const rndB = bytes("626FFBD45CAF334ACCA45599304F5B17");
    expect(toHex(deriveEv1Key(bytes("40E7D27174CBA675E8EFBAB99C530E3D"), rndB))).toBe(
      "40E7D271626FFBD49C530E3D304F5B17",
    );
  });
});

/** Commands after one another in one session: ins, header, data, answer body, its data. */
const SESSION_3_2 = [
  ["CD", "05001100500000", "", "A75316AD1596B953", ""],
  ["6F", "", "", "052D5FF67FFEC9D2D3", "05"],
  ["F5", "05", "", "0000110050 00002AAC7517024E09DC", "00001100500000"],
  [
    "3D",
    "05000000340000",
    "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F20212223242526272829 2A2B2C2D2E2F30313233",
    "765C9DAA50ECB62F",
    "",
  ],
] as const;

describe("EV1 secure messaging", () => {
  it("follows the IV through the session of 3.2", () => {
    const s = createEv1Messaging(bytes("40E7D271626FFBD49C530E3D304F5B17"));
    for (const [ins, header, data, answer, expected] of SESSION_3_2) {
      const sent = s.protect({ ins: bytes(ins)[0], header: bytes(header), data: bytes(data) }, "plain");
      expect(toHex(sent)).toBe(`${header}${data}`.replaceAll(" ", ""));
      expect(toHex(s.unprotect(bytes(answer), "plain"))).toBe(expected);
    }
  });

  it("takes no answer with a changed bit, and none of another place in the session", () => {
    for (let bit = 0; bit < 72; bit++) {
      const s = createEv1Messaging(bytes("40E7D271626FFBD49C530E3D304F5B17"));
      s.protect({ ins: 0xcd, header: bytes("05001100500000"), data: NONE }, "plain");
      s.unprotect(bytes("A75316AD1596B953"), "plain");
      s.protect({ ins: 0x6f, header: NONE, data: NONE }, "plain");
      const changed = bytes("052D5FF67FFEC9D2D3");
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(s.unprotect(changed, "plain")).toBeUndefined();
    }
    const s = createEv1Messaging(bytes("40E7D271626FFBD49C530E3D304F5B17"));
    s.protect({ ins: 0x6f, header: NONE, data: NONE }, "plain");
    expect(s.unprotect(bytes("052D5FF67FFEC9D2D3"), "plain")).toBeUndefined();
    expect(s.unprotect(bytes("052D5F"), "plain")).toBeUndefined();
  });

  it("enciphers a new key of 3.3 as the card expects it", () => {
    const s = createEv1Messaging(bytes("F44B26F5C05DDD7110772281C4D066E8"));
    const data = bytes("00102030405060708090A0B0B0A0908010");
    expect(toHex(s.protect({ ins: 0xc4, header: bytes("00"), data }, "full"))).toBe(
      "00E9F85E219496C2B58C1090DC3935FAE9E840CF61B383D9531946256B1F110C10",
    );
    expect(toHex(desfireCrc32(bytes("C401"), data))).toBe("3370B484");
  });

  it("checks the MAC of 3.3 that goes on from a cryptogram of ChangeKey", () => {
    const key = bytes("C2A1E47BD8100044FE6D00A74D7AB17C");
    const plain = bytes("00102030405060708090A0B0B0A09080103370B484BFE3791900000000000000");
    const cryptogram = aesCbcEncrypt(key, plain);
    expect(toHex(cryptogram)).toBe("E7ECCB6BD1CA64BC161A12B1C024F71430337408C8A87EACAB7A1FF18951FCA3");
    expect(toHex(aesCmac(key, bytes("00"), cryptogram.subarray(16)))).toBe("2128D3CD9C9ACFFFF6EB9546ADF35E17");
  });

  it("reads, writes and reads a value in full as in 3.4", () => {
    const s = createEv1Messaging(bytes("00010203F0F1F2F30C0D0E0FFCFDFEFF"));
    const file = "A0A1A2A3A4A5A6A7A8A9AAABACADAEAFB0B1B2B3";
    s.protect({ ins: 0xbd, header: bytes("03000000140000"), data: NONE }, "full");
    const read = bytes("758D0C2EFB1E90EF0AE97904B8C74C7B0A441B92D159D3C8957DBDB401CB797F");
    expect(toHex(s.unprotect(read, "full", 20))).toBe(file);
    expect(toHex(s.protect({ ins: 0x3d, header: bytes("03000000140000"), data: bytes(file) }, "full"))).toBe(
      "03000000140000263582B2C64230F644546E3A023CB53D9A711D7A62858783AF404AA0FEFB7E04",
    );
    expect(s.unprotect(bytes("2E5A056165131A72"), "full")).toEqual(NONE);
    s.protect({ ins: 0x6c, header: bytes("04"), data: NONE }, "full");
    expect(toHex(s.unprotect(bytes("481B0D39C2B5BB193901F483988556D4"), "full", 4))).toBe("78000000");
  });

  it("refuses a full answer with any bit changed, or of another length", () => {
    const answer = "758D0C2EFB1E90EF0AE97904B8C74C7B0A441B92D159D3C8957DBDB401CB797F";
    const receive = (body: Uint8Array, length: number) => {
      const s = createEv1Messaging(bytes("00010203F0F1F2F30C0D0E0FFCFDFEFF"));
      s.protect({ ins: 0xbd, header: bytes("03000000140000"), data: NONE }, "full");
      return s.unprotect(body, "full", length);
    };
    for (let bit = 0; bit < 256; bit++) {
      const changed = bytes(answer);
      changed[bit >> 3] ^= 1 << (bit & 7);
      expect(receive(changed, 20)).toBeUndefined();
    }
    expect(receive(bytes(answer), 19)).toBeUndefined();
    expect(receive(bytes(answer), 40)).toBeUndefined();
  });

  it("puts a MAC on data of a file in mode MAC, which the card can check", () => {
    const key = bytes("00010203F0F1F2F30C0D0E0FFCFDFEFF");
    const [host, card] = [createEv1Messaging(key), createEv1Messaging(key)];
    const sent = host.protect({ ins: 0x0c, header: bytes("04"), data: bytes("05000000") }, "mac");
    expect(sent.length).toBe(1 + 4 + 8);
    expect(card.protect({ ins: 0x0c, header: bytes("04"), data: bytes("05000000") }, "mac")).toEqual(sent);
    expect(host.protect({ ins: 0x6c, header: bytes("04"), data: NONE }, "mac").length).toBe(1);
  });
});
