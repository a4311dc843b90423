/** What the real interpreter asks of its hardware: calls, each a letter with data, that a virtual board answers. */
import type { VirtualBoard } from "../../sdk/virtual/board.js";

/** Answers by the letters of the calls; the text is the data again, a character for each byte. */
export type Calls = Readonly<Record<string, (data: Buffer, text: string) => Uint8Array | undefined>>;

/**
 * Answers one call; what answers nothing is answered by no bytes.
 *
 * @throws Error when there is no such call
 */
export function answerCall(calls: Calls, op: string, data: Buffer): Buffer {
  const call = calls[op];
  if (!call) throw new Error(`unknown call ${op} from the interpreter`);
  return Buffer.from(call(data, data.toString("latin1")) ?? []);
}

/** One of the numbers that data begin with, as the interpreter keeps them. */
export function numberAt(data: Buffer, index: number): number {
  return data.readDoubleLE(index * 8);
}

/** Bus, registers and raw flash of the board. */
export function hardwareCalls({ globals, flash }: VirtualBoard): Calls {
  const bus = () => globals.SPI2 ?? globals.SPI1;
  return {
    b(_data, text) {
      const [sck = 0, miso = 0, mosi = 0] = text.split(",").map(Number);
      bus().setup({ sck, miso, mosi });
    },
    S: (data) => bus().send(new Uint8Array(data.subarray(1)), data[0] ?? 0),
    k: (_data, text) => Buffer.from(String(globals.peek32(Number(text)))),
    f: (data) => flash.read(numberAt(data, 0), numberAt(data, 1)),
    w(data) {
      flash.write(new Uint8Array(data.subarray(8)), numberAt(data, 0));
    },
    e(data) {
      flash.erasePage(numberAt(data, 0));
    },
  };
}
