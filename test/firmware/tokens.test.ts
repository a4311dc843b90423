/** The firmware's program with tokens: what they are, byte for byte, and that nothing is said in another way by them. */
import { parse } from "acorn";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkFirmware } from "../../firmware/check.js";
import { tokenise } from "../../firmware/tokenise.js";
import { builtFirmware, versionOf } from "../../sdk/firmware/built.js";
import { detokenise, programParts } from "../../sdk/firmware/tokens.js";

/** The syntax tree without places in the text, and without how a value was written, a directive's too. */
function treeOf(code: string): string {
  return JSON.stringify(parse(code, { ecmaVersion: 5 }), (key, value) => {
    if (key === "start" || key === "end" || key === "directive" || (key === "raw" && value[0] !== "/"))
      return undefined;
    return value;
  });
}

test("the built firmware says in ES5 what it was made from, which gives the same bytes again", () => {
  const es5 = detokenise(builtFirmware());
  expect(tokenise(es5) === builtFirmware()).toBe(true);
  expect(es5).toMatch(/^[\n -~]+$/);
  expect(builtFirmware().length).toBeLessThan(0.82 * es5.length);
});

test("its version is found in both forms", () => {
  const program = tokenise('a={firmwareVersion:"12.3.45"}');
  expect([versionOf(program), versionOf(detokenise(program)), versionOf("a=1")]).toEqual(["12.3.45", "12.3.45", ""]);
  expect(program).not.toContain('"');
});

test.each([
  // Numbers from jslex.h of 2v29: LEX_EQUAL is 138, LEX_R_IF 163, LEX_R_VOID 192, LEX_RAW_STRING8 209.
  ["operators", "a==b===c!=d!==e<=f<<g>=h>>i>>>j", "a\x8ab\x8bc\x8cd\x8de\x8ef\x8fg\x91h\x92i\x93j"],
  [
    "operators that assign",
    "a<<=b>>=c>>>=d+=e-=f*=g/=h%=i&=j|=k^=l",
    "a\x90b\x94c\x95d\x96e\x97f\x9ag\x9bh\x9ci\x9dj\x9fk\xa1l",
  ],
  ["operators of truth", "a&&b||c", "a\x9eb\xa0c"],
  ["counting up beside a plus", "a+ ++b;a++ +b;a- --b;a-- -b", "a+\x98b;a\x98+b;a-\x99b;a\x99-b"],
  ["two minus signs", "a- -b+ +c", "a- -b+ +c"],
  ["words", "if(a)do{}while(b);else for(;;)break", "\xa3(a)\xa5{}\xa6(b);\xa4\xa7(;;)\xa8"],
  ["words of functions", "function a(){return this}var b=void 0", "\xaaa(){\xab\xaf}\xacb=\xc0\xd3"],
  ["words of errors", "try{throw null}catch(e){}finally{}", "\xb1{\xb0\xb6}\xb2(e){}\xb3{}"],
  ["words of values", "[true,false,undefined,null]", "[\xb4,\xb5,\xb7,\xb6]"],
  ["words between names", 'new a in b instanceof c;delete a.b;typeof "x"', "\xb8a\xb9b\xbac;\xbea.b;\xbf\xd1\x01x"],
  ["a choice", "for(;;)switch(a){case 5:continue;default:}", "\xa7(;;)\xbb(a){\xbc5:\xa9;\xbd:}"],
  [
    "words as names of properties",
    "a.if.delete({if:1,in:2,true:3}).undefined",
    "a.if.delete({if:1,in:2,true:3}).undefined",
  ],
  ["names that begin like words", "ifs+instanceofs+$in+in$+undefined1", "ifs+instanceofs+$in+in$+undefined1"],
  ["words within strings", '"if(a==b)"', "\xd1\x08if(a==b)"],
  ["words and quotes within a regex", "/if\"=='/.test(a)", "/if\"=='/.test(a)"],
  ["an empty string", "a=''", "a=''"],
  ["a string with escapes", String.raw`"\0\x1b\\\"\n\xff"`, '\xd1\x06\0\x1b\\"\n\xff'],
  ["a string of 255 characters", `"${"a".repeat(255)}"`, `\xd1\xff${"a".repeat(255)}`],
  ["a string of 256 characters", `"${"a".repeat(256)}"`, `\xd2\0\x01${"a".repeat(256)}`],
  [
    "numbers",
    "[0,1,99,100,127,128,1000,32767,32768]",
    "[\xd3,1,99,\xd4d,\xd4\x7f,\xd5\x80\0,\xd5\xe8\x03,\xd5\xff\x7f,32768]",
  ],
  ["numbers in other forms", "[1e3,.5,0x64,0.0,100.5]", "[1e3,.5,0x64,0.0,100.5]"],
  ["numbers before a word", "1. in a;1 in a;100 in a", "1.\xb9a;1\xb9a;\xd4d\xb9a"],
  ["numbers with a property", "100..a+100 .b+{100:0}[100]", "100..a+100 .b+{100:\xd3}[\xd4d]"],
  ["the end of a line", "a\n++b", "a\n\x98b"],
  ["comments, which are blanks", "a/*if*/+//in\nb", "a +\nb"],
])("%s", (_, code, program) => {
  const made = tokenise(code);
  expect(Buffer.from(made, "latin1").toString("latin1")).toBe(program);
  expect(treeOf(detokenise(made))).toBe(treeOf(code));
});

describe("everything comes back as it was", () => {
  const bytes = fc.array(fc.nat(255), { maxLength: 300 }).map((list) => String.fromCharCode(...list));
  /** Written with as many escapes as it needs, or with nothing else. */
  const literal = fc.tuple(bytes, fc.boolean(), fc.constantFrom('"', "'")).map(([value, escaped, mark]) => {
    const plain = escaped ? /[\0-\xff]/g : new RegExp(`[^ -~]|[\\\\${mark}]`, "g");
    return mark + value.replace(plain, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`) + mark;
  });
  const number = fc.oneof(
    fc.nat(70_000).map(String),
    fc.constantFrom("0", "100", "127", "128", "255", "32767", "32768", "1e3", ".5", "1.", "0x7f", "4294967295"),
  );
  const name = fc.constantFrom("a", "i", "$", "ifs", "newer", "in1", "_do", "typeofs", "e1", "x", "E");
  const key = fc.oneof(name, fc.constantFrom("if", "return", "true", "undefined", "default", "of", "in", "let"));
  const value = fc.oneof(name, number, literal, fc.constantFrom("this", "null", "true", "undefined", "/if'[/]==/g"));
  const before = fc.constantFrom("-", "+", "!", "~", "--", "++", "typeof", "void", "delete", "new");
  const between = fc.constantFrom(
    ..."+ - * / % & | ^ < > == != === !== <= >= << >> >>> && || in instanceof = += -= >>>= , ?".split(" "),
  );
  /** Lists of tokens; what they are together need not make sense, what does not parse is left out. */
  const { expression } = fc.letrec<{ expression: string[] }>((tie) => {
    const inner = tie("expression");
    return {
      expression: fc.oneof(
        { maxDepth: 4 },
        value.map((text) => [text]),
        fc.tuple(before, inner).map(([operator, of]) => [operator, ...of]),
        fc
          .tuple(inner, between, inner)
          .map(([a, operator, b]) => [...a, operator, ...(operator === "?" ? ["a", ":"] : []), ...b]),
        fc.tuple(inner, fc.constantFrom("++", "--")).map(([of, operator]) => [...of, operator]),
        fc.tuple(inner, key).map(([of, property]) => ["(", ...of, ")", ".", property]),
        fc.tuple(name, key).map(([of, property]) => [of, ".", property]),
        fc
          .tuple(key, inner, literal, inner)
          .map(([k, a, l, b]) => ["(", "{", k, ":", ...a, ",", l, ":", ...b, "}", ")"]),
        fc.tuple(name, inner).map(([of, index]) => [of, "[", ...index, "]"]),
        fc
          .tuple(name, inner)
          .map(([parameter, body]) => ["(", "function", "(", parameter, ")", "{", "return", ...body, "}", ")"]),
      ),
    };
  });
  const statement = fc.oneof(
    fc.tuple(expression, expression).map(([a, b]) => ["if", "(", ...a, ")", ...b, ";", "else", ...a]),
    fc.tuple(name, expression).map(([n, a]) => ["for", "(", "var", n, "in", ...a, ")", "{", "continue", "}"]),
    fc.tuple(expression, value).map(([a, b]) => ["switch", "(", ...a, ")", "{", "case", b, ":", "default", ":", "}"]),
    expression.map((a) => ["try", "{", "throw", ...a, "}", "catch", "(", "e", ")", "{", "}"]),
    expression,
  );
  const WORD = /^[\w$]{2}$/;
  const SIGNS = /^(?:[-+*/&|<>=!]{2}|\d\.)$/;
  /** The tokens with blanks, line ends and comments, by turns, between those that need them and others. */
  const program = fc
    .tuple(fc.array(statement, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat(9)))
    .map(([statements, dice]) => {
      let code = "";
      for (const token of statements.flatMap((tokens) => [...tokens, ";"])) {
        const edge = code.slice(-1) + token[0];
        const roll = dice.next().value as number;
        const needed = WORD.test(edge) || SIGNS.test(edge);
        code += roll === 9 ? "\n" : roll === 8 ? " /*if*/ " : needed || roll > 5 ? " " : "";
        code += token;
      }
      return code;
    });

  function parses(code: string): boolean {
    try {
      parse(code, { ecmaVersion: 5 });
      return true;
    } catch {
      return false;
    }
  }

  test("any program of ES5", () => {
    let count = 0;
    fc.assert(
      fc.property(program, (code) => {
        if (!parses(code)) return;
        count++;
        const made = tokenise(code);
        expect(treeOf(detokenise(made))).toBe(treeOf(code));
        expect(tokenise(detokenise(made))).toBe(made);
        expect(made.length).toBeLessThanOrEqual(code.length);
      }),
      { numRuns: 1500 },
    );
    expect(count).toBeGreaterThan(300);
  });

  test("any string", () => {
    fc.assert(
      fc.property(literal, (text) => {
        const run = new Function(`return ${detokenise(tokenise(`a=${text}`)).slice(2)}`);
        expect(run()).toBe(new Function(`return ${text}`)());
      }),
    );
  });

  test("any bytes are read without harm, each of them once", () => {
    fc.assert(
      fc.property(bytes, (made) => {
        const parts = [...programParts(made)];
        expect(parts.map(({ text }) => text).join("")).toBe(detokenise(made));
        const count = parts.reduce((sum, part) => sum + part.bytes, 0);
        // A string at the end may claim more than there is.
        expect(count).toBeGreaterThanOrEqual(made.length);
      }),
    );
  });
});

describe("what cannot be said is refused", () => {
  test.each([
    ["a name beyond ASCII", "\u00e9=1", "beyond ASCII"],
    ["a character beyond 255", 'a="\\u0100"', "beyond 255"],
    ["a string that is too long", `a="${"a".repeat(65_536)}"`, "65536 characters"],
    ["later syntax", "let a=1", "Unexpected token"],
  ])("%s", (_, code, problem) => {
    expect(() => tokenise(code)).toThrow(problem);
  });

  test("a byte that is no token is no ES5 either", () => {
    for (const byte of ["\x80", "\xa2", "\xad", "\xc7", "\xd6", "\xff"]) {
      expect(() => parse(detokenise(`a=${byte}`), { ecmaVersion: 5 })).toThrow(SyntaxError);
    }
  });

  test("the check of the build sees a program that says another thing", () => {
    const code = "!function(a){return a==1}(1);";
    expect(() => checkFirmware(code, tokenise(code))).not.toThrow();
    for (const [from, to] of [
      ["\x8a", "\x8c"],
      ["1}", "2}"],
      ["}", "\n}"],
    ] as const) {
      expect(() => checkFirmware(code, tokenise(code).replace(from, to))).toThrow("say another thing");
    }
    expect(() => checkFirmware(code, tokenise(code).replace("\x8a", "\xff"))).toThrow();
  });
});
