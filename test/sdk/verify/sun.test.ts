/** SUN messages of real NTAG 424 DNA cards and of AN12196. card-vectors.md section 5; cards.md 7.3. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decipherSunFile, deriveSunKeys } from "../../../sdk/card/sun-message.js";
import { diversifyKey } from "../../../sdk/keys/diversify.js";
import {
  createMemorySunCounters,
  createSunVerifier,
  type SunVerifier,
  type SunVerifierOptions,
} from "../../../sdk/verify/sun.js";
import { bytes, toHex } from "../../support/pcd.js";

const ZERO = new Uint8Array(16);
const OTHER = bytes("A0B1C2D3E4F5061728394A5B6C7D8E9F");
const URL_PLAIN = "https://city.example/t?uid={uid}&ctr={counter}&m={mac}";
const URL_PICC = "https://city.example/t?e={picc}&m={mac}";
const URL_FILE = "https://city.example/t/{picc}/{macInput}{file}/{mac}";

function verifier(options: Partial<SunVerifierOptions> = {}): SunVerifier {
  return createSunVerifier({ metaReadKey: ZERO, fileReadKey: () => ZERO, ...options });
}

const SUN_1 = { picc: "EF963FF7828658A599F3041510671E88", mac: "94EED9EE65337086" };
const SUN_4 = {
  picc: "379F7A361ED4728A13B70F2B591FFA6B",
  file: "A0DED1861CC740B47240AC0C944DC2EF",
  mac: "4FF9720BC3FE5910",
};

describe("published messages", () => {
  it.each([
    ["SUN 1, AN12196", SUN_1.picc, SUN_1.mac, "04DE5F1EACC040", 61],
    ["SUN 2, ntag424-java", "84DC15E87593037C7DDA281C2D55B8F2", "4BBC218E7B2B36AF", "049F50824F1390", 33],
    ["SUN 3, node-ntag424", "1CC49B9AA47D2837E5F1A1B5DEAE811C", "6488AEBA44044CBF", "049D98F20B1090", 56],
  ])("%s", async (_source, picc, mac, uidHex, counter) => {
    const verdict = {
      ok: true,
      reason: "genuine",
      uid: bytes(uidHex),
      uidHex,
      counter,
      fileData: undefined,
      keyIndex: 0,
    };
    expect(await verifier().verify({ picc, mac })).toEqual(verdict);
    expect(await verifier({ url: URL_PICC }).verify(`https://city.example/t?e=${picc}&m=${mac}`)).toEqual(verdict);
  });

  it("SUN 4 with file data, ntag424-java", async () => {
    const verdict = {
      ok: true,
      reason: "genuine",
      uid: bytes("04B07F12647380"),
      uidHex: "04B07F12647380",
      counter: 1,
      fileData: bytes("0102030405060708090A0B0C0D0E0F10"),
      keyIndex: 0,
    };
    expect(await verifier().verify({ ...SUN_4, macInput: `${SUN_4.file}/` })).toEqual(verdict);
    const url = `https://city.example/t/${SUN_4.picc}/${SUN_4.file}/${SUN_4.mac}`;
    expect(await verifier({ url: URL_FILE }).verify(url)).toEqual(verdict);
  });

  it.each([
    ["sdm-backend", "041E3C8A2D6B80", "000006", 6, "4B00064004B0B3D3"],
    ["node-ntag424", "049D98F20B1090", "000026", 38, "71FD0299F6A6F742"],
  ])("plain mirrors, %s", async (_source, uidHex, counterHex, counter, mac) => {
    const url = `https://city.example/t?uid=${uidHex}&ctr=${counterHex}&m=${mac}`;
    expect(await verifier({ url: URL_PLAIN }).verify(url)).toMatchObject({ ok: true, uidHex, counter });
    expect(await verifier().verify({ uid: uidHex, counter: counterHex, mac })).toMatchObject({ ok: true, uidHex });
  });

  it("session keys and file data of AN12196", () => {
    const key = bytes("5ACE7E50AB65D5D51FD5BF5A16B8205B");
    const keys = deriveSunKeys(key, { uid: bytes("04C767F2066180"), counter: 1 });
    expect(toHex(keys.encKey)).toBe("66DA61797E23DECA5D8ECA13BBADF7A9");
    expect(toHex(keys.macKey)).toBe("3A3E8110E05311F7A3FCF0D969BF2B48");
    const session = deriveSunKeys(ZERO, { uid: bytes("04958CAA5C5E80"), counter: 1 });
    const file = decipherSunFile(session, 1, bytes("94592FDE69FA06E8E3B6CA686A22842B"));
    expect(toHex(file)).toBe("78".repeat(16));
  });
});

describe("counters", () => {
  it("count once: equal and lower ones are replays", async () => {
    const counters = createMemorySunCounters();
    const judge = verifier({ counters });
    expect((await judge.verify(SUN_1)).ok).toBe(true);
    expect(await judge.verify(SUN_1)).toEqual({
      ok: false,
      reason: "replayed",
      uidHex: "04DE5F1EACC040",
      counter: 61,
    });
    expect(counters.advance("04DE5F1EACC040", 60)).toBe(false);
    expect(counters.advance("04DE5F1EACC040", 62)).toBe(true);
    expect(counters.advance("049F50824F1390", 0)).toBe(true);
    expect(counters.advance("049F50824F1390", 0)).toBe(false);
  });

  it("are not touched by a message with a bad MAC", async () => {
    const advanced: number[] = [];
    const counters = { advance: (_uid: string, counter: number) => advanced.push(counter) > 0 };
    await verifier({ counters }).verify({ ...SUN_1, mac: "94EED9EE65337087" });
    expect(advanced).toEqual([]);
    await verifier({ counters }).verify(SUN_1);
    expect(advanced).toEqual([61]);
  });

  it("may live in a database that answers later", async () => {
    const judge = verifier({ counters: { advance: async () => false } });
    expect(await judge.verify(SUN_1)).toMatchObject({ ok: false, reason: "replayed" });
  });
});

describe("keys", () => {
  it("are asked for by UID, so that every card has its own", async () => {
    const asked: string[] = [];
    const judge = verifier({
      fileReadKey: async (uid) => {
        asked.push(toHex(uid) ?? "");
        return diversifyKey(OTHER, uid);
      },
    });
    expect(await judge.verify(SUN_1)).toEqual({ ok: false, reason: "bad-mac" });
    expect(asked).toEqual(["04DE5F1EACC040"]);
  });

  it("may be two while cards are re-keyed; the verdict says which", async () => {
    const judge = verifier({ metaReadKey: [OTHER, ZERO], fileReadKey: () => [OTHER, ZERO] });
    expect(await judge.verify(SUN_1)).toMatchObject({ ok: true, keyIndex: 1 });
  });

  it("that are missing are no bad MAC", async () => {
    expect(await verifier({ fileReadKey: () => undefined }).verify(SUN_1)).toEqual({
      ok: false,
      reason: "unknown-key",
    });
    expect(await verifier({ metaReadKey: OTHER }).verify(SUN_1)).toEqual({ ok: false, reason: "malformed" });
  });

  it("of the wrong shape are refused", async () => {
    expect(() => verifier({ metaReadKey: new Uint8Array(15) })).toThrow('"metaReadKey"');
    expect(() => verifier({ metaReadKey: [ZERO, ZERO, ZERO] })).toThrow('"metaReadKey"');
    await expect(verifier({ fileReadKey: () => new Uint8Array(8) }).verify(SUN_1)).rejects.toThrow('"fileReadKey"');
  });
});

describe("changed messages", () => {
  it("are refused for any bit of MAC and PICCData", async () => {
    for (const part of ["picc", "mac"] as const) {
      for (let bit = 0; bit < SUN_1[part].length * 4; bit++) {
        const changed = bytes(SUN_1[part]);
        changed[bit >> 3] ^= 1 << (bit & 7);
        const verdict = await verifier().verify({ ...SUN_1, [part]: toHex(changed) });
        expect(verdict.ok).toBe(false);
      }
    }
  });

  it("are refused for any bit of the file data, and for text that moved", async () => {
    for (let bit = 0; bit < 128; bit++) {
      const changed = bytes(SUN_4.file);
      changed[bit >> 3] ^= 1 << (bit & 7);
      const file = toHex(changed) ?? "";
      expect((await verifier().verify({ ...SUN_4, file, macInput: `${file}/` })).ok).toBe(false);
    }
    expect(await verifier().verify({ ...SUN_4, macInput: SUN_4.file })).toEqual({ ok: false, reason: "bad-mac" });
    expect(await verifier().verify({ ...SUN_4, macInput: "" })).toEqual({ ok: false, reason: "malformed" });
  });
});

describe("malformed input", () => {
  const good = `https://city.example/t?e=${SUN_1.picc}&m=${SUN_1.mac}`;

  it.each([
    ["nothing", ""],
    ["another host", good.replace("city", "evil")],
    ["a host that only looks like it", good.replace("city.example", "cityXexample")],
    ["another scheme", good.replace("https", "http")],
    ["text before", ` ${good}`],
    ["text after", `${good}&x=1`],
    ["a line break after", `${good}\n`],
    ["a parameter twice", `${good}&m=${SUN_1.mac}`],
    ["parameters in another order", `https://city.example/t?m=${SUN_1.mac}&e=${SUN_1.picc}`],
    ["lower case", good.replace(SUN_1.mac, SUN_1.mac.toLowerCase())],
    ["percent encoding", good.replace("EF", "%45F")],
    ["a digit too few", good.slice(0, -1)],
    ["a digit too many", `${good}0`],
    ["a digit of another script", good.replace(/6$/, "٦")],
    ["a very long text", good + "0".repeat(1_000_000)],
  ])("is refused: %s", async (_name, url) => {
    expect(await verifier({ url: URL_PICC }).verify(url)).toEqual({ ok: false, reason: "malformed" });
  });

  it.each([
    ["neither PICCData nor mirrors", { mac: SUN_1.mac }],
    ["both", { ...SUN_1, uid: "04DE5F1EACC040", counter: "00003D" }],
    ["a UID without counter", { uid: "04DE5F1EACC040", mac: SUN_1.mac }],
    ["a counter without UID", { counter: "00003D", mac: SUN_1.mac }],
    ["no MAC", { picc: SUN_1.picc }],
    ["a MAC that is a list", { ...SUN_1, mac: [SUN_1.mac] }],
    ["file data out of the MAC's sight", { ...SUN_4, macInput: "/" }],
    ["file data of half a block", { ...SUN_4, file: "00", macInput: "00" }],
    ["a MAC input beyond ASCII", { ...SUN_1, macInput: "é" }],
    ["a list", []],
    ["null", null],
  ])("is refused in parts: %s", async (_name, parts) => {
    expect(await verifier().verify(parts as never)).toEqual({ ok: false, reason: "malformed" });
  });

  it("never throws and never fits by chance", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 600 }), async (text) => {
        expect((await verifier({ url: URL_FILE }).verify(text)).ok).toBe(false);
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom("picc", "uid", "counter", "file", "mac", "macInput"), fc.anything()),
        async (parts) => {
          expect((await verifier().verify(parts as never)).ok).toBe(false);
        },
      ),
    );
  });

  it("is a mistake of the program without a template", async () => {
    await expect(verifier().verify("https://city.example")).rejects.toMatchObject({ code: "bad-argument" });
  });
});

describe("templates", () => {
  it.each([
    ["", '"url"'],
    ["https://x/{picc}", "{mac}"],
    ["https://x/{mac}", "{picc}"],
    ["https://x/{uid}/{mac}", "{counter}"],
    ["https://x/{picc}/{uid}/{counter}/{mac}", "{picc}"],
    ["https://x/{picc}/{picc}/{mac}", "repeated"],
    ["https://x/{picc}/{other}/{mac}", "unknown"],
    ["https://x/{picc}/{__proto__}/{mac}", "unknown"],
    ["https://x/{picc}/{file}/{mac}", "{macInput}"],
    ["https://x/{file}/{picc}{macInput}/{mac}", "{macInput}"],
    ["https://x/{picc}/{macInput}/{mac}/{file}", "{macInput}"],
    ["https://x/{picc}/{mac}/{macInput}", "{macInput}"],
  ])("%s is refused", (url, names) => {
    expect(() => verifier({ url })).toThrow(names);
  });

  it("take their text literally", async () => {
    const url = "https://city.example/a.b(c)+[d]$^|?e={picc}&m={mac}#x";
    const message = url.replace("{picc}", SUN_1.picc).replace("{mac}", SUN_1.mac);
    expect((await verifier({ url }).verify(message)).ok).toBe(true);
    expect((await verifier({ url }).verify(message.replace("a.b", "aXb"))).ok).toBe(false);
  });
});
