/** A MIFARE Classic: activation, three-pass authentication, everything after it enciphered. MF1S50 data sheet, 10. */

import { randomBytes } from "node:crypto";
import type { AirAnswer, AirFrame, Picc } from "../air.js";
import { endsWithCrcA, withCrcA } from "../crc-a.js";
import { equals } from "./bytes.js";
import { type ClassicKeyType, parseAccess } from "./classic-access.js";
import { type ClassicOutcome, type ClassicSession, createClassicCommands } from "./classic-commands.js";
import {
  BLOCK_BYTES,
  type ClassicSectorOptions,
  type ClassicType,
  createClassicMemory,
  manufacturerBlock,
  sectorOf,
  trailerOf,
} from "./classic-memory.js";
import { type Crypto1, createCrypto1, nonceFromSeed, nonceSuccessor } from "./crypto1.js";
import { decipherFrame, decipherNonce, encipherFrame, encipherNonce } from "./crypto1-frames.js";
import { ACK, fourBits } from "./four-bits.js";
import { type ActiveLayer, type ActiveReply, createIso14443aCard } from "./iso14443a.js";
import type { MemoryFaults } from "./page-memory.js";

/** Card times in microseconds, data sheet: the first pass, the last pass, other answers. */
const NONCE_US = 660;
const PROOF_US = 110;
const ANSWER_US = 100;

/** Back-door commands of an FM11RF08S: as 60 and 61, with bit 2 set. Other numbers it answers are not simulated. */
const BACKDOOR_BIT = 0x04;

/** How a card is set up. */
export interface ClassicOptions {
  /** 4 or 7 bytes. */
  readonly uid: Uint8Array;
  /** "1k" when left out. */
  readonly type?: ClassicType;
  /** By sector number. */
  readonly sectors?: Readonly<Record<number, ClassicSectorOptions>>;
  /** Content by block number, 16 bytes each; trailers come from `sectors`. */
  readonly blocks?: Readonly<Record<number, Uint8Array>>;
  /** Makes the card an FM11RF08S: authentication 64 and 65 with this key opens every sector for reading. */
  readonly backdoorKey?: Uint8Array;
  /** Random bytes; two of them become a nonce, as weak as that of the real card. */
  readonly rng?: (lengthBytes: number) => Uint8Array;
}

/** What the card holds, copied: for tests. */
export interface ClassicState {
  /** All blocks, keys included. */
  readonly memory: Uint8Array;
  /** Sector and key of the session; undefined when there is none. */
  readonly session: ClassicSession | undefined;
}

/** A virtual MIFARE Classic. */
export interface ClassicCard extends Picc {
  /** Named troubles of the memory, to be set at any time. */
  readonly faults: MemoryFaults;
  /** A copy of what the card holds now. */
  inspect(): ClassicState;
}

/** Where the card is between selection and a session. */
type Stage =
  | { readonly kind: "selected" }
  | {
      readonly kind: "challenged";
      readonly cipher: Crypto1;
      readonly nonce: Uint8Array;
      readonly session: ClassicSession;
    }
  | { readonly kind: "open"; readonly cipher: Crypto1; readonly session: ClassicSession };

/** Makes a MIFARE Classic 1K or 4K. */
export function createClassicCard(options: ClassicOptions): ClassicCard {
  const { uid, type = "1k" } = options;
  if (uid.length !== 4 && uid.length !== 7) throw new RangeError(`"uid" must have 4 or 7 bytes, got ${uid.length}`);
  if (options.backdoorKey !== undefined && options.backdoorKey.length !== 6)
    throw new RangeError(`"backdoorKey" must have 6 bytes, got ${options.backdoorKey.length}`);
  const sak = type === "1k" ? 0x08 : 0x18;
  const atqa = (type === "1k" ? 0x0004 : 0x0002) | (uid.length === 7 ? 0x0040 : 0);
  const manufacturer = manufacturerBlock(uid, sak, atqa);
  const memory = createClassicMemory(type, manufacturer, options.sectors ?? {}, options.blocks ?? {});
  const faults: MemoryFaults = { tearNextWrite: false };
  const { layer, session } = createClassicLayer(memory, faults, options);
  const picc = createIso14443aCard({ uid, atqa, sak, layer });
  return { ...picc, faults, inspect: () => ({ memory: memory.slice(), session: session() }) };
}

function createClassicLayer(memory: Uint8Array, faults: MemoryFaults, options: ClassicOptions) {
  const { backdoorKey, rng = randomBytes } = options;
  /** Four bytes: of a longer UID those of the last cascade level. */
  const cipherUid = options.uid.slice(-4);
  const commands = createClassicCommands(memory, faults);
  let stage: Stage = { kind: "selected" };

  function fallSilent(): ActiveReply {
    stage = { kind: "selected" };
    return { next: "idle" };
  }

  /** Four bits, enciphered in a session; 0 and 1 while the value buffer holds something, 4 and 5 else. */
  function refuse(cipher: Crypto1 | undefined, isBrokenFrame: boolean): ActiveReply {
    const code = (commands.hasValue() ? 0 : 4) | (isBrokenFrame ? 1 : 0);
    stage = { kind: "selected" };
    return { answer: short(cipher, code, ANSWER_US), next: "idle" };
  }

  /** Key and session an authentication command asks for; undefined: the card says nothing. */
  function find(ins: number, block: number): { key: Uint8Array; session: ClassicSession } | undefined {
    const sector = sectorOf(block);
    const at = trailerOf(sector) * BLOCK_BYTES;
    const trailer = memory.subarray(at, at + BLOCK_BYTES);
    if (trailer.length === 0) return undefined;
    if ((ins & BACKDOOR_BIT) !== 0) return backdoorKey && { key: backdoorKey, session: { sector, key: "backdoor" } };
    if (parseAccess(trailer) === undefined) return undefined;
    const key: ClassicKeyType = ins === 0x60 ? "a" : "b";
    return { key: key === "a" ? trailer.subarray(0, 6) : trailer.subarray(10), session: { sector, key } };
  }

  /** First pass: the card's nonce, in clear, or enciphered with the new key when a session is open already. */
  function challenge(ins: number, block: number, isNested: boolean): ActiveReply {
    commands.reset(false);
    const found = find(ins, block);
    if (found === undefined) return fallSilent();
    const [low = 0, high = 0] = rng(2);
    const nonce = nonceFromSeed(low, high);
    const cipher = createCrypto1(found.key);
    const enciphered = encipherNonce(cipher, nonce, cipherUid);
    stage = { kind: "challenged", cipher, nonce, session: found.session };
    const frame: AirFrame = isNested ? enciphered : { bytes: nonce, lastBits: 0 };
    return { answer: { ...frame, delayUs: NONCE_US }, next: "active" };
  }

  /** Second and third pass: the reader's nonce and proof, then the card's. Whatever is wrong gets silence. */
  function prove({ cipher, nonce, session }: Stage & { kind: "challenged" }, frame: AirFrame): ActiveReply {
    if (frame.bytes.length !== 8 || frame.lastBits !== 0) return fallSilent();
    const part = (from: number, to: number): AirFrame => ({
      bytes: frame.bytes.subarray(from, to),
      lastBits: 0,
      ...(frame.parity && { parity: frame.parity.subarray(from, to) }),
    });
    const readerNonce = decipherNonce(cipher, part(0, 4));
    const proof = decipherFrame(cipher, part(4, 8));
    const isGood = readerNonce.isParityGood && proof.isParityGood && equals(proof.bytes, nonceSuccessor(nonce, 64));
    if (!isGood) return fallSilent();
    stage = { kind: "open", cipher, session };
    const answer = encipherFrame(cipher, { bytes: nonceSuccessor(nonce, 96), lastBits: 0 });
    return { answer: { ...answer, delayUs: PROOF_US }, next: "active" };
  }

  function inSession({ cipher, session }: Stage & { kind: "open" }, frame: AirFrame): ActiveReply {
    const plain = decipherFrame(cipher, frame);
    const isWhole = plain.lastBits === 0 && plain.isParityGood && endsWithCrcA(plain.bytes);
    if (!isWhole) return refuse(cipher, true);
    const command = plain.bytes.subarray(0, -2);
    const [ins = 0, block = 0] = command;
    if (command.length === 2 && isAuthentication(ins)) return challenge(ins, block, true);
    if (command.length === 2 && ins === 0x50 && block === 0) {
      stage = { kind: "selected" };
      return { next: "halt" };
    }
    return answerTo(commands.run(session, command), cipher);
  }

  function answerTo(outcome: ClassicOutcome, cipher: Crypto1): ActiveReply {
    switch (outcome.kind) {
      case "refused":
        return refuse(cipher, outcome.isBrokenFrame);
      case "ack":
        return { answer: short(cipher, ACK, outcome.delayUs), next: "active" };
      case "data": {
        const frame = encipherFrame(cipher, { bytes: withCrcA(outcome.bytes), lastBits: 0 });
        return { answer: { ...frame, delayUs: ANSWER_US }, next: "active" };
      }
      case "silent":
        return outcome.next === "idle" ? fallSilent() : { next: "active" };
    }
  }

  function inClear(frame: AirFrame): ActiveReply | undefined {
    const { bytes, lastBits } = frame;
    if (lastBits !== 0 || bytes.length < 3) return undefined;
    if (!endsWithCrcA(bytes)) return refuse(undefined, true);
    const [ins = 0, block = 0] = bytes;
    if (bytes.length === 4 && isAuthentication(ins)) return challenge(ins, block, false);
    return ins === 0x50 ? undefined : refuse(undefined, false);
  }

  function isAuthentication(ins: number): boolean {
    return ins === 0x60 || ins === 0x61 || (backdoorKey !== undefined && (ins === 0x64 || ins === 0x65));
  }

  const layer: ActiveLayer = {
    activate() {
      stage = { kind: "selected" };
      commands.reset(true);
    },
    receive(frame) {
      if (stage.kind === "challenged") return prove(stage, frame);
      return stage.kind === "open" ? inSession(stage, frame) : inClear(frame);
    },
  };
  return { layer, session: () => (stage.kind === "open" ? stage.session : undefined) };
}

function short(cipher: Crypto1 | undefined, code: number, delayUs: number): AirAnswer {
  const plain = fourBits(code, delayUs);
  return cipher === undefined ? plain : { ...encipherFrame(cipher, plain), delayUs };
}
