/** The connection's state machine, row by row. */
import { describe, expect, test } from "vitest";
import {
  type ConnectionInput,
  type ConnectionState,
  commonProtocol,
  INITIAL_STATE,
  next,
} from "../../../sdk/link/connection.js";
import type { Hello } from "../../../sdk/link/messages.js";

const nonce = (byte: number) => new Uint8Array(16).fill(byte);

function hello(change: Partial<Hello> = {}): Hello {
  return {
    protocolMin: 1,
    protocolMax: 1,
    readerId: "gate-7",
    boot: 3,
    resetReason: "power",
    receiveLimitBytes: 64,
    frameLimitBytes: 512,
    state: "provisioned",
    nonce: nonce(1),
    epoch: 1,
    firstCounter: 4,
    lastCounter: 6,
    chipVersion: 0x92,
    firmwareHash: nonce(9).slice(0, 8),
    firmwareNumber: 1000,
    firmwareVersion: "0.1.0",
    interpreter: "2v29 ESP32",
    features: 0,
    board: "",
    uptimeMs: 1000,
    roleKeyVersion: 1,
    certificate: new Uint8Array(0),
    ...change,
  };
}

const waiting: ConnectionState = { kind: "waiting" };
const opening: ConnectionState = { kind: "opening", hello: hello(), protocol: 1, hostNonce: nonce(7) };
const open: ConnectionState = { kind: "open", hello: hello(), protocol: 1, session: 5, askedCount: 0 };
const asked: ConnectionState = { ...open, askedCount: 1 };
const closed: ConnectionState = { kind: "closed" };

const heard = (change: Partial<Hello> = {}): ConnectionInput => ({
  kind: "hello",
  hello: hello(change),
  hostNonce: nonce(8),
});
const opened = (change: Partial<ConnectionInput & { kind: "opened" }> = {}): ConnectionInput => ({
  kind: "opened",
  session: 5,
  code: "ok",
  hostNonce: nonce(7),
  hello: hello(),
  ...change,
});

const rows: [string, ConnectionState, ConnectionInput, string, string[]][] = [
  ["asks for Hello while there is none", waiting, { kind: "tick" }, "waiting", ["ask-hello"]],
  ["opens when Hello comes", waiting, heard(), "opening", ["send-open"]],
  ["gives up without a common version", waiting, heard({ protocolMin: 2, protocolMax: 3 }), "closed", ["no-version"]],
  ["opens with the newer reader that still speaks ours", waiting, heard({ protocolMax: 9 }), "opening", ["send-open"]],
  ["ignores Opened that nobody asked for", waiting, opened(), "waiting", ["unfit"]],
  ["repeats Open with time", opening, { kind: "tick" }, "opening", ["send-open"]],
  ["repeats Open when the same Hello comes again", opening, heard(), "opening", ["send-open"]],
  [
    "opens anew when the reader has restarted meanwhile",
    opening,
    heard({ boot: 4, nonce: nonce(2) }),
    "opening",
    ["send-open"],
  ],
  ["has a session when Opened fits", opening, opened(), "open", ["session"]],
  ["ignores Opened with another host nonce", opening, opened({ hostNonce: nonce(6) }), "opening", ["unfit"]],
  ["waits when the reader is busy", opening, opened({ code: "busy" }), "opening", []],
  ["starts over when the nonce is refused", opening, opened({ code: "bad-nonce" }), "waiting", ["unfit", "ask-hello"]],
  ["gives up when the version is refused", opening, opened({ code: "bad-version" }), "closed", ["no-version"]],
  ["starts over when session is 0", opening, opened({ session: 0 }), "waiting", ["unfit", "ask-hello"]],
  ["starts over when Hello is not repeated", opening, opened({ hello: undefined }), "waiting", ["unfit", "ask-hello"]],
  [
    "starts over when Hello was edited",
    opening,
    opened({ hello: hello({ state: "lab" }) }),
    "waiting",
    ["unfit", "ask-hello"],
  ],
  ["takes a journal that moved meanwhile", opening, opened({ hello: hello({ lastCounter: 9 }) }), "open", ["session"]],
  ["opens anew when used up", open, { kind: "renew" }, "waiting", ["session-over", "ask-hello"]],
  ["has nothing to renew before", opening, { kind: "renew" }, "opening", []],
  ["is quiet while open", open, { kind: "tick" }, "open", []],
  ["asks when it is told to", open, { kind: "ask" }, "open", ["ask-hello"]],
  ["takes the Hello it asked for, nonce renewed or not", asked, heard({ nonce: nonce(2) }), "open", ["news"]],
  ["takes a late Hello of the same session", open, heard(), "open", ["news"]],
  [
    "opens anew when the reader closed the session",
    open,
    heard({ nonce: nonce(2) }),
    "opening",
    ["session-over", "send-open"],
  ],
  ["opens anew when the reader restarted", asked, heard({ boot: 4 }), "opening", ["session-over", "send-open"]],
  [
    "opens anew when another reader is there",
    open,
    heard({ readerId: "gate-8" }),
    "opening",
    ["session-over", "send-open"],
  ],
  ["ignores a second Opened", open, opened(), "open", ["unfit"]],
  ["ends when the port is lost", open, { kind: "lost" }, "closed", []],
  ["ends when closed", opening, { kind: "close" }, "closed", []],
  ["stays closed", closed, heard(), "closed", []],
];

describe("a connection", () => {
  test.each(rows)("%s", (_name, from, input, to, effects) => {
    const step = next(from, input);
    expect(step.state.kind).toBe(to);
    expect(step.effects.map((effect) => effect.kind)).toEqual(effects);
  });

  test("is defined for every state and every input, and changes neither", () => {
    const inputs: ConnectionInput[] = [
      heard(),
      opened(),
      { kind: "ask" },
      { kind: "tick" },
      { kind: "renew" },
      { kind: "lost" },
      { kind: "close" },
    ];
    for (const state of [waiting, opening, open, asked, closed]) {
      for (const input of inputs) {
        const before = structuredClone([state, input]);
        const step = next(state, input);
        expect(["waiting", "opening", "open", "closed"]).toContain(step.state.kind);
        expect(Array.isArray(step.effects)).toBe(true);
        expect([state, input]).toEqual(before);
      }
    }
  });

  test("sends the reader's nonce and its own, the same in every repetition", () => {
    const { state } = next(INITIAL_STATE, heard());
    const first = next(state, { kind: "tick" }).effects[0];
    expect(first).toEqual({ kind: "send-open", protocol: 1, readerNonce: nonce(1), hostNonce: nonce(8) });
    expect(next(state, heard()).effects[0]).toEqual(first);
  });

  test("every field of Hello but the journal and the chip has to be repeated", () => {
    const changes: Partial<Hello>[] = [
      { protocolMin: 0 },
      { protocolMax: 2 },
      { readerId: "gate-8" },
      { boot: 4 },
      { resetReason: "watchdog" },
      { receiveLimitBytes: 512 },
      { frameLimitBytes: 64 },
      { state: "lab" },
      { nonce: nonce(2) },
      { epoch: 2 },
      { firmwareHash: nonce(2) },
      { firmwareVersion: "9" },
      { interpreter: "x" },
      { features: 1 },
      { roleKeyVersion: 9 },
    ];
    for (const change of changes) expect(next(opening, opened({ hello: hello(change) })).state.kind).toBe("waiting");
    expect(
      next(opening, opened({ hello: hello({ chipVersion: 0, firstCounter: 0, lastCounter: 0 }) })).state.kind,
    ).toBe("open");
  });

  test("the highest common version is chosen", () => {
    expect(commonProtocol(hello({ protocolMin: 1, protocolMax: 200 }))).toBe(1);
    expect(commonProtocol(hello({ protocolMin: 0, protocolMax: 0 }))).toBeUndefined();
  });
});
