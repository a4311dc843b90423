/** Short words for how far something is, with a colour; the word alone says it too. */
import { html } from "hono/html";
import type { Language, Text } from "../../lib/language.js";
import type { Markup } from "../../lib/page.js";
import type { Stage } from "../approval.js";
import { type Complaint, daysLeft } from "../complaints.js";

const STAGES: Readonly<Record<Stage, Text & { look: string }>> = {
  neighbourhood: { id: "Menunggu ketua lingkungan", en: "Waits for the neighbourhood head", look: "warn" },
  district: { id: "Menunggu camat", en: "Waits for the district head", look: "warn" },
  issued: { id: "Sudah terbit", en: "Issued", look: "good" },
  refused: { id: "Tidak disetujui", en: "Not approved", look: "bad" },
};

/** How far a certificate request is. */
export function stagePill(stage: Stage, language: Language): Markup {
  const words = STAGES[stage];
  return html`<span class="pill ${words.look}">${words[language]}</span>`;
}

/** How a complaint stands on a day. */
export function complaintPill(complaint: Complaint, today: string, language: Language): Markup {
  if (complaint.answered_ms !== null)
    return html`<span class="pill good">${{ id: "Sudah dijawab", en: "Answered" }[language]}</span>`;
  const left = daysLeft(complaint.due_day, today);
  if (today > complaint.due_day)
    return html`<span class="pill bad">${{ id: "Terlambat", en: "Late" }[language]}</span>`;
  if (left === 0) return html`<span class="pill warn">${{ id: "Hari terakhir", en: "Last day" }[language]}</span>`;
  const words = { id: `${left} hari kerja lagi`, en: left === 1 ? "1 working day left" : `${left} working days left` };
  return html`<span class="pill ${left <= 2 ? "warn" : ""}">${words[language]}</span>`;
}
