/** What is in dist for the tools of the build: SDK and protocol are compiled before they run, and not a second time with them. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A module of dist. @param path "sdk/virtual/board.js" */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(resolve("dist", path)).href)) as T;
}
