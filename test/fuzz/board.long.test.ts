/** Millions of words of hosts, and hundreds of thousands of cards, for the whole firmware. */

import { fuzzTests } from "./run.js";
import * as board from "./targets/board.js";

fuzzTests(board, "long");
