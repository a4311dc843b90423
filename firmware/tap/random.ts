/**
 * Random numbers that never repeat, on a board whose own generator repeats after every start: AES under a key from
 * provisioning, over the boot number (stored in flash, new for every start) and a count. Different inputs of one key
 * never give the same block, and who lacks the key cannot tell them from chance.
 */
const AES = require("crypto").AES;

/** Gives 16 bytes, new at every call. */
export type Random = () => string;

/**
 * @param key 16 bytes
 * @param boot start counter of this reader
 */
export function createRandom(key: string, boot: number): Random {
  let count = 0;
  return () => {
    const input = new Uint32Array([boot, ++count, 0, 0]);
    return E.toString(AES.encrypt(input.buffer as ArrayBuffer, key), "");
  };
}
