/** The JSON schema of board files, for editors: the same data that the check uses. */
import { CHIPS } from "../../sdk/board/chips.js";
import { INVERTIBLE, NEEDED, PIN_FUNCTIONS } from "../../sdk/board/map.js";
import { BOARD_NAME_PATTERN, BOARD_NUMBERS } from "../../sdk/board/read.js";

const MEANINGS = {
  relayLimitMs: "longest pulse of the relay in milliseconds, default 5000",
  doorLimitMs: "a door that is open for longer is told, in milliseconds, default 30000",
  spiHz: "clock of the SPI bus, default 4000000; less for longer wires",
};

/** The schema as text. */
export function boardSchema(): string {
  const pin = { type: "integer", minimum: 0, maximum: 48 };
  const numbers = Object.entries(BOARD_NUMBERS).map(([name, { min, max }]) => [
    name,
    { type: "integer", minimum: min, maximum: max, description: MEANINGS[name as keyof typeof MEANINGS] },
  ]);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Ketuk board file",
    description: "How a reader is wired. `ketuk flash --board FILE` checks what a schema cannot: docs/hardware.md.",
    type: "object",
    required: ["name", "chip", "pins"],
    additionalProperties: false,
    properties: {
      $schema: { type: "string" },
      name: { type: "string", pattern: BOARD_NAME_PATTERN.source },
      chip: { enum: Object.keys(CHIPS) },
      pins: {
        type: "object",
        required: NEEDED,
        additionalProperties: false,
        properties: Object.fromEntries(PIN_FUNCTIONS.map((name) => [name, pin])),
      },
      activeLow: {
        description: "what is lit, sounds or is closed while its pin is low",
        type: "array",
        items: { enum: INVERTIBLE },
        uniqueItems: true,
      },
      ...Object.fromEntries(numbers),
    },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
