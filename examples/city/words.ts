/** The words of the map, in Indonesian and English. */
import { SHOPS } from "../lib/city.js";
import type { Text } from "../lib/language.js";
import type { SiteId } from "./map.js";

/** What the places are called. */
export const NAMES: Readonly<Record<SiteId, Text>> = {
  kiosk: { id: "Anjungan Layanan", en: "Service Desk" },
  "shop-1": { id: SHOPS[0].name, en: SHOPS[0].name },
  "shop-2": { id: SHOPS[2].name, en: SHOPS[2].name },
  gate: { id: "Gerbang Balai Kota", en: "City Hall Gate" },
  gateway: { id: "Pusat Data Kota", en: "City Data Centre" },
};

/** Everything else. */
export const WORDS = {
  title: { id: "Kota Tirtasari hari ini", en: "The City of Tirtasari today" },
  lead: {
    id: "Satu kartu untuk semua layanan. Setiap ketukan tersegel, dan tercatat tepat satu kali.",
    en: "One card for every service. Every tap is sealed, and counts exactly once.",
  },
  map: {
    id: "Peta kota: anjungan layanan, dua warung, gerbang, dan pusat data",
    en: "Map of the city: service desk, two shops, gate and data centre",
  },
  sampleDay: { id: "Hari contoh", en: "Sample day" },
  rest: { id: "Jeda keramaian", en: "Pause the crowd" },
  go: { id: "Mulai keramaian", en: "Start the crowd" },
  figures: { id: "Angka hari ini", en: "Figures of today" },
  taps: { id: "ketukan", en: "taps" },
  good: { id: "terlayani", en: "served" },
  bad: { id: "ditolak", en: "refused" },
  rupiah: { id: "belanja", en: "spent" },
  places: { id: "Tempat-tempat", en: "The places" },
  open: { id: "Buka layarnya", en: "Open its screen" },
  ready: { id: "Siap", en: "Ready" },
  away: { id: "Terputus", en: "Disconnected" },
  closed: { id: "Berhenti", en: "Stopped" },
  quiet: { id: "Sepi", en: "Quiet" },
  waiting: { id: "ketukan menunggu", en: "waiting" },
  kept: { id: "Pembaca menyimpan ketukan", en: "The reader keeps all taps" },
  tap: { id: "Ketuk kartu", en: "Tap a card" },
  copy: { id: "Kartu tiruan", en: "Copied card" },
  pull: { id: "Cabut kabel", en: "Pull cable" },
  plug: { id: "Pasang kabel", en: "Plug cable" },
  stored: { id: "ketukan tersimpan", en: "taps stored" },
  behind: { id: "Catatan menyimpan semuanya", en: "The log keeps everything" },
  recent: { id: "Baru saja", en: "Just now" },
  nothing: { id: "Belum ada ketukan hari ini.", en: "No tap yet today." },
  refused: { id: "Ditolak, menurut alasan", en: "Refused, by reason" },
  noneRefused: { id: "Belum ada yang ditolak.", en: "Nobody was refused yet." },
  log: { id: "Catatan tersegel", en: "Sealed log" },
  logLead: {
    id: "Semua ketukan ada di satu catatan. Satu huruf diubah pun ketahuan.",
    en: "All taps stand in one log. Changing a single letter is always found.",
  },
  logFailing: {
    id: "Catatan tidak dapat ditulis. Pembaca menyimpan semua ketukan.",
    en: "The log cannot be written. The readers keep all taps.",
  },
  check: { id: "Periksa semua", en: "Check all of it" },
  forge: { id: "Ubah 1 huruf", en: "Change 1 letter" },
  intact: {
    id: "Utuh: {n} catatan diperiksa, tidak ada yang diubah.",
    en: "Intact: {n} records checked, none changed.",
  },
  found: {
    id: "Ketahuan: baris {n} dari salinan ini sudah diubah. Catatan aslinya tetap utuh.",
    en: "Found: line {n} of this copy was changed. The log itself is intact.",
  },
  broken: { id: "Perhatian: catatan rusak di baris {n}.", en: "Attention: the log is broken at line {n}." },
  lost: { id: "Kartu hilang", en: "A lost card" },
  lostLead: {
    id: "Kartu contoh dilaporkan hilang: semua tempat menolaknya dalam hitungan detik.",
    en: "Report the sample card as lost: within seconds every place refuses it.",
  },
  block: { id: "Laporkan hilang", en: "Report it lost" },
  unblock: { id: "Sudah ditemukan", en: "It was found" },
  known: { id: "Diblokir, {n} dari {of} tempat tahu.", en: "Blocked, {n} of {of} places know." },
  active: { id: "Kartu contoh masih berlaku.", en: "The sample card is valid." },
} satisfies Record<string, Text>;
