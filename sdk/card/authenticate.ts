/** Authentication of a card: which protocol, which key versions, and one try per key and presentation. cards.md 6, 7.2. */
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger } from "../assert.js";
import { toHex } from "../bytes.js";
import type { Awaitable, CardKeyProvider, CardKeyRequest } from "../keys/card-keys.js";
import type { CardChannel } from "./channel.js";
import { type Dialogue, isFailure } from "./dialogue.js";
import { createEv1Messaging } from "./ev1.js";
import { createEv2Messaging, type Ev2Messaging } from "./ev2.js";
import type { CardAnswer } from "./framing.js";
import type { SecureMessaging } from "./messaging.js";
import {
  type AuthenticationProtocol,
  type CardChallenge,
  type CardProof,
  proveCardKey,
  type SessionKeys,
} from "./proof.js";
import { type CardFailure, type CardFault, type CardResult, failure, refusal, STATUS, success } from "./result.js";

/** Newest version and the one before. */
const TRIES_COUNT = 2;
const KEY_NUMBER_MAX = 13;
const CHALLENGE_BYTES = 16;
const TOKEN_BYTES = 32;
/** After these the version before the newest has its turn. */
const GO_ON: readonly CardFault[] = ["wrong-key", "unknown-key", "already-tried"];
const INSTRUCTIONS: Readonly<Record<AuthenticationProtocol, number>> = {
  "ev2-first": 0x71,
  "ev2-non-first": 0x77,
  ev1: 0xaa,
};

/** What to prove. */
export interface AuthenticateOptions {
  /** Number of the key in the card. */
  readonly keyNumber: number;
  /** Kind of key, for the key provider. */
  readonly slot: number;
  /**
   * "auto" takes EV2, and EV1 where the card does not know it: somebody in between can enforce EV1 that way. Default
   * "auto" for DESFire; NTAG 424 DNA knows only "ev2".
   */
  readonly protocol?: "auto" | "ev2" | "ev1" | undefined;
  /** UID for the key provider, when the one at activation is random and the real one is known. */
  readonly uid?: Uint8Array | undefined;
}

/** An open session. */
export interface SessionInfo {
  /** Secure messaging in use. */
  readonly protocol: "ev1" | "ev2";
  /** Key that was proved. */
  readonly keyNumber: number;
  /** Kind of that key. */
  readonly slot: number;
  /** Version that fitted: where it is not the newest, the card is due for a new key. */
  readonly version: number;
}

/** What authentication needs to know about the client. */
export interface AuthenticationContext {
  /** The conversation with the card. */
  readonly dialogue: Dialogue;
  /** For the count of failures. */
  readonly channel: CardChannel;
  /** Where keys come from. */
  readonly keys: CardKeyProvider;
  /** Selected application, 3 bytes; undefined for NTAG 424 DNA. */
  readonly applicationId?: Uint8Array | undefined;
}

/** Keys that failed, by presentation: cards count failures and lock keys. */
const failedKeys = new WeakMap<CardChannel, Set<string>>();

/**
 * Authenticates with the newest live version of a key, then with the one before. A version that failed is not tried
 * again in the same presentation.
 *
 * @throws KetukError `bad-argument`, and what the key provider throws
 */
export async function authenticate(
  context: AuthenticationContext,
  options: AuthenticateOptions,
): Promise<CardResult<SessionInfo>> {
  const { slot, protocol = "auto" } = options;
  assertInteger(options.keyNumber, "keyNumber", 0, KEY_NUMBER_MAX);
  const versions = await context.keys.versions(slot);
  let result: CardFailure = failure(versions.length === 0 ? "unknown-key" : "already-tried");
  for (const version of versions.slice(0, TRIES_COUNT)) {
    const request = requestOf(context, options, version);
    const session = await once(context, request, () => first(context, request, protocol));
    if (session.ok) return opened(context, request, session.value);
    // Only a key that does not fit, or is not there, says that another version may.
    if (!GO_ON.includes(session.reason)) return session;
    if (session.reason !== "already-tried") result = session;
  }
  return result;
}

/**
 * AuthenticateEV2NonFirst: the newest version of another key in the running EV2 session, which goes on counting. When
 * it fails the session is over.
 *
 * @throws KetukError `bad-argument`, and what the key provider throws
 */
export async function authenticateNonFirst(
  context: AuthenticationContext,
  options: Omit<AuthenticateOptions, "protocol">,
): Promise<CardResult<SessionInfo>> {
  assertInteger(options.keyNumber, "keyNumber", 0, KEY_NUMBER_MAX);
  const running = context.dialogue.session;
  if (running?.protocol !== "ev2") return failure("no-session");
  const [version] = await context.keys.versions(options.slot);
  if (version === undefined) return failure("unknown-key");
  const request = requestOf(context, options, version);
  const keys = await once(context, request, () => run(context, request, "ev2-non-first"));
  return keys.ok ? opened(context, request, messagingOf(keys.value, running as Ev2Messaging)) : keys;
}

function requestOf(
  { applicationId, channel }: AuthenticationContext,
  { slot, keyNumber, uid = channel.uid }: AuthenticateOptions,
  version: number,
): CardKeyRequest {
  return { slot, version, uid, applicationId, keyNumber };
}

function opened(
  { dialogue }: AuthenticationContext,
  { keyNumber, slot, version }: CardKeyRequest,
  session: SecureMessaging,
): CardResult<SessionInfo> {
  dialogue.setSession(session);
  return success({ protocol: session.protocol, keyNumber, slot, version });
}

/** Runs an attempt unless the same key failed before in this presentation. */
async function once<T>(
  { channel }: AuthenticationContext,
  { applicationId, keyNumber, slot, version, uid }: CardKeyRequest,
  attempt: () => Promise<CardResult<T>>,
): Promise<CardResult<T>> {
  const failed = failedKeys.get(channel) ?? new Set<string>();
  failedKeys.set(channel, failed);
  const name = `${toHex(applicationId ?? new Uint8Array(0))}/${keyNumber}/${slot}/${version}/${toHex(uid)}`;
  if (failed.has(name)) return failure("already-tried");
  const result = await attempt();
  if (!result.ok && (result.reason === "wrong-key" || result.reason === "bad-proof")) failed.add(name);
  return result;
}

async function first(
  context: AuthenticationContext,
  request: CardKeyRequest,
  protocol: "auto" | "ev2" | "ev1",
): Promise<CardResult<SecureMessaging>> {
  let keys = await run(context, request, protocol === "ev1" ? "ev1" : "ev2-first");
  const isUnknown = !keys.ok && keys.reason === "refused" && keys.status === STATUS.illegalCommand;
  if (protocol === "auto" && isUnknown) keys = await run(context, request, "ev1");
  return keys.ok ? success(messagingOf(keys.value)) : keys;
}

/** The two exchanges of one authentication. From its first byte on there is no session any more. */
async function run(
  { dialogue, keys }: AuthenticationContext,
  request: CardKeyRequest,
  protocol: AuthenticationProtocol,
): Promise<CardResult<SessionKeys>> {
  const prover = await proverOf(keys, request);
  if (!prover) return failure("unknown-key");
  dialogue.loseSession();
  const challenge = await challengeOf(dialogue, request.keyNumber, protocol);
  if (isFailure(challenge)) return challenge;
  if (challenge.status !== STATUS.additionalFrame) return judge(challenge.status, "refused");
  if (challenge.data.length !== CHALLENGE_BYTES) return failure("malformed");
  const proof = await prover({ protocol, encryptedRndB: challenge.data });
  if (!proof) return failure("unknown-key");
  assertBytes(proof.token, "token", TOKEN_BYTES);
  const answer = await dialogue.frame(STATUS.additionalFrame, proof.token);
  if (isFailure(answer)) return answer;
  if (answer.status !== STATUS.ok) return judge(answer.status, "wrong-key");
  if (answer.data.length !== (protocol === "ev2-first" ? TOKEN_BYTES : CHALLENGE_BYTES)) return failure("malformed");
  const sessionKeys = await proof.finish(answer.data);
  return sessionKeys ? success(sessionKeys) : failure("bad-proof");
}

async function challengeOf(
  dialogue: Dialogue,
  keyNumber: number,
  protocol: AuthenticationProtocol,
): Promise<CardAnswer | CardFailure> {
  const data = protocol === "ev2-first" ? Uint8Array.of(keyNumber, 0x00) : Uint8Array.of(keyNumber);
  const answer = await dialogue.frame(INSTRUCTIONS[protocol], data);
  // An authentication that was begun and given up: the card ends it now and is ready for another.
  const isStale = !isFailure(answer) && answer.status === STATUS.commandAborted;
  return isStale ? dialogue.frame(INSTRUCTIONS[protocol], data) : answer;
}

type Prover = (challenge: CardChallenge) => Awaitable<CardProof | undefined>;

async function proverOf(provider: CardKeyProvider, request: CardKeyRequest): Promise<Prover | undefined> {
  if ("authenticate" in provider) return (challenge) => provider.authenticate(request, challenge);
  const key = await provider.key(request);
  return key && ((challenge) => proveCardKey(key, challenge));
}

/** AE in the second part means our key; in the first part it means anything but. */
function judge(status: number, reason: "refused" | "wrong-key"): CardFailure {
  if (status === STATUS.authenticationDelay) return refusal(status, "delayed");
  return refusal(status, status === STATUS.authenticationError ? reason : "refused");
}

function messagingOf(keys: SessionKeys, running?: Ev2Messaging): SecureMessaging {
  if (keys.protocol === "ev1") {
    assertBytes(keys.sessionKey, "sessionKey", CARD_KEY_BYTES);
    return createEv1Messaging(keys.sessionKey);
  }
  assertBytes(keys.sesAuthEncKey, "sesAuthEncKey", CARD_KEY_BYTES);
  assertBytes(keys.sesAuthMacKey, "sesAuthMacKey", CARD_KEY_BYTES);
  const ti = keys.protocol === "ev2-first" ? keys.ti : running?.ti;
  assertBytes(ti, "ti", 4);
  return createEv2Messaging({ ...keys, ti, cmdCtr: running?.cmdCtr ?? 0 });
}
