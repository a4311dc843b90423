/** Writes the wiring pictures and the schema of board files into docs/wiring. */
import { writeFileSync } from "node:fs";
import { BOARDS } from "../../sdk/board/map.js";
import { drawBoard } from "./draw.js";
import { boardSchema } from "./schema.js";

for (const board of Object.values(BOARDS)) writeFileSync(`docs/wiring/${board.name}.svg`, drawBoard(board));
writeFileSync("docs/wiring/board.schema.json", boardSchema());
