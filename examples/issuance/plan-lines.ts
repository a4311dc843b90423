/** The arithmetic of the plan as people read it: every result with the numbers that it came from. */
import type { Language, Text } from "../lib/language.js";
import { type Plan, WITNESSES } from "./plan.js";

/** A result with its arithmetic. */
export interface PlanLine {
  readonly what: Text;
  /** Such as "1.000.000 ÷ 12.852". */
  readonly sum: Text;
  readonly result: Text;
}

/** Results under one heading. */
export interface PlanPart {
  readonly title: Text;
  readonly lines: readonly PlanLine[];
}

/** "1.000.000" or "1,000,000". */
export function figure(value: number, language: Language, digits = 0): string {
  return value.toLocaleString(language === "id" ? "id-ID" : "en-GB", { maximumFractionDigits: digits });
}

/** Writes a text in both languages from one function. */
function both(
  write: (n: (value: number, digits?: number) => string, word: (id: string, en: string) => string) => string,
): Text {
  return {
    id: write(
      (value, digits) => figure(value, "id", digits),
      (id) => id,
    ),
    en: write(
      (value, digits) => figure(value, "en", digits),
      (_, en) => en,
    ),
  };
}

/** All of it. */
export function linesOf(plan: Plan): readonly PlanPart[] {
  const { input } = plan;
  const line = (what: Text, sum: Text, result: Text): PlanLine => ({ what, sum, result });
  const rupiah = (value: number) => both((n) => `Rp\u00a0${n(value)}`);
  return [
    {
      title: { id: "Waktu", en: "Time" },
      lines: [
        line(
          { id: "Kartu per jam, satu stasiun", en: "Cards an hour, one station" },
          both(
            (n, w) =>
              `3${w(".", ",")}600 ${w("detik", "s")} ÷ ${n(input.secondsPerCard)} ${w("detik", "s")} × ${n(input.utilisationPercent)}%`,
          ),
          both((n) => n(plan.perHour, 1)),
        ),
        line(
          { id: "Kartu per hari, semua stasiun", en: "Cards a day, all stations" },
          both(
            (n, w) =>
              `${n(input.stationCount)} ${w("stasiun", "stations")} × ${n(input.shiftsPerDay)} ${w("gilir", "shifts")} × ${n(input.hoursPerShift, 1)} ${w("jam", "h")} × ${n(plan.perHour, 1)}`,
          ),
          both((n) => n(plan.perDay)),
        ),
        line(
          { id: "Kartu kosong yang dipakai", en: "Blanks used" },
          both((n) => `${n(input.cardCount)} ÷ (100% − ${n(input.spoilagePercent, 2)}%)`),
          both((n) => n(plan.blankCount)),
        ),
        line(
          { id: "Hari kerja", en: "Work days" },
          both(
            (n, w) =>
              `${n(plan.blankCount)} ÷ (${n(input.stationCount)} ${w("stasiun", "stations")} × ${n(plan.perDay / input.stationCount, 1)})`,
          ),
          both((n, w) => `${n(plan.workDays)} ${w("hari", "days")}`),
        ),
        line(
          { id: "Minggu", en: "Weeks" },
          both(
            (n, w) =>
              `${n(plan.workDays)} ${w("hari", "days")} ÷ ${n(input.workdaysPerWeek)} ${w("hari per minggu", "a week")}`,
          ),
          both((n, w) => `${n(plan.weeks)} ${w("minggu", "weeks")}`),
        ),
      ],
    },
    {
      title: { id: "Persediaan", en: "Stock" },
      lines: [
        line(
          { id: "Pesan lagi saat tersisa", en: "Order again when left" },
          both(
            (n, w) =>
              `${n(plan.perDay)} × (${n(input.leadDays)} ${w("hari kirim", "days to deliver")} + ${n(input.safetyDays)} ${w("hari cadangan", "days to spare")})`,
          ),
          both((n) => n(plan.reorderAt)),
        ),
        line(
          { id: "Persediaan hari pertama", en: "Stock on the first day" },
          both(
            (n, w) =>
              `${w("terbesar dari", "the larger of")} ${n(plan.reorderAt)} ${w("dan", "and")} ${n(input.orderCount)}`,
          ),
          both((n) => n(plan.firstStock)),
        ),
        line(
          { id: "Kiriman berikutnya", en: "Later deliveries" },
          both((n) => `(${n(plan.blankCount)} − ${n(plan.firstStock)}) ÷ ${n(input.orderCount)}`),
          both((n, w) => `${n(plan.deliveryCount)} ${w("kali", "times")}`),
        ),
        line(
          { id: "Kartu rusak", en: "Spoiled cards" },
          both((n) => `${n(plan.blankCount)} − ${n(input.cardCount)}`),
          both((n) => n(plan.spoiledCount)),
        ),
      ],
    },
    {
      title: { id: "Kunci", en: "Keys" },
      lines: [
        line(
          { id: "Kunci di dalam semua kartu", en: "Keys in all cards" },
          both((n, w) => `${n(input.cardCount)} × ${n(input.keysPerCard)} ${w("kunci", "keys")}`),
          both((n) => n(plan.cardKeyCount)),
        ),
        line(
          { id: "Kunci yang harus disimpan", en: "Keys to be kept" },
          {
            id: "semua kunci kartu diturunkan dari satu rahasia dan nomor kartu",
            en: "all card keys follow from one secret and the card's number",
          },
          { id: "1 rahasia", en: "1 secret" },
        ),
        line(
          { id: "Pemegang bagian yang harus hadir", en: "Keepers who must be present" },
          both((n, w) => `${w("lebih dari setengah dari", "more than half of")} ${n(input.custodianCount)}`),
          both((n, w) => `${n(plan.quorum)} ${w("dari", "of")} ${n(input.custodianCount)}`),
        ),
        line(
          { id: "Waktu upacara kunci", en: "Time of the key ceremonies" },
          both(
            (n, w) =>
              `${n(input.ceremonyCount)} × (${n(input.custodianCount)} + ${WITNESSES} ${w("saksi", "witnesses")}) × ${n(input.hoursPerCeremony, 1)} ${w("jam", "h")}`,
          ),
          both((n, w) => `${n(plan.ceremonyPersonHours, 1)} ${w("jam orang", "person hours")}`),
        ),
      ],
    },
    {
      title: { id: "Biaya", en: "Cost" },
      lines: [
        line(
          { id: "Kartu", en: "Cards" },
          both((n) => `${n(plan.blankCount)} × Rp\u00a0${n(input.cardRupiah)}`),
          rupiah(plan.cardsRupiah),
        ),
        line(
          { id: "Stasiun", en: "Stations" },
          both((n) => `${n(input.stationCount)} × Rp\u00a0${n(input.stationRupiah)}`),
          rupiah(plan.stationsRupiah),
        ),
        line(
          { id: "Petugas", en: "Staff" },
          both(
            (n, w) =>
              `${n(plan.workDays)} ${w("hari", "days")} × ${n(input.stationCount)} × ${n(input.shiftsPerDay)} ${w("gilir", "shifts")} × Rp\u00a0${n(input.shiftRupiah)}`,
          ),
          rupiah(plan.shiftsRupiah),
        ),
        line(
          { id: "Jumlah", en: "Total" },
          { id: "kartu + stasiun + petugas", en: "cards + stations + staff" },
          rupiah(plan.totalRupiah),
        ),
        line(
          { id: "Per kartu", en: "For each card" },
          both((n) => `Rp\u00a0${n(plan.totalRupiah)} ÷ ${n(input.cardCount)}`),
          rupiah(plan.rupiahPerCard),
        ),
      ],
    },
  ];
}
