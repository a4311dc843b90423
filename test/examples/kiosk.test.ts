/** The service desk end to end: sample cards at virtual readers, forms as a browser sends them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { certificateOf } from "../../examples/kiosk/certificates.js";
import { openPdf } from "../../examples/kiosk/code.js";
import type { Kiosk } from "../../examples/kiosk/kiosk.js";
import type { Db } from "../../examples/lib/database.js";
import type { PageEvent } from "../../examples/lib/events.js";
import type { Station } from "../../examples/lib/station.js";
import { KEY, openSampleKiosk, PNG, read, sampleDatabase, send, tapCard, visitOf } from "../support/kiosk.js";

let db: Db;
let kiosk: Kiosk;
let base: string;

beforeAll(async () => {
  db = sampleDatabase();
  kiosk = await openSampleKiosk(db);
});

afterAll(async () => {
  await kiosk.close();
  db.close();
});

beforeEach(async () => {
  await tapCard(kiosk.station, "resident-1");
  base = visitOf(db) ?? "";
});

const photo = new Blob([PNG]);

test("a tap fills in what the card tells, and nothing is typed", async () => {
  const { text } = await read(kiosk, base);
  for (const fact of ["Citra Lesmana", "9902 0112 0887 0001", "12 Agustus 1987", "Kauman Baru"])
    expect(text).toContain(fact);
  expect((await read(kiosk, `${base}?lang=en`)).text).toContain("What can we do for you?");
});

test("the pages of a visit answer to nobody else, and to nobody after it", async () => {
  await send(kiosk, `${base}/finish`);
  for (const page of ["", "/matters", "/hospital", "/complaint", "/request/1"]) {
    const { path, text } = await read(kiosk, `${base}${page}`);
    expect(path).toBe("");
    expect(text).not.toContain("Citra");
  }
  expect(visitOf(db)).toBeUndefined();
  await tapCard(kiosk.station, "resident-4");
  const { text } = await read(kiosk, `${visitOf(db)}/matters`);
  expect(text).toContain("Yanto Cahyono");
  expect(text).not.toContain("Citra");
});

describe("a card that is not welcome", () => {
  test.each([
    ["copy-1", "refused"],
    ["foreign", "foreign"],
    ["blocked", "blocked"],
    ["unknown", "unknown"],
  ])("%s is told so kindly, opens nothing, and the next resident is served", async (id, why) => {
    const told = nextEvent(kiosk);
    await tapCard(kiosk.station, id);
    expect(await told).toEqual({ kind: "go", to: `/sorry/${why}` });
    expect(visitOf(db)).toBeUndefined();
    expect((await read(kiosk, `sorry/${why}`)).text).toContain("Kembali ke awal");
    await tapCard(kiosk.station, "resident-1");
    expect(visitOf(db)).toBeDefined();
  });

  test("two cards at once make no tap, and a visit that is open goes on", async () => {
    const undisturbed = nextEvent(kiosk);
    await kiosk.station.present("two");
    expect(visitOf(db)).toBe(base);
    kiosk.service.kiosk.tell({ kind: "go", to: "/until-here" });
    expect(await undisturbed).toEqual({ kind: "go", to: "/until-here" });
    await send(kiosk, `${base}/finish`);
    const told = nextEvent(kiosk);
    await kiosk.station.present("two");
    expect(await told).toEqual({ kind: "go", to: "/sorry/two" });
  });
});

test("hospital: one number however often the form is sent, and free beds change on every open page", async () => {
  const form = { hospital: "rsud", clinic: "general" };
  const first = await send(kiosk, `${base}/hospital`, form);
  expect(first.path).toMatch(/hospital\/\d+$/);
  expect((await send(kiosk, `${base}/hospital`, form)).path).toBe(first.path);
  const told = nextEvent(kiosk, (event) => JSON.stringify(event).includes('"rsud-beds":29'));
  await send(kiosk, "staff/wards/rsud", { beds: "-1" });
  await told;
  expect((await read(kiosk, `${base}/hospital`)).text).toContain(`data-live="rsud-beds">29<`);
});

test("certificate: upload, both heads by card, a PDF that verifies, by its code and by its bytes", async () => {
  const desk = kiosk.desk as Station;
  const [head = "", districtHead = "", applicant = ""] = desk.samples.map(({ id }) => id);
  const wrong = await send(kiosk, `${base}/certificate/domicile`, { form: "a", file: new Blob(["<svg/>"]) });
  expect([wrong.status, wrong.text.includes("bukan jenis")]).toEqual([422, true]);
  const large = await send(kiosk, `${base}/certificate/domicile`, {
    form: "a",
    file: new Blob([new Uint8Array(6_000_000)]),
  });
  expect([large.status, large.text.includes("5 MB")]).toEqual([413, true]);
  const sent = await send(kiosk, `${base}/certificate/domicile`, { form: "a", file: photo });
  expect((await send(kiosk, `${base}/certificate/domicile`, { form: "a", file: photo })).path).toBe(sent.path);
  const id = Number(/request\/(\d+)$/.exec(sent.path)?.[1]);
  expect((await read(kiosk, `${sent.path}/certificate.pdf`)).path).toBe(base);

  const decide = async (card: string) => {
    await send(kiosk, `desk/request/${id}`, { answer: "approve" });
    // After pauses of this process a virtual board is behind it for good; by more than a second, it tapped too early.
    await desk.reader.setTime();
    await tapCard(desk, card);
    return db.prepare("SELECT outcome FROM tap ORDER BY rowid DESC LIMIT 1").all()[0];
  };
  expect(await decide(districtHead)).toEqual({ outcome: "not-your-office" });
  expect(await decide(applicant)).toEqual({ outcome: "own-request" });
  expect(await decide(head)).toEqual({ outcome: "decided" });
  expect(await decide(head)).toEqual({ outcome: "decided-before" });
  expect(await decide(districtHead)).toEqual({ outcome: "decided" });
  expect(await decide(districtHead)).toEqual({ outcome: "nothing-here" });

  const code = certificateOf(db, id)?.code ?? "";
  expect((await read(kiosk, `check/${code}`)).text).toContain("Surat ini asli");
  const response = await fetch(new URL(`${sent.path}/certificate.pdf`, kiosk.url));
  expect(response.headers.get("content-type")).toBe("application/pdf");
  const pdf = new Uint8Array(await response.arrayBuffer());
  expect(openPdf(KEY, pdf)).toBe(code);
  expect((await send(kiosk, "check", { file: new Blob([pdf]) })).text).toContain("persis seperti saat diterbitkan");
  pdf[1000] = (pdf[1000] ?? 0) ^ 1;
  expect((await send(kiosk, "check", { file: new Blob([pdf]) })).status).toBe(422);
  expect((await read(kiosk, "check/AAAA-BBBB-CCCC-DDDD")).status).toBe(404);
  expect((await read(kiosk, `check/${code}`)).text).not.toContain("0112 0887");
});

test("complaint: with a photo, once, its clock on card and phone, answered by the office", async () => {
  const said = { form: "c1", category: "light", place: "Jl. Melati", words: "Lampu <b>mati</b>", photo };
  expect((await send(kiosk, `${base}/complaint`, { ...said, words: " " })).status).toBe(422);
  expect((await send(kiosk, `${base}/complaint`, { ...said, photo: new Blob(["%PDF-1.7"]) })).status).toBe(422);
  const sent = await send(kiosk, `${base}/complaint`, said);
  expect((await send(kiosk, `${base}/complaint`, said)).path).toBe(sent.path);
  expect(sent.text).toContain("Lampu &lt;b&gt;mati&lt;/b&gt;");
  const ticket = /PGD-\w+/.exec(sent.path)?.[0] ?? "";
  expect((await read(kiosk, `status/${ticket.toLowerCase()}`)).text).toContain("5 hari kerja lagi");
  expect((await read(kiosk, `status/${ticket}`)).text).not.toContain("Melati");
  expect((await read(kiosk, "status/PGD-NOBODY")).status).toBe(404);
  const [{ id }] = db.prepare("SELECT id FROM complaint WHERE ticket = ?").all(ticket) as [{ id: number }];
  expect((await read(kiosk, "office")).text).toContain(`/office/photo/${id}`);
  await send(kiosk, `office/answer/${id}`, { answer: "Sudah menyala kembali." });
  await tapCard(kiosk.station, "resident-1");
  expect((await read(kiosk, `${visitOf(db)}/complaint/${ticket}`)).text).toContain("Sudah menyala kembali.");
  await tapCard(kiosk.station, "resident-4");
  expect((await read(kiosk, `${visitOf(db)}/complaint/${ticket}`)).path).toBe(visitOf(db));
});

test("entitlements: by category, where to draw them, and kind words where there is nothing", async () => {
  const { text } = await read(kiosk, `${base}/aid`);
  for (const fact of ["Bantuan pangan", "Rp 236.000", "Beras: 10 kg", "Warung Kauman"]) expect(text).toContain(fact);
  db.prepare("UPDATE resident SET category = 'none' WHERE number = 1").run();
  expect((await read(kiosk, `${base}/aid`)).text).toContain("petugas loket siap membantu");
});

test("without a card: a number at the counter, called in turn", async () => {
  const { path, text } = await send(kiosk, "manual");
  const number = /\d+$/.exec(path)?.[0];
  expect(text).toContain(`<p class="ticket">${number}</p>`);
  // How many of the sample wait before depends on the hour: soon after midnight it is all of them.
  const called: number[] = [];
  while (called.at(-1) !== Number(number) && called.length < Number(number)) {
    await send(kiosk, "staff/counter");
    called.push(Number(/<p class="ticket">(\d+)</.exec((await read(kiosk, "staff/counter")).text)?.[1]));
  }
  expect(called.at(-1)).toBe(Number(number));
  expect(called).toEqual(called.toSorted((a, b) => a - b));
  expect(new Set(called).size).toBe(called.length);
});

test("a form from another site changes nothing", async () => {
  const body = new URLSearchParams({ beds: "-1" });
  const init = { method: "POST", body, headers: { origin: "https://elsewhere.example" } };
  expect((await fetch(new URL("staff/wards/rsud", kiosk.url), init)).status).toBe(403);
});

/** The next event of a kind that the kiosk's screen is told; the clock tells it numbers in between. */
function nextEvent(
  { service }: Kiosk,
  is: (event: PageEvent) => boolean = ({ kind }) => kind === "go",
): Promise<unknown> {
  const { tell } = service.kiosk;
  return new Promise((resolve) => {
    service.kiosk.tell = (event) => {
      tell(event);
      if (!is(event)) return;
      service.kiosk.tell = tell;
      resolve(event);
    };
  });
}

test("a page that was being loaded when the card was tapped is told where it belongs", async () => {
  const first = async () => {
    const stop = new AbortController();
    const { body } = await fetch(new URL("events", kiosk.url), { signal: stop.signal });
    let text = "";
    for await (const piece of body ?? []) {
      text += Buffer.from(piece).toString();
      if (text.includes('"screen"')) break;
    }
    stop.abort();
    return /"screen":"([^"]*)"/.exec(text)?.[1];
  };
  expect(await first()).toBe(`/${base}`);
  await tapCard(kiosk.station, "foreign");
  expect(await first()).toBe("/sorry/foreign");
});
