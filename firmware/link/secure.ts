/**
 * Enciphers and authenticates the messages of a session; protocol/README.md, "The session". AES-128-CBC, then HMAC-SHA256
 * over the counter and the ciphertext, 16 bytes of it sent. Keys are new for every session: HKDF-Expand (RFC 5869) from
 * the role key over a hash of everything that was said while it was opened.
 */
import { AUTHENTICATOR_BYTES as MAC_BYTES, SESSION_MESSAGES } from "../../protocol/limits.js";
import { CBC, PADDING } from "../card/cmac.js";
import { seal as hmac } from "../tap/chain.js";

const crypto = require("crypto");
const AES = require("crypto").AES;

const KEY_BYTES = 16;
const COUNTER_BYTES = 8;
const BLOCK_BYTES = 16;
/** What the IV is made of: the direction, zeros, then the counter. */
const TO_HOST = "\x01\0\0\0\0\0\0\0";
const TO_READER = "\x02\0\0\0\0\0\0\0";

export interface Secure {
  /** Messages sent in this session. */
  sent: number;
  /** New keys; counters from 0. */
  start(roleKey: string, transcript: string): void;
  /** Work ahead of need: what the next message has, whatever it says. */
  prepare(): void;
  /** Counter, ciphertext, MAC. "" when the session has sent all it may. */
  encipher(message: string): string;
  /** The message, or "" for anything that is not genuine and new. */
  decipher(bytes: string): string;
}

/** Four bytes, most significant first. What stands above a byte is cut off. */
export function word(n: number): string {
  return E.toString(n >> 24, n >> 16, n >> 8, n);
}

function derive(roleKey: string, label: string, transcript: string): string {
  return hmac(roleKey, `${label}\0${transcript}\0\0\0`);
}

/** Compares by hashes under a key: how long it takes says nothing about where they differ. */
export function equalMacs(key: string, a: string, b: string): boolean {
  return E.toString(crypto.SHA256(key + a)) === E.toString(crypto.SHA256(key + b));
}

export function createSecure(): Secure {
  const NO_KEY = "";
  let sealKey = NO_KEY;
  let sealIv = NO_KEY;
  let sealMac = NO_KEY;
  let openKey = NO_KEY;
  let openIv = NO_KEY;
  let openMac = NO_KEY;
  let received = 0;
  /** Number of the message for which the two that follow were made: its counter, and its initial value. */
  let ready = 0;
  let nextCounter = "";
  let nextIv: string | ArrayBuffer = "";

  /** Takes the padding off; "" when there is none. */
  function unpad(padded: string): string {
    let end = padded.length;
    for (let i = 0; i < BLOCK_BYTES; i++) {
      const byte = padded.charCodeAt(--end);
      if (byte === 0x80) return padded.substr(0, end);
      if (byte) return "";
    }
    return "";
  }

  const secure: Secure = {
    sent: 0,
    start(roleKey, transcript) {
      const toHost = derive(roleKey, "ketuk to host", transcript);
      const toReader = derive(roleKey, "ketuk to reader", transcript);
      sealKey = toHost.substr(0, KEY_BYTES);
      sealIv = toHost.substr(KEY_BYTES);
      openKey = toReader.substr(0, KEY_BYTES);
      openIv = toReader.substr(KEY_BYTES);
      sealMac = derive(roleKey, "ketuk to host mac", transcript);
      openMac = derive(roleKey, "ketuk to reader mac", transcript);
      secure.sent = 0;
      received = 0;
      ready = 0;
    },
    prepare() {
      const n = secure.sent + 1;
      if (n === ready) return;
      ready = n;
      nextCounter = E.toString(0, 0, 0, 0, n >> 24, n >> 16, n >> 8, n);
      // One block after zeros is that block enciphered alone.
      nextIv = AES.encrypt(TO_HOST + nextCounter, sealIv, CBC);
    },
    encipher(message) {
      if (secure.sent >= SESSION_MESSAGES) return "";
      secure.prepare();
      secure.sent++;
      const padded = message + PADDING.substr(0, BLOCK_BYTES - (message.length & 15));
      const body = E.toString(nextCounter, AES.encrypt(padded, sealKey, { mode: "CBC", iv: nextIv }));
      return body + hmac(sealMac, body).substr(0, MAC_BYTES);
    },
    decipher(bytes) {
      const size = bytes.length - COUNTER_BYTES - MAC_BYTES;
      if (size < BLOCK_BYTES || size & 15) return "";
      const body = bytes.substr(0, COUNTER_BYTES + size);
      const counter = body.substr(0, COUNTER_BYTES);
      const digits = E.toUint8Array(counter);
      const high = digits[0] | digits[1] | digits[2] | digits[3];
      const number = digits[4] * 0x1000000 + digits[5] * 0x10000 + digits[6] * 0x100 + digits[7];
      if (high || number <= received || number > SESSION_MESSAGES) return "";
      if (!equalMacs(openMac, hmac(openMac, body).substr(0, MAC_BYTES), bytes.substr(COUNTER_BYTES + size))) return "";
      received = number;
      const cipher = body.substr(COUNTER_BYTES);
      const iv = AES.encrypt(TO_READER + counter, openIv, CBC);
      return unpad(E.toString(AES.decrypt(cipher, openKey, { mode: "CBC", iv })));
    },
  };
  return secure;
}
