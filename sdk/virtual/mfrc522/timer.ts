/** The chip's timer unit: counts down once per tick and raises TimerIRq at zero. MFRC522 data sheet 8.5, 9.3.3. */

import { CARRIER_MHZ } from "../air.js";
import type { Core } from "./core.js";
import { ComIrq, Register } from "./registers.js";

const T_AUTO = 0x80;
const T_GATED = 0x60;
const T_AUTO_RESTART = 0x10;
const T_PRESCAL_EVEN = 0x10;

/** The timer, moved from outside: whoever owns it calls `step` once `nextEventUs` has come. */
export interface Timer {
  /** When TimerIRq is due; Infinity while the timer stands. */
  readonly nextEventUs: number;
  readonly running: boolean;
  /** Whether TAuto ties the timer to transmission and reception. */
  isAutomatic(): boolean;
  start(atUs: number): void;
  stop(atUs: number): void;
  /** Handles the expiry at `nextEventUs`; with TAutoRestart also those after it up to `untilUs`, which show nothing new. */
  step(untilUs: number): void;
  /** TCounterValReg. */
  count(nowUs: number): number;
  reset(): void;
}

/** Makes a timer over the registers of the chip. `isStuck` is asked each time: a stuck timer runs but never counts. */
export function createTimer(core: Core, version: () => number, isStuck: () => boolean): Timer {
  const { registers } = core;
  let running = false;
  let startedAtUs = 0;
  let tickUs = 1;
  let reload = 0;
  let stoppedCount = 0;

  /** In gated mode the timer counts while MFIN or AUX1 is active; modules bring neither pin out. */
  function isHeld(): boolean {
    return isStuck() || ((registers[Register.tMode] ?? 0) & T_GATED) !== 0;
  }

  function count(nowUs: number): number {
    if (!running) return stoppedCount;
    if (isHeld()) return reload;
    return Math.max(0, reload - Math.floor((nowUs - startedAtUs) / tickUs));
  }

  /** TPrescalEven exists from version 2.0 on. */
  function readTickUs(): number {
    const prescaler = (((registers[Register.tMode] ?? 0) & 0x0f) << 8) | (registers[Register.tPrescaler] ?? 0);
    const even = version() === 0x92 && ((registers[Register.demod] ?? 0) & T_PRESCAL_EVEN) !== 0;
    return (2 * prescaler + (even ? 2 : 1)) / CARRIER_MHZ;
  }

  return {
    get nextEventUs() {
      return running && !isHeld() ? startedAtUs + tickUs * (reload + 1) : Number.POSITIVE_INFINITY;
    },
    get running() {
      return running;
    },
    isAutomatic: () => ((registers[Register.tMode] ?? 0) & T_AUTO) !== 0,
    start(atUs) {
      running = true;
      startedAtUs = atUs;
      tickUs = readTickUs();
      reload = ((registers[Register.tReloadHigh] ?? 0) << 8) | (registers[Register.tReloadLow] ?? 0);
    },
    stop(atUs) {
      stoppedCount = count(atUs);
      running = false;
    },
    step(untilUs) {
      core.comIrq |= ComIrq.timer;
      if (((registers[Register.tMode] ?? 0) & T_AUTO_RESTART) !== 0) {
        const periodUs = tickUs * (reload + 1);
        startedAtUs += periodUs * Math.max(1, Math.floor((untilUs - startedAtUs) / periodUs));
        return;
      }
      running = false;
      stoppedCount = 0;
    },
    count,
    reset() {
      running = false;
      stoppedCount = 0;
    },
  };
}
