/** The examples of the documents and of the public comments, as programs. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A block of TypeScript in a document or a comment. */
export interface Example {
  /** "README.md:57", the line of its first statement. */
  readonly name: string;
  readonly file: string;
  /** Which block of the file, from 1. */
  readonly number: number;
  readonly text: string;
}

/**
 * What examples take from the application around them. Nothing of Ketuk is declared here: examples import it, so that
 * they can be copied.
 */
export const APPLICATION = `
import type { CursorStore, Reader as NodeReader, RingKeys, Sealed, SqliteDatabase } from "ketuk";
import type { WebSerialPort } from "ketuk/web";
declare global {
  const keys: RingKeys;
  const fleetPublicKey: Uint8Array;
  const cursors: CursorStore;
  const reader: NodeReader;
  const db: SqliteDatabase;
  const addVisit: { run(...values: (string | number)[]): void };
  const sealed: Sealed;
  const record: Uint8Array;
  const mac: Uint8Array;
  /** Text of a key file. */
  const text: string;
  function store(...values: string[]): Promise<void>;
  function openTheGate(uidHex: string, key: string): Promise<void>;
  function show(...values: string[]): void;
  const navigator: {
    readonly serial: { requestPort(options?: { filters: { usbVendorId: number }[] }): Promise<WebSerialPort> };
  };
}
`;

const FENCE = /^( *(?:\* )?)```ts\n([\s\S]*?)\n\1```$/gm;

/** Documents and the sources whose comments become API pages. */
function sources(): string[] {
  const list = (folder: string) => readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" });
  const pages = ["", "docs/", "firmware/", "protocol/"].flatMap((folder) =>
    readdirSync(`${ROOT}${folder}`)
      .filter((name) => name.endsWith(".md"))
      .map((name) => folder + name),
  );
  const sdk = list("sdk")
    .filter((name) => /\.(?:ts|md)$/.test(name))
    .map((name) => `sdk/${name}`);
  return [...pages, ...sdk].filter((path) => !path.includes("docs/api")).sort();
}

/** All examples, in the order of files and lines. */
export function docExamples(): Example[] {
  return sources().flatMap((file) => {
    const source = readFileSync(ROOT + file, "utf8");
    return [...source.matchAll(FENCE)].map(([, margin = "", body = ""], i) => {
      const at = [...source.matchAll(FENCE)][i]?.index ?? 0;
      const line = source.slice(0, at).split("\n").length + 1;
      const lines = body
        .split("\n")
        .map((one) => (one.startsWith(margin) ? one.slice(margin.length) : one.trim() === "*" ? "" : one.trimStart()));
      return { name: `${file}:${line}`, file, number: i + 1, text: `${lines.join("\n")}\n` };
    });
  });
}
