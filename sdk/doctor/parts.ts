/** Asks the board about its parts, one check after the other. */
import { messages } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { Answer, RequestBody } from "../link/messages.js";
import type { CallOptions } from "../link/requests.js";
import { CATALOG } from "./catalog.js";
import type { PartFacts } from "./facts.js";
import { FAST_HZ, SLOW_HZ, USUAL_HZ, WORKING_HZ } from "./judge-chip.js";

const { Check } = messages;

/** Sends a request of a session and gives the answer, whatever its code. */
export type Ask = (body: RequestBody, options: CallOptions) => Promise<Answer>;

/** Bit of `Hello.features` that says that the firmware can look into its parts. */
export const DIAGNOSES = 1 << messages.Feature.FEATURE_DIAGNOSE;

const HINTS: { readonly [code in Answer["code"]]?: string } = {
  forbidden: "open it with role operator or higher",
  "not-wired": CATALOG["wiring-unknown"].advice,
};

/** Attempts while a card is there. */
const ATTEMPTS = 3;

/** What the board measured in one check; undefined while a card lies there. */
export type Measured = NonNullable<Answer["diagnosis"]>;

/**
 * Asks for one check.
 *
 * @returns undefined when a card is there
 * @throws KetukError `refused`, and as every call
 */
export async function measure(
  ask: Ask,
  check: messages.Check,
  value: number,
  options: CallOptions,
): Promise<Measured | undefined> {
  for (let i = 0; i < ATTEMPTS; i++) {
    const { code, diagnosis } = await ask({ kind: "diagnose", check, value }, options);
    if (code === "ok" && diagnosis) return diagnosis;
    if (code !== "busy") {
      throw new KetukError("refused", `the reader refused "diagnose": ${code}`, {
        hint: HINTS[code] ?? "update the reader's firmware",
      });
    }
  }
  return undefined;
}

/** Everything that can be measured without a card. @param knowsWiring false: the board cannot look for its chip */
export async function measureParts(
  ask: Ask,
  options: CallOptions,
  knowsWiring: boolean,
  progress: (words: string) => void = () => {},
): Promise<PartFacts> {
  const get = (check: messages.Check, value = 0) => measure(ask, check, value, options);
  progress("looking at memory and consoles");
  const memory = await get(Check.CHECK_MEMORY);
  const open = await get(Check.CHECK_OPEN);
  if (!memory || !open) return { busy: true };
  const board = {
    memory: { storageFreeBytes: memory.value, freeCount: memory.count },
    open: { console: bit(open, 0), bluetooth: bit(open, 1), wifi: bit(open, 2) || bit(open, 3) },
  };
  if (!knowsWiring) return { busy: false, ...board };
  progress("looking at the wires");
  const wiring = await get(Check.CHECK_WIRING);
  const reset = await get(Check.CHECK_RESET_LINE);
  progress("trying SPI at four clocks");
  const spi = [];
  for (const hz of [SLOW_HZ, WORKING_HZ, USUAL_HZ, FAST_HZ]) {
    const tried = await get(Check.CHECK_SPI, hz);
    if (tried) spi.push({ hz, rounds: tried.count, bad: tried.value });
  }
  progress("testing the chip");
  const registers = await get(Check.CHECK_REGISTERS);
  const selfTest = await get(Check.CHECK_SELF_TEST);
  return {
    busy: !wiring || !reset || !registers || !selfTest,
    ...board,
    wiring: wiring && { configured: bit(wiring, 0), misoMosi: bit(wiring, 1), sckCs: bit(wiring, 2) },
    reset: reset && { silent: bit(reset, 0), back: bit(reset, 1), irqHigh: bit(reset, 2) },
    spi,
    registers: registers?.data,
    selfTest: selfTest && { version: selfTest.value, data: selfTest.data },
  };
}

function bit({ value }: Measured, number: number): boolean {
  return ((value >> number) & 1) === 1;
}
