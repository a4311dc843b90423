/**
 * Work on a database as a generator of statements: what is to be asked comes out, what was found goes in. The same work is
 * done on SQLite, which answers at once, and on PostgreSQL, which takes its time. Statements are SQL that both know, with
 * `?` for values.
 */

/** A statement with its values. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** What a database answers. */
export interface Answer {
  readonly rows: readonly unknown[];
  /** Rows that were changed. */
  readonly count: number;
}

/** Work that ends with a result. */
export type Work<Result> = Generator<Statement, Result, Answer>;

/** The rows of a query. */
export function* select<Row>(sql: string, ...values: unknown[]): Work<readonly Row[]> {
  const { rows } = yield { sql, values };
  return rows as readonly Row[];
}

/** The first row of a query. */
export function* selectOne<Row>(sql: string, ...values: unknown[]): Work<Row | undefined> {
  return (yield* select<Row>(sql, ...values))[0];
}

/** Runs a statement; the number of rows that it has changed. */
export function* change(sql: string, ...values: unknown[]): Work<number> {
  const { count } = yield { sql, values };
  return count;
}
