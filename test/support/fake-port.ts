/** An in-memory serial port: what the other end sends is read, what is written goes to the other end. */
import type { BindingInterface, BindingPortInterface, OpenOptions } from "../../sdk/transport/binding.js";

type Read = {
  buffer: Buffer;
  offset: number;
  length: number;
  resolve: (r: { buffer: Buffer; bytesRead: number }) => void;
  reject: (e: Error) => void;
};

/** The cable between a transport and a test. */
export class FakePort {
  readonly path: string;
  /** Every write as it arrived: the bursts of the host. */
  readonly writes: Uint8Array[] = [];
  /** Control lines as last set. */
  lines: unknown;
  openOptions: OpenOptions | undefined;
  /** Thrown by open, when set. */
  openError: Error | undefined;
  onWrite: (bytes: Uint8Array) => void = () => {};
  /** The driver takes no bytes any more: writes never end. */
  stuck = false;
  /** Times that it was opened. */
  openings = 0;
  private pieces: Buffer[] = [];
  private waiting: Read | undefined;
  private isOpen = false;
  private failure: Error | undefined;

  constructor(path = "/dev/ttyFAKE0") {
    this.path = path;
  }

  readonly binding: BindingInterface = {
    list: async () => [],
    open: async (options) => {
      if (this.openError) throw this.openError;
      this.openings++;
      this.openOptions = options;
      this.isOpen = true;
      this.failure = undefined;
      return this.port();
    },
  };

  get open(): boolean {
    return this.isOpen;
  }

  /** Bytes towards the host. */
  send(bytes: Uint8Array): void {
    if (!this.isOpen || this.failure) return;
    this.pieces.push(Buffer.from(bytes));
    this.pump();
  }

  /** The USB plug is pulled: reads and writes fail, and the port stays open until somebody closes it. */
  unplug(): void {
    this.cut(new Error("bad file descriptor"));
  }

  private cut(error: Error): void {
    this.failure ??= error;
    const waiting = this.waiting;
    this.waiting = undefined;
    this.pieces = [];
    waiting?.reject(error);
  }

  private pump(): void {
    const piece = this.pieces[0];
    if (!piece || !this.waiting) return;
    const { buffer, offset, length, resolve } = this.waiting;
    this.waiting = undefined;
    const bytesRead = piece.copy(buffer, offset, 0, Math.min(length, piece.length));
    if (bytesRead === piece.length) this.pieces.shift();
    else this.pieces[0] = piece.subarray(bytesRead);
    resolve({ buffer, bytesRead });
  }

  private port(): BindingPortInterface {
    const fake = this;
    // Each opening has a descriptor of its own: what an old stream still wants is none of the new one's business.
    const opening = this.openings;
    const stale = () => opening !== this.openings;
    return {
      openOptions: this.openOptions as Required<OpenOptions>,
      get isOpen() {
        return fake.isOpen && !stale();
      },
      close: async () => {
        if (stale()) return;
        this.isOpen = false;
        this.cut(Object.assign(new Error("canceled"), { canceled: true }));
      },
      read: (buffer, offset, length) =>
        new Promise((resolve, reject) => {
          if (stale()) return reject(Object.assign(new Error("canceled"), { canceled: true }));
          if (this.failure) return reject(this.failure);
          this.waiting = { buffer, offset, length, resolve, reject };
          this.pump();
        }),
      write: async (buffer) => {
        if (this.failure) throw this.failure;
        if (this.stuck) return new Promise(() => {});
        this.writes.push(Uint8Array.from(buffer));
        this.onWrite(buffer);
      },
      update: async () => {},
      set: async (lines) => {
        this.lines = lines;
        throw new Error("Inappropriate ioctl for device, cannot set");
      },
      get: async () => ({ cts: false, dsr: false, dcd: false }),
      getBaudRate: async () => ({ baudRate: 115200 }),
      flush: async () => {},
      drain: async () => {},
    };
  }
}
