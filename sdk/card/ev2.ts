/** EV2 secure messaging: session keys, command counter, MAC, encryption. cards.md 6.5; NXP AN12343, AN12196. */
import { joinBytes } from "../bytes.js";
import { aesCbcDecrypt, aesCbcEncrypt, BLOCK_BYTES, padWith80, rotateLeft, unpad80 } from "./aes.js";
import { aesCmac, CARD_MAC_BYTES, oddBytes, sameMac } from "./cmac.js";
import type { SecureMessaging } from "./messaging.js";

/** Labels of derivations and initial vectors: enciphering towards the card, MAC and enciphering from it. */
const LABEL_A55A = Uint8Array.of(0xa5, 0x5a);
const LABEL_5AA5 = Uint8Array.of(0x5a, 0xa5);
/** Counter 1 and key length 128 of a derivation. */
const ONE_BLOCK_128 = Uint8Array.of(0x00, 0x01, 0x00, 0x80);
const STATUS_OK = Uint8Array.of(0x00);
/** A session that has counted this far takes no further command. */
const CMD_CTR_MAX = 0xffff;
const TI_BYTES = 4;
const NO_TAIL = new Uint8Array(0);

/** Keys of one EV2 session, 16 bytes each. */
export interface Ev2Keys {
  /** For enciphering. */
  readonly sesAuthEncKey: Uint8Array;
  /** For MACs. */
  readonly sesAuthMacKey: Uint8Array;
}

/** Where an EV2 session stands. */
export interface Ev2State extends Ev2Keys {
  /** Transaction identifier, 4 bytes. */
  readonly ti: Uint8Array;
  /** Commands so far; 0 after AuthenticateEV2First. */
  readonly cmdCtr?: number;
}

/** EV2 secure messaging, with what AuthenticateEV2NonFirst goes on with. */
export interface Ev2Messaging extends SecureMessaging {
  /** Always "ev2". */
  readonly protocol: "ev2";
  /** Transaction identifier, 4 bytes; not secret. */
  readonly ti: Uint8Array;
  /** Commands so far. */
  readonly cmdCtr: number;
}

/**
 * Session keys from the long-term key and both random numbers, 16 bytes each.
 *
 * @returns KSesAuthENC and KSesAuthMAC
 */
export function deriveEv2Keys(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array): Ev2Keys {
  const mixed = rndA.subarray(2, 8).map((byte, i) => byte ^ (rndB[i] ?? 0));
  const input = joinBytes(ONE_BLOCK_128, rndA.subarray(0, 2), mixed, rndB.subarray(6), rndA.subarray(8));
  return {
    sesAuthEncKey: aesCmac(key, joinBytes(LABEL_A55A, input)),
    sesAuthMacKey: aesCmac(key, joinBytes(LABEL_5AA5, input)),
  };
}

/** The second message of AuthenticateEV2First and NonFirst: E(RndA, RndB'), 32 bytes. */
export function ev2Token(key: Uint8Array, rndA: Uint8Array, rndB: Uint8Array): Uint8Array {
  return aesCbcEncrypt(key, joinBytes(rndA, rotateLeft(rndB)));
}

/**
 * Checks the card's answer to AuthenticateEV2First, E(TI, RndA', PDcap2, PCDcap2), 32 bytes.
 *
 * @returns the transaction identifier, or undefined when RndA' is not ours: the card does not have the key
 */
export function checkEv2First(key: Uint8Array, rndA: Uint8Array, answer: Uint8Array): Uint8Array | undefined {
  if (answer.length !== 2 * BLOCK_BYTES) return undefined;
  const plain = aesCbcDecrypt(key, answer);
  const proof = plain.subarray(TI_BYTES, TI_BYTES + BLOCK_BYTES);
  return sameMac(rotateLeft(rndA), proof) ? plain.slice(0, TI_BYTES) : undefined;
}

/** Checks the card's answer to AuthenticateEV2NonFirst, E(RndA'), 16 bytes. */
export function checkEv2NonFirst(key: Uint8Array, rndA: Uint8Array, answer: Uint8Array): boolean {
  return answer.length === BLOCK_BYTES && sameMac(rotateLeft(rndA), aesCbcDecrypt(key, answer));
}

/** Starts EV2 secure messaging. The keys are copied and kept where util.inspect and JSON cannot see them. */
export function createEv2Messaging(state: Ev2State): Ev2Messaging {
  const encKey = state.sesAuthEncKey.slice();
  const macKey = state.sesAuthMacKey.slice();
  const ti = state.ti.slice();
  let cmdCtr = state.cmdCtr ?? 0;

  const macOf = (first: Uint8Array, ctr: number, ...parts: Uint8Array[]) =>
    oddBytes(aesCmac(macKey, joinBytes(first, uint16(ctr), ti, ...parts)));
  const ivOf = (label: Uint8Array, ctr: number) =>
    aesCbcEncrypt(encKey, joinBytes(label, ti, uint16(ctr), new Uint8Array(8)));

  return {
    protocol: "ev2",
    get ti() {
      return ti.slice();
    },
    get cmdCtr() {
      return cmdCtr;
    },
    get isUsable() {
      return cmdCtr < CMD_CTR_MAX;
    },
    protect({ ins, header, data, tail = NO_TAIL }, mode) {
      if (mode === "plain") return joinBytes(header, data);
      const isEnciphered = mode === "full" && data.length > 0;
      const plain = padWith80(joinBytes(data, tail));
      const sent = isEnciphered ? aesCbcEncrypt(encKey, plain, ivOf(LABEL_A55A, cmdCtr)) : data;
      return joinBytes(header, sent, macOf(Uint8Array.of(ins), cmdCtr, header, sent));
    },
    unprotect(body, mode) {
      cmdCtr++;
      if (mode === "plain") return body;
      const end = body.length - CARD_MAC_BYTES;
      if (end < 0) return undefined;
      const received = body.subarray(0, end);
      if (!sameMac(macOf(STATUS_OK, cmdCtr, received), body.subarray(end))) return undefined;
      if (mode === "mac" || end === 0) return received.slice();
      if (end % BLOCK_BYTES !== 0) return undefined;
      return unpad80(aesCbcDecrypt(encKey, received, ivOf(LABEL_5AA5, cmdCtr)));
    },
  };
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}
