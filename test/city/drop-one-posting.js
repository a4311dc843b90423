/** Loaded into each worker by the test that the account can fail: the first posting of all workers is never written. */
import { openSync } from "node:fs";
import Database from "libsql";

const prepare = Database.prototype.prepare;
/** One worker only makes this file. */
function isFirst() {
  try {
    openSync(process.env.KETUK_DROP_MARK, "wx");
    return true;
  } catch {
    return false;
  }
}

Database.prototype.prepare = function (sql) {
  if (sql.startsWith("INSERT INTO posting") && isFirst()) return { run: () => ({ changes: 1 }) };
  return prepare.call(this, sql);
};
