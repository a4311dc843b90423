/** Functions that the firmware forgets when its start needs them no more. */
import { expect, test } from "vitest";
import { forget } from "../../firmware/forget.js";

test.each([
  [
    "behind the statement that has called it",
    "function a(){}var b=a();E.c(b);",
    "function a(){}var b=a();delete a;E.c(b);",
  ],
  [
    "with what only it calls",
    "function b(){}function a(){b()}a();E.c();",
    "function b(){}function a(){b()}a();delete a;delete b;E.c();",
  ],
  [
    "behind the last of several",
    "function a(){}a();E.c();if(E.d)a();else E.e(a());E.f();",
    "function a(){}a();E.c();if(E.d)a();else E.e(a());delete a;E.f();",
  ],
  [
    "within a function that is called where it stands",
    "function a(){}!function(){a();E.c()}();",
    "function a(){}!function(){a();delete a;E.c()}();",
  ],
  [
    "behind such a function where its name means another thing there",
    "function b(){}function a(){b()}!function(b){a();E.c(b)}(1);E.d();",
    "function b(){}function a(){b()}!function(b){a();delete a;E.c(b)}(1);delete b;E.d();",
  ],
])("a function goes %s", (_, code, forgotten) => {
  expect(forget(code)).toBe(forgotten);
});

test.each([
  ["that is called by one that stays", "function a(){}function b(){a()}E.on(b);"],
  ["that is called by a function without a name that stays", "function a(){}E.on(function(){a()});"],
  ["that is handed on", "function a(){}setTimeout(a,1);"],
  [
    "that is called by one inside of a function that goes",
    "function a(){}var b=function(){return function(){a()}}();b();",
  ],
  ["that nobody calls", "function a(){}"],
])("a function stays %s", (_, code) => {
  expect(forget(code)).toBe(code);
});
