/** Functions that the build writes into their only call: they go, and the program does the same. */
import { describe, expect, test } from "vitest";
import { declareFirst } from "../../firmware/declare-first.js";
import { foldAll } from "../../firmware/fold.js";

/** What a program logs for some inputs; a throw is logged as well. */
function logOf(code: string): string[] {
  const log: string[] = [];
  const note = (value: unknown) => {
    log.push(JSON.stringify(value) ?? "undefined");
    return value;
  };
  for (const input of [0, 1, 2, 7, -3, "", "text"]) {
    try {
      note(new Function("input", "note", `${code}\nreturn main(input);`)(input, note));
    } catch (error) {
      log.push(String(error));
    }
  }
  return log;
}

/** Main calls f in its own way; both may note what they do. */
const f = "function f(a){if(a>1)return note(a)+1;if(a===1){note('one');return -1}return note('none')}";
const plain = "function f(a){var b=note(a);note(b+1)}";
const pure = "function f(a){if(a>1)return a*2;return -a}";

describe("a function that is called in one place is written there", () => {
  test.each([
    ["as a statement", `${plain}function main(x){note('before');f(x);return x}`],
    ["as a statement of a branch", `${plain}function main(x){if(x)f(x);else note('no');return x}`],
    ["with a return in its middle", "function f(a){if(!a)return;note(a)}function main(x){f(x);return x}"],
    ["as what is returned", `${f}function main(x){if(x!==7)return f(x);return 9}`],
    [
      "as what is returned, without a value at its end",
      "function f(a){if(a)return a}function main(x){if(x!==7)return f(x);return 9}",
    ],
    [
      "with a loop that returns",
      "function f(a){for(var i=0;i<9;i++)if(i===a)return note(i);return 5}function main(x){return f(x)}",
    ],
    ["as the value of a variable", `${f}function main(x){var b=f(x);return [b,x]}`],
    ["as what is assigned", `${f}function main(x){var o={};o.b=f(x);return o.b}`],
    ["as what is assigned to its own argument", `${f}function main(x){x=f(x);return x}`],
    ["as the condition of a branch", `${f}function main(x){if(f(x)>0)return 'yes';return 'no'}`],
    ["behind else", `${f}function main(x){if(x===7)note(7);else if(!f(x))note(1);return x}`],
    ["as the first argument of a call", `${f}function main(x){return note(f(x),x)}`],
    ["as a later argument, where nothing depends on the order", `${pure}function main(x){return note(x,f(x))}`],
    ["on the right of a comparison, likewise", `${pure}function main(x){if(x>=f(x))return 1;return 2}`],
    ["as an index", `${f}function main(x){return 'abcdefghij'[f(x)]}`.replace("[f(x)]", ".charAt(f(x))")],
    ["in the branch of a choice", `${f}function main(x){return x===7?'seven':f(x)}`],
    ["in the branch of a choice that is assigned", `${f}function main(x){var b=x===7?'seven':f(x);return [b]}`],
    ["behind or", `${f}function main(x){return note(x)||f(x)}`],
    ["behind and", `${f}function main(x){return note(x)&&f(x)}`],
    ["behind or in what is assigned", `${f}function main(x){var o={};o.b=note(x)||f(x);return o.b}`],
    ["behind or in a condition with two branches", `${f}function main(x){if(note(x)||(f(x)))return 1;else return 2}`],
    ["behind and in a condition", `${f}function main(x){if(note(x)&&f(x))return 1;return 2}`],
    [
      "with names of its own that are those of its caller",
      "function f(a){var x=a,y=2;return note(x)+y}function main(y){var x=5;var a=f(y);return [x,y,a]}",
    ],
    ["with fewer arguments than it takes", "function f(a,b){return [a,b]}function main(x){var r=f(x);return r}"],
    [
      "within a function that moves itself",
      "function g(a){return a+1}function f(a){var b=g(a);return b*2}function main(x){var r=f(x);return r}",
    ],
    [
      "with a caught error",
      "function f(a){try{if(a)throw a}catch(e){note(e);return 2}return 3}function main(x){return f(x)}",
    ],
  ])("%s", (_, code) => {
    const folded = foldAll(code);
    expect(folded).not.toContain("function f(");
    expect(logOf(folded)).toEqual(logOf(code));
    // What is in another function's place is there for Espruino, too.
    expect(logOf(declareFirst(folded))).toEqual(logOf(code));
  });
});

describe("a function stays where it is", () => {
  test.each([
    ["called twice", `${plain}function main(x){f(x);f(x)}`],
    ["handed on", `${plain}function main(x){return [x].map(f)}`],
    ["called with what it does not take", "function f(){note(1)}function main(x){f(note(x))}"],
    ["that has functions in it", "function f(a){return function(){return a}}function main(x){var g=f(x);return g()}"],
    [
      "called where functions are, with which its variables would stay",
      `${plain}function main(x){f(x);return (function(){return x})()}`,
    ],
    ["that means another thing by a name of its caller", "var y=1;function f(a){note(a+y)}function main(y){f(y)}"],
    [
      "with variables that a loop would not clear",
      "function f(a){var b;if(a)b=1;note(b)}function main(x){for(var i=2;i--;)f(i)}",
    ],
    ["whose order would change", `${f}function main(x){return note(note(x),f(x))}`],
    ["that changes what stands before it", "var n=1;function f(){n=2;return 3}function main(){return note(n+f())}"],
    ["called or not", `${f}function main(x){note(x>1&&f(x))}`],
    [
      "of which a part would have to be written twice",
      "function f(a){if(a){if(a>1)return 1}else if(a==='')return 2;note(a);return 3}function main(x){var b=f(x);return b}",
    ],
    [
      "that returns from a loop",
      "function f(a){for(;;)if(a)return 1;else return 2}function main(x){var b=f(x);return b}",
    ],
    ["in the head of a loop", `${f}function main(x){for(var i=f(x);i-->0;)note(i)}`],
    ["in the condition of a loop", `${f}function main(x){while(f(x)>5)x=0;return x}`],
    ["that calls itself", "function f(a){return a>0?f(a-1):0}function main(x){return x}"],
    ["that asks for this or arguments", "function f(){return arguments.length}function main(x){return f()}"],
  ])("%s", (_, code) => {
    expect(foldAll(code)).toBe(code);
  });

  test("that is to stay apart, and no other", () => {
    const code = `${plain}function g(a){note(a)}function main(x){f(x);g(x);return x}`;
    const folded = foldAll(code, ["f"]);
    expect(folded).toContain("function f(");
    expect(folded).not.toContain("function g(");
    expect(logOf(folded)).toEqual(logOf(code));
  });
});

test("variables without a value stand first, behind the functions, each once", () => {
  const code = "function a(b){function c(){return d}d=b;var d;if(b){var e,d;e=1}return c()+e}";
  expect(declareFirst(code)).toBe("function a(b){function c(){return d}var d,e;d=b;if(b){e=1}return c()+e}");
  expect(declareFirst("var a;b=1;for(var i;;)break;")).toBe("var a;b=1;for(var i;;)break;");
});
