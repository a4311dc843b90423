/** What a card of some kind shall be when it leaves the desk: plain data, without any key. */
import type { FileAccessRight } from "../card/file-settings.js";
import type { CommMode } from "../card/messaging.js";

/** A kind of key: where it comes from. */
export interface IssueSlot {
  /** Slot of the key provider, 0 to 2^32 - 1. */
  readonly slot: number;
  /** System identifier of the diversification (AN10922), as text; the same as in the readers' profile. Default none. */
  readonly systemId?: string | undefined;
  /**
   * Every card has a key of its own. Default true. Where keys come from a key ring the desk obeys this; other key
   * providers decide for themselves.
   */
  readonly diversified?: boolean | undefined;
}

/** A URL as the content of an NDEF file. */
export interface IssueUrl {
  /** With the placeholders of `createSunVerifier`. */
  readonly url: string;
}

/** Keys of SUN messages. */
export interface IssueSun {
  /** Key that enciphers UID and counter; with {picc} in the URL only. */
  readonly metaRead?: number | undefined;
  /** Key of the MAC. */
  readonly fileRead: number;
}

/** A data file and what is written to it. */
export interface IssueFile {
  /** DESFire: 0 to 31. NTAG 424 DNA: 2 (NDEF) or 3 (proprietary). */
  readonly number: number;
  /** DESFire. Default "standard". */
  readonly type?: "standard" | "backup" | undefined;
  /** DESFire: size of the file. NTAG 424 DNA: how much of it is written. 1 to 8,192. */
  readonly sizeBytes: number;
  /** Protection of exchanges once the card is issued. */
  readonly mode: CommMode;
  /** Rights once the card is issued: numbers of keys, "free" or "never". */
  readonly rights: {
    /** Default "never". */
    readonly read?: FileAccessRight | undefined;
    /** Default "never". */
    readonly write?: FileAccessRight | undefined;
    /** Default "never". */
    readonly readWrite?: FileAccessRight | undefined;
    /** Default "never": locked. */
    readonly change?: FileAccessRight | undefined;
  };
  /** What stands in it: the person's credential, padded with zeros; or for NTAG 424 DNA a URL with SUN messages. */
  readonly content: "credential" | IssueUrl;
  /** NTAG 424 DNA, with `url`: key of the MAC, and with {picc} the key that enciphers UID and counter. */
  readonly sun?: IssueSun | undefined;
}

/** A DESFire value file. */
export interface IssueValueFile {
  /** 0 to 31. */
  readonly number: number;
  /** Tells it from data files. */
  readonly type: "value";
  /** Protection of exchanges. */
  readonly mode: CommMode;
  /** Rights: numbers of keys, "free" or "never". */
  readonly rights: IssueFile["rights"];
  /** Lowest value. */
  readonly lowerLimit: number;
  /** Highest value. */
  readonly upperLimit: number;
  /** Value of a new card. */
  readonly value: number;
}

/** What all profiles have. */
interface AnyProfile {
  /** Names the kind of card, in journals and reports. */
  readonly name: string;
  /** Kinds of keys by the names that the rest of the profile uses. */
  readonly slots: Readonly<Record<string, IssueSlot>>;
}

/** A DESFire card (EV1, EV2, EV3) with one application. */
export interface DesfireIssueProfile extends AnyProfile {
  /** Which family. */
  readonly family: "desfire";
  /** Slot name of the card's own master key. */
  readonly masterKey: string;
  /** The application. */
  readonly application: {
    /** 3 bytes as hexadecimal digits, in the order sent. */
    readonly id: string;
    /** Slot names by key number; 1 to 14. Key 0 is the application's master key. */
    readonly keys: readonly string[];
  };
  /** Its files. */
  readonly files: readonly (IssueFile | IssueValueFile)[];
  /**
   * "keys-changeable": the master keys can still be changed, and change all others. "frozen": no key of the application
   * can ever be changed. Default "keys-changeable": keys must be rotated one day.
   */
  readonly lock?: "keys-changeable" | "frozen" | undefined;
}

/** An NTAG 424 DNA. */
export interface Ntag424IssueProfile extends AnyProfile {
  /** Which family. */
  readonly family: "ntag424";
  /** Slot names of the five keys. */
  readonly keys: readonly string[];
  /** What is written to the files; those left out stay as delivered. */
  readonly files: readonly IssueFile[];
}

/** A MIFARE Ultralight AES. Always with MACs, and with keys and configuration locked for ever. */
export interface UltralightAesIssueProfile extends AnyProfile {
  /** Which family. */
  readonly family: "ultralight-aes";
  /** Slot name of the data protection key. */
  readonly dataKey: string;
  /** Slot name of the UID retrieval key. */
  readonly uidKey: string;
  /** First page of the credential, 4 to 39. Default 4. */
  readonly page?: number | undefined;
  /** Length of the credential, 1 to 144, padded with zeros. */
  readonly sizeBytes: number;
  /** First page that asks for the data key, 2 to 4, for reading too. Default 4. */
  readonly protectFromPage?: number | undefined;
  /** Failed authentications until the card is dead, 0 (no limit) to 1,023. Default 0: a limit lets anybody kill cards. */
  readonly failureLimit?: number | undefined;
}

/** What a card shall be. */
export type IssueProfile = DesfireIssueProfile | Ntag424IssueProfile | UltralightAesIssueProfile;
