/** The host's codecs against the machine-readable vectors of protocol/vectors. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createFrameDecoder, encodeFrame, messages } from "../../protocol/index.js";
import { issueCertificate, readCertificate } from "../../sdk/signing/certificate.js";
import { publicKeyOf, signatureFits } from "../../sdk/signing/ed25519.js";
import { hashOf, sealFits, sealOf } from "../../sdk/verify/seal.js";
import { codecOf, fromVector, type MessageVectors, messageVectors, toVector } from "../support/message-vectors.js";

interface FrameVectors {
  source: string;
  good: { name: string; address: number; payload: string; minimum: string; consoleSafe: string }[];
  bad: { name: string; stream: string; limit: number; reject: string }[];
  streams: { name: string; stream: string; frames: { address: number; payload: string }[]; rejected: number }[];
}

interface RecordVectors {
  source: string;
  records: { name: string; readerId: string; tapKey: string; record: string; mac: string; hash: string }[];
  wrongMacs: { name: string; of: number; mac: string }[];
}

interface SignatureVectors {
  fleetPrivateKeyOf: string;
  fleetPublicKey: string;
  certificate: { readerId: string; publicKey: string; notBeforeMs: number; notAfterMs: number; hex: string };
  signatures: { name: string; record: string; signature: string }[];
  wrongCertificates: { name: string; hex: string }[];
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`../../protocol/vectors/${name}`, import.meta.url), "utf8")) as T;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const bytes = (digits: string) => new Uint8Array(Buffer.from(digits, "hex"));

/** Everything a decoder says about a stream. */
function decode(stream: string, limit: number) {
  const frames: { address: number; payload: string }[] = [];
  const rejects: string[] = [];
  const decoder = createFrameDecoder(limit, {
    frame: (address, payload) => frames.push({ address, payload: hex(payload) }),
    reject: (why) => rejects.push(why),
  });
  decoder.push(bytes(stream));
  return { frames, rejects };
}

describe("signatures.json", () => {
  const vectors = read<SignatureVectors>("signatures.json");
  const fleetKey = bytes(vectors.fleetPublicKey);

  test.each(vectors.signatures)(
    "takes the signature of $name, and none with a changed bit",
    ({ record, signature }) => {
      const key = bytes(vectors.certificate.publicKey);
      expect(signatureFits(key, bytes(record), bytes(signature))).toBe(true);
      const changed = bytes(signature);
      changed[40] = (changed[40] ?? 0) ^ 1;
      expect(signatureFits(key, bytes(record), changed)).toBe(false);
    },
  );

  test("makes and reads the certificate, byte for byte, and refuses the wrong ones", () => {
    const { hex: certificate, publicKey, ...rest } = vectors.certificate;
    const data = { ...rest, publicKey: bytes(publicKey) };
    expect(readCertificate(fleetKey, bytes(certificate))).toEqual(data);
    const seed = new Uint8Array(createHash("sha256").update(vectors.fleetPrivateKeyOf).digest());
    expect(hex(publicKeyOf(seed))).toBe(vectors.fleetPublicKey);
    expect(hex(issueCertificate(seed, data))).toBe(certificate);
    for (const wrong of vectors.wrongCertificates) expect(readCertificate(fleetKey, bytes(wrong.hex))).toBeUndefined();
  });
});

describe("frames.json", () => {
  const vectors = read<FrameVectors>("frames.json");

  test.each(vectors.good)("encodes and decodes: $name", ({ address, payload, minimum, consoleSafe }) => {
    expect(hex(encodeFrame(address, bytes(payload), "minimum"))).toBe(minimum);
    expect(hex(encodeFrame(address, bytes(payload), "console-safe"))).toBe(consoleSafe);
    for (const form of [minimum, consoleSafe]) {
      expect(decode(form, 1024)).toEqual({ frames: [{ address, payload }], rejects: [] });
    }
  });

  test.each(vectors.bad)("rejects: $name", ({ stream, limit, reject }) => {
    expect(decode(stream, limit)).toEqual({ frames: [], rejects: [reject] });
  });

  test.each(vectors.streams)("finds the frames of: $name", ({ stream, frames, rejected }) => {
    const found = decode(stream, 1024);
    expect(found.frames).toEqual(frames);
    expect(found.rejects).toHaveLength(rejected);
  });
});

describe("messages.json", () => {
  const vectors: MessageVectors = messageVectors();

  test.each(vectors.messages)("encodes and decodes: $name", ({ type, value, hex: expected }) => {
    expect(hex(codecOf(type).encode(fromVector(type, value)).finish())).toBe(expected);
    expect(toVector(type, codecOf(type).decode(bytes(expected)))).toEqual(value);
  });

  test.each([...vectors.later, ...vectors.other])("decodes: $name", ({ type, value, hex: sent }) => {
    expect(toVector(type, codecOf(type).decode(bytes(sent)))).toEqual(value);
  });

  test.each(vectors.malformed)("refuses: $name", ({ type, hex: sent }) => {
    expect(() => codecOf(type).decode(bytes(sent))).toThrow();
  });

  test("has every message that travels by itself, and every request, notice and fault", () => {
    const said = JSON.stringify(vectors.messages);
    const names = [
      ...Object.keys(messages.NoticeKind),
      ...Object.keys(messages.Fault),
      ...[
        "open",
        "ack",
        "ping",
        "getStatus",
        "setTime",
        "signal",
        "opened",
        "record",
        "answer",
        "notice",
        "bootRecord",
        "timeSet",
        "gap",
        "fault",
        "keyChange",
        "pong",
      ],
    ].filter((name) => /^[A-Za-z_]+$/.test(name) && !name.endsWith("_NONE"));
    for (const name of names) expect(said).toContain(`"${name}"`);
    const types = new Set(vectors.messages.map((v) => v.type));
    expect([...types].sort()).toEqual(
      [
        "Board",
        "Hello",
        "HelloRequest",
        "ImageManifest",
        "ReaderConfig",
        "Record",
        "SealedRecord",
        "SignedImage",
        "ToHost",
        "ToReader",
      ].sort(),
    );
  });
});

describe("records.json", () => {
  const { records, wrongMacs } = read<RecordVectors>("records.json");

  test.each(records)("seals and hashes: $name", ({ tapKey, record, mac, hash, readerId }) => {
    const sealed = { record: bytes(record), mac: bytes(mac) };
    expect(hex(sealOf(bytes(tapKey), sealed.record))).toBe(mac);
    expect(sealFits(bytes(tapKey), sealed)).toBe(true);
    expect(hex(hashOf(sealed.record))).toBe(hash);
    expect(messages.Record.decode(sealed.record).readerId).toBe(readerId);
  });

  test.each(wrongMacs)("refuses a MAC: $name", ({ of, mac }) => {
    const vector = records[of];
    if (!vector) throw new Error("the vector names no record");
    expect(sealFits(bytes(vector.tapKey), { record: bytes(vector.record), mac: bytes(mac) })).toBe(false);
  });

  test("the first four records are one chain", () => {
    for (let i = 1; i < 4; i++) {
      const previous = messages.Record.decode(bytes(records[i]?.record ?? "")).previous;
      expect(hex(previous)).toBe(records[i - 1]?.hash);
    }
  });
});
