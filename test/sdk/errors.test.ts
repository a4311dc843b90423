/** Errors and argument checks. */
import { expect, test } from "vitest";
import { assertBytes, assertInteger, assertOneOf, assertReaderId, assertText } from "../../sdk/assert.js";
import { createEmitter } from "../../sdk/emitter.js";
import { copyError, KetukError } from "../../sdk/errors.js";

test("an error carries code, hint and cause, and is an Error", () => {
  const cause = new Error("below");
  const error = new KetukError("port-busy", "held", { hint: "close it", cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "KetukError", code: "port-busy", message: "held", hint: "close it", cause });
  expect(copyError(error)).toMatchObject({ code: "port-busy", message: "held", hint: "close it", cause: error });
});

test("checks name the argument, what was expected and what came, never the value of bytes", () => {
  const secret = Uint8Array.of(0xde, 0xad);
  expect(() => assertBytes(secret, "key", 16)).toThrow('"key" expected 16 bytes, got 2');
  expect(() => assertBytes("dead", "key", 16)).toThrow('"key" expected a Uint8Array of 16 bytes, got string');
  expect(() => assertInteger(1.5, "slot", 0, 3)).toThrow('"slot" expected an integer from 0 to 3, got 1.5');
  expect(() => assertInteger("1", "slot", 0, 3)).toThrow('"slot" expected an integer from 0 to 3, got string');
  expect(() => assertText("", "path")).toThrow('"path" expected text that is not empty, got an empty string');
  expect(() => assertReaderId("a b", "id")).toThrow('"id" expected 1 to 32 of A-Z a-z 0-9 . _ -, got "a b"');
  expect(() => assertOneOf("x", "mode", ["a", "b"])).toThrow('"mode" expected one of a, b, got "x"');
});

test("an emitter goes on after a handler was removed while it was called", () => {
  const emitter = createEmitter<{ tick: number }>();
  const seen: string[] = [];
  const off = emitter.on("tick", (n) => {
    seen.push(`a${n}`);
    off();
  });
  emitter.on("tick", (n) => seen.push(`b${n}`));
  emitter.emit("tick", 1);
  emitter.emit("tick", 2);
  expect(seen).toEqual(["a1", "b1", "b2"]);
});
