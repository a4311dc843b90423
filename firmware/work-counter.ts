/**
 * The interpreter's work, estimated, since nobody has timed it on an ESP32: the characters of the program that were
 * executed, as V8's block coverage counts them, at 10 us each. That is some 1,000 instructions of the interpreter, for
 * which an ESP32 takes 10 us, give or take 60 %; valgrind counts 1,100 to 1,400 for a tap. Hashing and enciphering count
 * as the text of their calls; what is passed over, also behind a return that was taken, as nothing, though the interpreter
 * reads it for an eighth of the work. Characters of ES5, though the board reads tokens: most of the work is what they mean,
 * and valgrind counts only half a percent less of it with tokens.
 */
import { type Profiler, Session } from "node:inspector";
import { type Node, parse } from "acorn";
import { full } from "acorn-walk";
import { compiled } from "./compiled.js";

const { detokenise } = await compiled<typeof import("../sdk/firmware/tokens.js")>("sdk/firmware/tokens.js");

/** The interpreter on an ESP32, for a character of the program. */
export const US_PER_CHARACTER = 10;
interface Range {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

/** Counts what is executed of a program. */
export interface Counter {
  /** Characters that were executed since the last call. */
  take(): number;
}

let profiler: Session | undefined;

/** One for the process, never closed: what a second one counts is too much. */
function openProfiler(): Session {
  if (profiler) return profiler;
  profiler = new Session();
  profiler.connect();
  profiler.post("Profiler.enable");
  profiler.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  return profiler;
}

/** It counts for the whole process. */
export function createCounter(program: string): Counter {
  const idle: Range[] = [];
  full(parse(detokenise(program), { ecmaVersion: 5 }), (node: Node) => {
    if (node.type.startsWith("Function")) idle.push({ start: node.start, end: node.end, count: 0 });
  });
  const session = openProfiler();
  function take(): number {
    let scripts: Profiler.ScriptCoverage[] = [];
    // The answer is there before post returns: the session is this thread's own.
    session.post("Profiler.takePreciseCoverage", (_, { result }) => {
      scripts = result.filter(({ url }) => url === "firmware.js");
    });
    const ranges = scripts.flatMap(({ functions }) => functions.flatMap((f) => f.ranges));
    const counted = ranges.map((r) => ({ start: r.startOffset, end: r.endOffset, count: r.count }));
    const known = new Set(counted.map(({ start }) => start));
    return weigh([...counted, ...idle.filter(({ start }) => !known.has(start))]);
  }

  return { take };
}

/** Characters by how often they were executed: each belongs to the innermost range around it. */
function weigh(ranges: Range[]): number {
  ranges.sort((a, b) => a.start - b.start || b.end - a.end);
  let total = 0;
  for (let i = 0; i < ranges.length; i++) {
    const { start, end, count } = ranges[i] as Range;
    let own = end - start;
    for (let j = i + 1, from = start; j < ranges.length && (ranges[j] as Range).start < end; j++) {
      const inner = ranges[j] as Range;
      if (inner.start < from) continue;
      own -= inner.end - inner.start;
      from = inner.end;
    }
    total += own * count;
  }
  return total;
}
