/** Checkpoints: what they find in an archive that seals and chains of single readers do not tell. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  type Checkpoint,
  createCheckpoints,
  createCheckpointVerifier,
  encodeSealed,
  publicKeyOf,
  type Sealed,
} from "../../../sdk/verify/index.js";
import { seal, tapRecord, testKeys } from "../../support/records.js";

const keys = testKeys();
const archive = Array.from({ length: 10 }, (_, i) => seal(keys, tapRecord({ counter: i + 1 })));
const seed = createHash("sha256").update("back end").digest();
const publicKey = publicKeyOf(seed);
const options = { name: "city 2026", seed, everyCount: 4, now: () => 1_790_000_000_000 };

function signAll(records: readonly Sealed[], after?: Checkpoint): Checkpoint[] {
  const checkpoints = createCheckpoints({ ...options, ...(after && { after }) });
  return [...records.flatMap((sealed) => checkpoints.push(sealed) ?? []), checkpoints.sign()];
}

function verdict(records: readonly Sealed[], checkpoint: Checkpoint, name = options.name, key = publicKey): string {
  const verifier = createCheckpointVerifier({ name, publicKey: key });
  for (const sealed of records) verifier.push(sealed);
  return verifier.check(checkpoint);
}

describe("checkpoints", () => {
  const signed = signAll(archive);
  const last = signed.at(-1) as Checkpoint;

  test("are signed every so many records, and when asked for", () => {
    expect(signed.map(({ count }) => count)).toEqual([4, 8, 10]);
    for (const checkpoint of signed) expect(verdict(archive.slice(0, checkpoint.count), checkpoint)).toBe("good");
  });

  test("find what was cut off, left out, moved or changed", () => {
    const [a, b, ...rest] = archive as [Sealed, Sealed, ...Sealed[]];
    expect(verdict(archive.slice(0, -1), last)).toBe("other-records");
    expect(verdict([a, ...rest], last)).toBe("other-records");
    expect(verdict([b, a, ...rest], last)).toBe("other-records");
    expect(verdict([{ ...a, mac: new Uint8Array(32) }, b, ...rest], last)).toBe("other-records");
  });

  test("are worth nothing under another key, another name, or with another number in them", () => {
    expect(verdict(archive, last, "city 2027")).toBe("unsigned");
    expect(verdict(archive, last, options.name, publicKeyOf(new Uint8Array(32)))).toBe("unsigned");
    for (const change of [{ count: 11 }, { atMs: 1 }, { count: -1 }, { atMs: 0.5 }, { hash: new Uint8Array(31) }])
      expect(verdict(archive, { ...last, ...change })).toBe("unsigned");
  });

  test("go on after a restart as if there had been none", () => {
    expect(signAll(archive.slice(4), signed[0])).toEqual(signed.slice(1));
    const forged = { ...(signed[0] as Checkpoint), count: 3 };
    expect(() => signAll([], forged)).toThrow(/"after"/);
  });

  test("are what their description says, computed here by itself", () => {
    const sha256 = (...parts: (Uint8Array | string)[]) => {
      const digest = createHash("sha256");
      for (const part of parts) digest.update(part);
      return digest.digest();
    };
    const label = "ketuk checkpoint 1\0";
    let hash = sha256(label, options.name);
    for (const sealed of archive) hash = sha256(hash, sha256(encodeSealed(sealed)));
    expect(Buffer.from(last.hash)).toEqual(hash);
    const numbers = Buffer.alloc(16);
    numbers.writeBigUInt64BE(10n, 0);
    numbers.writeBigUInt64BE(1_790_000_000_000n, 8);
    const key = createPublicKey({
      key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(publicKey).toString("base64url") },
      format: "jwk",
    });
    expect(verify(null, Buffer.concat([Buffer.from(label + options.name), numbers, hash]), key, last.signature)).toBe(
      true,
    );
  });
});
