/** What a program with tokens does on the real interpreter, from its flash: the same as in ES5, and as in Node. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { tokenise } from "../../firmware/tokenise.js";
import { ESPRUINO, HOW_TO_ENABLE } from "../support/espruino.js";

/** A literal of every byte, in one that is short and one that is longer than a length of one byte can say. */
const EVERY_BYTE = Array.from({ length: 256 }, (_, i) => `\\x${i.toString(16).padStart(2, "0")}`).join("");

/** Expressions whose value is a number, a text or a list of them. */
const EXPRESSIONS = [
  `"${EVERY_BYTE}".length`,
  `"${EVERY_BYTE}".charCodeAt(255)`,
  `(function(s,n){for(var i=0;i<s.length;i++)n=(n*31+s.charCodeAt(i))%65521;return n})("${EVERY_BYTE}",7)`,
  '(function(s){return [s.length,s.charCodeAt(0),s.charCodeAt(2),s.charCodeAt(3)]})("\\xc3\\xa4\\xff\\x80")',
  '(function(s){return s+="!",s.length+s})("a string that is longer than one variable has room for, by far")',
  '(function(o){return o["a key that is longer than a variable"]})({"a key that is longer than a variable":5,b:6})',
  "(function(o){return o.if+o.return+o.undefined+o.in})({if:1,return:2,undefined:3,in:4})",
  '(function(o,k){for(var n in o)k.push(n);return k})({7:4,128:5,if:1,"delete":2,c3:3},[])',
  "[0,1,-1,100,127,128,-128,255,256,32767,-32768,32768,65536,4294967295,0x7f,1e3,.5]",
  "[100..toString(),0+0,100 .toString(),-100-100]",
  "(function(a,b){return[a+ +b,a- -b,a++ +b,a-- -b,a- --b,a+ ++b,a>b,a>=b,a<b,a<=b]})(5,3)",
  "(function(a,b){return[a<<b,a>>b,a>>>b,a&b,a|b,a^b,a%b,!a,~a,a&&b,a||b,a==b,a!=b,a===b,a!==b]})(29,3)",
  "(function(a){a+=7;a-=2;a*=3;a/=2;a%=11;a<<=3;a>>=1;a>>>=1;a|=64;a&=95;a^=5;return a})(5)",
  '[typeof undefined,typeof"",typeof 1,typeof void 0,null===null,true!==false]',
  '(function(o){return delete o.a,["a"in o,"b"in o,new Uint8Array(3)instanceof Uint8Array]})({a:1,b:2})',
  "(function(n,r){do{n--;if(n==3)continue;r.push(n)}while(n>0);return r})(6,[])",
  '(function(a){switch(a){case 100:return"hundred";case"x":return 1;default:return 2}})(100)',
  '(function(){try{throw"a message that is longer than one variable"}catch(e){return e}finally{}})()',
  "(function(a){return a?function(){return this}.call(7)+1:null})(true)",
  '/[="&|]+x/.test("if==x")?1:0',
  "(function(a){return a/2/4})(80)",
  "(function a(n){if(n)return n*a(n-1);else return 1})(6)",
  "(function(){var a=[];for(var i=0,j=9;i<j;i++,j--)a.push(i*j);return a})()",
];

/** Writes each program into Storage, runs it from there and prints what came of it. */
function harness(programs: readonly string[]): string {
  const coded = programs.map((program) => Buffer.from(program, "latin1").toString("base64"));
  return `var S=require("Storage");
${JSON.stringify(coded)}.forEach(function(coded,i){
  S.write("p"+i,atob(coded));
  var value;
  try{value=eval(S.read("p"+i))}catch(e){value=e.toString()}
  if(value instanceof Array)value=value.join(" ");
  print("=",i,JSON.stringify(""+value));
});quit();
`;
}

/** What the interpreter printed for each program. */
function run(programs: readonly string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-tokens-"));
  try {
    const path = join(folder, "program.js");
    writeFileSync(path, harness(programs));
    const printed = execFileSync(ESPRUINO ?? "espruino", [path], { cwd: folder, input: "", timeout: 30_000 });
    return [...printed.toString("latin1").matchAll(/^= \d+ (.*?)\r?$/gm)].map(([, value = ""]) => value);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function inNode(expression: string): string {
  const value: unknown = new Function(`return ${expression}`)();
  return JSON.stringify(Array.isArray(value) ? value.join(" ") : `${value}`);
}

test.skipIf(!ESPRUINO)(
  `tokens mean to the interpreter what they were made from${ESPRUINO ? "" : ` (left out: ${HOW_TO_ENABLE})`}`,
  { timeout: 60_000 },
  () => {
    const expected = EXPRESSIONS.map(inNode);
    expect(run(EXPRESSIONS.map((text) => `(${text})`))).toEqual(expected);
    expect(run(EXPRESSIONS.map((text) => tokenise(`(${text})`)))).toEqual(expected);
  },
);
