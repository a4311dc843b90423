/** Good inputs to begin with: the published vectors of the protocol. */
import { createHash } from "node:crypto";
import { encodeFrame } from "../../protocol/index.js";
import { createFleetKeys } from "../../sdk/keys/fleet.js";
import { messageVectors } from "../support/message-vectors.js";

/** The same in every run, so that what was found once is found again. */
export const FUZZ_KEYS = createFleetKeys(createHash("sha256").update("fuzz").digest());

const vectors = messageVectors();
const ALL = [...vectors.messages, ...vectors.later, ...vectors.other, ...vectors.malformed];

/** Encoded messages of these types; of all types when none is named. */
export function vectorsOf(...types: string[]): Uint8Array[] {
  return ALL.filter(({ type }) => types.length === 0 || types.includes(type)).map(({ hex }) =>
    Uint8Array.from(Buffer.from(hex, "hex")),
  );
}

/** Whole frames with these payloads. */
export function framed(payloads: readonly Uint8Array[], escaping: "console-safe" | "minimum"): Uint8Array[] {
  return payloads.map((payload, i) => encodeFrame(1 + (i % 3), payload.subarray(0, 480), escaping));
}
