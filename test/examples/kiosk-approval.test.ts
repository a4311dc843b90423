/** Approvals: the right person, in the right order, never the applicant, never twice, and codes that cannot be made up. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Decision, rule, stageOf } from "../../examples/kiosk/approval.js";
import {
  certificateOf,
  checkCode,
  decisionsOn,
  requestCertificate,
  requestOf,
} from "../../examples/kiosk/certificates.js";
import { codeOf, openPdf, parseCode } from "../../examples/kiosk/code.js";
import { clearDesk, layOnDesk, onDesk, receiveDeskTap } from "../../examples/kiosk/desk.js";
import { drawCertificate } from "../../examples/kiosk/pdf.js";
import { holdsOffice, type Office, personOf } from "../../examples/kiosk/residents.js";
import { residentOf } from "../../examples/lib/city.js";
import { all, type Db, run } from "../../examples/lib/database.js";
import { KEY, MONDAY_MS, PNG, sampleDatabase, tapOf } from "../support/kiosk.js";

const APPLICANT = 1;
const file = { type: "image/png", bytes: PNG } as const;

/** Heads and deputies of the applicant's own areas. */
function heads(db: Db, office: Office): number[] {
  const { neighbourhood, district } = residentOf(APPLICANT);
  const area = office === "neighbourhood" ? neighbourhood : district;
  const sql = "SELECT resident FROM official WHERE office = ? AND area = ? ORDER BY resident";
  return all<{ resident: number }>(db, sql, office, area).map(({ resident }) => resident);
}

function withRequest(): { db: Db; id: number; first: number[]; second: number[] } {
  const db = sampleDatabase(MONDAY_MS);
  const id = requestCertificate(db, "form", APPLICANT, "domicile", file, MONDAY_MS)?.id ?? 0;
  return { db, id, first: heads(db, "neighbourhood"), second: heads(db, "district") };
}

/** Lays the request down and taps, a second later. */
function decide(db: Db, id: number, person: number, atMs = MONDAY_MS, answer: "approve" | "refuse" = "approve") {
  layOnDesk(db, id, answer, "tidak lengkap", atMs);
  return receiveDeskTap(db, KEY, tapOf(person, atMs + 1000), atMs + 1000);
}

describe("the rule", () => {
  const person = fc.integer({ min: 1, max: 4 });
  const offices = fc.subarray<Office>(["neighbourhood", "district"]);
  const taps = fc.array(fc.tuple(person, fc.constantFrom<"approve" | "refuse">("approve", "approve", "refuse")), {
    maxLength: 20,
  });

  test("whatever cards are tapped in whatever order, only two different officials who are not the applicant decide", () => {
    fc.assert(
      fc.property(person, fc.array(offices, { minLength: 5, maxLength: 5 }), taps, (applicant, holds, attempts) => {
        const decisions: Decision[] = [];
        for (const [who, answer] of attempts) {
          const before = stageOf(decisions);
          if (rule(applicant, decisions, who, holds[who] ?? []) !== "decided") continue;
          expect(["neighbourhood", "district"]).toContain(before);
          expect(holds[who]).toContain(before);
          decisions.push({ step: before === "neighbourhood" ? 1 : 2, resident: who, answer });
        }
        expect(decisions.length).toBeLessThanOrEqual(2);
        expect(new Set(decisions.map(({ resident }) => resident)).size).toBe(decisions.length);
        expect(decisions.some(({ resident }) => resident === applicant)).toBe(false);
        expect(decisions.map(({ step }) => step)).toEqual([1, 2].slice(0, decisions.length));
        const isIssued = decisions.length === 2 && decisions.every(({ answer }) => answer === "approve");
        expect(stageOf(decisions) === "issued").toBe(isIssued);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the desk", () => {
  test("takes the neighbourhood's head, then the district's, and issues", () => {
    const { db, id, first, second } = withRequest();
    expect(decide(db, id, second[0] ?? 0)).toBe("not-your-office");
    expect(decide(db, id, first[0] ?? 0)).toBe("decided");
    expect(certificateOf(db, id)).toBeUndefined();
    expect(decide(db, id, first[0] ?? 0)).toBe("decided-before");
    expect(decide(db, id, first[1] ?? 0)).toBe("not-your-office");
    expect(decide(db, id, APPLICANT)).toBe("own-request");
    expect(decide(db, id, second[0] ?? 0)).toBe("decided");
    const heads = [first[0], second[0]].map((number) => personOf(db, number ?? 0).name);
    expect(certificateOf(db, id)).toMatchObject({
      number: "470/00001/2026",
      neighbourhood_head: heads[0],
      district_head: heads[1],
    });
    expect(layOnDesk(db, id, "approve", "", MONDAY_MS)).toBe(false);
    expect(decisionsOn(db, id)).toHaveLength(2);
  });

  test("random cards at random never issue what the rule forbids", () => {
    const { db, first, second } = withRequest();
    const people = [APPLICANT, ...first, ...second, 40, 41];
    let form = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...people), { maxLength: 8 }), (taps) => {
        const id = requestCertificate(db, `p${++form}`, APPLICANT, "income", file, MONDAY_MS)?.id ?? 0;
        for (const person of taps) decide(db, id, person);
        const made = decisionsOn(db, id).map(({ resident }) => resident);
        expect(made[0] === undefined || first.includes(made[0])).toBe(true);
        expect(made[1] === undefined || second.includes(made[1])).toBe(true);
        expect(certificateOf(db, id) !== undefined).toBe(made.length === 2);
        clearDesk(db);
      }),
      { numRuns: 60 },
    );
  });

  test("a head who applies is not their own head: the deputy approves", () => {
    const { db, first } = withRequest();
    const [head = 0, deputy = 0] = first;
    const own = requestCertificate(db, "own", head, "domicile", file, MONDAY_MS)?.id ?? 0;
    expect(holdsOffice(db, head, "neighbourhood", personOf(db, head).neighbourhood)).toBe(true);
    expect(decide(db, own, head)).toBe("own-request");
    expect(decide(db, own, deputy)).toBe("decided");
  });

  test("a refusal needs a reason, ends the request, and is told", () => {
    const { db, id, first, second } = withRequest();
    expect(layOnDesk(db, id, "refuse", " ", MONDAY_MS)).toBe(false);
    expect(decide(db, id, first[0] ?? 0, MONDAY_MS, "refuse")).toBe("decided");
    expect(decisionsOn(db, id)[0]).toMatchObject({ answer: "refuse", reason: "tidak lengkap" });
    expect(decide(db, id, second[0] ?? 0)).toBe("nothing-here");
    expect(certificateOf(db, id)).toBeUndefined();
  });

  test("a tap says yes to what lay there when it was made, not to what lies there when it arrives", () => {
    const { db, id, first } = withRequest();
    const head = first[0] ?? 0;
    // Made before the request was laid down, for another one.
    layOnDesk(db, id, "approve", "", MONDAY_MS + 10_000);
    const early = tapOf(head, MONDAY_MS + 2000);
    expect(receiveDeskTap(db, KEY, early, MONDAY_MS + 11_000)).toBe("nothing-here");
    // Made while nobody listened.
    expect(receiveDeskTap(db, KEY, tapOf(head, MONDAY_MS + 11_000), MONDAY_MS + 60_000)).toBe("late");
    expect(receiveDeskTap(db, KEY, tapOf(head, 0, { datedAt: undefined }), MONDAY_MS + 12_000)).toBe("late");
    expect(onDesk(db, MONDAY_MS + 131_000)).toBeUndefined();
    expect(decisionsOn(db, id)).toEqual([]);
  });

  test("a copy of the head's card, or a blocked one, decides nothing", () => {
    const { db, id, first } = withRequest();
    layOnDesk(db, id, "approve", "", MONDAY_MS);
    const copy = tapOf(first[0] ?? 0, MONDAY_MS, {
      verdict: { ok: false, reason: "card-refused" },
      refusal: "wrong-key",
    });
    expect(receiveDeskTap(db, KEY, copy, MONDAY_MS)).toBe("card-refused");
    run(db, "UPDATE card SET state = 'blocked' WHERE resident = ?", first[0] ?? 0);
    expect(receiveDeskTap(db, KEY, tapOf(first[0] ?? 0, MONDAY_MS), MONDAY_MS)).toBe("blocked");
    expect(decisionsOn(db, id)).toEqual([]);
  });
});

describe("a certificate", () => {
  function issued() {
    const { db, id, first, second } = withRequest();
    decide(db, id, first[0] ?? 0);
    decide(db, id, second[0] ?? 0);
    const certificate = certificateOf(db, id);
    if (!certificate) throw new Error("none was issued");
    return { db, id, certificate };
  }

  test("has a code that verifies as people type it, and no other does", () => {
    const { db, certificate } = issued();
    const typed = parseCode(` ${certificate.code.toLowerCase().replaceAll("-", " ")} `);
    expect(typed).toBe(certificate.code);
    expect(checkCode(db, KEY, certificate.code)).toMatchObject({ name: "Citra Lesmana" });
    expect(checkCode(db, new Uint8Array(32), certificate.code)).toBeUndefined();
    expect(["", "AAAA-BBBB", "AAAA-BBBB-CCCC-DD01", "x".repeat(5000)].map(parseCode)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("whose words are changed in the database has a code that no longer verifies", () => {
    for (const column of ["name", "nik", "kind", "address", "number", "district_head"]) {
      const { db, certificate } = issued();
      run(db, `UPDATE certificate SET ${column} = ${column} || 'x'`);
      expect([column, checkCode(db, KEY, certificate.code)]).toEqual([column, undefined]);
    }
    const { db, certificate } = issued();
    run(db, "UPDATE certificate SET at_ms = at_ms + 1");
    expect(checkCode(db, KEY, certificate.code)).toBeUndefined();
  });

  test("is the same PDF at every print, and with any bit changed it is none of the city's", async () => {
    const { certificate } = issued();
    const pdf = await drawCertificate(KEY, certificate, "https://kota.example");
    expect(Buffer.from(await drawCertificate(KEY, certificate, "https://kota.example")).equals(pdf)).toBe(true);
    expect(Buffer.from(pdf.subarray(0, 5)).toString()).toBe("%PDF-");
    expect(openPdf(KEY, pdf)).toBe(certificate.code);
    fc.assert(
      fc.property(fc.nat(pdf.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(pdf);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(openPdf(KEY, changed)).toBeUndefined();
      }),
      { numRuns: 500 },
    );
    expect(openPdf(KEY, pdf.subarray(0, pdf.length - 1))).toBeUndefined();
    expect(openPdf(KEY, Buffer.concat([pdf, Buffer.from("more")]))).toBeUndefined();
    expect(openPdf(KEY, PNG)).toBeUndefined();
  });

  test("the seal of one certificate does not fit another", async () => {
    const { certificate } = issued();
    const pdf = await drawCertificate(KEY, certificate, "https://kota.example");
    const other = codeOf(KEY, { ...certificate, name: "Orang Lain" });
    const swapped = Buffer.from(
      Buffer.from(pdf).toString("latin1").replace(`SEAL ${certificate.code}`, `SEAL ${other}`),
      "latin1",
    );
    expect(swapped.equals(pdf)).toBe(false);
    expect(openPdf(KEY, swapped)).toBeUndefined();
  });

  test("a form that is sent twice is one request, and another resident's form is not given away", () => {
    const { db, id } = withRequest();
    expect(requestCertificate(db, "form", APPLICANT, "domicile", file, MONDAY_MS)?.id).toBe(id);
    expect(() => requestCertificate(db, "form", 2, "domicile", file, MONDAY_MS)).toThrow(/UNIQUE/);
    expect(requestCertificate(db, "other", APPLICANT, "toString", file, MONDAY_MS)).toBeUndefined();
    expect(requestOf(db, id)?.resident).toBe(APPLICANT);
  });
});
