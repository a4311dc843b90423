/** Parts of the SDK for the tools of the build: the SDK is compiled before they run, and not a second time with them. */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** A module of dist/sdk. @param path "virtual/board.js" */
export async function compiled<T>(path: string): Promise<T> {
  return (await import(pathToFileURL(resolve("dist/sdk", path)).href)) as T;
}
