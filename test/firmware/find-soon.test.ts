/** Names of the firmware that are found sooner because they are used more. */
import { expect, test } from "vitest";
import { findSoon } from "../../firmware/find-soon.js";

/** Without what is made before all names. */
function moved(code: string): string {
  return findSoon(code).replace('"".a;[].a;new Uint8Array(1).a;', "");
}

test.each([
  [
    "a variable goes before functions",
    "function a(){b(v);b(v)}function b(){}var v=1;a();",
    "var v=1;function b(){}function a(){b(v);b(v)}a();",
  ],
  [
    "functions go by how often they are used",
    "function a(){b();b()}function b(){}E.c(a);",
    "function b(){}function a(){b();b()}E.c(a);",
  ],
  [
    "what a variable is made of stays before it",
    "function a(){return w+w}var v=1,w=v+1;a();",
    "var v=1,w=v+1;function a(){return w+w}a();",
  ],
  [
    "what needs a function stays behind it, and so does what follows",
    "function a(){return w+w+v}var u=1,v=a(),w=2;E.c(v);",
    "var u=1;function a(){return w+w+v}var v=a(),w=2;E.c(v);",
  ],
  [
    "what calls a function in a variable stays where it is",
    "function a(){}var n=0,g=function(){n++},h=g(),c=n;a(c,c,c);",
    "var n=0,g=function(){n++};function a(){}var h=g(),c=n;a(c,c,c);",
  ],
  [
    "what may act on the outside keeps its order",
    "function a(){return w+w+w+v+v}var u=E.b(),v=E.c,w=1;a();",
    "var w=1,u=E.b(),v=E.c;function a(){return w+w+w+v+v}a();",
  ],
  [
    "the same within a function, and within what moves",
    "function a(){function b(){return v+v}var v=1;return b()}function c(){a();a()}c(2);",
    "function a(){var v=1;function b(){return v+v}return b()}function c(){a();a()}c(2);",
  ],
])("%s", (_, code, expected) => {
  expect(moved(code)).toBe(expected);
});

test.each([
  ["a name that is declared twice", "function a(){return v}var v;var v=1;a();"],
  ["functions behind which nothing can move", "function a(){}function b(){}E.c(a,b);"],
])("left as it is: %s", (_, code) => {
  expect(moved(code)).toBe(code);
});

test("of many names the few that are used most come first, variables and functions", () => {
  const names = Array.from({ length: 40 }, (_, i) => `v${i}`);
  const code = `function f(){}function a(){${"v39;f();".repeat(3)}}var ${names.join()};a();`;
  const result = moved(code);
  expect(result.indexOf("v39")).toBeLessThan(result.indexOf("v1,"));
  expect(result.indexOf("function f")).toBeLessThan(result.indexOf("v38"));
  expect(result.split("v38")).toHaveLength(2);
});
