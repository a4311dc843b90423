/** T21, T23, T24, T26 to T31: flash, parsers, firmware, denial, privacy, the wrong card, the supply chain, the tools. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import { CHANNEL_HELLO, createFrameDecoder, encodeFrame, FRAME_LIMIT_TO_HOST, messages } from "../../protocol/index.js";
import { run } from "../../sdk/cli/program.js";
import { detokenise } from "../../sdk/firmware/tokens.js";
import {
  createFleetKeys,
  createFleetSecret,
  createPseudonyms,
  decodeImage,
  encodeImage,
  KetukError,
  Reader,
  releasePublicKey,
  signImage,
  verifyImage,
} from "../../sdk/index.js";
import {
  createLogTextVerifier,
  createVerifier,
  decodeRecord,
  parseLogLine,
  verifyOriginality,
} from "../../sdk/verify/index.js";
import { builtFirmware, createBoard } from "../../sdk/virtual/board.js";
import { toByteString } from "../../sdk/virtual/byte-string.js";
import { createIso14443aCard } from "../../sdk/virtual/cards/iso14443a.js";
import { type ApduLayer, type ApduReply, createIsodep } from "../../sdk/virtual/cards/isodep.js";
import { CONFIG_FILE, encodeConfig } from "../../sdk/virtual/config.js";
import { createUidCard, createVirtualReader, demoCards } from "../../sdk/virtual/index.js";
import { createHostEnd } from "../support/host-end.js";
import { createRig } from "../support/rig.js";
import { endSieges, laySiege } from "../support/siege.js";
import { announcementMac, createUpdater, nextImage } from "../support/update-rig.js";

afterEach(endSieges);

const uid = (last: number) => Uint8Array.of(0x5a, 0x0c, 0x9e, last);

test("T21 flash that is read out gives up the keys of this reader: not protected, and nothing here says otherwise", async () => {
  const rig = await createRig();
  const image = Buffer.concat([...rig.board.storage.values()].map((file) => Buffer.from(file, "latin1")));
  for (const key of [rig.keys.tapKey("rig", 1), rig.keys.roleKey("rig", "maintainer", 1), rig.keys.cardKey(1, 1)])
    expect(image.includes(Buffer.from(key))).toBe(true);
  // What keeps the damage small: T16. What says it: SECURITY.md.
  expect(readFileSync(new URL("../../SECURITY.md", import.meta.url), "utf8")).toMatch(
    /T21[^|]*\|[^|]*\|[^|]*[Nn]ot protected/,
  );
});

describe("T23 the host's parsers", () => {
  test("T23 lengths that lie, endless nesting and endless frames cost nothing but themselves", () => {
    let frames = 0;
    const decoder = createFrameDecoder(FRAME_LIMIT_TO_HOST, { frame: () => frames++ });
    decoder.push(new Uint8Array(1_000_000).fill(0x41));
    decoder.push(encodeFrame(CHANNEL_HELLO, Uint8Array.of(1)));
    expect(frames).toBe(1);
    const keys = createFleetKeys(createFleetSecret());
    const liars = [
      Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f),
      Uint8Array.of(0x52, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f),
      new Uint8Array(1000).fill(0x5b),
      Buffer.concat(Array.from({ length: 400 }, (_, i) => Buffer.from([0x52, Math.max(0, 127 - (i % 128))]))),
      Buffer.from([0x0a, 0x04, 0xff, 0xfe, 0xc0, 0x80]),
    ];
    for (const bytes of liars) {
      decodeRecord(bytes);
      expect(createVerifier({ keys }).verify({ record: bytes, mac: new Uint8Array(32) }).ok).toBe(false);
    }
  });

  test("T23 names such as __proto__ in logs and ids change nothing", () => {
    const line = '{"__proto__":{"ok":true},"constructor":{"prototype":{"ok":true}},"record":"CgE=","mac":"AA=="}';
    expect(() => parseLogLine(line)).not.toThrow();
    const verifier = createLogTextVerifier({ keys: createFleetKeys(createFleetSecret()) } as never);
    expect(verifier).toBeDefined();
    expect(({} as { ok?: boolean }).ok).toBeUndefined();
    const record = messages.Record.encode({
      readerId: "__proto__",
      epoch: 1,
      counter: 1,
      tap: { uid: uid(1) },
    }).finish();
    const verdict = createVerifier({ keys: createFleetKeys(createFleetSecret()) }).verify({
      record,
      mac: new Uint8Array(32),
    });
    expect(verdict.ok).toBe(false);
    expect(({} as { counter?: number }).counter).toBeUndefined();
  });

  test("T23 the package makes no code from data", () => {
    expect(readFileSync(new URL("../../protocol/generated/messages.js", import.meta.url), "utf8")).not.toMatch(
      /\beval\(|new Function/,
    );
    expect(detokenise(builtFirmware())).not.toMatch(/\beval\(|Function\(/);
  });
});

test("T24 a host that sends 40,000 bytes of nonsense leaves a reader that serves", async () => {
  const rig = await createRig();
  const chaff = randomBytes(40_000);
  rig.board.uart.receive(chaff);
  rig.advance(6000);
  rig.board.uart.receive(Uint8Array.of(0x7e));
  rig.host.send({ session: rig.session(), request: { id: 1, ping: {} } });
  rig.advance(500);
  expect(rig.host.messages.at(-1)?.answer?.id).toBe(1);
});

test.each<[string, Partial<ApduReply>, Uint8Array]>([
  [
    "asks for more time without end",
    { wtx: Array.from({ length: 10_000 }, () => 59) },
    Uint8Array.of(6, 0x75, 0, 0x81, 2, 0x80),
  ],
  ["answers without end", { data: new Uint8Array(100_000) }, Uint8Array.of(6, 0x75, 0, 0x81, 2, 0x80)],
  ["takes the longest waiting time there is", { delayUs: 60_000_000 }, Uint8Array.of(6, 0x75, 0, 0xe1, 2, 0x80)],
  ["says an ATS as long as there is none", {}, Uint8Array.from({ length: 250 }, (_, i) => (i ? 0x75 : 250))],
])("T24 a card that %s is given up in time, and the next one gets its tap", async (_, reply, ats) => {
  const rig = await createRig();
  const application: ApduLayer = { apdu: () => ({ data: Uint8Array.of(0x91, 0xaf), delayUs: 300, ...reply }) };
  const card = createIso14443aCard({ uid: uid(9), atqa: 0x0344, sak: 0x20, layer: createIsodep({ ats, application }) });
  rig.board.field.place(card);
  rig.advance(12_000);
  rig.removeAll();
  rig.advance(1000);
  for (const tap of rig.taps()) expect(tap.assurance).toBeLessThanOrEqual(messages.Assurance.ASSURANCE_UID);
  const before = rig.taps().length;
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(1000);
  expect(rig.taps().slice(before)).toMatchObject([{ assurance: messages.Assurance.ASSURANCE_MUTUAL_AES, refusal: 0 }]);
  // Nothing of it was a crash: it is still the first start.
  expect(rig.allRecords().every(({ boot }) => boot === 1)).toBe(true);
});

describe("T26 other firmware", () => {
  test("T26 Hello and the sealed boot record carry the hash of the firmware: changed firmware shows in both", () => {
    const keys = createFleetKeys(createFleetSecret());
    const hashes = [builtFirmware(), `${builtFirmware()}\n`].map((firmware) => {
      const storage = new Map([[CONFIG_FILE, toByteString(encodeConfig("gate-7", keys, {}))]]);
      const board = createBoard({ firmware, storage });
      const host = createHostEnd(board.uart, keys);
      board.powerOn();
      const pass = (ms: number) => board.schedule.advance(board.schedule.nowUs() + ms * 1000);
      pass(1200);
      host.send({ open: { protocol: 1, readerNonce: host.hello?.nonce ?? null, hostNonce: randomBytes(16) } });
      pass(500);
      const sealed = host.records[0] ?? new Uint8Array();
      const boot = messages.Record.decode(messages.SealedRecord.decode(sealed).record).bootRecord;
      expect(Buffer.from(boot?.firmwareHash ?? [])).toEqual(Buffer.from(host.hello?.firmwareHash ?? []));
      const expected = createHash("sha256").update(Buffer.from(firmware, "latin1")).digest().subarray(0, 8);
      expect(Buffer.from(boot?.firmwareHash ?? [])).toEqual(expected);
      return expected.toString("hex");
    });
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  test("T26 only a maintainer replaces the firmware, and the manifest carries a MAC under that key of its own", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = nextImage();
    // Who sits on the cable has Hello and no key: whatever he puts in the place of the MAC is refused.
    for (const mac of [new Uint8Array(32), rig.keys.tapKey("rig", 1), image.manifest.slice(0, 32)])
      expect(updater.begin(image, mac).code).toBe(messages.Code.CODE_FORBIDDEN);
    // A right MAC is of this manifest and of no other.
    const mac = announcementMac(rig, image.manifest);
    expect(updater.begin(nextImage({ number: image.number + 1 }), mac).code).toBe(messages.Code.CODE_FORBIDDEN);
    expect(rig.board.flash.ownSlots).toBe(false);
  });

  test("T26 images are signed: one byte of manifest, signature or image changed, another key, or none is refused", () => {
    const seed = new Uint8Array(randomBytes(32));
    const key = releasePublicKey(seed);
    const signed = signImage(nextImage(), seed);
    expect(() => verifyImage(decodeImage(encodeImage(signed)), key)).not.toThrow();
    expect(() => verifyImage(nextImage(), key)).toThrow(expect.objectContaining({ code: "image-forged" }));
    const others = releasePublicKey(new Uint8Array(randomBytes(32)));
    expect(() => verifyImage(signed, others)).toThrow(expect.objectContaining({ code: "image-forged" }));
    const file = encodeImage(signed);
    const head = file.length - signed.bytes.length;
    for (const at of [...Array(head).keys(), head + 1, file.length - 1]) {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => verifyImage(decodeImage(changed), key), `byte ${at}`).toThrow(/image/);
    }
  });

  test("T26 a firmware never goes back: the same number and a lower one are refused, before and after an update", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    await updater.update(nextImage());
    expect(updater.running()).toBe(9_008_007);
    for (const number of [9_008_007, 9_008_006, 1000, 1]) {
      const { code } = updater.begin(nextImage({ number }));
      expect(code).toBe(messages.Code.CODE_TOO_OLD);
    }
    expect(updater.steps()).toEqual(["STORED 9008007", "CONFIRMED 9008007"]);
  });
});

describe("T27 denial", () => {
  test("T27 junk cards fill one half of the journal at most, the rest is counted, and a genuine card still gets its tap", async () => {
    const rig = await createRig({ config: { policy: { acceptUid: false } } });
    const { genuine } = demoCards(rig.keys);
    for (let i = 0; i < 260; i++) {
      rig.board.field.place(createUidCard({ uid: Uint8Array.of(0x5a, i >> 8, i, 1) }));
      rig.advance(130);
      rig.removeAll();
      rig.advance(260);
    }
    rig.host.send({ session: rig.session(), request: { id: 1, getStatus: {} } });
    rig.advance(300);
    const status = rig.host.messages.at(-1)?.answer?.status;
    expect(Number(status?.unrecorded)).toBeGreaterThan(20);
    expect(Number(status?.journalFree)).toBeGreaterThan(0.4 * Number(status?.journalBytes));
    const before = Number(status?.taps);
    rig.board.field.place(genuine);
    rig.advance(500);
    rig.host.send({ session: rig.session(), request: { id: 2, getStatus: {} } });
    rig.advance(300);
    const after = rig.host.messages.at(-1)?.answer?.status;
    expect([Number(after?.taps) - before, Number(after?.pending) - Number(status?.pending)]).toEqual([1, 1]);
  });

  test("T27 jamming is denial and shows as such: noise on air makes no tap, and the reader serves when it ends", async () => {
    const rig = await createRig();
    const { genuine } = demoCards(rig.keys);
    rig.board.field.faults.noise = 1;
    rig.board.field.place(genuine);
    rig.advance(2000);
    expect(rig.taps()).toHaveLength(0);
    rig.board.field.faults.noise = 0;
    rig.removeAll();
    rig.advance(600);
    rig.board.field.place(genuine);
    rig.advance(600);
    expect(rig.taps().filter((tap) => !tap.refusal)).toHaveLength(1);
  });
});

describe("T28 people are not followed by their cards", () => {
  const secret = createFleetSecret();

  test("T28 a card has another name in every shop, and another again after the key has changed", () => {
    const names = ["shop-1", "shop-2", "clinic"].flatMap((relyingParty) =>
      [1, 2].map((version) => createPseudonyms({ secret, relyingParty, version })(uid(1))),
    );
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).not.toContain(Buffer.from(uid(1)).toString("hex").toUpperCase());
    const again = createPseudonyms({ secret, relyingParty: "shop-1" })(uid(1));
    expect(again).toBe(names[0]);
  });

  test("T28 no event, error, state or inspected object shows a whole UID or a key", async () => {
    const siege = await laySiege({ role: "maintainer" });
    await siege.present();
    await siege.signal();
    await siege.outcome(siege.reader.status());
    const { virtual, reader } = siege;
    // A record that is no record, and a call that is refused, for their errors.
    await siege.outcome(reader.setPolicy({ version: 1, profiles: [] }, virtual.keys));
    const errors: unknown[] = [];
    for (const bad of [
      () => createFleetKeys(new Uint8Array(32)),
      () => createPseudonyms({ secret: uid(1), relyingParty: "x" }),
    ]) {
      try {
        bad();
      } catch (error) {
        errors.push(error, inspect(error), JSON.stringify(error));
      }
    }
    errors.push(
      await reader.withCard(async () => ({ accepted: true }), { signal: AbortSignal.abort() }).catch((e: unknown) => e),
    );
    const shown = [
      inspect(reader, { depth: 12, showHidden: true }),
      inspect(virtual.keys, { depth: 12, showHidden: true }),
      JSON.stringify(virtual.keys),
      JSON.stringify(siege.states),
      JSON.stringify(siege.notices),
      ...errors.map((error) => inspect(error, { depth: 12 })),
    ].join("\n");
    const { keys } = virtual;
    const secrets = [
      keys.tapKey("gate-7", 1),
      keys.policyKey("gate-7", 1),
      keys.cardKey(1, 1),
      keys.roleKey("gate-7", "maintainer", 1),
      Buffer.from(siege.presented[0] ?? "", "hex"),
    ];
    expect(errors.some((error) => error instanceof KetukError)).toBe(true);
    for (const bytes of secrets) {
      const hex = Buffer.from(bytes).toString("hex");
      for (const form of [
        hex,
        hex.toUpperCase(),
        Buffer.from(bytes).toString("base64"),
        hex.replace(/(..)(?=.)/g, "$1 "),
        [...bytes].join(", "),
      ])
        expect(shown).not.toContain(form);
    }
  });

  test("T28 no line of the command line, and no JSON of it, shows a whole UID unless --show-uid asks for it", async () => {
    const ketuk = async (...args: string[]) => {
      let text = "";
      const write = (piece: string) => {
        text += piece;
      };
      const io = { out: write, err: write, colour: false, env: {}, signal: new AbortController().signal };
      await run(args, "0", io as never);
      return text;
    };
    const known = /04A31B625E7780|5A0C9E41/i;
    for (const json of [[], ["--json"]]) {
      const monitor = ["monitor", "--virtual", "--count", "3", ...json];
      expect(await ketuk(...monitor)).not.toMatch(known);
      expect(await ketuk(...monitor, "--show-uid")).toMatch(known);
    }
  }, 60_000);
});

describe("T29 the wrong card", () => {
  test("T29 two cards at once make no tap, and a card that takes another's place is another tap", async () => {
    const rig = await createRig();
    const [a, b] = [createUidCard({ uid: uid(1) }), createUidCard({ uid: uid(2) })];
    rig.board.field.place(a);
    rig.board.field.place(b);
    rig.advance(800);
    expect(rig.taps()).toHaveLength(0);
    rig.removeAll();
    rig.advance(500);
    rig.board.field.place(a);
    rig.advance(200);
    rig.board.field.remove(a);
    rig.board.field.place(b);
    rig.advance(500);
    expect(rig.taps().map((tap) => tap.uid[3])).toEqual([1, 2]);
  });
});

describe("T30 parts that are not what they claim", () => {
  test("T30 the chip's version is in Hello and in every status: one that is no MFRC522 is told", async () => {
    const virtual = createVirtualReader({ chipVersion: 0x88 });
    await using reader = await Reader.open({ path: virtual.path, binding: virtual.binding, keys: virtual.keys });
    expect((await reader.status()).chipVersion).toBe(0x88);
    await virtual.close();
  });

  test("T30 a copied originality signature fits no other UID", async () => {
    const signature = Buffer.from("CEA2EB0B3C95D0844A95B824A7553703B3702378033BF0987899DB70151A19E7", "hex");
    const card = Buffer.from("04C1285A373080", "hex");
    expect((await verifyOriginality({ uid: card, signature })).ok).toBe(true);
    expect((await verifyOriginality({ uid: Buffer.from("04C1285A373081", "hex"), signature })).ok).toBe(false);
  });
});

describe("T31 tools that would make people switch security off", () => {
  test("T31 the command line works with a provisioned reader, and takes no key on its command line", async () => {
    let help = "";
    const write = (piece: string) => {
      help += piece;
    };
    const io = { out: write, err: write, colour: false, env: {}, signal: new AbortController().signal };
    for (const command of ["monitor", "verify", "simulate", "list", "demo", "keys"])
      await run([command, "--help"], "0", io as never);
    expect(help).not.toMatch(/--(secret|key|passphrase|password|insecure|no-verify|plain)\b[ =]<(?!path|file)/);
    const folder = mkdtempSync(join(tmpdir(), "ketuk-t31-"));
    const file = join(folder, "fleet.json");
    help = "";
    expect(await run(["keys", "init", "--file", file], "0", io as never)).toBe(0);
    const stored = readFileSync(file, "utf8").match(/[A-Za-z0-9+/=_-]{32,}/g) ?? [];
    expect(stored.length).toBeGreaterThan(0);
    for (const secret of stored) expect(help).not.toContain(secret);
    rmSync(folder, { recursive: true });
  });
});
