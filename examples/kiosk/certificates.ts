/** Certificate requests, from the upload to the certificate. Decisions are made in `desk.ts`. */

import { DISTRICTS } from "../lib/city.js";
import { all, type Db, inTransaction, one, run } from "../lib/database.js";
import { dayAt } from "../lib/days.js";
import type { Text } from "../lib/language.js";
import { type Decision, type Stage, stageOf } from "./approval.js";
import { codeOf } from "./code.js";
import { personOf } from "./residents.js";
import { storeUpload, type UploadType } from "./uploads.js";

/** A kind of certificate, and what must be handed in for it. */
export interface CertificateKind {
  readonly title: Text;
  readonly about: Text;
  readonly needs: Text;
  /** What the certificate states of the person above it. */
  readonly states: string;
}

/** What can be requested. */
export const KINDS: Readonly<Record<string, CertificateKind>> = {
  domicile: {
    title: { id: "Surat Keterangan Domisili", en: "Certificate of residence" },
    about: {
      id: "Bukti tempat tinggal untuk sekolah, bank, atau pekerjaan",
      en: "Proof of address for school, bank or work",
    },
    needs: { id: "foto atau pindaian Kartu Keluarga", en: "a photo or scan of your family card" },
    states: "adalah benar penduduk yang berdomisili pada alamat tersebut di atas.",
  },
  income: {
    title: { id: "Surat Keterangan Tidak Mampu", en: "Certificate of low income" },
    about: { id: "Untuk keringanan biaya sekolah atau berobat", en: "For relief of school or medical fees" },
    needs: {
      id: "foto atau pindaian surat pengantar RT",
      en: "a photo or scan of the letter from your community head",
    },
    states: "adalah benar penduduk yang tergolong keluarga berpenghasilan rendah.",
  },
  business: {
    title: { id: "Surat Keterangan Usaha", en: "Certificate of business" },
    about: { id: "Untuk pinjaman modal atau izin usaha kecil", en: "For a small loan or a small-business permit" },
    needs: { id: "foto tempat usaha Anda", en: "a photo of your place of business" },
    states: "adalah benar penduduk yang menjalankan usaha pada alamat tersebut di atas.",
  },
};

/** A request. */
export interface CertificateRequest {
  readonly id: number;
  readonly kind: string;
  readonly resident: number;
  readonly upload: number;
  readonly at_ms: number;
}

/** A certificate that was issued. */
export interface Certificate {
  readonly request: number;
  readonly number: string;
  readonly code: string;
  readonly kind: string;
  readonly name: string;
  readonly nik: string;
  readonly born: string;
  readonly address: string;
  readonly neighbourhood: string;
  readonly district: string;
  readonly neighbourhood_head: string;
  readonly district_head: string;
  readonly at_ms: number;
}

const COLUMNS = "id, kind, resident, upload, at_ms";

/**
 * Hands a request in.
 *
 * @param form names this form: handed in twice, it is one request
 * @returns undefined for a kind that does not exist
 */
export function requestCertificate(
  db: Db,
  form: string,
  resident: number,
  kind: string,
  file: { type: UploadType; bytes: Uint8Array },
  nowMs: number,
): CertificateRequest | undefined {
  if (!Object.hasOwn(KINDS, kind)) return undefined;
  return inTransaction(db, () => {
    const mine = () =>
      one<CertificateRequest>(db, `SELECT ${COLUMNS} FROM request WHERE form = ? AND resident = ?`, form, resident);
    const before = mine();
    if (before) return before;
    const upload = storeUpload(db, file, nowMs);
    const sql = "INSERT INTO request (form, kind, resident, upload, at_ms) VALUES (?, ?, ?, ?, ?)";
    run(db, sql, form, kind, resident, upload, nowMs);
    return mine();
  });
}

/** A request by its id. */
export function requestOf(db: Db, id: number): CertificateRequest | undefined {
  return one<CertificateRequest>(db, `SELECT ${COLUMNS} FROM request WHERE id = ?`, id);
}

/** A resident's requests, the newest first. */
export function requestsOf(db: Db, resident: number): CertificateRequest[] {
  return all<CertificateRequest>(db, `SELECT ${COLUMNS} FROM request WHERE resident = ? ORDER BY id DESC`, resident);
}

/** What was decided about a request, in order. */
export function decisionsOn(
  db: Db,
  request: number,
): (Decision & { readonly reason: string; readonly at_ms: number })[] {
  return all(db, "SELECT step, resident, answer, reason, at_ms FROM decision WHERE request = ? ORDER BY step", request);
}

/** Requests that wait for an office, the oldest first. */
export function openRequests(db: Db): (CertificateRequest & { readonly stage: Stage })[] {
  const sql = `SELECT ${COLUMNS} FROM request WHERE id NOT IN (SELECT request FROM certificate)
    AND id NOT IN (SELECT request FROM decision WHERE answer = 'refuse') ORDER BY id`;
  return all<CertificateRequest>(db, sql).map((row) => ({ ...row, stage: stageOf(decisionsOn(db, row.id)) }));
}

/** Issues the certificate of a request that both offices have approved. Runs in the transaction of the second. */
export function issueCertificate(db: Db, key: Uint8Array, request: CertificateRequest, nowMs: number): void {
  const { name, nik, born, address, neighbourhood, district } = personOf(db, request.resident);
  const year = dayAt(nowMs).slice(0, 4);
  const count =
    one<{ n: number }>(db, "SELECT count(*) AS n FROM certificate WHERE number LIKE ?", `%/${year}`)?.n ?? 0;
  const heads = decisionsOn(db, request.id).map(({ resident }) => personOf(db, resident).name);
  const facts = {
    number: `470/${String(count + 1).padStart(5, "0")}/${year}`,
    kind: request.kind,
    name,
    nik,
    born,
    address,
    neighbourhood,
    district: DISTRICTS.find(({ id }) => id === district)?.name ?? district,
    neighbourhood_head: heads[0] ?? "",
    district_head: heads[1] ?? "",
    at_ms: nowMs,
  };
  const row = { request: request.id, code: codeOf(key, facts), ...facts };
  const names = Object.keys(row);
  const places = names.map(() => "?").join(", ");
  run(db, `INSERT INTO certificate (${names.join(", ")}) VALUES (${places})`, ...Object.values(row));
}

/** The certificate of a request, when it was issued. */
export function certificateOf(db: Db, request: number): Certificate | undefined {
  return one<Certificate>(db, "SELECT * FROM certificate WHERE request = ?", request);
}

/** The certificate of a code, if every word of it is still as it was issued. */
export function checkCode(db: Db, key: Uint8Array, code: string): Certificate | undefined {
  const certificate = one<Certificate>(db, "SELECT * FROM certificate WHERE code = ?", code);
  return certificate && codeOf(key, certificate) === code ? certificate : undefined;
}
