/** The texts of a resident's page. */
import type { Text } from "../../lib/language.js";
import type { Phase } from "../encoder.js";

/** Headings, buttons and hints. */
export const WORDS = {
  title: { id: "Kartu warga", en: "Resident card" },
  photo: { id: "Foto", en: "Photo" },
  write: { id: "Tulis kartu", en: "Encode" },
  check: { id: "Periksa", en: "Check" },
  hand: { id: "Serahkan", en: "Hand over" },
  take: { id: "Ambil foto", en: "Take the photo" },
  again: { id: "Ganti foto", en: "Take another" },
  first: {
    id: "Mulai dari foto warga. Setelah itu kartu dapat ditulis.",
    en: "Begin with the resident's photo. Then a card can be encoded.",
  },
  kind: { id: "Jenis kartu", en: "Kind of card" },
  begin: { id: "Mulai menulis", en: "Begin encoding" },
  resume: { id: "Lanjutkan menulis", en: "Go on encoding" },
  aside: { id: "Sisihkan kartu ini", en: "Put this card aside" },
  asideWhy: {
    id: "Kartu yang disisihkan langsung diblokir dan tidak dapat dipakai lagi.",
    en: "A card that is put aside is blocked at once and can never be used.",
  },
  half: {
    id: "Kartu ini pernah mulai ditulis tetapi belum selesai. Lanjutkan dengan kartu yang sama:",
    en: "This card was begun and not completed. Go on with the same card:",
  },
  steps: { id: "langkah selesai", en: "steps done" },
  checkNow: { id: "Tempelkan kartu di pembaca pemeriksa", en: "Tap the card on the checking reader" },
  checkWhy: {
    id: "Pembaca ini sama dengan yang dipakai di warung dan kantor kelurahan.",
    en: "It is the same reader as in shops and offices.",
  },
  sign: { id: "Tanda terima", en: "Receipt" },
  scan: {
    id: "Minta warga memindai kode ini dengan ponselnya dan menulis namanya.",
    en: "Ask the resident to scan this code with their phone and write their name.",
  },
  here: { id: "Tanpa ponsel: isi di meja ini", en: "No phone: sign at this desk" },
  live: { id: "Kartu aktif di tangan warga", en: "The card is live, with the resident" },
  signed: { id: "Diterima oleh", en: "Received by" },
  lost: { id: "Kartu hilang atau rusak", en: "Lost or broken card" },
  replace: { id: "Blokir sekarang", en: "Block it now" },
  afterwards: {
    id: "Setelah diblokir, kartu baru dapat langsung ditulis.",
    en: "Once it is blocked a new card can be encoded at once.",
  },
  reason: { id: "Alasan", en: "Reason" },
  reasonHint: { id: "Misalnya: hilang di pasar, dicuri, patah", en: "For example: lost at the market, stolen, broken" },
  unblock: { id: "Buka blokir", en: "Unblock" },
  planned: {
    id: "Kartu warga ini ada di daftar cetak massal dan dibuat di sana.",
    en: "This resident's card is on the list of the batch room, and made there.",
  },
  history: { id: "Riwayat", en: "History" },
  noHistory: { id: "Belum ada catatan.", en: "Nothing yet." },
  by: { id: "oleh", en: "by" },
  needOfficer: { id: "Tempelkan kartu petugas dahulu.", en: "Tap your officer card first." },
  needPhoto: { id: "Ambil foto warga dahulu.", en: "Take the resident's photo first." },
  encoderBusy: {
    id: "Alat penulis sedang dipakai, atau warga ini sudah memegang kartu.",
    en: "The encoder is in use, or this resident has a card already.",
  },
  missing: { id: "Warga ini tidak terdaftar.", en: "There is no such resident." },
} satisfies Record<string, Text>;

/** What the officer is told while a card is written. */
export const PHASES: Readonly<Record<Phase, Text & { kind: string }>> = {
  waiting: { id: "Letakkan kartu kosong di alat penulis.", en: "Put a blank card on the encoder.", kind: "" },
  writing: { id: "Kartu sedang ditulis. Jangan diangkat.", en: "The card is being written. Do not lift it.", kind: "" },
  torn: {
    id: "Kartu terangkat terlalu cepat. Letakkan lagi kartu yang sama, penulisan akan dilanjutkan.",
    en: "The card was lifted too early. Put the same card back, and it goes on.",
    kind: "warn",
  },
  "not-this": {
    id: "Ini bukan kartu yang tadi mulai ditulis untuk warga ini. Letakkan kartu yang itu, atau sisihkan.",
    en: "This is not the card that was begun for this resident. Put that one here, or put it aside.",
    kind: "bad",
  },
  taken: {
    id: "Kartu ini milik warga lain. Ambil kartu kosong.",
    en: "This card is somebody else's. Take a blank one.",
    kind: "bad",
  },
  foreign: {
    id: "Ini bukan kartu kosong kita. Kartu tidak diubah. Ambil kartu lain.",
    en: "This is no blank card of ours. It was left as it is. Take another one.",
    kind: "bad",
  },
  failed: {
    id: "Kartu ini gagal. Sisihkan, lalu ambil kartu lain.",
    en: "This card has failed. Put it aside and take another one.",
    kind: "bad",
  },
  busy: {
    id: "Buku kartu sedang terkunci. Kartu belum diubah; penulisan diulang sendiri.",
    en: "The register is locked. The card is unchanged; it is tried again by itself.",
    kind: "warn",
  },
  made: {
    id: "Kartu selesai ditulis dan sudah dibaca ulang.",
    en: "The card is made, and was read back.",
    kind: "good",
  },
};

/** What the history calls what was done. */
export const DOINGS: Readonly<Record<string, Text>> = {
  planned: { id: "masuk daftar massal", en: "put on the batch list" },
  begun: { id: "mulai ditulis", en: "begun" },
  made: { id: "selesai ditulis", en: "made" },
  checked: { id: "diperiksa", en: "checked" },
  handed: { id: "diserahkan", en: "handed over" },
  blocked: { id: "diblokir", en: "blocked" },
  unblocked: { id: "blokir dibuka", en: "unblocked" },
  aside: { id: "disisihkan", en: "put aside" },
};

/** Who else does something: names in the history that are no officers. */
export const NOT_OFFICERS: Readonly<Record<string, Text>> = {
  receipt: { id: "warga, di tanda terima", en: "the resident, on the receipt" },
  batch: { id: "ruang cetak massal", en: "the batch room" },
};
