/** A sample of the fuzzers of the whole firmware; board.long.test.ts runs far more. */

import { fuzzTests } from "./run.js";
import * as board from "./targets/board.js";

fuzzTests(board, "sample");
