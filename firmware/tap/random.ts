/**
 * Random numbers that never repeat, on a board whose own generator repeats after every start: AES under a key from
 * provisioning, over the boot number (stored in flash, new for every start), a count, and whatever hosts have sent.
 * Different inputs of one key never give the same block, and who lacks the key cannot tell them from chance. An AES that
 * does not do what it should is noticed, and then there are no numbers rather than bad ones.
 */
const crypto = require("crypto");
const AES = require("crypto").AES;

const BLOCK_BYTES = 16;
/** FIPS 197, appendix C.1: this block under the key 00 01 .. 0F. */
const KNOWN_INPUT = "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff";
const KNOWN_KEY = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f";
const KNOWN_OUTPUT = "\x69\xc4\xe0\xd8\x6a\x7b\x04\x30\xd8\xcd\xb7\x80\x70\xb4\xc5\x5a";

/**
 * Gives 16 bytes, new at every call; "" for ever once the generator has failed.
 * @param stir bytes from elsewhere; they can make no output weaker
 */
export type Random = (stir?: string) => string;

/**
 * @param key 16 bytes
 * @param boot start counter of this reader
 * @param failed told once, when the generator is found not to work: at the start, or at a call
 */
export function createRandom(key: string, boot: number, failed: () => void): Random {
  let count = 0;
  let pool = new Uint32Array(2);
  let last = "";
  let sound = true;

  function fail(): string {
    if (sound) failed();
    sound = false;
    return "";
  }

  const known: ArrayBuffer | undefined = AES.encrypt(KNOWN_INPUT, KNOWN_KEY);
  if (!known || E.toString(known, "") !== KNOWN_OUTPUT) fail();
  return (stir) => {
    if (!sound) return "";
    if (stir) pool = new Uint32Array(crypto.SHA256(E.toString(pool.buffer as ArrayBuffer, stir)));
    const input = new Uint32Array([boot, ++count, pool[0], pool[1]]).buffer as ArrayBuffer;
    // The interpreter gives nothing for what it cannot do.
    const made: ArrayBuffer | undefined = AES.encrypt(input, key);
    const block = made ? E.toString(made, "") : "";
    if (block.length !== BLOCK_BYTES || block === last || block === E.toString(input, "")) return fail();
    last = block;
    return block;
  };
}
