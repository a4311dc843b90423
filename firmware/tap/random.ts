/**
 * Random numbers that never repeat, on a board whose own generator repeats after every start: AES under a key from
 * provisioning, over the boot number (stored in flash, new for every start), a count, and whatever hosts have sent.
 * Different inputs of one key never give the same block, and who lacks the key cannot tell them from chance.
 */
const crypto = require("crypto");

/** Gives 16 bytes, new at every call. @param stir bytes from elsewhere; they can make no output weaker */
export type Random = (stir?: string) => string;

/**
 * @param key 16 bytes
 * @param boot start counter of this reader
 */
export function createRandom(key: string, boot: number): Random {
  let count = 0;
  let pool = new Uint32Array(2);
  return (stir) => {
    if (stir) pool = new Uint32Array(crypto.SHA256(E.toString(pool.buffer as ArrayBuffer, stir)));
    const input = new Uint32Array([boot, ++count, pool[0], pool[1]]);
    return E.toString(crypto.AES.encrypt(input.buffer as ArrayBuffer, key), "");
  };
}
