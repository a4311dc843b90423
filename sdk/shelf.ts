/**
 * Byte strings of one length, one behind the other. An array of its own is three objects; where thousands of readers have
 * one, no cache of the processor holds them, and every look at one waits for the memory.
 */
export class Shelf {
  /** All of them. Another array after each {@link add} that found no room. */
  bytes: Uint8Array;
  private usedBytes = 0;

  constructor(private readonly eachBytes: number) {
    this.bytes = new Uint8Array(FIRST_COUNT * eachBytes);
  }

  /** Room for one more, all zeros. Returns where it begins. */
  add(): number {
    const at = this.usedBytes;
    if (at === this.bytes.length) {
      const before = this.bytes;
      this.bytes = new Uint8Array(2 * at);
      this.bytes.set(before);
    }
    this.usedBytes += this.eachBytes;
    return at;
  }
}

const FIRST_COUNT = 16;
