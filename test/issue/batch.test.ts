/** Who has which card: journal, list, and what a crash or a second desk must not do. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openIssueBatch } from "../../sdk/issue/batch.js";
import { openIssueJournal } from "../../sdk/issue/journal.js";
import { parsePeople } from "../../sdk/issue/people.js";
import { createDesfireCard } from "../../sdk/virtual/cards/index.js";
import { presentToDesk } from "../support/desk-card.js";
import { issueKeys as keys, desfireProfile as profile, uidOf } from "../support/issue-families.js";

const PEOPLE = "id,credential\nana,resident 1\nbudi,resident 2\n";
let folder: string;
const path = () => join(folder, "journal");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ketuk-issue-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(csv = PEOPLE, other = profile) {
  const journal = openIssueJournal(path());
  try {
    return { journal, batch: openIssueBatch({ profile: other, people: parsePeople(csv, 32), keys, journal }) };
  } catch (error) {
    journal.close();
    throw error;
  }
}
const blank = (n: number) => ({ uid: uidOf(n), card: createDesfireCard({ uid: uidOf(n) }) });
type Blank = ReturnType<typeof blank>;
const show = ({ card, uid }: Blank, exchange?: number) =>
  presentToDesk(card, uid, exchange === undefined ? undefined : { exchange, when: "after" });

describe("a batch", () => {
  test("gives each card one row and each row one card, through a crash in the middle", async () => {
    const first = open();
    const [a, b, c] = [blank(1), blank(2), blank(3)];
    expect(await first.batch.present(show(a, 30))).toMatchObject({ state: "torn", id: "ana" });
    first.journal.close();
    const { batch, journal } = open();
    expect(batch.open()[0]).toMatchObject({ id: "ana", uid: Buffer.from(a.uid).toString("hex").toUpperCase() });
    // The half-made card keeps its row: the next blank one is the next person's.
    expect(await batch.present(show(b))).toMatchObject({ state: "issued", id: "budi", isResumed: false });
    expect(await batch.present(show(c))).toMatchObject({ state: "unexpected", id: undefined });
    expect(await batch.present(show(a))).toMatchObject({ state: "issued", id: "ana", isResumed: true });
    expect(await batch.present(show(a))).toMatchObject({ state: "already-issued", id: "ana" });
    expect(batch.progress()).toEqual({ issuedCount: 2, totalCount: 2 });
    expect(c.card.inspect().applications).toEqual([]);
    journal.close();
  });

  test("claims a card on the disk before the first byte is written to it", async () => {
    const { batch, journal } = open();
    const a = blank(1);
    const failing = { ...journal, append: () => {} };
    const full = openIssueBatch({
      profile,
      people: parsePeople(PEOPLE, 32),
      keys,
      journal: {
        ...failing,
        append(entry) {
          if (entry.kind === "begun") throw new Error("disk full");
        },
      },
    });
    await expect(full.present(show(a))).rejects.toThrow("disk full");
    expect(a.card.inspect()).toMatchObject({ applications: [], piccKey: { type: "des" } });
    expect(batch.progress().issuedCount).toBe(0);
    journal.close();
  });

  test("obeys UIDs in the list, and leaves other cards to rows without one", async () => {
    const b = blank(2);
    const csv = `id,credential,uid\nana,1,\nbudi,2,${Buffer.from(b.uid).toString("hex")}\n`;
    const { batch, journal } = open(csv);
    expect(await batch.present(show(b))).toMatchObject({ state: "issued", id: "budi" });
    expect(await batch.present(show(blank(1)))).toMatchObject({ state: "issued", id: "ana" });
    journal.close();
  });

  test("refuses a list or profile that is not the one of its journal; rows may be added", async () => {
    const { batch, journal } = open();
    await batch.present(show(blank(1)));
    journal.close();
    expect(() => open(PEOPLE.replace("resident 1", "resident 9"))).toThrow("another credential");
    expect(() => open(PEOPLE.replace("ana", "ani"))).toThrow("not in the list");
    expect(() => open(PEOPLE, { ...profile, name: "other" })).toThrow("another profile");
    const longer = open(`${PEOPLE}cici,resident 3\n`);
    expect(longer.batch.progress()).toEqual({ issuedCount: 1, totalCount: 3 });
    longer.journal.close();
  });
});

describe("a journal", () => {
  test("loses a line that a crash has cut, and nothing else", () => {
    open().journal.close();
    appendFileSync(path(), '{"kind":"begun","id":"an');
    const { journal } = open();
    expect(journal.entries).toHaveLength(1);
    journal.close();
    expect(readFileSync(path(), "utf8")).toMatch(/^\{"kind":"batch".*\}\n$/);
  });

  test("with a damaged line, or in the hands of another desk, is not opened", () => {
    writeFileSync(path(), "nonsense\n");
    expect(() => openIssueJournal(path())).toThrow(expect.objectContaining({ code: "store-damaged" }));
    rmSync(path());
    const first = openIssueJournal(path());
    expect(() => openIssueJournal(path())).toThrow(expect.objectContaining({ code: "store-failed" }));
    first.close();
    // A lock whose program is gone is nobody's.
    writeFileSync(`${path()}.lock`, "4194999\n");
    openIssueJournal(path()).close();
  });
});

describe("a list", () => {
  test("is understood as spreadsheets write it", () => {
    const people = parsePeople('\ufeffcredentialHex,note,id\r\n0A0B,"a, ""b""\r\nc",x 1\r\n\r\nff,,x 2\r\n', 8);
    expect(people).toEqual([
      { id: "x 1", credential: Uint8Array.of(10, 11) },
      { id: "x 2", credential: Uint8Array.of(255) },
    ]);
  });

  test.each([
    ["id,credential\n", "no rows"],
    ["id,credential\na,1\na,2\n", "the id is that of line 2"],
    ["id,credential\na,1\nb,1\n", "the credential is that of line 2"],
    ["id,credential,uid\na,1,04\nb,2,04\n", "the card is that of line 2"],
    ["id,credential\na,123456789\n", "9 bytes"],
    ["id,credential,credentialHex\na,1,01\n", "one of"],
    ["id,credentialHex\na,0g\n", "hexadecimal"],
    ["id,credential\na,1,2\n", "no CSV"],
    ["credential\n1\n", '"id"'],
  ])("%j is refused: %s", (csv, why) => {
    expect(() => parsePeople(csv, 8)).toThrow(why);
  });
});
