/** Sealed taps as readers send them: chained, each of its own card. */
import { createHash, createHmac } from "node:crypto";
import { messages } from "../../dist/protocol/index.js";

const SUFFIX = Uint8Array.of(0, 0, 0, 1);

/** Makes the taps of one reader, one after the other. */
export function createTapSource(keys, readerId) {
  const key = keys.tapKey(readerId, 1);
  let counter = 0;
  let previous = new Uint8Array();
  return {
    key,
    /** The next one, of the card with this number. */
    next(card) {
      const uid = Uint8Array.of(4, card >>> 24, card >>> 16, card >>> 8, card, 0x77, 0x80);
      const record = messages.Record.encode({
        readerId,
        epoch: 1,
        counter: ++counter,
        boot: 3,
        uptimeMs: 5000 + counter,
        wallMs: 1_790_000_000_000 + counter,
        wallSource: 1,
        previous,
        keyVersion: 1,
        tap: {
          family: 1,
          uid,
          atqa: Uint8Array.of(0x44, 3),
          sak: 0x20,
          ats: Uint8Array.of(6, 0x75),
          assurance: 4,
          method: 2,
          credential: uid,
          activateUs: 8000,
          authenticateUs: 25_500,
          readUs: 5000,
        },
      }).finish();
      previous = createHash("sha256").update(record).digest();
      return { record, mac: createHmac("sha256", key).update(record).update(SUFFIX).digest() };
    },
  };
}

/** The message that carries a tap within an open session. */
export function messageOf(sealed) {
  return messages.ToHost.encode({ session: 7, record: sealed }).finish();
}

/** What a program must do at least to know that a tap is genuine. */
export function bareHmac(key, { record }) {
  return createHmac("sha256", key).update(record).update(SUFFIX).digest();
}
