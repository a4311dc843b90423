/** Template literals of the firmware, as the sums that the build makes of them. */
import ts from "typescript";
import { expect, test } from "vitest";
import { templatesToSums } from "../../firmware/templates.js";

function es5(code: string): string {
  const compilerOptions = { target: ts.ScriptTarget.ES5, ignoreDeprecations: "6.0" };
  return ts.transpileModule(code, { compilerOptions, transformers: { before: [templatesToSums] } }).outputText;
}

const a = 7;
const b = 8;
const s = "x";
const f = () => "y";

test.each([
  () => `${a}${b}`,
  () => `${a}${b}-`,
  () => `${a}-${b}`,
  () => `-${a}${b}`,
  () => `${a}\0`,
  () => `${a + b}${s}`,
  () => `<${a > b ? b : s}>${b || s}`,
  () => `${`${a}${b}`}${b}${a}`,
  () => `${f()}${a}`.length,
  () => `${s}${a}` < `${b * a}`,
  () => a * +`${a}${b}`,
  () => [`${a}`, "plain", `a${b}`].join(),
  () => ((x: string) => `${x}!`)(`${a}${b}`),
])("%s", (template) => {
  const made = es5(`return (${String(template)})();`);
  expect(made).not.toContain("concat");
  expect(new Function("a", "b", "s", "f", made)(a, b, s, f)).toBe(template());
});
