/** The words of the wall, in Indonesian and English. */
import type { Text } from "../lib/language.js";

/** What the reader decided, for people. */
export const DECISIONS: Readonly<Record<string, Text>> = {
  admitted: { id: "Silakan masuk", en: "Admitted" },
  "not-listed": { id: "Belum terdaftar", en: "Not a member" },
  "passed-back": { id: "Baru saja masuk", en: "Entered a moment ago" },
  "wrong-time": { id: "Di luar jam masuk", en: "Outside hours" },
  "no-clock": { id: "Jam belum disetel", en: "Clock not set" },
  "too-weak": { id: "Kartu tidak terbukti", en: "Card not proved" },
  blocked: { id: "Kartu diblokir", en: "Card is blocked" },
  refused: { id: "Kartu ditolak", en: "Card refused" },
};

/** Everything else. */
export const WORDS = {
  title: { id: "Gerbang Balai Kota", en: "City Hall Gate" },
  place: { id: "Kota Tirtasari", en: "City of Tirtasari" },
  perMinute: { id: "orang dalam 1 menit terakhir", en: "people in the last minute" },
  admitted: { id: "masuk hari ini", en: "admitted today" },
  refused: { id: "ditolak hari ini", en: "refused today" },
  median: { id: "median waktu putusan", en: "median decision time" },
  throughput: { id: "Arus pengunjung", en: "Throughput" },
  throughputUnit: { id: "orang per menit, 15 menit terakhir", en: "people a minute, last 15 minutes" },
  histogram: { id: "Waktu putusan", en: "Decision time" },
  histogramUnit: {
    id: "jumlah kartu menurut milidetik, 15 menit terakhir",
    en: "cards by milliseconds, last 15 minutes",
  },
  last: { id: "Kartu terakhir", en: "Last cards" },
  time: { id: "Waktu", en: "Time" },
  card: { id: "Kartu", en: "Card" },
  group: { id: "Kelompok", en: "Group" },
  decision: { id: "Putusan", en: "Decision" },
  none: { id: "Belum ada kartu. Silakan tempelkan kartu di pembaca.", en: "No card yet. Please tap a card." },
  stranger: { id: "bukan anggota", en: "no member" },
  closed: { id: "Pintu tertutup", en: "Door closed" },
  open: { id: "Pintu terbuka", en: "Door open" },
  held: {
    id: "Perhatian: pintu tertahan terbuka. Mohon petugas memeriksa dan menutup pintu.",
    en: "Attention: the door is held open. Staff, please check and close it.",
  },
  blockedPassed: {
    id: "Perhatian: kartu yang sudah diblokir baru saja masuk. Mohon petugas memeriksa.",
    en: "Attention: a blocked card has just entered. Staff, please check.",
  },
  current: { id: "Daftar anggota terbaru", en: "Members up to date" },
  bringing: { id: "Mengirim daftar anggota", en: "Sending members" },
  waiting: { id: "Daftar anggota menunggu pembaca", en: "Members wait for the reader" },
  doorSample: { id: "Buka atau tutup pintu", en: "Open or close the door" },
  admittedLegend: { id: "Masuk", en: "Admitted" },
  refusedLegend: { id: "Ditolak", en: "Refused" },
} satisfies Record<string, Text>;
