/** A virtual reader at the end of a browser's adapter, and the key file of the page. */
import { toHex } from "../../sdk/bytes.js";
import type { CableEnd } from "../../sdk/virtual/binding.js";
import type { VirtualReader } from "../../sdk/virtual/index.js";
import type { Wire } from "./web-serial.js";

/** Its cable, as its binding and its TCP server use it. */
export function wireOf({ cable }: VirtualReader): Wire {
  const end = cable as typeof cable & CableEnd;
  return {
    receive: (bytes) => end.receive(bytes),
    connect: (send) => end.connect(send),
  };
}

/** What `ketuk keys export --role tap` writes for one reader. @param verify with its tap key */
export function tillKeyFile({ id, keys }: VirtualReader, verify: boolean): string {
  const one = (key: Uint8Array | undefined) => (key ? [{ version: 1, key: toHex(key) }] : []);
  const reader = { id, roleKeys: one(keys.roleKey(id, "tap", 1)), ...(verify && { tapKeys: one(keys.tapKey(id, 1)) }) };
  const head = { ketuk: "role-keys", version: 1, fleet: "0", created: "2026-01-31T12:00:00.000Z", role: "tap" };
  return JSON.stringify({ ...head, readers: [reader] });
}
