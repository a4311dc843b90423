/**
 * The part of Espruino that the firmware uses, and nothing more. The virtual board implements exactly this list
 * (test/contract/espruino.types.ts makes the compiler prove it). Bytes travel as byte strings, one character per byte,
 * wherever a native call does not ask for an array.
 */

/** Number of a pin: what D5 is, as far as native calls are concerned. */
type EspruinoPin = number;

/** What native calls take as bytes: numbers are single bytes, arrays may be nested. */
type EspruinoBytes = string | number | Uint8Array | ArrayBuffer | EspruinoBytes[];

interface EspruinoSpi {
  /** Software SPI takes no notice of `baud`. */
  setup(options: { sck: EspruinoPin; miso: EspruinoPin; mosi: EspruinoPin; baud?: number }): void;
  /** One transfer with chip select low; the answer has the type of the data. */
  send(data: string, cs: EspruinoPin): string;
  send(data: Uint8Array, cs: EspruinoPin): Uint8Array;
}

interface EspruinoSerial {
  setup(baud: number): void;
  /** Binary exact. Blocks at line rate once 128 bytes wait. */
  write(data: string): void;
  /** Pieces of at most 64 bytes, cut anywhere. */
  on(event: "data", handler: (data: string) => void): void;
  removeAllListeners(event: "data"): void;
}

interface EspruinoE {
  /** All arguments as one byte string. With a single typed array the result shares its memory. */
  toString(...parts: EspruinoBytes[]): string;
  toUint8Array(...parts: EspruinoBytes[]): Uint8Array;
  /** The sum of a[i] * b[i + offset] over all of a, in doubles. Elements of a Uint32Array it would take for signed. */
  convolve(a: Float64Array, b: Uint16Array, offset: number): number;
  /** Unsigned. */
  CRC32(data: EspruinoBytes): number;
  setConsole(device: string | null, options: { force: boolean }): void;
  /** Null when no device is the console. */
  getConsole(): string | null;
  on(event: "errorFlag", handler: (flags: string[]) => void): void;
  reboot(): void;
  /** Restarts the board when kickWatchdog is not called for so many seconds; by itself idle time kicks it. */
  enableWatchdog(seconds: number, automatic: boolean): void;
  kickWatchdog(): void;
  /** Set by the loader: the slot whose image runs. */
  ketukSlot?: number;
  /** Set by the loader: the image to be evaluated, and the timer that restarts the board when it throws. */
  ketukImage?: string | undefined;
  ketukFailed?: number;
  /** Set by the loader while the image has not proved itself: the timer that ends it. */
  ketukTrial?: number;
}

interface EspruinoAes {
  /** CBC with a zero IV unless options say otherwise; the length must be a multiple of 16. */
  encrypt(data: EspruinoBytes, key: EspruinoBytes, options?: EspruinoAesOptions): ArrayBuffer;
  decrypt(data: EspruinoBytes, key: EspruinoBytes, options?: EspruinoAesOptions): ArrayBuffer;
}

interface EspruinoAesOptions {
  mode: "ECB" | "CBC";
  iv?: string | Uint8Array | ArrayBuffer;
}

interface EspruinoCrypto {
  AES: EspruinoAes;
  SHA256(data: EspruinoBytes): ArrayBuffer;
  SHA512(data: EspruinoBytes): ArrayBuffer;
  /** keySize in 32-bit words. With one iteration: HMAC(password, salt || 00 00 00 01). */
  PBKDF2(
    password: EspruinoBytes,
    salt: EspruinoBytes,
    options: { keySize: number; iterations: number; hasher: "SHA256" },
  ): ArrayBuffer;
}

interface EspruinoStorage {
  /** A part of a file, or all of it. On the board the text stays in mapped flash. */
  read(name: string, offset?: number, length?: number): string | undefined;
  /** False when there is no room. */
  write(name: string, data: string): boolean;
  erase(name: string): void;
  /** Bytes of the largest file that can be written. */
  getFree(): number;
}

/** Absolute addresses; nothing is checked and nothing reported. */
interface EspruinoFlash {
  read(length: number, address: number): Uint8Array;
  write(data: EspruinoBytes, address: number): void;
  erasePage(address: number): void;
}

interface EspruinoModules {
  crypto: EspruinoCrypto;
  Storage: EspruinoStorage;
  Flash: EspruinoFlash;
}

declare function require<Name extends keyof EspruinoModules>(name: Name): EspruinoModules[Name];
declare function setTimeout(handler: () => void, delayMs: number): number;
declare function clearTimeout(id: number): void;
/** Reads a word at an absolute address. */
declare function peek32(address: number): number;
/** Seconds with a microsecond fraction. */
declare function getTime(): number;
/** Of several pins the last gets the lowest bit. */
declare function digitalWrite(pin: EspruinoPin | EspruinoPin[], value: number | boolean): void;
declare function digitalRead(pin: EspruinoPin): number;
declare function pinMode(pin: EspruinoPin, mode: "output" | "input_pullup" | "input_pulldown"): void;

declare const process: {
  env: { VERSION: string; BOARD: string; MODULES: string };
  memory(gc: boolean): { free: number };
};
declare const E: EspruinoE;
declare const ESP32: {
  /** What is switched on in its non-volatile settings. */
  getState(): { BLE: boolean; Wifi: boolean };
};
/** SPI by software, on any pins. */
declare const SPI: new () => EspruinoSpi;
declare const SPI1: EspruinoSpi;
/** The ESP32-C3 has none. */
declare const SPI2: EspruinoSpi | undefined;
declare const Serial1: EspruinoSerial;
