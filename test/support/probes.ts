/** What somebody types who hopes for an interpreter at the other end: 1,000 probes, the same for one seed. */
import { CHANNEL_SECURE, CHANNEL_SESSION, encodeFrame } from "../../protocol/index.js";
import { createRandom } from "../../sdk/virtual/random.js";

const LINES = [
  "1+1",
  "print(42)",
  "echo(0)",
  "process.env",
  "process.memory()",
  "dump()",
  "reset()",
  "load()",
  "E.getConsole()",
  'E.setConsole("Serial1",{force:true})',
  'require("Storage").read("ketuk.cfg")',
  'require("Storage").list()',
  "Serial1.println(1)",
  "E.setPassword()",
  "trace()",
  "console.log(E.toString(peek8(0x3ffb0000,64)))",
];
const ENDS = ["\n", "\r", "\r\n", "\n\n\n", "\x1b[B\r"];
/** Ctrl-C, Ctrl-D, escape sequences, prompts, XON, XOFF, NUL, DEL, break-like runs, and the echo-off mark. */
const KEYS = [
  "\x03",
  "\x03\x03\x03",
  "\x04",
  "\x1b[A",
  "\x1b[6n",
  "\x1bc",
  ">",
  "=",
  "\x11",
  "\x13",
  "\0",
  "\x7f",
  "\x10",
];
/** DLE, SOH, then type and length: the interpreter's own packets. 2v25 and later; see jsinteractive.c. */
const PACKET_TYPES = [0x0000, 0x2000, 0x4000, 0x6000, 0x8000, 0xa000, 0xc000, 0xe000];

function packet(type: number, data: string): string {
  const head = type | data.length;
  return `\x10\x01${String.fromCharCode(head >> 8, head & 255)}${data}`;
}

/** Bytes of each probe; some are cut in two, some stand within a frame. */
export function createProbes(count = 1000, seed = 20): Uint8Array[] {
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const one = (from: readonly string[]) => from[below(from.length)] as string;
  const noise = (length: number) => Array.from({ length }, () => String.fromCharCode(below(256))).join("");
  const kinds: (() => string)[] = [
    () => one(LINES) + one(ENDS),
    () => `\x10${one(LINES)}${one(ENDS)}`,
    () => one(KEYS) + one(ENDS),
    () => `\x03${one(LINES)}${one(ENDS)}`,
    () => packet(PACKET_TYPES[below(PACKET_TYPES.length)] as number, one(LINES)),
    () => packet(PACKET_TYPES[below(PACKET_TYPES.length)] as number, noise(below(80))),
    () => packet(0x6000, '{"fn":".bootcde","s":1}'),
    () => noise(1 + below(60)),
    () => `~${one(KEYS)}${one(LINES)}${one(ENDS)}~`,
  ];
  return Array.from({ length: count }, (_, i) => {
    const text = Buffer.from((kinds[i % kinds.length] as () => string)(), "latin1");
    if (i % 5 !== 4) return text;
    return encodeFrame(i % 2 ? CHANNEL_SESSION : CHANNEL_SECURE, text);
  });
}
