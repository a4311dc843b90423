/** The built firmware file passes its check, and the check refuses everything that Espruino cannot run. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { BUDGETS } from "../../firmware/budgets.js";
import { checkFirmware, checkLoader } from "../../firmware/check.js";
import { imageNumber } from "../../protocol/index.js";
import { builtLoader, versionOf } from "../../sdk/firmware/built.js";
import { detokenise } from "../../sdk/firmware/tokens.js";
import { packImage } from "../../sdk/index.js";
import { builtFirmware } from "../../sdk/virtual/board.js";

test("dist/firmware.bin is fit for Espruino", () => {
  expect(() => checkFirmware(detokenise(builtFirmware()), builtFirmware())).not.toThrow();
});

test("dist/boot.js is fit for Espruino, and may do what only a loader does", () => {
  expect(() => checkLoader(builtLoader())).not.toThrow();
  expect(() => checkFirmware(builtLoader())).toThrow("global eval");
  expect(() => checkLoader(`!function(){return"${"x".repeat(BUDGETS.bootBytes.limit)}"}();`)).toThrow("budget");
});

test("the image names its version, which gives its number", () => {
  expect(versionOf(builtFirmware())).toMatch(/^\d+\.\d+\.\d+$/);
  expect(packImage().number).toBe(imageNumber(versionOf(builtFirmware())));
});

test("dist/firmware.bin leaves a tenth of its budget free", () => {
  expect(builtFirmware().length).toBeLessThan(0.9 * BUDGETS.bundleBytes.limit);
});

test("the check knows every global of espruino.d.ts and no other of the board", () => {
  const types = readFileSync(new URL("../../firmware/espruino.d.ts", import.meta.url), "utf8");
  const names = [...types.matchAll(/^declare (?:const|function) (\w+)/gm)].map((match) => match[1]);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) expect(() => checkFirmware(`!function(){${name}}();`)).not.toThrow();
});

describe("good code passes", () => {
  test.each([
    ["functions first, then statements", "function a(){return b()}function b(){return 1}a();"],
    ["a function after a var that needs none", "!function(){var b=1;function a(){}a(b)}();"],
    ["a function after an expression without a call", '"".a;function a(){}a();'],
    ["the variables of a loop", "!function(){for(var i=0;i<3;i++)E.CRC32(i);for(i=0;i<3;i++)E.CRC32(i)}();"],
    ["a variable of a branch within the branch", "!function(a){if(a){var b=1;E.CRC32(b)}}(1);"],
    [
      "a variable of both branches, used in each",
      "!function(a){if(a){var b=1;E.CRC32(b)}else{var b=2;E.CRC32(b)}}(1);",
    ],
    ["a variable that an inner function sees", "!function(){function a(){return b}var b=1;a()}();"],
    ["a parameter", "!function(a){a=1}(2);"],
    ["a variable with the name of its function", "function t(){var t=1;return t}t();"],
    ["a caught error", "!function(){try{E.reboot()}catch(e){E.CRC32(e.message)}}();"],
    ["a named function expression", "!function a(n){n&&a(n-1)}(3);"],
    ["default as the last case", "!function(a){switch(a){case 1:return 2;default:return 3}}(1);"],
    ["properties with the names of words", "!function(a){a.of=a.let;a.catch(a.delete)}({of:1,let:2});"],
    ["return before a brace", "!function(a){if(a){return}}(1);"],
    ["a simple regex", "!function(a){return /[a-z]+x*/.test(a)}(1);"],
    ["a name of 63 characters", `!function(){var ${"a".repeat(63)}=1;E.CRC32(${"a".repeat(63)})}();`],
    ["arguments", "!function(){return arguments[0]}(1);"],
  ])("%s", (_, code) => {
    expect(() => checkFirmware(code)).not.toThrow();
  });
});

describe("what Espruino cannot run is refused", () => {
  test.each([
    ["a function after a statement", "E.CRC32(1);function a(){}", "function after a statement"],
    ["a function used before it is declared", "a();function a(){}", "function after a statement"],
    ["the same within a function", "!function(){a();function a(){}}();", "function after a statement"],
    [
      "a function after a var that needs it",
      "!function(){var b=a();function a(){}a(b)}();",
      "function after a statement",
    ],
    [
      "the same with another function between",
      "!function(){function c(){a()}var b=c();function a(){}a(b)}();",
      "function after a statement",
    ],
    ["a label", "!function(){x:for(;;)break x}();", "label"],
    ["with", "!function(a){with(a)E.CRC32(1)}({});", "with"],
    ["debugger, which stops the board", "debugger;", "debugger"],
    ["an unknown global", "!function(){return new Map}();", "global Map"],
    ["an unknown global that is called", "setInterval(1);", "global setInterval"],
    ["assignment to an unknown global", "!function(){foo=1}();", "global foo"],
    ["a loop over an unknown global", "!function(){for(foo in E)E.CRC32(1)}();", "global foo"],
    [
      "a name that only another function declares",
      "!function(){var a=1;E.CRC32(a)}();!function(){E.CRC32(a)}();",
      "global a",
    ],
    [
      "Array.prototype.slice.call, as tsc writes for spread",
      "!function(a){return Array.prototype.slice.call(a)}([]);",
      "global Array",
    ],
    ["Object.freeze", "!function(Object){Object.freeze({})}(1);", "property .freeze"],
    ["Math.trunc by its name in quotes", 'Math["trunc"](1);', "property .trunc"],
    ["Math.pow, which is inexact", "Math.pow(2,16);", "property .pow"],
    ["Math.random, which repeats after every start", "Math.random();", "not random"],
    ["E.hwRand, which repeats after every start", "E.hwRand();", "not random"],
    ["a var of a branch used after it", "!function(a){if(a){var b=1}return b}(1);", "variable b"],
    ["a var of a branch without braces", "!function(a){if(a)var b=1;return b}(1);", "variable b"],
    ["a var of a loop body used after it", "!function(a){for(;a--;){var b=1}return b}(1);", "variable b"],
    ["a var of while", "!function(a){while(a--)var b=1;return b}(1);", "variable b"],
    ["a var of for-in", "!function(a){for(var k in a){var b=k}return b}({});", "variable b"],
    [
      "a var of a case used in another",
      "!function(a){switch(a){case 1:var b=1;break;case 2:return b}}(2);",
      "variable b",
    ],
    ["a var of try used after it", "!function(){try{var b=1}catch(e){}return b}();", "variable b"],
    ["a var used before its line", "!function(){E.CRC32(b);var b=1}();", "variable b"],
    ["a var assigned before its line, which makes a global", "!function(){b=1;var b;E.CRC32(b)}();", "variable b"],
    ["a var of the other branch", "!function(a){if(a){var b=1}else return b}(1);", "variable b"],
    [
      "default that is not the last case",
      "!function(a){switch(a){default:return 1;case 2:return 3}}(1);",
      "default that is not the last",
    ],
    ["return at the end of a line", "!function(){return\n1}();", "return at the end of a line"],
    ["a regex with a count", "!function(a){return /a{2}/.test(a)}(1);", "regex"],
    ["a regex with a lazy repeat", "!function(a){return /a+?/.test(a)}(1);", "regex"],
    ["a regex with a group that is not kept", "!function(a){return /(?:a)/.test(a)}(1);", "regex"],
    ["a regex with a word boundary", "!function(a){return /\\ba/.test(a)}(1);", "regex"],
    ["a variable named of", "!function(of){return of}(1);", "variable named of"],
    ["a function named let", "!function(){function let(){}let()}();", "variable named let"],
    ["a name of 64 characters", `!function(){var ${"a".repeat(64)}=1;E.CRC32(${"a".repeat(64)})}();`, "63 characters"],
    ["a property of 64 characters", `E.${"a".repeat(64)}();`, "63 characters"],
    ["a key of 64 characters", `!function(){return{${"a".repeat(64)}:1}}();`, "63 characters"],
    ["a key of 64 characters in quotes", `!function(){return{"${"a".repeat(64)}":1}}();`, "63 characters"],
    ["a character beyond ASCII", '!function(){return"\u00e9"}();', "printable ASCII"],
    ["a tab", "\tE.CRC32(1);", "printable ASCII"],
    ["an escape beyond a byte", '!function(){return"\\u20ac"}();', "beyond 255"],
    ["a file over its budget", `!function(){return"${"x".repeat(BUDGETS.bundleBytes.limit)}"}();`, "budget"],
  ])("%s", (_, code, problem) => {
    expect(() => checkFirmware(code)).toThrow(problem);
  });

  test.each([
    ["let", "let a=1;"],
    ["const", "const a=1;"],
    ["an arrow function", "E.on(1,()=>1);"],
    ["a template", "E.CRC32(`a`);"],
    ["a class", "class A{}"],
    ["a class that extends another", "class A{}class B extends A{}"],
    ["spread", "E.toString(...[]);"],
    ["a default parameter", "!function(a=1){}();"],
    ["destructuring", "!function(){var {a}=E}();"],
    ["for-of", "!function(a){for(var b of a);}([]);"],
    ["a shorthand method", "!function(){return{a(){}}}();"],
    ["a computed key", "!function(k){return{[k]:1}}(1);"],
    ["optional chaining", "E?.CRC32(1);"],
    ["the power operator", "E.CRC32(2**3);"],
    ["async", "async function a(){}"],
    ["a generator", "function*a(){}"],
    ["a regex flag of later years", "!function(a){return /a/s.test(a)}(1);"],
  ])("syntax after ES5: %s", (_, code) => {
    expect(() => checkFirmware(code)).toThrow(SyntaxError);
  });

  test("everything is listed at once", () => {
    expect(() => checkFirmware("foo();Math.pow(1,2);E.CRC32(1);function a(){}")).toThrow(
      /global foo[\s\S]*property \.pow[\s\S]*function after/,
    );
  });
});
