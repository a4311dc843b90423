/** The database of the workers on PostgreSQL, by the package `pg`, which is loaded when it is asked for. */
import type { Store } from "./store.js";
import type { Answer, Statement, Work } from "./work.js";

/** A worker has one batch at a time, and looks for gaps meanwhile. */
const CONNECTIONS_COUNT = 2;
/** A worker that hangs in a transaction must not keep the others from its readers. */
const HANGING_MS = 30_000;
const CONNECT_MS = 10_000;
/** Of the advisory locks: one for the tables, and a seed of its own for the readers. */
const SCHEMA_LOCK = 0x6b657475;

/** What is used of the package. */
interface PgResult {
  readonly rows: readonly unknown[];
  readonly rowCount: number | null;
}
interface PgClient {
  on(event: "error", handler: (error: Error) => void): unknown;
  query(
    query: string | { readonly name?: string; readonly text: string; readonly values?: unknown[] },
  ): Promise<PgResult>;
  release(broken?: boolean): void;
}
interface PgPool {
  connect(): Promise<PgClient>;
  on(event: "error", handler: (error: Error) => void): unknown;
  on(event: "connect", handler: (client: PgClient) => void): unknown;
  end(): Promise<void>;
}
interface PgPackage {
  readonly Pool: new (options: Readonly<Record<string, unknown>>) => PgPool;
  readonly types: { getTypeParser(oid: number, format?: string): unknown };
}

/** Type of count(*) and of BIGINT; our numbers are far below 2^53. */
const INT8 = 20;

/** Is this the address of a PostgreSQL database? */
export function isPostgresUrl(address: string): boolean {
  return /^postgres(ql)?:\/\//.test(address);
}

/**
 * Opens a database.
 *
 * @param url postgres://user@host:5432/database?sslmode=verify-full. No password in it, an address is in every list of
 *   processes: PGPASSWORD, or a file that PGPASSFILE names
 * @param steps of the schema, in the words of SQLite
 */
export async function openPostgres(url: string, steps: readonly string[]): Promise<Store> {
  if (new URL(url).password !== "") {
    throw new Error(
      "the address of the database has a password in it, which others can see: use PGPASSWORD or PGPASSFILE",
    );
  }
  const { Pool, types } = await loadPg();
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS_COUNT,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: HANGING_MS,
    idle_in_transaction_session_timeout: HANGING_MS,
    keepAlive: true,
    application_name: "ketuk-worker",
    types: {
      getTypeParser: (oid: number, format?: string) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
    },
  });
  // A connection that is lost between two statements: the next one fails, or the next transaction gets another connection.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const texts = createTexts();

  async function transact<Result>(readers: readonly string[], work: () => Work<Result>): Promise<Result> {
    const client = await pool.connect();
    let isBroken = true;
    try {
      await client.query("BEGIN");
      // A tap is acknowledged after the commit: where that was made cheap, it is made safe again.
      await client.query(
        "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') IN ('off', 'local')",
      );
      if (readers.length > 0) await client.query(lockOf(readers));
      const result = await doWork(client, work(), texts);
      await client.query("COMMIT");
      isBroken = false;
      return result;
    } catch (error) {
      isBroken = await client.query("ROLLBACK").then(
        () => false,
        () => true,
      );
      throw error;
    } finally {
      client.release(isBroken);
    }
  }

  async function read<Result>(work: () => Work<Result>): Promise<Result> {
    const client = await pool.connect();
    let isBroken = true;
    try {
      const result = await doWork(client, work(), texts);
      isBroken = false;
      return result;
    } finally {
      client.release(isBroken);
    }
  }

  try {
    await prepare(pool, steps);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return { transact, read, close: () => pool.end() };
}

/** In one order for all, so that two workers never wait for each other. */
function lockOf(readers: readonly string[]) {
  const text = "SELECT pg_advisory_xact_lock(hashtextextended(name, 1)) FROM unnest($1::text[]) AS name";
  return { name: "lock", text, values: [[...new Set(readers)].sort()] };
}

async function doWork<Result>(
  client: PgClient,
  work: Work<Result>,
  texts: (statement: Statement) => { name: string; text: string },
): Promise<Result> {
  let step = work.next();
  while (!step.done) {
    const { rows, rowCount } = await client.query({ ...texts(step.value), values: [...step.value.values] });
    const answer: Answer = { rows, count: rowCount ?? 0 };
    step = work.next(answer);
  }
  return step.value;
}

/** Statements with $1 for the first `?`, under names by which a connection knows them again. */
function createTexts() {
  const known = new Map<string, { name: string; text: string }>();
  return ({ sql }: Statement) => {
    const before = known.get(sql);
    if (before) return before;
    let count = 0;
    const fresh = { name: `s${known.size}`, text: sql.replaceAll("?", () => `$${++count}`) };
    known.set(sql, fresh);
    return fresh;
  };
}

/** Each step of the schema once, whoever of the workers comes first. */
async function prepare(pool: PgPool, steps: readonly string[]): Promise<void> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query("BEGIN");
    await client.query(`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
    await client.query("CREATE TABLE IF NOT EXISTS gateway_schema (steps BIGINT NOT NULL)");
    const { rows } = await client.query("SELECT steps FROM gateway_schema");
    const done = (rows[0] as { steps: number } | undefined)?.steps ?? 0;
    for (const step of steps.slice(done)) await client.query(toPostgres(step));
    if (rows.length === 0) await client.query(`INSERT INTO gateway_schema VALUES (${steps.length})`);
    else await client.query(`UPDATE gateway_schema SET steps = ${Math.max(done, steps.length)}`);
    await client.query("COMMIT");
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
}

/** A step of the schema in the words of PostgreSQL. */
export function toPostgres(sql: string): string {
  return sql
    .replaceAll(/\bINTEGER\b/g, "BIGINT")
    .replaceAll(/\bBLOB\b/g, "BYTEA")
    .replaceAll(/\)\s*STRICT(,\s*WITHOUT ROWID)?/g, ")");
}

async function loadPg(): Promise<PgPackage> {
  // By a name that the compiler does not follow: who stays with SQLite does not need it.
  const name: string = "pg";
  try {
    const loaded = (await import(name)) as PgPackage & { default?: PgPackage };
    return loaded.default ?? loaded;
  } catch (cause) {
    throw new Error("PostgreSQL needs the package pg: npm install pg@8", { cause });
  }
}
