/** Proves Ultralight and NTAG 21x cards by their password, and Ultralight AES by its key. */
import { exchange, passwordAuth, readCounter, readPages, readSignature } from "../card/type2.js";
import { createUltralightAes } from "../card/ultralight-aes.js";
import { Assurance, CommunicationMode, Family, Method, type Profile, type Tap, Weakness } from "../link/messages.js";
import { Fault } from "../radio/fault.js";
import type { Chip } from "../radio/mfrc522.js";
import { keyOfCard, keysOf } from "./card-keys.js";
import { note, type Prove, type ProverParts, proved, weaken } from "./prover.js";

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
  /** The card that is being proved, and how. */
  let profile: Profile;
  let tap: Tap;
  let key = "";
  let secured = false;
  /** Of an Ultralight AES: its messages are switched on. */
  let messaging = 0;

  function choose(): Fault {
    const found = keysOf(parts.keys, profile.keySlot || 0)[0];
    if (!found) return Fault.Protocol;
    tap.keySlot = found.slot;
    tap.keyVersion = found.version;
    if (profile.originality && !readSignature(chip)) tap.originality = chip.answer;
    key = keyOfCard(found, profile, tap.uid || "");
    return Fault.None;
  }

  function authenticateAes(): Fault {
    const fault = aes.authenticate(profile.keyNumber || 0, key, parts.random());
    if (fault) return fault;
    proved(tap, Method.ULTRALIGHT_AES, Assurance.MUTUAL_AES);
    if (!profile.diversified) note(tap, Weakness.UID_UNPROVED);
    secured = profile.mode !== CommunicationMode.PLAIN;
    return Fault.None;
  }

  /** What the card would let somebody else do, in two steps: T14 of the threat list. */
  function inspect(): Fault {
    const fault = aes.read(CFG0_PAGE, READ_BYTES, secured);
    messaging = fault ? 0 : chip.answer.charCodeAt(0) & SECURE_MESSAGING;
    return fault;
  }

  function inspectLocks(): Fault {
    const fault = aes.read(CFG1_PAGE, READ_BYTES, secured);
    if (fault) return fault;
    const locked = chip.answer.charCodeAt(0) & CONFIG_LOCKED && chip.answer.charCodeAt(KEY_LOCKS_AT) & KEY_LOCKED;
    if (!secured || !messaging) weaken(tap, Weakness.NO_MESSAGING);
    if (!locked) weaken(tap, Weakness.OPEN_CONFIGURATION);
    return Fault.None;
  }

  function readAes(): Fault {
    if (!profile.length) return Fault.None;
    const fault = aes.read(profile.block || 0, profile.length, secured);
    if (!fault) tap.credential = chip.answer;
    return fault;
  }

  function authenticatePassword(): Fault {
    const fault = passwordAuth(chip, key.substr(0, PASSWORD_BYTES), key.substr(PASSWORD_BYTES));
    if (!fault) proved(tap, Method.PASSWORD, Assurance.PASSWORD);
    return fault;
  }

  function readPlain(): Fault {
    let fault: Fault = Fault.None;
    if (profile.length) {
      fault = readPages(chip, profile.block || 0, profile.length, exchange);
      if (!fault) tap.credential = chip.answer;
    }
    // A card that refuses the question would have to be called again, so it comes last.
    if (!fault && profile.counter) {
      const value = readCounter(chip, profile.counter - 1);
      if (value < 0) fault = Fault.NotFound;
      else tap.cardCounter = value;
    }
    return fault;
  }

  const AES_STEPS = [choose, authenticateAes, inspect, inspectLocks, readAes];
  const READING = 2;
  const PASSWORD_STEPS = [choose, authenticatePassword, readPlain];

  return (asked, _a, made, done) => {
    profile = asked;
    tap = made;
    parts.run(profile.family === Family.ULTRALIGHT_AES ? AES_STEPS : PASSWORD_STEPS, READING, tap, done);
  };
}
