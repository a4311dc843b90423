/** ChangeKey and GetKeyVersion, which DESFire and NTAG 424 DNA have in common. cards.md 6.4, 6.5; NXP AN12343 9.2. */
import { CARD_KEY_BYTES } from "../../protocol/index.js";
import { assertBytes, assertInteger } from "../assert.js";
import { joinBytes } from "../bytes.js";
import type { Dialogue } from "./dialogue.js";
import { desfireCrc32 } from "./ev1.js";
import { type CardResult, failure, success } from "./result.js";

const KEY_NUMBER_MAX = 13;
/** At the level of the card the key number says what type the new key has. */
const TYPE_AES = 0x80;

/** A key to be changed. */
export interface ChangeKeyOptions {
  /** Number of the key in the card or application. */
  readonly keyNumber: number;
  /** 16 bytes. */
  readonly newKey: Uint8Array;
  /** Its version, 0 to 255: what GetKeyVersion tells. */
  readonly version: number;
  /** What it is at present, 16 bytes; needed for every key but the session's own. */
  readonly oldKey?: Uint8Array | undefined;
}

/** Commands for keys. */
export interface KeyCommands {
  /** ChangeKey. */
  changeKey(options: ChangeKeyOptions): Promise<CardResult<undefined>>;
  /** GetKeyVersion. */
  getKeyVersion(keyNumber: number): Promise<CardResult<number>>;
}

/**
 * Makes the commands.
 *
 * @param sessionKey tells the key of the present session
 * @param isCardLevel tells whether the card itself is selected
 */
export function createKeyCommands(
  dialogue: Dialogue,
  sessionKey: () => number | undefined,
  isCardLevel: () => boolean,
): KeyCommands {
  return {
    async changeKey({ keyNumber, newKey, version, oldKey }) {
      assertInteger(keyNumber, "keyNumber", 0, KEY_NUMBER_MAX);
      assertInteger(version, "version", 0, 255);
      assertBytes(newKey, "newKey", CARD_KEY_BYTES);
      const isOwn = sessionKey() === keyNumber;
      if (!isOwn) assertBytes(oldKey, "oldKey", CARD_KEY_BYTES);
      const sent = isOwn ? newKey : newKey.map((byte, i) => byte ^ (oldKey?.[i] ?? 0));
      const answer = await dialogue.command({
        ins: 0xc4,
        header: Uint8Array.of(isCardLevel() ? keyNumber | TYPE_AES : keyNumber),
        data: joinBytes(sent, Uint8Array.of(version)),
        tail: isOwn ? undefined : desfireCrc32(newKey),
        send: "full",
        receive: "mac",
        answerBytes: 0,
        needsSession: true,
        endsSession: isOwn,
      });
      return answer.ok ? success(undefined) : answer;
    },
    async getKeyVersion(keyNumber) {
      assertInteger(keyNumber, "keyNumber", 0, KEY_NUMBER_MAX);
      const header = Uint8Array.of(keyNumber);
      const answer = await dialogue.command({ ins: 0x64, header, send: "mac", receive: "mac", answerBytes: 1 });
      if (!answer.ok) return answer;
      const [version] = answer.value;
      return version === undefined ? failure("malformed") : success(version);
    },
  };
}
