/** Two languages: every text for a citizen is written in both, side by side. */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";

/** Indonesian first; English at the touch of a switch. */
export type Language = "id" | "en";

/** One text in both languages. */
export interface Text {
  readonly id: string;
  readonly en: string;
}

/** Remembered for the day, not for the next citizen: a kiosk goes back to Indonesian with its attract screen. */
const COOKIE = "language";

/** The language of a request: `?lang=` decides and is remembered. */
export function languageOf(context: Context): Language {
  const asked = context.req.query("lang");
  if (asked === "id" || asked === "en") {
    setCookie(context, COOKIE, asked, { path: "/", sameSite: "Strict" });
    return asked;
  }
  return getCookie(context, COOKIE) === "en" ? "en" : "id";
}

/** 1234567 is "Rp 1.234.567", in both languages. */
export function rupiah(amount: number): string {
  return `${amount < 0 ? "-" : ""}Rp ${Math.abs(amount).toLocaleString("id-ID")}`;
}
