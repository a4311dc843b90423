/** A sample of the fuzzers of the SDK; reader.long.test.ts runs far more. */

import { fuzzTests } from "./run.js";
import * as reader from "./targets/reader.js";

fuzzTests(reader, "sample");
