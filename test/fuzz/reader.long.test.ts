/** Millions of words of readers for the SDK. */

import { fuzzTests } from "./run.js";
import * as reader from "./targets/reader.js";

fuzzTests(reader, "long");
