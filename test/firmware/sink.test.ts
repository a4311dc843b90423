/** What the build moves into rarely needed functions: what only they use, and nothing that anybody else sees. */
import { expect, test } from "vitest";
import { sink } from "../../firmware/sink.js";

const wrap = (text: string) => `"use strict";\n(function () {\n${text}\n})();`;
/** Runs a bundle and says what it has put into `out`. */
const run = (code: string): unknown => new Function("out", `${code}\nreturn out`)([]);

const BUNDLE = wrap(`
var table = [1, 2];
var shared = 10;
function helper(n) { return table[n] + shared; }
function deeper(n) { return helper(n) * 2; }
function rare(n) { return deeper(n); }
function often() { return shared; }
out.push(rare(1), often(), rare(0));`);

test("moves helpers, and theirs, and the bundle does the same", () => {
  const sunk = sink(BUNDLE, ["rare"]);
  expect(run(sunk)).toEqual([24, 10, 22]);
  const inside = sunk.slice(sunk.indexOf("function rare"), sunk.indexOf("function often"));
  for (const name of ["var table", "function helper", "function deeper"]) expect(inside).toContain(name);
  expect(inside).not.toContain("var shared");
});

test("leaves what others use, and the bundle as it is without names", () => {
  expect(sink(BUNDLE, [])).toBe(BUNDLE);
  const used = BUNDLE.replace("return shared; }", "return helper(0); }");
  expect(sink(used, ["rare"]).split("function rare")[0]).toContain("function helper");
  expect(run(sink(used, ["rare"]))).toEqual([24, 11, 22]);
});

test("refuses a name that is not there, and one that would hide another", () => {
  expect(() => sink(BUNDLE, ["absent"])).toThrow("the firmware has no function absent");
  const hiding = BUNDLE.replace("return deeper(n); }", "var shared = n; return deeper(shared); }");
  expect(() => sink(hiding, ["rare"])).toThrow("shared in rare would hide what helper means by it");
});
