/** What must be true of the stored taps after all the kills, for both applications. */
import { readFileSync } from "node:fs";
import Database from "libsql";
import { createLogVerifier, decodeRecord, type LogReport, parseLogLine } from "../../sdk/verify/index.js";
import type { KillRun } from "./kill.js";

/** What an application has kept. */
export interface Kept {
  /** UIDs of the accepted taps, by counter. */
  readonly accepted: readonly string[];
  /** Taps that the reader refused. */
  readonly refusedCount: number;
  /** What was stored more than once. */
  readonly repeatedCount: number;
  /** Of everything that it keeps, in order of counter. */
  readonly log: LogReport;
}

/** A line as it was stored. */
interface Row {
  readonly uid: string;
  readonly line: string;
}

/** The tables of kill-app-sqlite.js. Nothing is removed: what is there twice is seen twice. */
export function keptInSqlite({ keys, path }: KillRun): Kept {
  const db = new Database(path("visits.db"));
  const rows = (sql: string) => db.prepare(sql).all() as Row[];
  const visits = rows("SELECT uid, line FROM visit");
  const others = rows("SELECT '' AS uid, line FROM other");
  db.close();
  return keptIn([...visits, ...others], 0, keys);
}

/** The file of kill-app-file.js, where the idempotency key drops what was stored before. */
export function keptInFile({ keys, path }: KillRun): Kept {
  const rows = new Map<string, Row>();
  let repeats = 0;
  for (const line of readFileSync(path("visits.log"), "utf8").split("\n")) {
    const row = parse(line);
    if (!row) continue;
    if (rows.has(row.name)) repeats++;
    else rows.set(row.name, { uid: row.uid, line });
  }
  return keptIn([...rows.values()], repeats, keys);
}

/** A line that a kill has cut off is none. */
function parse(line: string): { name: string; uid: string } | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function keptIn(rows: readonly Row[], repeatedCount: number, keys: KillRun["keys"]): Kept {
  const records = rows.map(({ uid, line }) => {
    const sealed = parseLogLine(line);
    if (typeof sealed === "string") throw new Error(`no record: ${line}`);
    const decoded = decodeRecord(sealed.record);
    if (!decoded) throw new Error(`a record that cannot be read: ${line}`);
    return { uid, sealed, decoded };
  });
  records.sort((a, b) => a.decoded.data.counter - b.decoded.data.counter);
  const verifier = createLogVerifier({ keys });
  for (const [index, { sealed }] of records.entries()) verifier.push(sealed, index + 1);
  const taps = records.filter(({ decoded }) => decoded.kind === "tap");
  const isAccepted = ({ decoded }: (typeof taps)[number]) => decoded.kind === "tap" && decoded.data.refusal === "none";
  return {
    accepted: taps.filter(isAccepted).map(({ uid }) => uid),
    refusedCount: taps.filter((tap) => !isAccepted(tap)).length,
    repeatedCount,
    log: verifier.finish(),
  };
}
