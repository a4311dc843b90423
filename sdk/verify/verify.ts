/** The verdict on a sealed record. Every finding is a value; no input makes a verifier throw. */
import { assertInteger, assertOneOf } from "../assert.js";
import { KetukError } from "../errors.js";
import { type KeyProvider, type TapKeySource, tapKeysOf } from "../keys/provider.js";
import { type EnrolmentStore, isDowngrade } from "./enrolment.js";
import { ASSURANCES, type Assurance } from "./names.js";
import { decodeRecord } from "./record.js";
import type { DecodedRecord, KindOfRecord, RecordData, TapData } from "./record-data.js";
import { type Chain, createMemoryReplayStore, REPLAY_WINDOW_MAX, type ReplayStore, takeOf } from "./replay.js";
import { decodeSealed, type Sealed, sealFits } from "./seal.js";
import { createSignatureChecker, type SignatureState } from "./signature.js";

/** Why a record does not count as a tap. */
export type RejectReason =
  /** The bytes are no record. */
  | "malformed"
  /** No MAC: the reader has no keys (lab state). */
  | "unsealed"
  /** The key source has no key for this reader and version. */
  | "unknown-key"
  /** The key source says that the reader was revoked: stolen, lost, broken open. */
  | "revoked"
  /** The MAC does not fit: altered, or sealed under another key. */
  | "bad-mac"
  /** The signature does not fit although a certificate says whose it should be: altered, or signed by another key. */
  | "bad-signature"
  /** A signature is demanded, and there is none under a certificate of the fleet that covers the record. */
  | "no-signature"
  /** Genuine, but its counter was seen before, or is older than the replay window. */
  | "replayed"
  /** Genuine, but a record of another kind, such as the start of the reader. */
  | "not-a-tap"
  /** Genuine, and the reader did not accept the card: see `tap.refusal`. */
  | "card-refused"
  /** Genuine, but the card was proved less strongly than demanded. */
  | "too-weak"
  /** Genuine, but the card was proved less strongly than it was enrolled: perhaps a copy that has only its UID. */
  | "downgrade"
  /** Nobody looked: there were no keys. */
  | "unverified";

/** A record of another kind than a tap: boot, time set, gap, fault, key change. */
export type OtherRecord = Exclude<DecodedRecord, KindOfRecord<"tap", TapData>>;

/** A tap to act on. */
export interface GenuineVerdict {
  /** Tells the two kinds of verdict apart. */
  readonly ok: true;
  /** Sealed by the reader, new, accepted and strong enough. */
  readonly reason: "genuine";
  /** What the record says. */
  readonly tap: TapData;
  /** How the record follows the one before. */
  readonly chain: Chain;
  /** What its signature is worth; "unchecked" without the fleet's public key. */
  readonly signature: SignatureState;
}

/** A record not to act on. `tap` is what it claims, where it could be read: for logs, never for decisions. */
export interface RejectedVerdict {
  /** Tells the two kinds of verdict apart. */
  readonly ok: false;
  /** Why not. */
  readonly reason: RejectReason;
  /** What the record claims to be. */
  readonly tap?: TapData;
  /** With "not-a-tap": what it is. */
  readonly record?: OtherRecord;
  /** Where the seal was found good. */
  readonly chain?: Chain;
  /** Where the seal was found good: what the signature is worth. */
  readonly signature?: SignatureState;
}

/** What a verifier found. */
export type Verdict = GenuineVerdict | RejectedVerdict;

/** Settings of a verifier. */
export interface VerifierOptions extends JudgeOptions {
  /** The fleet's keys, or those of the readers that this verifier serves. */
  readonly keys: TapKeySource | KeyProvider;
  /** The fleet's Ed25519 key, 32 bytes. With it signatures are checked where there are any. Default: they are not. */
  readonly fleetPublicKey?: Uint8Array | undefined;
  /** Encoded certificates of the readers. */
  readonly certificates?: readonly Uint8Array[] | undefined;
  /** Only signed records count. Default false: the seal is enough. */
  readonly requireSignature?: boolean | undefined;
}

/** Settings of a verifier that has no secret. */
export interface SignatureVerifierOptions extends JudgeOptions {
  /** The fleet's Ed25519 key, 32 bytes. */
  readonly fleetPublicKey: Uint8Array;
  /** Encoded certificates of the readers, from anywhere; those of others are passed over. */
  readonly certificates?: readonly Uint8Array[] | undefined;
}

/** What decides whether a genuine record is a tap to act on. */
export interface JudgeOptions {
  /** Weakest proof that counts. Default "mutual-aes". */
  readonly minimumAssurance?: Assurance;
  /** Where the newest counters are kept. Default: in memory, forgotten at exit. */
  readonly replay?: ReplayStore;
  /**
   * How far out of order records of one reader may arrive, as from a broker with several workers: so many counters below
   * the newest are remembered one by one, 0 to 4,096. Older ones are "replayed". Default 0: records come in order.
   */
  readonly replayWindowCount?: number;
  /** What each card was enrolled with. Default: nothing, every card is judged by `minimumAssurance` alone. */
  readonly enrolment?: EnrolmentStore;
}

/** Gives verdicts. */
export interface Verifier {
  /**
   * Judges a record: seal, then replay, then the reader's own refusal, then strength, that of the card included. A record with a good seal is
   * remembered: the second call with the same record says "replayed".
   *
   * @param sealed record and MAC as the reader sent them, or the bytes of a SealedRecord message
   */
  verify(sealed: Sealed | Uint8Array): Verdict;
}

/** Gives verdicts by signatures, or by these too. */
export interface SignatureVerifier extends Verifier {
  /**
   * Takes a reader's certificate, such as `RecordEvent.certificate`. False when it is none of this fleet, or without a
   * `fleetPublicKey`.
   */
  addCertificate(certificate: Uint8Array): boolean;
}

/**
 * Creates a verifier.
 *
 * @throws KetukError `bad-argument` for an unknown `minimumAssurance`, a window that is too wide, keys without a tap key, a key that is none, or one
 *   that is missing
 */
export function createVerifier(options: VerifierOptions): SignatureVerifier {
  const { fleetPublicKey, certificates = [], requireSignature = false } = options;
  const keys = mustVerify(options.keys);
  const signatures = fleetPublicKey && createSignatureChecker(fleetPublicKey, certificates);
  if (requireSignature && !signatures)
    throw new KetukError("bad-argument", '"requireSignature" expected "fleetPublicKey" beside it, got none');
  const { verify } = create(options, (sealed, decoded) => {
    const signature = signatures?.check(sealed, decoded.data) ?? "unchecked";
    return { fault: sealFault(keys, sealed, decoded) ?? signatureFault(signature, requireSignature), signature };
  });
  // Written out: V8 gives every object that spreads another a hidden class of its own, and compiles callers anew for each.
  return { verify, addCertificate: (certificate) => signatures?.add(certificate) ?? false };
}

/**
 * Creates a verifier that needs no secret: the fleet's public key proves the readers' certificates, and they prove the
 * signatures. Every record without a good one is rejected, whatever its MAC is. It can verify and make nothing.
 *
 * @throws KetukError `bad-argument`
 */
export function createSignatureVerifier(options: SignatureVerifierOptions): SignatureVerifier {
  const signatures = createSignatureChecker(options.fleetPublicKey, options.certificates ?? []);
  const { verify } = create(options, (sealed, decoded) => {
    const signature = signatures.check(sealed, decoded.data);
    return { fault: signatureFault(signature, true), signature };
  });
  return { verify, addCertificate: signatures.add };
}

function signatureFault(state: SignatureState, required: boolean): "bad-signature" | "no-signature" | undefined {
  if (state === "bad") return "bad-signature";
  return required && state !== "valid" ? "no-signature" : undefined;
}

/** What was found in the seal of a record. */
interface SealFinding {
  readonly fault: RejectReason | undefined;
  readonly signature: SignatureState;
}

function create(options: JudgeOptions, examine: (sealed: Sealed, decoded: DecodedRecord) => SealFinding): Verifier {
  const minimum = options.minimumAssurance ?? "mutual-aes";
  assertOneOf(minimum, "minimumAssurance", ASSURANCES);
  const accepted = ASSURANCES.slice(ASSURANCES.indexOf(minimum));
  const take = takeOf(options.replay ?? createMemoryReplayStore());
  const windowCount = options.replayWindowCount ?? 0;
  assertInteger(windowCount, "replayWindowCount", 0, REPLAY_WINDOW_MAX);

  function verify(input: Sealed | Uint8Array): Verdict {
    const sealed = toSealed(input);
    const decoded = sealed && decodeRecord(sealed.record);
    if (!sealed || !decoded) return { ok: false, reason: "malformed" };
    const { fault, signature } = examine(sealed, decoded);
    if (fault) return { ok: false, reason: fault, ...claims(decoded) };
    const { chain, isNew } = take(decoded.data, sealed.record, windowCount);
    if (!isNew) return { ok: false, reason: "replayed", chain, signature, ...claims(decoded) };
    return judge(decoded, accepted, options.enrolment, chain, signature);
  }

  return { verify };
}

function mustVerify(provider: TapKeySource | KeyProvider): TapKeySource {
  const keys = tapKeysOf(provider);
  if (keys) return keys;
  throw new KetukError("bad-argument", '"keys" holds no tap keys', {
    hint: "ketuk keys export --verify makes a file that does",
  });
}

/** The verdict on a record that nobody verified. */
export function unverified(decoded: DecodedRecord | undefined): RejectedVerdict {
  return { ok: false, reason: decoded ? "unverified" : "malformed", ...(decoded ? claims(decoded) : {}) };
}

function toSealed(input: unknown): Sealed | undefined {
  if (input instanceof Uint8Array) return decodeSealed(input);
  if (typeof input !== "object" || input === null) return undefined;
  const { record, mac, signature } = input as Partial<Sealed>;
  if (!(record instanceof Uint8Array && mac instanceof Uint8Array)) return undefined;
  if (signature === undefined) return input as Sealed;
  return signature instanceof Uint8Array && signature.length ? { record, mac, signature } : { record, mac };
}

/** What is wrong with the seal of a record; undefined when it is good. */
export function sealFault(
  keys: TapKeySource,
  sealed: Sealed,
  { data }: { readonly data: RecordData },
): "unsealed" | "unknown-key" | "revoked" | "bad-mac" | undefined {
  if (sealed.mac.length === 0) return "unsealed";
  if (data.reader === "") return "unknown-key";
  let key: Uint8Array | undefined;
  try {
    if (keys.revoked?.(data.reader)) return "revoked";
    key = keys.tapKey(data.reader, data.keyVersion);
  } catch {
    key = undefined;
  }
  if (!key) return "unknown-key";
  return sealFits(key, sealed) ? undefined : "bad-mac";
}

function claims(decoded: DecodedRecord): { tap: TapData } | { record: OtherRecord } {
  return decoded.kind === "tap" ? { tap: decoded.data } : { record: decoded };
}

function judge(
  decoded: DecodedRecord,
  accepted: readonly Assurance[],
  enrolment: EnrolmentStore | undefined,
  chain: Chain,
  signature: SignatureState,
): Verdict {
  if (decoded.kind !== "tap") return { ok: false, reason: "not-a-tap", chain, ...claims(decoded), signature };
  const tap = decoded.data;
  const reject = (reason: RejectReason): Verdict => ({ ok: false, reason, tap, chain, signature });
  if (tap.refusal !== "none") return reject("card-refused");
  if (!accepted.includes(tap.assurance)) return reject("too-weak");
  if (enrolment && isDowngrade(enrolment, tap.uidHex, tap.assurance)) return reject("downgrade");
  enrolment?.learn?.(tap.uidHex, tap.assurance);
  return { ok: true, reason: "genuine", tap, chain, signature };
}
