/**
 * Lets the firmware's source files run under Node: their globals and their `require` become the virtual board's native
 * calls. To be imported first, since firmware files call `require` while they load.
 */
import Module from "node:module";
import { type Bytes, toBytes } from "../../sdk/virtual/byte-string.js";
import { boardCrypto, pureE } from "../../sdk/virtual/espruino.js";
import { createFlash, type VirtualFlash } from "../../sdk/virtual/flash.js";

/** What the firmware's globals act upon. Tests change it freely; `resetEspruino` brings it back. */
export const espruino = {
  flash: createFlash(() => {}),
  storage: new Map<string, string>(),
  /** The board's clock. */
  nowUs: 0,
  /** Levels written to pins, in their order. */
  pinWrites: [] as { pin: string; level: number }[],
  /** Timers set and not yet cancelled, by id. */
  timers: new Map<number, { atUs: number; handler: () => void }>(),
};

let lastTimer = 0;

/** New flash, empty Storage, time zero. */
export function resetEspruino(flash: VirtualFlash = createFlash(() => {})): void {
  espruino.flash = flash;
  espruino.storage = new Map();
  espruino.nowUs = 0;
  espruino.pinWrites = [];
  espruino.timers = new Map();
}

/** Moves the clock and runs the timers that are due, in their order. */
export function passUs(us: number): void {
  const until = espruino.nowUs + us;
  for (;;) {
    const due = [...espruino.timers].filter(([, t]) => t.atUs <= until).sort((a, b) => a[1].atUs - b[1].atUs)[0];
    if (!due) break;
    const [id, timer] = due;
    espruino.timers.delete(id);
    espruino.nowUs = Math.max(espruino.nowUs, timer.atUs);
    timer.handler();
  }
  espruino.nowUs = until;
}

const modules: Record<string, unknown> = {
  crypto: boardCrypto,
  Storage: {
    read: (name: string) => espruino.storage.get(name),
    write(name: string, data: string) {
      espruino.storage.set(name, data);
      return true;
    },
    erase: (name: string) => espruino.storage.delete(name),
  },
  Flash: {
    read: (length: number, address: number) => espruino.flash.read(length, address),
    write: (data: Bytes, address: number) => espruino.flash.write(toBytes(data), address),
    erasePage: (address: number) => espruino.flash.erasePage(address),
  },
};

// Firmware files ask which chip it is while they load.
Object.assign(process.env, { BOARD: "ESP32", VERSION: "2v29.277" });
Object.assign(globalThis, {
  E: pureE,
  getTime: () => espruino.nowUs / 1e6,
  digitalWrite: (pin: number, level: number | boolean) =>
    espruino.pinWrites.push({ pin: `D${pin}`, level: Number(level) }),
  pinMode() {},
});

/** Firmware files ask Espruino's setTimeout; everything else keeps Node's. */
export function useEspruinoTimers(): void {
  Object.assign(globalThis, {
    setTimeout(handler: () => void, delayMs: number) {
      lastTimer++;
      espruino.timers.set(lastTimer, { atUs: espruino.nowUs + delayMs * 1000, handler });
      return lastTimer;
    },
    clearTimeout: (id: number) => espruino.timers.delete(id),
  });
}

// Vitest gives every file Node's own require; in firmware files it must find Espruino's modules.
const loader = (Module as unknown as { prototype: { require(this: { filename?: string }, id: string): unknown } })
  .prototype;
const nodeRequire = loader.require;
loader.require = function (id) {
  const inFirmware = /[\\/]firmware[\\/]/.test(this.filename ?? "") && !/[\\/]test[\\/]/.test(this.filename ?? "");
  return inFirmware && id in modules ? modules[id] : nodeRequire.call(this, id);
};

/** A byte string from hexadecimal digits; spaces do not count. */
export function fromHex(text: string): string {
  return Buffer.from(text.replace(/\s/g, ""), "hex").toString("latin1");
}

/** Hexadecimal digits of a byte string, lower case. */
export function hexOf(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("hex");
}
