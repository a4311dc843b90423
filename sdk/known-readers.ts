/**
 * Readers heard of lately, found by the bytes of their ids, and beside each where its key and its mark lie. With thousands
 * of readers every look-up waits for memory: this is one place, where an id's text and two maps are seven.
 */
import { READER_ID_PATTERN } from "./assert.js";

/** A power of two. Who has more readers than this searches maps again for some of their taps. */
const PLACES_COUNT = 16_384;
/** Leaves of a checksum as many bits as a place has. */
const HOME_SHIFT = 18;
/** Places that are tried for an id, from the one that its checksum names. So few that nobody gains by naming ids that collide. */
const TRIES_COUNT = 4;
const ID_MAX_BYTES = 32;
/** A place: two notes of three words each, the id with zeros behind it, 8 bytes unused. */
const PLACE_BYTES = 64;
const PLACE_WORDS = PLACE_BYTES / 4;
const ID_AT_BYTES = 24;

/** Where tap keys lie, by version. */
export const KEY_NOTE = 0;
/** Where marks lie, by epoch. */
export const MARK_NOTE = 3;

let bytesOfPlaces = new Uint8Array(0);
let words = new Int32Array(0);
let texts: string[] = [];
/** The id that was read last, which is none at first, and its place. */
let lastId: string | undefined;
let lastPlace = 0;
let ownerCount = 0;

/**
 * The reader's id that stands here; undefined when it is none. A string that was given before costs nothing to make or to
 * look at.
 */
export function readReaderId(bytes: Uint8Array, at: number, end: number): string | undefined {
  const count = end - at;
  // A zero at the end would look like what is behind a shorter id.
  if (count === 0 || count > ID_MAX_BYTES || bytes[end - 1] === 0) return undefined;
  if (!texts.length) begin();
  let sum = 0;
  for (let i = at; i < end; i++) sum = (Math.imul(sum, 31) + (bytes[i] as number)) | 0;
  const home = Math.imul(sum, 0x9e3779b1) >>> HOME_SHIFT;
  for (let i = 0; i < TRIES_COUNT; i++) {
    const place = (home + i) & (PLACES_COUNT - 1);
    if (isAt(place, bytes, at, count)) {
      lastPlace = place;
      lastId = texts[place];
      return lastId;
    }
    if (bytesOfPlaces[place * PLACE_BYTES + ID_AT_BYTES] === 0) return take(place, bytes, at, end);
  }
  return take(home, bytes, at, end);
}

function begin(): void {
  bytesOfPlaces = new Uint8Array(PLACES_COUNT * PLACE_BYTES);
  words = new Int32Array(bytesOfPlaces.buffer);
  texts = new Array<string>(PLACES_COUNT).fill("");
}

function isAt(place: number, bytes: Uint8Array, at: number, count: number): boolean {
  const start = place * PLACE_BYTES + ID_AT_BYTES;
  for (let i = 0; i < count; i++) if (bytes[at + i] !== bytesOfPlaces[start + i]) return false;
  return count === ID_MAX_BYTES || bytesOfPlaces[start + count] === 0;
}

/** Gives the place to another id: nothing is noted there. */
function take(place: number, bytes: Uint8Array, at: number, end: number): string | undefined {
  let id = "";
  for (let i = at; i < end; i++) id += String.fromCharCode(bytes[i] as number);
  if (!READER_ID_PATTERN.test(id)) return undefined;
  const start = place * PLACE_BYTES;
  bytesOfPlaces.fill(0, start, start + PLACE_BYTES);
  for (let i = 0; i < id.length; i++) bytesOfPlaces[start + ID_AT_BYTES + i] = id.charCodeAt(i);
  texts[place] = id;
  lastPlace = place;
  lastId = id;
  return id;
}

/** A number for one who notes, that nobody else has. */
export function newOwner(): number {
  return ++ownerCount;
}

/**
 * What was noted for a reader; -1 when nothing is, as for all but the one whose id was read last.
 *
 * @param kind KEY_NOTE or MARK_NOTE
 * @param owner who noted it
 * @param what version or epoch, a uint32
 */
export function noted(id: string, kind: number, owner: number, what: number): number {
  if (id !== lastId) return -1;
  const at = lastPlace * PLACE_WORDS + kind;
  return words[at] === owner && words[at + 1] === (what | 0) ? (words[at + 2] as number) : -1;
}

/** Notes something for the reader whose id was read last; does nothing for others. */
export function note(id: string, kind: number, owner: number, what: number, value: number): void {
  if (id !== lastId) return;
  const at = lastPlace * PLACE_WORDS + kind;
  words[at] = owner;
  words[at + 1] = what;
  words[at + 2] = value;
}
