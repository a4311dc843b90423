/**
 * Who a board becomes: its reader in the key ring, and what of it goes onto the board. Pure.
 *
 * Every flashing of a reader that was flashed before is a new epoch, and the ring says so before anything reaches the
 * board. Signing key and random key follow from the epoch, so whatever becomes of the board's flash, or of this run, no
 * counter, nonce or random number is used twice under one key.
 */
import { COUPON_SECTORS_OF_GATE, COUPONS_PER_SECTOR, messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import { readerConfigOf } from "../keys/reader-config.js";
import type { KeyRing } from "../keys/ring.js";
import { addReader, memberOf, raiseEpoch } from "../keys/ring-changes.js";
import { createRingKeys } from "../keys/ring-keys.js";
import type { AcceptancePolicy } from "../reader/policy.js";
import { mintCoupons } from "../signing/coupons.js";
import { createSigningKit } from "../signing/kit.js";
import { readerSigningKey } from "../signing/reader-key.js";
import type { BoardState } from "./board-state.js";

const GATE_COUPONS = COUPON_SECTORS_OF_GATE * COUPONS_PER_SECTOR;

/** Of the reader's id when nobody names it. */
const SERIAL_CHARS = 6;

/** A ring that knows the reader, to be stored before the board is written. */
export interface Claim {
  readonly ring: KeyRing;
  readonly id: string;
  /** It was not in the ring before. */
  readonly isNew: boolean;
}

/**
 * Gives a board its reader: the one that is asked for, the one that it was, or a new one named after its serial number.
 *
 * @throws KetukError `key-revoked`, `bad-argument`
 */
export function claimReader(ring: KeyRing, serial: string, asked: string | undefined, now: Date): Claim {
  const before = ring.readers.find(({ board, revoked }) => board === serial && !revoked);
  const id = asked ?? before?.id ?? `reader-${serial.replace(/[^0-9A-Za-z]/g, "").slice(-SERIAL_CHARS)}`;
  const isNew = !ring.readers.some((reader) => reader.id === id);
  let changed = isNew ? addReader(ring, id, now) : ring;
  if (memberOf(changed, id).flashed !== undefined) changed = raiseEpoch(changed, id);
  const readers = changed.readers.map((reader) =>
    reader.id === id ? { ...reader, board: serial, flashed: now.toISOString() } : reader,
  );
  return { ring: { ...changed, readers }, id, isNew };
}

/**
 * Refuses to put a reader onto a board that holds another reader's records.
 *
 * @throws KetukError `board-taken`
 */
export function checkJournals(path: string, id: string, { journals }: BoardState): void {
  for (const { owner } of journals) {
    if (owner === id || owner === "") continue;
    const whose = owner === undefined ? "records that nobody can read" : `records of reader "${owner}"`;
    throw new KetukError("board-taken", `${path}: this board holds ${whose}`, {
      hint: `${owner === undefined ? "" : `flash it as --id ${owner}, or fetch them first; `}--wipe gives them up`,
    });
  }
}

/** What goes onto a board for a reader. Secret, but the certificate. */
export interface Provision {
  /** An encoded ReaderConfig. */
  readonly config: Uint8Array;
  readonly epoch: number;
  /** Sectors of coupons; 0 without signing. */
  readonly couponSectors: number;
  /** Mints one of them, to be written at COUPON_ADDRESS and 4,096 bytes further for each. Some 40 ms. */
  mintSector(index: number): Uint8Array;
  /** Of the first record that is signed. */
  readonly firstCounter: number;
}

/**
 * Makes the configuration. Coupons are minted sector by sector, while the one before is written: all at once they would
 * keep this program, and other boards that it speaks to, waiting for up to 20 s.
 *
 * @param policy which cards it accepts
 * @param couponCount a multiple of 92; 0 for a reader that does not sign
 * @throws KetukError `key-revoked`, `key-unknown`, `bad-argument`
 */
export function provisionOf(
  ring: KeyRing,
  id: string,
  counterLimit: number,
  { policy, couponCount }: { readonly policy: AcceptancePolicy; readonly couponCount: number },
): Provision {
  if (policy.gate && couponCount > GATE_COUPONS) {
    throw new KetukError("bad-argument", `a gate has room for ${GATE_COUPONS} coupons, not ${couponCount}`, {
      hint: "its members are kept where the others would be",
    });
  }
  const keys = createRingKeys(ring);
  const versions = keys.readerVersions(id);
  const firstCounter = counterLimit + 1;
  const { epoch } = versions;
  const kit =
    couponCount > 0 ? createSigningKit({ keys, readerId: id, version: epoch, firstCounter, count: 1 }) : undefined;
  const signingKey = kit && { signingKey: { ...kit.config, coupons: couponCount } };
  const config = { ...readerConfigOf(keys, id, versions), policy, gate: Boolean(policy.gate), ...signingKey };
  const key = kit && readerSigningKey(keys.signingSeed(id, epoch));
  return {
    config: messages.ReaderConfig.encode(config).finish(),
    epoch,
    couponSectors: couponCount / COUPONS_PER_SECTOR,
    mintSector(index) {
      if (!key) throw new RangeError("this reader does not sign");
      const first = firstCounter + index * COUPONS_PER_SECTOR;
      return mintCoupons({ readerId: id, key, firstCounter: first, count: COUPONS_PER_SECTOR });
    },
    firstCounter,
  };
}
