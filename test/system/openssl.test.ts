/** Keys and seals, computed by OpenSSL's command line from the page that describes them (protocol/README.md). */
import { execFileSync } from "node:child_process";
import { expect, inject, test } from "vitest";
import { messages } from "../../protocol/index.js";
import { createFleetKeys, createFleetSecret } from "../../sdk/keys/fleet.js";
import { demoCards } from "../../sdk/virtual/index.js";
import { createRig } from "../support/rig.js";
import "../support/programs.js";

const HAS_OPENSSL = inject("programs").openssl === true;

function openssl(args: string[], input?: Uint8Array): Buffer {
  return execFileSync("openssl", args, input ? { input } : {});
}

/** HKDF-SHA256 with an empty salt; OpenSSL prints the key as AA:BB:... */
function hkdf(secret: Uint8Array, info: Uint8Array, lengthBytes: number): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const options = ["digest:SHA256", `hexkey:${hex(secret)}`, "salt:", `hexinfo:${hex(info)}`];
  const printed = openssl(["kdf", "-keylen", String(lengthBytes), ...options.flatMap((o) => ["-kdfopt", o]), "HKDF"]);
  return printed.toString().trim().replaceAll(":", "").toLowerCase();
}

test.skipIf(!HAS_OPENSSL)("a tap key follows from the fleet secret as described", () => {
  const secret = createFleetSecret();
  const info = Buffer.concat([Buffer.from("ketuk\0tap\0gate-7\0"), Buffer.from([0, 0, 0, 3]), Buffer.alloc(3)]);
  const key = createFleetKeys(secret).tapKey("gate-7", 3);
  expect(Buffer.from(key).toString("hex")).toBe(hkdf(secret, info, 32));
});

test.skipIf(!HAS_OPENSSL)("the seal of a tap is the HMAC of its bytes and 00 00 00 01", async () => {
  const rig = await createRig();
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(500);
  const last = rig.host.records.at(-1);
  if (!last) throw new Error("no record");
  const { record, mac } = messages.SealedRecord.decode(last);
  const key = Buffer.from(rig.keys.tapKey("rig", 1)).toString("hex");
  const sealed = Buffer.concat([record, Buffer.from([0, 0, 0, 1])]);
  const expected = openssl(["dgst", "-sha256", "-mac", "HMAC", "-macopt", `hexkey:${key}`, "-binary"], sealed);
  expect(Buffer.from(mac).toString("hex")).toBe(expected.toString("hex"));
});
