/**
 * The compiler's proof that the virtual board offers what the firmware uses: everything that firmware/espruino.d.ts
 * declares is assigned from the board's own types. Nothing here runs; a gap is a compile error.
 */
import type { BoardGlobals } from "../../sdk/virtual/board.js";

declare const board: BoardGlobals;

export const e: EspruinoE = board.E;
export const serial: EspruinoSerial = board.Serial1;
export const spiSetup: EspruinoSpi["setup"] = board.SPI1.setup;
export const spiSendsBytes: (data: Uint8Array, cs: EspruinoPin) => Uint8Array = board.SPI1.send;
export const spiSendsText: (data: string, cs: EspruinoPin) => string = board.SPI1.send;
export const startsTimer: typeof setTimeout = board.setTimeout;
export const stopsTimer: typeof clearTimeout = board.clearTimeout;
export const tellsTime: typeof getTime = board.getTime;
export const reads32: typeof peek32 = board.peek32;
export const environment: typeof process = board.process;

/** The board takes pins in other shapes as well: the calls are compared argument by argument. */
declare const pin: EspruinoPin;
declare const pinArguments: {
  write: Parameters<typeof digitalWrite>;
  mode: Parameters<typeof pinMode>;
};
export const makesSoftwareSpi: typeof SPI = board.SPI;
export const tellsRadios: typeof ESP32 = board.ESP32;
export const writesPin: ReturnType<typeof digitalWrite> = board.digitalWrite(pin, pinArguments.write[1]);
export const writesPins: ReturnType<typeof digitalWrite> = board.digitalWrite([pin], pinArguments.write[1]);
export const readsPin: ReturnType<typeof digitalRead> = board.digitalRead(pin);
export const setsPinMode: ReturnType<typeof pinMode> = board.pinMode(pin, pinArguments.mode[1]);
