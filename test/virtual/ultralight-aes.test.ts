/** The Ultralight AES: a recorded session, CMAC messaging, protection, what can be overwritten. card-vectors.md 6. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aesCbcDecrypt, aesCbcEncrypt, aesCmacTruncated } from "../../sdk/virtual/cards/aes.js";
import { concat } from "../../sdk/virtual/cards/bytes.js";
import { createUltralightAesCard, type UltralightAesOptions } from "../../sdk/virtual/cards/ultralight-aes.js";
import { deriveMacKey } from "../../sdk/virtual/cards/ultralight-aes-session.js";
import { bytes, createBench, sayToPages, toHex } from "../support/pcd.js";

const UID = bytes("04DE5F1EACC040");
const ZERO_KEY = new Uint8Array(16);
const KEY = bytes("000102030405060708090A0B0C0D0E0F");
const RND_A = new Uint8Array(16).fill(0x01);
const SIGNATURE = Uint8Array.from({ length: 48 }, (_, i) => i);

/** A selected card and a way to speak to it. */
function present(options: Partial<UltralightAesOptions> = {}) {
  const card = createUltralightAesCard({ uid: UID, ...options });
  const bench = createBench();
  bench.field.place(card);
  bench.start();
  const select = () => {
    bench.wake(0x52);
    return bench.select();
  };
  const selected = select();
  const say = (command: string) => sayToPages(bench, command);

  /** The reader's half; gives RndB when the card was content. */
  function authenticate(number: number, key: Uint8Array): Uint8Array | undefined {
    const first = say(`1A0${number}`);
    if (first?.slice(0, 2) !== "AF") return undefined;
    const rndB = aesCbcDecrypt(key, bytes(first.slice(2)));
    const token = aesCbcEncrypt(key, concat(RND_A, rndB.subarray(1), rndB.subarray(0, 1)));
    const second = say(`AF${toHex(token)}`);
    if (second?.slice(0, 2) !== "00") return undefined;
    expect(aesCbcDecrypt(key, bytes(second.slice(2)))).toEqual(RND_A);
    return rndB;
  }

  /** A reader in a CMAC session. */
  function channel(key: Uint8Array, rndB: Uint8Array) {
    const macKey = deriveMacKey(key, RND_A, rndB);
    let counter = 0;
    const macOf = (hex: string) => {
      const mac = aesCmacTruncated(macKey, concat([counter & 0xff, counter >> 8], bytes(hex)));
      counter++;
      return toHex(mac) ?? "";
    };
    return (command: string) => {
      const answer = say(command + macOf(command));
      if (answer === undefined || answer.length < 16) return answer;
      const data = answer.slice(0, -16);
      expect(answer.slice(-16)).toBe(macOf(data));
      return data;
    };
  }

  return { card, bench, say, select, selected, authenticate, channel };
}

describe("a session recorded from a real card (proxmark3 traces)", () => {
  it("byte for byte, with CMAC", () => {
    const { say } = present({ cmac: true, rng: () => bytes("0C83A4048F9118B0291224D23224012D") });
    expect(say("1A00")).toBe("AFF80A9CBDDCB3E06B4837CB839C777E14");
    expect(say("AFE14D5D0EE27715DF08B4152BA23DA8E0193B58D320FE9395CA5D3DE55B3D3BA9")).toBe(
      "00E14D5D0EE27715DF08B4152BA23DA8E0",
    );
    expect(say("600F27D551860270D8")).toBe("0004030104000F030C710E842217FD95");
  });

  it("and its session key", () => {
    const key = deriveMacKey(ZERO_KEY, RND_A, bytes("0C83A4048F9118B0291224D23224012D"));
    expect(toHex(key)).toBe("AEF6ECCDC39FDFA1742DFFF20BF22687");
  });
});

describe("activation", () => {
  it("shows ATQA 0044, SAK 00 and the UID", () => {
    const { bench, selected } = present();
    expect(selected).toEqual({ uid: UID, sak: 0x00 });
    bench.halt();
    expect(toHex(bench.wake(0x52)?.bytes)).toBe("4400");
  });

  it("with a random UID hides pages 0 and 1 until the UID key was shown", () => {
    const { say, selected, authenticate, bench } = present({ randomUid: true, uidRetrKey: KEY });
    expect(selected?.uid.length).toBe(4);
    expect(say("3000")?.slice(0, 16)).toBe("00".repeat(8));
    expect(authenticate(0, ZERO_KEY)).toBeDefined();
    expect(say("3000")?.slice(0, 16)).toBe("00".repeat(8));
    expect(authenticate(1, KEY)).toBeDefined();
    expect(say("3000")).toMatch(/^04DE5F0D1EACC040/);
    bench.halt();
    expect(toHex(bench.wake(0x52)?.bytes)).toBe("0400");
  });
});

describe("authentication", () => {
  it.each([
    [0, "dataProtKey"],
    [1, "uidRetrKey"],
    [2, "originalityKey"],
  ] as const)("with key %i, %s, holds until the next selection", (number, name) => {
    const { card, bench, select, authenticate } = present({ [name]: KEY });
    expect(authenticate(number, KEY)).toBeDefined();
    expect(card.inspect().authenticatedWith).toBe(number);
    bench.halt();
    select();
    expect(card.inspect().authenticatedWith).toBeUndefined();
  });

  it("with a wrong key is refused with four bits, counted, and ends in IDLE", () => {
    const { card, say, authenticate } = present({ dataProtKey: KEY });
    expect(authenticate(0, ZERO_KEY)).toBeUndefined();
    expect(card.inspect().failureCount).toBe(1);
    expect(say("60")).toBeUndefined();
  });

  it("is over for good at AUTH_LIM, and a success before that starts the count again", () => {
    const { select, say, authenticate } = present({ dataProtKey: KEY, authLimitCount: 2 });
    const attempt = (key: Uint8Array) => {
      const good = authenticate(0, key) !== undefined;
      if (!good) select();
      return good;
    };
    expect([ZERO_KEY, KEY, ZERO_KEY, ZERO_KEY].map(attempt)).toEqual([false, true, false, false]);
    expect(say("1A00")).toBe("4");
  });

  it.each([
    ["a key that does not exist", ["1A03"]],
    ["a second part without a first", [`AF${"00".repeat(32)}`]],
    ["a second part of wrong length", ["1A00", `AF${"00".repeat(31)}`]],
    ["another command in between", ["1A00", "60", `AF${"00".repeat(32)}`]],
  ])("refuses %s", (_what, commands) => {
    const { say } = present();
    expect(commands.map(say).at(-1)).toBe("0");
  });
});

describe("memory", () => {
  it.each([
    ["60", "0004030104000F03"],
    ["3000", "04DE5F0D1EACC0403248000000000000"],
    ["303A", `${"00".repeat(8)}04DE5F0D1EACC040`],
    ["3029", "0000003C8C0500000000000000000000"],
    ["303C", "0"],
    ["3A0001", "04DE5F0D1EACC040"],
    ["3A0100", "0"],
    ["3A3B3C", "0"],
    ["3C00", toHex(SIGNATURE)],
    ["3C01", "0"],
    ["3900", "000000"],
    ["3903", "0"],
    ["A20011223344", "0"],
    ["A20111223344", "0"],
    ["A20411223344", "A"],
    ["A22711223344", "A"],
    ["A23811223344", "0"],
    ["A23C11223344", "0"],
    ["A500010000FF", "A"],
    ["A503010000FF", "0"],
    ["A204112233", "0"],
    ["1B00000000", "0"],
  ])("%s gives %s at delivery", (command, expected) => {
    expect(present({ signature: SIGNATURE }).say(command)).toBe(expected);
  });

  it("keeps keys secret, in reversed order", () => {
    const { card, say, authenticate } = present({ dataProtKey: KEY });
    expect(authenticate(0, KEY)).toBeDefined();
    expect(say("3030")).toBe("00".repeat(16));
    expect(toHex(card.inspect().memory.subarray(0x30 * 4, 0x34 * 4))).toBe("0F0E0D0C0B0A09080706050403020100");
  });

  it("reads back what was written, for any page and data", () => {
    const { say } = present();
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 0x27 }), fc.uint8Array({ minLength: 4, maxLength: 4 }), (page, content) => {
        const number = toHex(Uint8Array.of(page));
        expect(say(`A2${number}${toHex(content)}`)).toBe("A");
        expect(say(`30${number}`)?.slice(0, 8)).toBe(toHex(content));
      }),
      { numRuns: 40 },
    );
  });

  it("is closed for reading from AUTH0 on, and READ wraps there, until the data key was shown", () => {
    const { select, say, authenticate } = present({ auth0: 0x10, dataProtKey: KEY });
    expect(say("300E")?.slice(16)).toBe("04DE5F0D1EACC040");
    expect(say("3010")).toBe("0");
    select();
    expect(say("A21000000000")).toBe("0");
    select();
    expect(authenticate(1, ZERO_KEY)).toBeDefined();
    expect(say("3010")).toBe("0");
    select();
    expect(authenticate(0, KEY)).toBeDefined();
    expect(say("3010")).toBe("00".repeat(16));
    expect(say("A21011111111")).toBe("A");
  });

  it("is closed for writing only when PROT is off", () => {
    const { say } = present({ auth0: 0x10, protectReads: false });
    expect(say("3010")).toBe("00".repeat(16));
    expect(say("A21000000000")).toBe("0");
  });

  it("lets a part of a key be overwritten while keys are not locked (T14)", () => {
    const { card, say } = present({ dataProtKey: KEY });
    expect(say("A230AAAAAAAA")).toBe("A");
    expect(toHex(card.inspect().memory.subarray(0x30 * 4, 0x34 * 4))).toBe("AAAAAAAA0B0A09080706050403020100");
    const locked = present({ lockKeys: true });
    for (const command of ["A230AAAAAAAA", "A234AAAAAAAA"]) {
      expect(locked.say(command)).toBe("0");
      locked.select();
    }
  });

  it("has its configuration locked by CFGLCK from the next power-on", () => {
    const { bench, say, select } = present();
    expect(say("A22ACC050000")).toBe("A");
    expect(say("A22900000030")).toBe("A");
    expect(say("A2290000003C")).toBe("A");
    bench.field.setPower(false);
    bench.field.setPower(true);
    select();
    expect(say("A22900000010")).toBe("0");
    select();
    expect(say("A22A8C050000")).toBe("0");
  });

  it("asks for the data key for counter 2 when told so", () => {
    const { select, say, authenticate } = present();
    expect(say("3902")).toBe("000000");
    say("A22A80050000");
    expect(say("3901")).toBe("000000");
    expect(say("3902")).toBe("0");
    select();
    expect(say("A50201000000")).toBe("0");
    select();
    authenticate(0, ZERO_KEY);
    expect(say("A50201000000")).toBe("A");
    expect(say("3902")).toBe("010000");
  });

  it("torn in the middle of a write keeps half of it and stays silent", () => {
    const { card, say, select } = present({ content: bytes("11111111") });
    card.faults.tearNextWrite = true;
    expect(say("A204AABBCCDD")).toBeUndefined();
    select();
    expect(say("3004")?.slice(0, 8)).toBe("AABB1111");
    card.faults.tearNextWrite = true;
    expect(say("A500010000FF")).toBeUndefined();
    expect(card.inspect().counters).toEqual([0, 0, 0]);
  });
});

describe("CMAC messaging", () => {
  const options = { cmac: true, dataProtKey: KEY, auth0: 0x04, content: bytes("11223344") };

  it("counts on over reads, writes and counters, and replaces ACK by a MAC", () => {
    const { card, authenticate, channel } = present(options);
    const secure = channel(KEY, authenticate(0, KEY) ?? ZERO_KEY);
    expect(secure("3004")?.slice(0, 8)).toBe("11223344");
    expect(secure("A205AABBCCDD")).toBe("");
    expect(secure("3005")?.slice(0, 8)).toBe("AABBCCDD");
    expect(secure("A50005000000")).toBe("");
    expect(secure("3900")).toBe("050000");
    expect(secure("3A0405")).toBe("11223344AABBCCDD");
    expect(secure("3C00")).toBe("00".repeat(48));
    expect(toHex(card.inspect().memory.subarray(16, 24))).toBe("11223344AABBCCDD");
  });

  it.each([
    ["a command without MAC", "3004"],
    ["a wrong MAC", "30040000000000000000"],
  ])("answers %s with silence and forgets the authentication", (_what, command) => {
    const { card, select, say, authenticate } = present(options);
    authenticate(0, KEY);
    expect(say(command)).toBeUndefined();
    expect(card.inspect().authenticatedWith).toBeUndefined();
    select();
    expect(say("3004")).toBe("0");
  });

  it("refuses a command played a second time", () => {
    const { say, authenticate } = present(options);
    const macKey = deriveMacKey(KEY, RND_A, authenticate(0, KEY) ?? ZERO_KEY);
    const command = `3004${toHex(aesCmacTruncated(macKey, bytes("00003004")))}`;
    expect(say(command)).toMatch(/^11223344/);
    expect(say(command)).toBeUndefined();
  });

  it("refuses with four bits what is not allowed, and takes a new authentication in plain", () => {
    const { authenticate, channel } = present({ ...options, uidRetrKey: KEY });
    authenticate(0, KEY);
    const rndB = authenticate(1, KEY);
    expect(rndB).toBeDefined();
    expect(channel(KEY, rndB ?? ZERO_KEY)("3004")).toBe("0");
  });
});

describe("options", () => {
  it.each([
    ["uid", { uid: bytes("11223344") }],
    ["dataProtKey", { dataProtKey: new Uint8Array(8) }],
    ["uidRetrKey", { uidRetrKey: new Uint8Array(8) }],
    ["originalityKey", { originalityKey: new Uint8Array(8) }],
    ["signature", { signature: new Uint8Array(32) }],
    ["content", { content: new Uint8Array(145) }],
  ])("refuse a wrong %s", (name, options) => {
    expect(() => createUltralightAesCard({ uid: UID, ...options })).toThrow(`"${name}"`);
  });
});
