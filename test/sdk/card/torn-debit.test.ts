/** Payments that tear: never twice, never forgotten. cards.md 3.3 rule 6; peers.md T19. */
import { describe, expect, it } from "vitest";
import type { CardChannel } from "../../../sdk/card/channel.js";
import { type DesfireClient, openDesfire } from "../../../sdk/card/desfire.js";
import { type DebitTicket, debitOnce, resolveTornDebit } from "../../../sdk/card/torn-debit.js";
import { createCallbackCardKeys } from "../../../sdk/keys/card-keys.js";
import { createDesfireCard, type DesfireCard } from "../../../sdk/virtual/cards/desfire.js";
import { type Interference, type LoggedChannel, presentCard } from "../../support/card-channel.js";
import { bytes } from "../../support/pcd.js";

const KEY = bytes("0F1E2D3C4B5A69788796A5B4C3D2E1F0");
const APP = bytes("010203");
const UID = "04A1B2C3D4E5F6";
const keys = createCallbackCardKeys({ versions: { 1: [1] }, callback: () => KEY });
const present: (card: DesfireCard, interference?: Interference) => LoggedChannel = presentCard;

function createCard(value: number, generation: "ev1" | "ev2" = "ev2", uidHex = UID): DesfireCard {
  return createDesfireCard({
    uid: bytes(uidHex),
    generation,
    applications: [
      {
        id: APP,
        keys: [new Uint8Array(16), KEY],
        files: [{ number: 4, type: "value", mode: "full", read: "never", readWrite: 1, lower: 0, upper: 1e6, value }],
      },
    ],
  });
}

function committedValue(card: DesfireCard): number | undefined {
  const [file] = card.inspect().applications[0].files;
  return file.type === "value" ? file.value : undefined;
}

async function begin(channel: CardChannel): Promise<DesfireClient> {
  const desfire = openDesfire(channel, { keys });
  await desfire.selectApplication(APP);
  expect((await desfire.authenticate({ keyNumber: 1, slot: 1 })).ok).toBe(true);
  return desfire;
}

const debit = { file: 4, amount: 300, mode: "full" } as const;

describe("debitOnce", () => {
  it("takes the amount and stores the ticket before the commit", async () => {
    const card = createCard(1000);
    const order: string[] = [];
    const channel = present(card, {
      command: (command) => {
        if (command[0] === 0xc7) order.push("commit");
        return true;
      },
    });
    const outcome = await debitOnce(await begin(channel), { ...debit, remember: () => void order.push("remember") });
    expect(outcome).toMatchObject({
      state: "done",
      ticket: { uidHex: "04A1B2C3D4E5F6", applicationIdHex: "010203", file: 4, before: 1000, amount: 300 },
    });
    expect(order).toEqual(["remember", "commit"]);
    expect(committedValue(card)).toBe(700);
  });

  it("says for sure that nothing was taken when there is too little", async () => {
    const card = createCard(100);
    const outcome = await debitOnce(await begin(present(card)), debit);
    expect(outcome).toEqual({
      state: "not-done",
      fault: { ok: false, reason: "refused", status: 0xbe, statusName: "boundary-error" },
    });
    expect(committedValue(card)).toBe(100);
  });

  it("aborts when the ticket cannot be stored", async () => {
    const card = createCard(1000);
    const channel = present(card);
    const remember = () => Promise.reject(new Error("disk full"));
    await expect(debitOnce(await begin(channel), { ...debit, remember })).rejects.toThrow("disk full");
    expect(committedValue(card)).toBe(1000);
    expect(channel.commands.some((command) => command.startsWith("C7"))).toBe(false);
    expect(channel.commands.at(-1)?.startsWith("A7")).toBe(true);
  });

  it("knows that a session lost before the commit took nothing", async () => {
    const card = createCard(1000);
    const channel = present(card);
    const desfire = await begin(channel);
    const remember = async () => void (await desfire.readData(9, { mode: "full", lengthBytes: 1 }));
    expect(await debitOnce(desfire, { ...debit, remember })).toEqual({
      state: "not-done",
      fault: { ok: false, reason: "no-session" },
    });
    expect(channel.commands.some((command) => command.startsWith("C7"))).toBe(false);
    expect(committedValue(card)).toBe(1000);
  });

  it.each([0, -1, 1.5, 2 ** 31, Number.NaN])("refuses the amount %s before anything is sent", async (amount) => {
    const channel = present(createCard(1000));
    const desfire = await begin(channel);
    const before = channel.commands.length;
    await expect(debitOnce(desfire, { ...debit, amount })).rejects.toMatchObject({ code: "bad-argument" });
    expect(channel.commands.length).toBe(before);
  });
});

/** Every way in which the exchange of the commit can go wrong, and whether the card had carried it out. */
const TEARS: readonly { name: string; done: boolean; interference: Interference }[] = [
  {
    name: "the commit never arrives",
    done: false,
    interference: { command: (command) => command[0] !== 0xc7 },
  },
  {
    name: "the answer is lost",
    done: true,
    interference: { answer: tamperCommit(() => undefined) },
  },
  {
    name: "the answer is changed",
    done: true,
    interference: {
      answer: tamperCommit((answer) => {
        const changed = answer.slice();
        changed[3] ^= 1;
        return changed;
      }),
    },
  },
  {
    name: "somebody in between forges a refusal",
    done: true,
    interference: { answer: tamperCommit(() => Uint8Array.of(0xca)) },
  },
  {
    name: "somebody in between forges a success without MAC",
    done: true,
    interference: { answer: tamperCommit(() => Uint8Array.of(0x00)) },
  },
];

/** Changes the answer to the commit. */
function tamperCommit(change: (answer: Uint8Array) => Uint8Array | undefined) {
  return (answer: Uint8Array, _index: number, command: Uint8Array) => (command[0] === 0xc7 ? change(answer) : answer);
}

const CASES = TEARS.flatMap((tear) => (["ev1", "ev2"] as const).map((generation) => ({ ...tear, generation })));

describe.each(CASES)("when $name ($generation)", ({ done, interference, generation }) => {
  async function tear(): Promise<{ card: DesfireCard; ticket: DebitTicket }> {
    const card = createCard(1000, generation);
    let stored: string | undefined;
    const outcome = await debitOnce(await begin(present(card, interference)), {
      ...debit,
      remember: (ticket) => {
        stored = JSON.stringify(ticket);
      },
    });
    expect(outcome.state).toBe("unknown");
    return { card, ticket: JSON.parse(stored ?? "") };
  }

  it("reports unknown and finds out at the next presentation, without taking anything again", async () => {
    const { card, ticket } = await tear();
    const channel = present(card);
    const resolved = await resolveTornDebit(await begin(channel), ticket, { mode: "full" });
    expect(resolved).toEqual({ state: done ? "done" : "not-done", value: done ? 700 : 1000 });
    expect(committedValue(card)).toBe(done ? 700 : 1000);
    expect(channel.commands.some((command) => /^(DC|C7)/.test(command))).toBe(false);
  });

  it("does not guess when the value was changed since", async () => {
    const { card, ticket } = await tear();
    const elsewhere = await begin(present(card));
    await elsewhere.credit(4, 55);
    expect(await elsewhere.commitTransaction()).toEqual({ state: "committed" });
    expect(await resolveTornDebit(await begin(present(card)), ticket, { mode: "full" })).toEqual({
      state: "unclear",
      value: done ? 755 : 1055,
    });
  });

  it("does not take another card for this one", async () => {
    const { ticket } = await tear();
    const other = createCard(700, "ev2", "04FFFFFFFFFFFF");
    expect(await resolveTornDebit(await begin(present(other)), ticket, { mode: "full" })).toEqual({
      state: "other-card",
      uidHex: "04FFFFFFFFFFFF",
    });
  });

  it("keeps the ticket open when the card leaves again", async () => {
    const { card, ticket } = await tear();
    const last = generation === "ev1" ? 4 : 3;
    const channel = present(card, { answer: (answer, index) => (index < last ? answer : undefined) });
    expect(await resolveTornDebit(await begin(channel), ticket, { mode: "full" })).toMatchObject({
      state: "unread",
      fault: { reason: "no-answer" },
    });
  });
});

it("resolves only with the application of the ticket selected", async () => {
  const desfire = await begin(present(createCard(1)));
  const ticket = { id: "x", uidHex: "04", applicationIdHex: "AABBCC", file: 4, before: 1, amount: 1 };
  await expect(resolveTornDebit(desfire, ticket)).rejects.toMatchObject({ code: "bad-argument" });
});

it("never takes a debit for done that was torn before the commit, at any exchange", async () => {
  for (let lost = 3; lost < 6; lost++) {
    const card = createCard(1000);
    const channel = present(card, { answer: (answer, index) => (index < lost ? answer : undefined) });
    expect((await debitOnce(await begin(channel), debit)).state).toBe("not-done");
    expect(committedValue(card)).toBe(1000);
  }
});

it.each(["ev1", "ev2"] as const)("settles a commit that the power cut short in the card (%s)", async (generation) => {
  for (const tearNextCommit of ["before", "after"] as const) {
    const card = createCard(1000, generation);
    card.faults.tearNextCommit = tearNextCommit;
    const outcome = await debitOnce(await begin(present(card)), debit);
    if (outcome.state !== "unknown") return expect.unreachable();
    const resolved = await resolveTornDebit(await begin(present(card)), outcome.ticket);
    expect(resolved).toEqual(
      tearNextCommit === "before" ? { state: "not-done", value: 1000 } : { state: "done", value: 700 },
    );
  }
});

it("takes no value that is not proved", async () => {
  const card = createDesfireCard({
    uid: bytes(UID),
    applications: [
      {
        id: APP,
        keys: [new Uint8Array(16), KEY],
        files: [{ number: 4, type: "value", mode: "plain", read: 1, readWrite: 1, lower: 0, upper: 9, value: 9 }],
      },
    ],
  });
  expect(await debitOnce(await begin(present(card)), { file: 4, amount: 1 })).toEqual({
    state: "not-done",
    fault: { ok: false, reason: "no-session" },
  });
});
