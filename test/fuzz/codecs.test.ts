/** A sample of the fuzzers of decoders and verifiers; codecs.long.test.ts runs tens of millions. */

import { fuzzTests } from "./run.js";
import * as codecs from "./targets/codecs.js";

fuzzTests(codecs, "sample");
