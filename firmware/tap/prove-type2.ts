/** Proves Ultralight and NTAG 21x cards by their password, and Ultralight AES by its key. */
import type { Activation } from "../card/iso14443a.js";
import { exchange, passwordAuth, readCounter, readPages, readSignature } from "../card/type2.js";
import { createUltralightAes } from "../card/ultralight-aes.js";
import { Assurance, CommunicationMode, Family, Method, type Profile, type Tap, Weakness } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { keyOfCard, keysOf } from "./card-keys.js";
import { note, type Prove, type ProverParts, proved, weaken, within } from "./prover.js";

const PASSWORD_BYTES = 4;

/**
 * Configuration pages of Ultralight AES: CFG0 (byte 0, bit 1: MACs on), CFG1 (byte 0, bit 6: locked), and three pages on
 * the locks of the keys (byte 0, bit 0: DataProtKey). Reported of genuine cards; to be held against the data sheet.
 */
const CFG0_PAGE = 0x29;
const CFG1_PAGE = 0x2a;
const SECURE_MESSAGING = 0x02;
const CONFIG_LOCKED = 0x40;
const KEY_LOCKED = 0x01;
/** The key locks among the bytes read from CFG1 on. */
const KEY_LOCKS_AT = 12;
const READ_BYTES = 16;

export function createType2Prover(chip: Chip, parts: ProverParts): Prove {
  const aes = createUltralightAes(chip);

  /** What the card would let somebody else do: T14 of the threat list. */
  function inspect(tap: Tap, secured: boolean): Fault {
    let fault = aes.read(CFG0_PAGE, READ_BYTES, secured);
    if (fault) return fault;
    const messaging = chip.answer.charCodeAt(0) & SECURE_MESSAGING;
    fault = aes.read(CFG1_PAGE, READ_BYTES, secured);
    if (fault) return fault;
    const locked = chip.answer.charCodeAt(0) & CONFIG_LOCKED && chip.answer.charCodeAt(KEY_LOCKS_AT) & KEY_LOCKED;
    if (!secured || !messaging) weaken(tap, Weakness.NO_MESSAGING);
    if (!locked) weaken(tap, Weakness.OPEN_CONFIGURATION);
    return Fault.None;
  }

  function proveAes(profile: Profile, key: string, tap: Tap): Fault {
    const started = parts.clock.us();
    let fault = aes.authenticate(profile.keyNumber || 0, key, parts.random());
    const opened = parts.clock.us();
    tap.authenticateUs = opened - started;
    if (fault) return fault;
    proved(tap, Method.ULTRALIGHT_AES, Assurance.MUTUAL_AES);
    if (!profile.diversified) note(tap, Weakness.UID_UNPROVED);
    const secured = profile.mode !== CommunicationMode.PLAIN;
    fault = inspect(tap, secured);
    if (!fault && profile.length) {
      fault = aes.read(profile.block || 0, profile.length, secured);
      if (!fault) tap.credential = chip.answer;
    }
    tap.readUs = parts.clock.us() - opened;
    return fault;
  }

  function countOf(counter: number, tap: Tap): Fault {
    const value = readCounter(chip, counter - 1);
    if (value < 0) return Fault.NotFound;
    tap.cardCounter = value;
    return Fault.None;
  }

  function provePassword(profile: Profile, key: string, tap: Tap): Fault {
    const started = parts.clock.us();
    let fault = passwordAuth(chip, key.substr(0, PASSWORD_BYTES), key.substr(PASSWORD_BYTES));
    const opened = parts.clock.us();
    tap.authenticateUs = opened - started;
    if (fault) return fault;
    proved(tap, Method.PASSWORD, Assurance.PASSWORD);
    if (profile.length) {
      fault = readPages(chip, profile.block || 0, profile.length, exchange);
      if (!fault) tap.credential = chip.answer;
    }
    // A card that refuses the question would have to be called again, so it comes last.
    if (!fault && profile.counter) fault = countOf(profile.counter, tap);
    tap.readUs = parts.clock.us() - opened;
    return fault;
  }

  return (profile: Profile, _a: Activation, tap: Tap): Fault => {
    const key = keysOf(parts.keys, profile.keySlot || 0)[0];
    if (!key) return Fault.Protocol;
    tap.keySlot = key.slot;
    tap.keyVersion = key.version;
    if (profile.originality && !readSignature(chip)) tap.originality = chip.answer;
    const secret = keyOfCard(key, profile, tap.uid || "");
    const aesCard = profile.family === Family.ULTRALIGHT_AES;
    return within(aesCard ? proveAes(profile, secret, tap) : provePassword(profile, secret, tap));
  };
}
