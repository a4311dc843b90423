/** The card desk whole, with virtual readers: from a face to a live card, lost and replaced, and what goes wrong on the way. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { blockedCards } from "../../examples/issuance/blocks.js";
import type { Desk } from "../../examples/issuance/desk.js";
import { FAMILIES } from "../../examples/issuance/profiles.js";
import { cardByUid, cardOf, cardsOf } from "../../examples/issuance/register.js";
import { personOf, photoOf } from "../../examples/issuance/residents.js";
import { type BlockList, openBlockList } from "../../examples/lib/blocklist.js";
import { all, type Db, one, openDatabase } from "../../examples/lib/database.js";
import {
  beginEncoding,
  issue,
  JPEG,
  newFolder,
  openSampleDesk,
  read,
  sampleRegister,
  send,
  signIn,
  tapped,
  untilPhase,
} from "../support/card-desk.js";
import { fillDisk } from "../support/harm-database.js";

let db: Db;
let desk: Desk;
const nameOf = (resident: number) => personOf(db, resident)?.name ?? "";

beforeEach(async () => {
  db = sampleRegister();
  desk = await openSampleDesk(db);
});

afterEach(() => desk.close());

describe("at the desk", () => {
  test.each(FAMILIES)("a resident leaves with a live card: %s", { timeout: 40_000 }, async (family) => {
    await signIn(desk);
    const card = await issue(desk, 1, nameOf(1).toUpperCase(), family);
    expect(card).toMatchObject({ state: "live", family, credential: "TIRTASARI 00000001/1" });
    const doings = all<{ what: string; officer: string }>(
      db,
      "SELECT what, officer FROM history WHERE resident = 1 ORDER BY id",
    );
    expect(doings.map(({ what }) => what)).toEqual(["begun", "made", "checked", "handed"]);
    expect(new Set(doings.slice(0, 3).map(({ officer }) => officer))).toEqual(new Set([nameOf(601)]));
  });

  test("a lost card is refused by a shop at once, and the new one is not", { timeout: 40_000 }, async () => {
    await signIn(desk);
    const first = await issue(desk, 2, nameOf(2));
    const publicKey = await (await fetch(`${desk.url}blocklist/key`)).text();
    const shop: BlockList = openBlockList({ db: openDatabase(":memory:", []), url: `${desk.url}blocklist`, publicKey });
    const heard = new Promise<void>((resolve) => shop.onChange((version) => version > 1 && resolve()));
    expect(await send(desk, "/residents/2/block", { card: String(first.id), reason: "  " })).toBe(409);
    expect(cardOf(db, 2)?.state).toBe("live");
    expect(await send(desk, "/residents/2/block", { card: String(first.id), reason: "hilang di pasar" })).toBe(200);
    await heard;
    const second = await issue(desk, 2, nameOf(2));
    expect(second.credential).toBe("TIRTASARI 00000002/2");
    expect(shop.isBlocked(first.uid ?? "", Date.now())).toBe("blocked");
    expect(shop.isBlocked(second.uid ?? "", Date.now())).toBe(false);
    expect(await send(desk, "/residents/2/unblock", { card: String(first.id), reason: "ketemu" })).toBe(409);
    expect(cardsOf(db, 2).map(({ state }) => state)).toEqual(["live", "blocked"]);
    expect(await read(desk, "/blocks")).toContain("hilang di pasar");
    await shop.close();
  });

  test("nothing is done without an officer, a photo, the right name, or for somebody who has a card", async () => {
    expect(await send(desk, "/residents/3/encode", { family: "desfire" })).toBe(409);
    const put = (body: string | Uint8Array<ArrayBuffer>) =>
      fetch(`${desk.url}residents/3/photo.jpg`, { method: "PUT", body, headers: { "content-type": "image/jpeg" } });
    expect((await put(JPEG)).status).toBe(403);
    await signIn(desk);
    expect(await send(desk, "/residents/3/encode", { family: "desfire" })).toBe(409);
    expect((await put("GIF89a")).status).toBe(422);
    expect((await put(new Uint8Array(200_000).fill(0xff))).status).toBe(413);
    expect((await put(JPEG)).status).toBe(204);
    expect(photoOf(db, 3)).toHaveLength(JPEG.length);
    expect(await send(desk, "/residents/12/encode", { family: "desfire" })).toBe(409);
    expect((await fetch(`${desk.url}residents/9999`)).status).toBe(404);
    expect((await fetch(`${desk.url}r/nonsense`)).status).toBe(404);
    expect(await send(desk, "/officer/leave")).toBe(200);
    expect(await send(desk, "/residents/12/block", { card: "1", reason: "x" })).toBe(409);
  });

  test("a form from another site is not obeyed", async () => {
    await signIn(desk);
    const headers = { origin: "https://example.org", "content-type": "application/x-www-form-urlencoded" };
    const card = String(cardOf(db, 12)?.id);
    const body = new URLSearchParams({ card, reason: "x" }).toString();
    const response = await fetch(`${desk.url}residents/12/block`, { method: "POST", headers, body });
    expect(response.status).toBe(403);
    expect(cardOf(db, 12)?.state).toBe("live");
  });
});

describe("when it goes wrong", () => {
  test("a card that is pulled while it is written goes on where it was, and stays this resident's", {
    timeout: 40_000,
  }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 4);
    await desk.play("pulled");
    await untilPhase(desk, "torn");
    const begun = cardOf(db, 4);
    expect(begun?.state).toBe("begun");
    expect(await read(desk, "/residents/4")).toContain("Kartu terangkat terlalu cepat");
    while (desk.service.encoder.job?.phase !== "made") await desk.play("blank");
    expect(cardOf(db, 4)).toMatchObject({ uid: begun?.uid, state: "made" });
  });

  test("a half-made card is nobody else's, and put aside it is blocked", { timeout: 40_000 }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 5);
    await desk.play("pulled");
    await untilPhase(desk, "torn");
    const begun = cardOf(db, 5);
    expect(await send(desk, "/residents/5/aside", { card: String(begun?.id) })).toBe(200);
    expect(cardOf(db, 5)).toBeUndefined();
    expect(blockedCards(db, 0).uids).toContain(begun?.uid);
    while (desk.service.encoder.job?.phase !== "taken") await desk.play("blank");
    expect(cardByUid(db, begun?.uid ?? "")?.state).toBe("aside");
  });

  test("a card of another city is left as it is", { timeout: 40_000 }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 6);
    await desk.play("strange");
    await untilPhase(desk, "foreign");
    expect(cardOf(db, 6)).toBeUndefined();
  });

  test("a reader that is unplugged comes back, and the card is written then", { timeout: 40_000 }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 7);
    const states: string[] = [];
    const back = new Promise<void>((resolve) =>
      desk.encoder.events.on("state", (state) => {
        states.push(state);
        if (state === "ready") resolve();
      }),
    );
    desk.encoder.virtual?.binding.port?.unplug();
    await back;
    expect(states).toEqual(["away", "ready"]);
    // The encoder asks again after a pause; a card that came before has to be presented anew, as people do.
    while (desk.service.encoder.job?.phase !== "made") await desk.play("blank");
    expect(cardOf(db, 7)?.state).toBe("made");
  });

  test("with the register locked a blank card is not touched, and is written when it is free", {
    timeout: 40_000,
  }, async () => {
    await desk.close();
    const path = join(newFolder(), "register.db");
    db = sampleRegister(path);
    desk = await openSampleDesk(db);
    await signIn(desk);
    await beginEncoding(desk, 8);
    db.exec("PRAGMA busy_timeout = 0");
    const other = openDatabase(path, []);
    other.exec("BEGIN IMMEDIATE");
    const playing = desk.play("blank");
    await untilPhase(desk, "busy");
    expect(one(db, "SELECT id FROM card WHERE resident = 8")).toBeUndefined();
    other.exec("ROLLBACK");
    other.close();
    await playing;
    while (desk.service.encoder.job?.phase !== "made") await desk.play("blank");
    expect(cardOf(db, 8)?.state).toBe("made");
  });

  test("with a full disk a blank card is not touched, and a card that was written is noted when there is room", {
    timeout: 40_000,
  }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 8);
    const before = fillDisk(db, "card");
    const playing = desk.play("blank");
    await untilPhase(desk, "busy");
    expect(one(db, "SELECT id FROM card WHERE resident = 8")).toBeUndefined();
    before();
    await playing;
    // From here on there is room for the beginning of a card, not for its end.
    const after = fillDisk(db, "card", "UPDATE");
    const again = desk.play("blank");
    await untilPhase(desk, "writing");
    await vi.waitFor(() => expect(cardOf(db, 8)?.state).toBe("begun"), { timeout: 10_000 });
    after();
    await again;
    while (desk.service.encoder.job?.phase !== "made") await desk.play("blank");
    expect(cardOf(db, 8)).toMatchObject({ state: "made", credential: "TIRTASARI 00000008/1" });
    expect(all(db, "SELECT id FROM card WHERE resident = 8")).toHaveLength(1);
  });

  test("a desk whose disk is full can be ended; its card stays begun, and waits for a desk that has room", {
    timeout: 40_000,
  }, async () => {
    const path = join(newFolder(), "register.db");
    await desk.close();
    db = sampleRegister(path);
    desk = await openSampleDesk(db);
    await signIn(desk);
    await beginEncoding(desk, 8);
    fillDisk(db, "card", "UPDATE");
    const playing = desk.play("blank");
    await vi.waitFor(() => expect(cardOf(db, 8)?.state).toBe("begun"), { timeout: 10_000 });
    await desk.close();
    await playing.catch(() => {});
    expect(cardOf(db, 8)?.state).toBe("begun");
  });

  test("a card that was changed, or is blocked, is found out by the checking reader", { timeout: 40_000 }, async () => {
    await signIn(desk);
    await beginEncoding(desk, 9);
    await desk.play("blank");
    await untilPhase(desk, "made");
    db.exec("UPDATE card SET credential = 'TIRTASARI 00000009/7' WHERE resident = 9");
    await tapped(desk.check, () => desk.play("made"));
    expect(desk.service.said?.outcome).toBe("other-content");
    expect(cardOf(db, 9)?.state).toBe("made");
    expect(await send(desk, "/residents/12/block", { card: String(cardOf(db, 12)?.id), reason: "dicuri" })).toBe(200);
    await tapped(desk.check, () => desk.play("resident-12"));
    expect(desk.service.said?.outcome).toBe("blocked");
    expect(await read(desk, "/")).toContain("Kartu ini diblokir");
  });
});
