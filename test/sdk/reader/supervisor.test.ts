/** The search for a reader as a table: what happens, and what is done about it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KetukError, type KetukErrorCode } from "../../../sdk/errors.js";
import { DEFAULT_BACKOFF } from "../../../sdk/reader/backoff.js";
import {
  initialSupervisor,
  isOther,
  type Plan,
  type SupervisorEffect,
  type SupervisorInput,
  supervise,
} from "../../../sdk/reader/supervisor.js";
import type { PortDescription } from "../../../sdk/transport/list.js";

const PLAN: Plan = {
  home: "/dev/a",
  id: undefined,
  searches: true,
  anyPort: false,
  first: "once",
  reconnect: true,
  timeoutMs: 8000,
  backoff: DEFAULT_BACKOFF,
};

function usb(path: string, serialNumber?: string): PortDescription {
  const ids = { vendorId: "10c4", productId: "ea60", manufacturer: undefined, serialNumber };
  return { path, stablePath: undefined, ...ids, likelyReader: true };
}

const START: SupervisorInput = { kind: "start" };
const OPENED: SupervisorInput = { kind: "opened", id: "gate-7" };
const DESCRIBED: SupervisorInput = { kind: "described", port: usb("/dev/a", "0001") };
const ELAPSED: SupervisorInput = { kind: "elapsed" };

function over(code: KetukErrorCode, more: { otherId?: string; heldMs?: number } = {}): SupervisorInput {
  return { kind: "over", error: new KetukError(code, code), heldMs: 60_000, ...more };
}

const listed = (...ports: PortDescription[]): SupervisorInput => ({ kind: "listed", ports });

/** One word for each effect. */
function word(effect: SupervisorEffect): string {
  switch (effect.kind) {
    case "try":
      return `try ${effect.path} ${effect.timeoutMs}`;
    case "reconnecting":
      return `tell ${effect.attempt} ${effect.path} ${effect.error.code}`;
    case "pause":
      return `pause ${effect.delayMs}`;
    case "end":
      return `end ${effect.error.code}`;
    default:
      return effect.kind;
  }
}

/** Feeds the inputs; returns the effects of the last one, and the state after it. */
function play(plan: Partial<Plan>, ...inputs: SupervisorInput[]) {
  const whole = { ...PLAN, ...plan };
  let state = initialSupervisor(whole);
  let effects: readonly SupervisorEffect[] = [];
  for (const input of inputs) ({ state, effects } = supervise(whole, state, input, 0.5));
  return { kind: state.kind, effects: effects.map(word), raw: effects, memory: state.memory };
}

const OPEN = [START, OPENED, DESCRIBED] as const;
const BY_ID: Partial<Plan> = { home: undefined, id: "gate-7", first: "search" };

describe("the first opening", () => {
  test.each<[string, Partial<Plan>, SupervisorInput[], string[]]>([
    ["tries the path", {}, [START], ["try /dev/a 8000"]],
    ["fails with what the path failed with", {}, [START, over("port-not-found")], ["end port-not-found"]],
    [
      "names another reader on the path",
      { id: "gate-7" },
      [START, over("x" as never, { otherId: "gate-8" })],
      ["end reader-not-found"],
    ],
    [
      "waits when told to",
      { first: "wait" },
      [START, over("port-not-found")],
      ["tell 1 /dev/a port-not-found", "pause 250"],
    ],
    [
      "looks elsewhere when told to wait for an id",
      { first: "wait", id: "gate-7" },
      [START, over("port-not-found")],
      ["list"],
    ],
    [
      "goes on waiting",
      { first: "wait" },
      [START, over("not-a-reader"), ELAPSED, over("not-a-reader")],
      ["tell 2 /dev/a not-a-reader", "pause 500"],
    ],
    ["by id lists the ports", BY_ID, [START], ["list"]],
    ["by id tries what looks like a reader", BY_ID, [START, listed(usb("/dev/b"))], ["try /dev/b 4000"]],
    ["by id ends where there is no port", BY_ID, [START, listed()], ["end reader-not-found"]],
    [
      "by id ends when others answered everywhere",
      BY_ID,
      [START, listed(usb("/dev/b")), over("reader-not-found", { otherId: "x" })],
      ["end reader-not-found"],
    ],
    [
      "by id goes on while a port was busy",
      BY_ID,
      [START, listed(usb("/dev/b")), over("port-busy")],
      ["tell 1 undefined reader-not-found", "pause 250"],
    ],
    [
      "by id goes on to the next port",
      BY_ID,
      [START, listed(usb("/dev/b"), usb("/dev/c")), over("port-busy")],
      ["try /dev/c 4000"],
    ],
    ["gives up when told to", BY_ID, [START, listed(usb("/dev/b")), { kind: "give-up" }], ["end reader-not-found"]],
    [
      "ends for good without a common protocol",
      { first: "wait" },
      [START, over("protocol-version")],
      ["end protocol-version"],
    ],
  ])("%s", (_name, plan, inputs, effects) => {
    expect(play(plan, ...inputs).effects).toEqual(effects);
  });

  test("names what was found on which port", () => {
    const found = [over("reader-not-found", { otherId: "gate-8" }), over("not-a-reader"), { kind: "give-up" } as const];
    const { raw } = play(BY_ID, START, listed(usb("/dev/b"), usb("/dev/c")), ...found);
    expect(raw[0]).toMatchObject({
      error: { message: 'reader "gate-7" was not found (/dev/b: gate-8, /dev/c: not-a-reader)' },
    });
  });
});

describe("after a loss", () => {
  const lost = [...OPEN, over("disconnected")];
  const away = [...lost, ELAPSED, over("port-not-found")];

  test.each<[string, Partial<Plan>, SupervisorInput[], string[]]>([
    ["the application is told and a pause begins", {}, lost, ["tell 1 /dev/a disconnected", "pause 250"]],
    ["the same port comes first", {}, [...lost, ELAPSED], ["try /dev/a 8000"]],
    ["then the list", {}, away, ["list"]],
    [
      "then the same adapter elsewhere",
      {},
      [...away, listed(usb("/dev/x", "0009"), usb("/dev/b", "0001"))],
      ["try /dev/b 4000"],
    ],
    [
      "a port of another reader is left, and the round ends",
      {},
      [...away, listed(usb("/dev/b", "0001")), over("reader-not-found", { otherId: "gate-8" })],
      ["tell 2 /dev/a port-not-found", "pause 500"],
    ],
    [
      "the port tried already is not tried again",
      {},
      [...away, listed(usb("/dev/a", "0001"))],
      ["tell 2 /dev/a port-not-found", "pause 500"],
    ],
    [
      "TCP and custom transports are tried where they were",
      { searches: false },
      away,
      ["tell 2 /dev/a port-not-found", "pause 500"],
    ],
    ["it is over without reconnecting", { reconnect: false }, lost, ["end disconnected"]],
    [
      "another protocol, which a Hello in clear may claim, does not end it",
      { searches: false },
      [...lost, ELAPSED, over("protocol-version")],
      ["tell 2 /dev/a protocol-version", "pause 500"],
    ],
    [
      "a reader without id is looked for on its port only",
      {},
      [START, { kind: "opened", id: "" }, DESCRIBED, over("disconnected"), ELAPSED, over("port-not-found")],
      ["tell 2 /dev/a port-not-found", "pause 500"],
    ],
    [
      "a short connection is one more attempt",
      {},
      [...lost, ELAPSED, OPENED, over("disconnected", { heldMs: 9000 })],
      ["tell 2 /dev/a disconnected", "pause 500"],
    ],
    [
      "a long one begins anew",
      {},
      [...lost, ELAPSED, OPENED, over("disconnected", { heldMs: 10_000 })],
      ["tell 1 /dev/a disconnected", "pause 250"],
    ],
  ])("%s", (_name, plan, inputs, effects) => {
    expect(play(plan, ...inputs).effects).toEqual(effects);
  });

  test("the path that it was found on comes first, then the one that was named", () => {
    const moved = [...away, listed(usb("/dev/b", "0001")), OPENED, over("disconnected"), ELAPSED];
    expect(play({}, ...moved).effects).toEqual(["try /dev/b 8000"]);
    expect(play({}, ...moved, over("port-not-found")).effects).toEqual(["try /dev/a 4000"]);
  });

  test("ports that do not look like it are tried from the third round on", () => {
    const ports = listed(usb("/dev/x", "0009"));
    const round = [ELAPSED, over("port-not-found"), ports];
    expect(play({}, ...lost, ...round, ...round).kind).toBe("pausing");
    expect(play({}, ...lost, ...round, ...round, ...round).effects).toEqual(["try /dev/x 4000"]);
  });

  test("a reader in lab state that is given an id on its port is known by it from then on", () => {
    expect(play({}, START, { kind: "opened", id: "" }, OPENED).memory.id).toBe("gate-7");
    expect([isOther("", "gate-7"), isOther(undefined, "gate-7"), isOther("gate-7", "gate-7")]).toEqual([
      false,
      false,
      false,
    ]);
    expect([isOther("gate-7", ""), isOther("gate-7", "gate-8")]).toEqual([true, true]);
  });
});

test("close ends it in every state, and nothing comes after that", () => {
  const inputs: fc.Arbitrary<SupervisorInput> = fc.constantFrom(
    START,
    OPENED,
    DESCRIBED,
    ELAPSED,
    over("disconnected"),
    over("reader-not-found", { otherId: "gate-8", heldMs: 0 }),
    over("protocol-version"),
    listed(),
    listed(usb("/dev/a", "0001"), usb("/dev/b", "0001")),
    { kind: "give-up" } as const,
  );
  const plans = fc.record({
    first: fc.constantFrom<Plan["first"]>("once", "search", "wait"),
    id: fc.constantFrom(undefined, "gate-7"),
    searches: fc.boolean(),
    reconnect: fc.boolean(),
  });
  fc.assert(
    fc.property(
      plans,
      fc.array(inputs, { maxLength: 40 }),
      fc.array(inputs, { maxLength: 5 }),
      (plan, before, after) => {
        const ended = play(plan, ...before, { kind: "close" });
        expect([ended.kind, ended.effects]).toEqual(["closed", []]);
        expect(play(plan, ...before, { kind: "close" }, ...after).effects).toEqual([]);
        // Every state but the resting ones waits for something that it has asked for.
        const asked = { trying: "try", listing: "list", pausing: "pause" } as Record<string, string>;
        let last: string | undefined;
        for (let i = 1; i <= before.length; i++) {
          const step = play(plan, ...before.slice(0, i));
          if (step.effects.length > 0) last = step.effects.at(-1)?.split(" ")[0];
          if (asked[step.kind]) expect(last).toBe(asked[step.kind]);
        }
      },
    ),
    { numRuns: 300 },
  );
});
