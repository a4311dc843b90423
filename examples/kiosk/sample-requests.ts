/** Sample data: certificate requests that wait for the heads. */
import { Buffer } from "node:buffer";
import { type Db, run } from "../lib/database.js";

/** Resident, kind, and how long ago in hours. */
const REQUESTS: readonly (readonly [number, string, number])[] = [
  [6, "business", 26],
  [8, "income", 20],
  [15, "domicile", 3],
];
const HOUR_MS = 3_600_000;

/** One page with one line, written by hand: readers rebuild the table that is missing. */
const PAPER = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 300]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj
4 0 obj<</Length 57>>stream
BT /F 20 Tf 40 200 Td (Contoh persyaratan / sample) Tj ET
endstream endobj
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj
trailer<</Root 1 0 R>>
%%EOF`;

/** Fills the desk of the heads. */
export function fillRequests(db: Db, nowMs: number): void {
  REQUESTS.forEach(([resident, kind, hours], index) => {
    const atMs = nowMs - hours * HOUR_MS;
    run(db, "INSERT INTO upload VALUES (?, 'application/pdf', ?, ?)", index + 1, Buffer.from(PAPER), atMs);
    const sql = "INSERT INTO request (form, kind, resident, upload, at_ms) VALUES (?, ?, ?, ?, ?)";
    run(db, sql, `sample-${index}`, kind, resident, index + 1, atMs);
  });
}
