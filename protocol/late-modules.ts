/**
 * For rolldown: modules of Node's own, and packages that take long, are loaded when something of them is used for the first
 * time, not when the file that imports them is. node:crypto alone takes longer than all of our own code, and a program that
 * asks for help should not wait for it.
 */
import { createRequire } from "node:module";
import type { Plugin } from "rolldown";

const PREFIX = "\0late:";
const PACKAGES = ["@noble/curves/ed25519.js"];
const require = createRequire(import.meta.url);

/** An export that becomes the real one when it is used, and costs nothing from then on. */
function lateExport(name: string, value: unknown): string {
  if (typeof value === "function")
    return `export let ${name} = function (...args) {
  ({ ${name} } = load());
  return new.target ? new ${name}(...args) : ${name}(...args);
};`;
  if (typeof value === "object" && value !== null)
    return `export let ${name} = /* @__PURE__ */ new Proxy({}, { get: (_, key) => (({ ${name} } = load()), ${name}[key]) });`;
  return `export const ${name} = ${JSON.stringify(value)};`;
}

function lateModule(id: string): string {
  const { default: _, ...named } = require(id) as Record<string, unknown>;
  const lines = Object.entries(named).map(([name, value]) => lateExport(name, value));
  return `const load = () => require(${JSON.stringify(id)});\n${lines.join("\n")}\n`;
}

/** Named imports only: an import of a whole module ends the build. */
export function lateModules(): Plugin {
  return {
    name: "late-modules",
    resolveId(id, importer) {
      if (!id.startsWith("node:") && !PACKAGES.includes(id)) return null;
      // Only our own code is known to call functions, and not to extend classes.
      const isLate = importer !== undefined && /[\\/]dist[\\/]sdk[\\/]/.test(importer);
      return isLate ? { id: PREFIX + id, moduleSideEffects: false } : { id, external: true };
    },
    load: (id) => (id.startsWith(PREFIX) ? lateModule(id.slice(PREFIX.length)) : null),
  };
}
