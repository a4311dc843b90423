/** Judges the chip and its wires: from the wires to the chip, so that what a bad wire causes is not told as well. Pure. */
import { type Finding, type FindingCode, finding } from "./catalog.js";
import type { Facts, PartFacts } from "./facts.js";
import { isBlind } from "./judge-reader.js";
import { chipKind, selfTestPassed } from "./self-test.js";

/** Asks for the clock at which the reader works: that of its board file, or the usual one. */
export const WORKING_HZ = 0;
/** Where no board file says otherwise. */
export const USUAL_HZ = 4_000_000;
/** The slowest clock that is tried. */
export const SLOW_HZ = 500_000;
/** Above the usual clock: what fails here has no margin. */
export const FAST_HZ = 8_000_000;

/** TxControlReg, and its bits that switch the field on. */
const TX_CONTROL = 0x14;
const FIELD_ON = 3;

/** Findings about chip and bus. */
export function judgeChip({ info, parts, status, diagnoses }: Facts): Finding[] {
  const version = status?.chipVersion ?? info?.chipVersion;
  if (version === undefined || isBlind({ info, diagnoses })) return [];
  if (parts?.busy && chipKind(version) !== "none") return [finding("card-in-way")];
  const wires = judgeWires(version, parts) ?? judgeBus(parts);
  if (wires) return [wires];
  if (parts?.registers && ((parts.registers[TX_CONTROL] ?? 0) & FIELD_ON) !== FIELD_ON)
    return [finding("registers-lost", `TxControlReg ${hex(parts.registers[TX_CONTROL] ?? 0)}`)];
  return judgeWorking(version, parts, status);
}

/** What is to be said of a chip that can be used. */
function judgeWorking(version: number, parts: Facts["parts"], status: Facts["status"]): Finding[] {
  const found: Finding[] = [];
  const name = nameKind(parts?.selfTest?.version ?? version, parts);
  if (name) found.push(finding(name, `VersionReg ${hex(version)}`));
  const { reset } = parts ?? {};
  if (reset && !reset.silent) found.push(finding("reset-line"));
  if (reset && !reset.irqHigh) found.push(finding("irq-line"));
  // Where the usual clock fails and the working one does not, it was chosen for these wires.
  const fast = errorsAt(parts, USUAL_HZ) ? undefined : errorsAt(parts, FAST_HZ);
  if (fast) found.push(finding("spi-margin", fast));
  if (status?.chipFaults) found.push(finding("chip-recovered", `${status.chipFaults} times`));
  return found;
}

function judgeWires(version: number, parts: PartFacts | undefined): Finding | undefined {
  const { wiring } = parts ?? {};
  if (chipKind(version) !== "none") return undefined;
  const detail = `VersionReg ${hex(version)}`;
  if (wiring?.misoMosi) return finding("wires-miso-mosi");
  if (wiring?.sckCs) return finding("wires-sck-cs");
  // Slowly, by software, it answers: the wires are right but too bad.
  return finding(wiring?.configured ? "spi-errors" : "chip-silent", detail);
}

function judgeBus(parts: PartFacts | undefined): Finding | undefined {
  const slow = errorsAt(parts, SLOW_HZ);
  if (slow) return finding("spi-levels", slow);
  const working = errorsAt(parts, WORKING_HZ);
  return working ? finding("spi-errors", working) : undefined;
}

/** Words for the errors at a clock; undefined when there are none. */
function errorsAt(parts: PartFacts | undefined, hz: number): string | undefined {
  const tried = parts?.spi?.find((one) => one.hz === hz);
  const clock = hz === WORKING_HZ ? "the working clock" : `${hz / 1e6} MHz`;
  return tried?.bad ? `${tried.bad} of ${tried.rounds} rounds at ${clock}` : undefined;
}

function nameKind(version: number, parts: PartFacts | undefined): FindingCode | undefined {
  const kind = chipKind(version);
  if (kind === "unknown") return "chip-counterfeit";
  if (parts?.selfTest && selfTestPassed(version, parts.selfTest.data) === false) return "self-test-failed";
  return kind === "compatible" ? "chip-clone" : undefined;
}

/** A byte as data sheets write it. */
export function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}
