/** Which names at the top of the firmware have one character. */
import { expect, test } from "vitest";
import { chooseTopNames } from "../../firmware/top-names.js";

test("the first letters go to what is used most, and a name inside of a function is another one", () => {
  const code = "var aa=1,bb=2,c=3;function dd(c){return c+c+c+bb}dd(bb);dd(aa);E.x(bb+c)";
  const names = { $rare: "aa", $often: "bb", $inside: "c", $called: "dd" };
  expect(Object.keys(chooseTopNames(code, names))).toEqual(["$often", "$called", "$inside", "$rare"]);
});

test("every short name is one character, another for each, and none is a global of Espruino's", () => {
  const names = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`$n${i}`, `n${i}`]));
  const code = Object.values(names)
    .map((name, i) => `${name}=1;`.repeat(i + 1))
    .join("");
  const short = chooseTopNames(`var ${Object.values(names).join()};${code}`, names);
  const letters = Object.values(short);
  expect(letters.length).toBeGreaterThan(50);
  expect(new Set(letters).size).toBe(letters.length);
  expect(letters.every((letter) => /^[\w$]$/.test(letter) && letter !== "E" && !/\d/.test(letter))).toBe(true);
  // Those that are used least keep theirs.
  expect(short).not.toHaveProperty("$n0");
  expect(short).toHaveProperty("$n79");
});
