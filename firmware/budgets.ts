/** What the firmware may cost the board, and the table that shows it beside what it costs. */

/** One budget. */
export interface Budget {
  /** What is limited, as the table says it. */
  readonly name: string;
  readonly unit: string;
  /** The build fails above this. */
  readonly limit: number;
  /** Where we want to be, when that is lower. */
  readonly goal?: number;
}

/**
 * The limits leave some room above what is measured today; the goals are what issue and hardware ask for. A JsVar is 14
 * bytes on an ESP32, which has some 10,000 of them with its radio off, and 27 bytes in the interpreter of the tests, which
 * keeps longer strings in one.
 */
export const BUDGETS = {
  bundleBytes: { name: "dist/firmware.bin", unit: "bytes", limit: 45 * 1024, goal: 40 * 1024 },
  bootBytes: { name: "dist/boot.js", unit: "bytes", limit: 1536 },
  jsVarsAtRest: { name: "memory at rest", unit: "JsVars", limit: 2850 },
  jsVarsAtPeak: { name: "memory at the worst moment of a tap", unit: "JsVars", limit: 3150, goal: 3000 },
  bootTransfers: { name: "start: SPI transfers until the first look", unit: "transfers", limit: 30 },
  bootFlashOperations: { name: "start: flash writes and erases", unit: "operations", limit: 6 },
  bootMs: { name: "start until the first Hello and look, estimated", unit: "ms", limit: 950 },
  stretchMs: {
    name: "longest stretch without a return to the event loop, estimated",
    unit: "ms",
    limit: 45,
    goal: 40,
  },
  emptyTransfers: { name: "look at an empty field: SPI transfers", unit: "transfers", limit: 5, goal: 4 },
  exchangeTransfers: { name: "an exchange with a DESFire card: SPI transfers", unit: "transfers", limit: 8 },
  uidTransfers: { name: "tap of a UID of 4 bytes: SPI transfers", unit: "transfers", limit: 30 },
  desfireTransfers: { name: "DESFire tap: SPI transfers", unit: "transfers", limit: 85 },
  lightMs: { name: "first light after a card has come, at worst, estimated", unit: "ms", limit: 110, goal: 100 },
  desfireMs: { name: "DESFire tap, to its sealed record in a frame, estimated", unit: "ms", limit: 180, goal: 150 },
  flashBytesPerTap: { name: "flash for a DESFire tap", unit: "bytes", limit: 256 },
} as const satisfies Record<string, Budget>;

/** Name of a budget. */
export type BudgetName = keyof typeof BUDGETS;

/** Content of firmware/measured.json: figures of the real interpreter, written by test/espruino/memory.test.ts. */
export interface MeasuredMemory {
  readonly jsVarsAtRest: number;
  readonly jsVarsAtPeak: number;
  /** Size of the firmware they were measured with. */
  readonly bundleBytes: number;
  readonly interpreter: string;
}

/** Values by budget, in the units of BUDGETS; what could not be measured is absent. */
export type Costs = Partial<Record<BudgetName, number>>;

/** Names of the budgets that are exceeded. */
export function exceeded(costs: Costs): BudgetName[] {
  return (Object.keys(costs) as BudgetName[]).filter((name) => (costs[name] ?? 0) > BUDGETS[name].limit);
}

/** Value, budget, goal and name, a line for each that has a value. */
export function budgetTable(costs: Costs): string {
  const rows = (Object.keys(BUDGETS) as BudgetName[]).flatMap((name) => {
    const value = costs[name];
    if (value === undefined) return [];
    const budget: Budget = BUDGETS[name];
    const numbers = [Math.round(value), budget.limit, budget.goal ?? ""].map((n) => `${n}`.padStart(8)).join("");
    return `${numbers}  ${budget.unit.padEnd(10)}  ${budget.name}${value > budget.limit ? ": EXCEEDED" : ""}`;
  });
  return ["   value  budget    goal  unit", ...rows].join("\n");
}
