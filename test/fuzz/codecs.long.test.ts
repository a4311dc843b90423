/** Tens of millions of inputs for decoders and verifiers. */

import { fuzzTests } from "./run.js";
import * as codecs from "./targets/codecs.js";

fuzzTests(codecs, "long");
