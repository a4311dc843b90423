/** Verification by signature: with the certified public key alone, by OpenSSL, and of whole logs. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFleetKeys } from "../../../sdk/keys/fleet.js";
import { issueCertificate, readCertificate } from "../../../sdk/signing/certificate.js";
import { publicKeyOf } from "../../../sdk/signing/ed25519.js";
import { createSigningKit, type SigningKit } from "../../../sdk/signing/kit.js";
import {
  createLogTextVerifier,
  createSignatureVerifier,
  createVerifier,
  decodeSealed,
  parseLogLine,
  type Sealed,
  toCertificateLine,
  toLogLine,
} from "../../../sdk/verify/index.js";
import { toByteString } from "../../../sdk/virtual/byte-string.js";
import { demoCards } from "../../../sdk/virtual/index.js";
import { writeCoupons } from "../../../sdk/virtual/reader.js";
import { createRig } from "../../support/rig.js";

const secret = createHash("sha256").update("verify by signature").digest();
const keys = createFleetKeys(secret);
const others = createFleetKeys(createHash("sha256").update("another fleet").digest());
const fleetPublicKey = publicKeyOf(keys.certificateSeed(1));
const TIME = Date.UTC(2026, 10, 23);

let kit: SigningKit;
let records: Sealed[] = [];
let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ketuk-sign-"));
  kit = createSigningKit({ keys, readerId: "rig", count: 60, notBeforeMs: TIME - 1000, notAfterMs: TIME + 86_400_000 });
  const rig = await createRig({
    secret,
    config: { signingKey: kit.config },
    beforePower: ({ flash }) => writeCoupons(flash, kit.coupons),
  });
  rig.host.send({ session: rig.session(), request: { id: 1, setTime: { wallMs: TIME } } });
  rig.advance(200);
  for (let i = 0; i < 6; i++) {
    rig.board.field.place(demoCards(rig.keys).genuine);
    rig.advance(400);
    rig.removeAll();
    rig.advance(400);
    rig.host.send({
      session: rig.session(),
      ack: { epoch: 1, counter: Math.max(...rig.allRecords().map((r) => r.counter)) },
    });
    rig.advance(300);
  }
  records = rig.host.records.flatMap((bytes) => decodeSealed(bytes) ?? []);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

const tapOf = () => records.at(-1) as Sealed;

test("openssl verifies the signature of a tap with the certified public key", () => {
  const { record, signature } = tapOf();
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), kit.config.publicKey as Uint8Array]);
  const pem = `-----BEGIN PUBLIC KEY-----\n${spki.toString("base64")}\n-----END PUBLIC KEY-----\n`;
  const file = (name: string, data: string | Uint8Array) => {
    writeFileSync(join(folder, name), data);
    return join(folder, name);
  };
  const openssl = (signed: Uint8Array) =>
    execFileSync(
      "openssl",
      [
        ..."pkeyutl -verify -rawin -pubin -inkey".split(" "),
        file("key.pem", pem),
        "-in",
        file("record", signed),
        "-sigfile",
        file("signature", signature ?? new Uint8Array()),
      ],
      { encoding: "utf8", stdio: "pipe" },
    );
  expect(openssl(record)).toContain("Verified Successfully");
  expect(() => openssl(flip(record, 20))).toThrow();
});

describe("a verifier without any secret", () => {
  const verifier = () => createSignatureVerifier({ fleetPublicKey, certificates: [kit.certificate] });

  test("takes what the reader signed, and nothing that was changed", () => {
    const verdict = verifier().verify(tapOf());
    expect(verdict).toMatchObject({ ok: true, reason: "genuine", signature: "valid" });
    const { record, mac, signature = new Uint8Array() } = tapOf();
    for (let i = 0; i < 64; i++)
      expect(verifier().verify({ record, mac, signature: flip(signature, i) }).reason).toBe("bad-signature");
    for (let i = 0; i < record.length; i++)
      expect(verifier().verify({ record: flip(record, i), mac, signature }).ok).toBe(false);
    expect(verifier().verify({ record, mac }).reason).toBe("no-signature");
    expect(verifier().verify({ record, mac: new Uint8Array(), signature }).ok).toBe(true);
  });

  test("counts a record once", () => {
    const one = verifier();
    expect([one.verify(tapOf()).reason, one.verify(tapOf()).reason]).toEqual(["genuine", "replayed"]);
  });

  test("knows no reader without a certificate of its own fleet, in its own name", () => {
    const publicKey = kit.config.publicKey as Uint8Array;
    const terms = { publicKey, notBeforeMs: 0, notAfterMs: TIME * 2 };
    const foreign = issueCertificate(others.certificateSeed(1), { ...terms, readerId: "rig" });
    const other = issueCertificate(keys.certificateSeed(1), { ...terms, readerId: "gate-8" });
    for (const certificates of [[], [foreign], [other], [flip(kit.certificate, 9)]])
      expect(createSignatureVerifier({ fleetPublicKey, certificates }).verify(tapOf()).reason).toBe("no-signature");
    const late = createSignatureVerifier({ fleetPublicKey });
    expect(late.addCertificate(foreign)).toBe(false);
    expect(late.addCertificate(kit.certificate)).toBe(true);
    expect(late.verify(tapOf()).ok).toBe(true);
  });

  test("takes no record from outside the certificate's time", () => {
    const publicKey = kit.config.publicKey as Uint8Array;
    const dated = { readerId: "rig", publicKey, notBeforeMs: 0, notAfterMs: TIME - 5000 };
    const certificates = [issueCertificate(keys.certificateSeed(1), dated)];
    expect(createSignatureVerifier({ fleetPublicKey, certificates }).verify(tapOf()).reason).toBe("no-signature");
  });

  test("reads no certificate with a changed byte", () => {
    for (let i = 0; i < kit.certificate.length; i++)
      expect(readCertificate(fleetPublicKey, flip(kit.certificate, i))).toBeUndefined();
  });
});

describe("a verifier with the fleet's keys", () => {
  test("says what the signature is worth, and refuses a wrong one although the MAC fits", () => {
    const { record, mac, signature = new Uint8Array() } = tapOf();
    const plain = createVerifier({ keys }).verify(tapOf());
    expect(plain).toMatchObject({ ok: true, signature: "unchecked" });
    const make = (more = {}) => createVerifier({ keys, fleetPublicKey, certificates: [kit.certificate], ...more });
    expect(make().verify(tapOf())).toMatchObject({ ok: true, signature: "valid" });
    expect(make().verify({ record, mac })).toMatchObject({ ok: true, signature: "none" });
    expect(make().verify({ record, mac, signature: flip(signature, 3) }).reason).toBe("bad-signature");
    expect(make({ requireSignature: true }).verify({ record, mac }).reason).toBe("no-signature");
    expect(() => createVerifier({ keys, requireSignature: true })).toThrow(/fleetPublicKey/);
  });
});

describe("the browser page's script, on the same WebCrypto", () => {
  const page = async () =>
    (await import(new URL("../../../examples/verify-page/verify.js", import.meta.url).href)) as {
      keyFromHex(text: string): Uint8Array;
      verifyLines(key: Uint8Array, text: string): Promise<{ number: number; state: string; claims?: object }[]>;
    };
  const text = (list: readonly string[]) => list.join("\n");

  test("finds every record genuine, and each line that was changed", async () => {
    const { keyFromHex, verifyLines } = await page();
    const key = keyFromHex(Buffer.from(fleetPublicKey).toString("hex"));
    const lines = [...records.map(toLogLine), toCertificateLine(kit.certificate)];
    const states = async (list: readonly string[]) => (await verifyLines(key, text(list))).map(({ state }) => state);
    expect(await states(lines)).toEqual([...records.map(() => "valid"), "certificate"]);
    const { record, mac, signature = new Uint8Array() } = tapOf();
    const wrong = [
      toLogLine({ record: flip(record, 40), mac, signature }),
      toLogLine({ record, mac, signature: flip(signature, 40) }),
      toLogLine({ record, mac }),
      "{}",
      "what is this",
    ];
    const found = await states([toCertificateLine(kit.certificate), ...wrong]);
    expect(found).toEqual(["certificate", "bad", "bad", "unsigned", "malformed", "malformed"]);
    expect(await states([toLogLine(tapOf())])).toEqual(["uncertified"]);
    expect(await states([toCertificateLine(flip(kit.certificate, 9)), toLogLine(tapOf())])).toEqual([
      "foreign-certificate",
      "uncertified",
    ]);
    expect(() => keyFromHex("12")).toThrow("key");
  });

  test("shows what the tap says", async () => {
    const { verifyLines } = await page();
    const found = await verifyLines(fleetPublicKey, text([toCertificateLine(kit.certificate), toLogLine(tapOf())]));
    const tap = { assurance: "mutual-aes", refused: false };
    expect(found[1]).toMatchObject({ number: 2, state: "valid", claims: { reader: "rig", tap } });
  });
});

describe("a log", () => {
  const lines = () => [toCertificateLine(kit.certificate), ...records.map(toLogLine)];
  function check(text: readonly string[], options = {}) {
    const verifier = createLogTextVerifier({ fleetPublicKey, ...options });
    for (const line of text) verifier.pushLine(line);
    return verifier.finish();
  }

  test("with its certificate is verified without any secret", () => {
    expect(check(lines())).toMatchObject({
      intact: true,
      signaturesChecked: true,
      sealsChecked: false,
      signedCount: records.length,
    });
  });

  test("names the line that was edited, that lost its signature, or that nobody certified", () => {
    const edited = lines();
    const sealed = records[3] as Sealed;
    edited[4] = toLogLine({ ...sealed, record: flip(sealed.record, sealed.record.length - 2) });
    expect(check(edited).firstBreak).toMatchObject({ line: 5, kind: "edited" });
    const bare = lines();
    bare[4] = toLogLine({ record: sealed.record, mac: sealed.mac });
    expect(check(bare).firstBreak).toMatchObject({ line: 5, kind: "unsigned" });
    expect(check(bare, { keys })).toMatchObject({ intact: true, signedCount: records.length - 1 });
    expect(check(bare, { keys, requireSignature: true }).intact).toBe(false);
    expect(check(lines().slice(1)).firstBreak).toMatchObject({ line: 1, kind: "uncertified" });
    expect(check(lines().slice(1), { certificates: [kit.certificate] }).intact).toBe(true);
  });

  test("that was resealed by somebody with the fleet's MAC keys but not the reader's signing key is found", () => {
    const forged = records.map(({ record, mac }) => ({ record, mac, signature: new Uint8Array(64).fill(7) }));
    expect(check([toCertificateLine(kit.certificate), ...forged.map(toLogLine)]).intact).toBe(false);
  });

  test("line keeps the signature through text", () => {
    expect(parseLogLine(toLogLine(tapOf()))).toMatchObject({ signature: Buffer.from(tapOf().signature ?? []) });
    expect(toByteString(tapOf().signature ?? new Uint8Array())).toHaveLength(64);
  });
});
