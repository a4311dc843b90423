/** `ketuk doctor` as a person and as a program sees it. */
import { describe, expect, test } from "vitest";
import { run } from "../../../sdk/cli/program.js";
import { NAMED_FAULTS } from "../../../sdk/virtual/index.js";

async function ketuk(...args: string[]) {
  let out = "";
  let err = "";
  const { signal } = new AbortController();
  const io = { out: (text: string) => (out += text), err: (text: string) => (err += text), env: {}, signal };
  const code = await run(args, "1.2.3", { ...io, colour: false, watched: false } as never);
  return { code, out, err };
}

describe("ketuk doctor", () => {
  test("says of a healthy reader that it is in order, shows a card's trace, and is done with code 0", async () => {
    const { code, out, err } = await ketuk("doctor", "--virtual");
    expect(code).toBe(0);
    expect(out).toMatch(/ok +chip +MFRC522 0x92, self-test passed\n/);
    expect(out).toMatch(
      /card +desfire, UID 04·+80, ATQA 4403, SAK 20, ATS \w+\n.*selected in [\d.]+ ms.*\n.*accepted\n/,
    );
    expect(out).toMatch(/everything that was looked at is in order\n$/);
    expect(err).toMatch(/^virtual:virtual-1: looking at the port\nvirtual:virtual-1: opening a session\n/);
  });

  test("with --json: one object, its grade, bytes as hexadecimal, code 3 for a warning", async () => {
    const { code, out } = await ketuk("doctor", "--virtual", "--fault", "counterfeit-12", "--json");
    expect(code).toBe(3);
    const { grade, findings, facts } = JSON.parse(out) as { grade: string; findings: { code: string }[]; facts: never };
    expect(grade).toBe("warning");
    expect(findings.map((one) => one.code)).toContain("chip-counterfeit");
    expect(facts).toMatchObject({ parts: { registers: expect.stringMatching(/^[0-9a-f]{128}$/) } });
    expect(out).not.toMatch(/"credential":|04a31b/i);
  });

  test("a failure is code 1: what it is, its code, and one line of what to do", async () => {
    const { code, out } = await ketuk("doctor", "--virtual", "--fault", "port-busy");
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL +port +another program has the port open .*\[port-busy\]\n +-> close the serial monitor/);
    expect(out).toMatch(/1 failures, 0 warnings, 0 notes\n$/);
  });

  test("a real port that is not there", async () => {
    const { code, out } = await ketuk("doctor", "--port", "/dev/ttyKETUK99");
    expect(code).toBe(1);
    expect(out).toContain("[port-missing]");
  });

  test("--fault list names them all", async () => {
    const { code, out } = await ketuk("doctor", "--fault", "list");
    expect(code).toBe(0);
    expect(out.match(/^\S+/gm)).toEqual(Object.keys(NAMED_FAULTS));
  });

  test.each([
    [["doctor"]],
    [["doctor", "--port", "x", "--virtual"]],
    [["doctor", "--port", "x", "--fault", "bare"]],
    [["doctor", "--virtual", "--fault", "gremlins"]],
  ])("%j is wrong usage", async (args) => {
    const { code, out } = await ketuk(...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
  });
});
