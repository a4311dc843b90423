/** Why a card opens no visit, in words that blame nobody. */
import type { Text } from "../../lib/language.js";

/** What a screen says. */
export interface SorryWords {
  readonly sign: string;
  readonly title: Text;
  readonly what: Text;
}

/** By reason; "two" comes from the reader, the others from a tap. */
export const SORRY: Readonly<Record<string, SorryWords>> = {
  two: {
    sign: "2×",
    title: { id: "Satu kartu saja, ya", en: "One card at a time, please" },
    what: {
      id: "Ada lebih dari satu kartu di atas pembaca. Keluarkan kartu warga dari dompet, lalu tempelkan sendiri.",
      en: "There is more than one card on the reader. Take your resident card out of the wallet and tap it alone.",
    },
  },
  foreign: {
    sign: "?",
    title: { id: "Ini bukan kartu warga Tirtasari", en: "This is not a Tirtasari resident card" },
    what: {
      id: "Kartu bank, kartu tol, dan kartu lain tidak dapat dipakai di sini. Silakan tempelkan kartu warga Anda.",
      en: "Bank cards, toll cards and other cards cannot be used here. Please tap your resident card.",
    },
  },
  refused: {
    sign: "!",
    title: { id: "Kartu ini belum dapat kami terima", en: "We could not accept this card" },
    what: {
      id: "Keaslian kartu tidak terbukti. Silakan ambil nomor loket, petugas akan membantu Anda.",
      en: "The card could not be proved genuine. Please take a counter number, our staff will help you.",
    },
  },
  again: {
    sign: "↻",
    title: { id: "Belum terbaca", en: "Not read yet" },
    what: {
      id: "Tempelkan kartu sekali lagi dan tahan sebentar sampai lampu menyala.",
      en: "Please tap the card once more and hold it still until the light comes on.",
    },
  },
  unknown: {
    sign: "+",
    title: { id: "Kartu ini belum terdaftar", en: "This card is not registered yet" },
    what: {
      id: "Kartunya asli, tetapi datanya belum ada pada kami. Petugas loket akan mendaftarkannya untuk Anda.",
      en: "The card is genuine, but we do not have its data yet. Our staff at the counter will register it for you.",
    },
  },
  blocked: {
    sign: "×",
    title: { id: "Kartu ini sudah diblokir", en: "This card is blocked" },
    what: {
      id: "Kartu pernah dilaporkan hilang atau sudah diganti. Bawalah ke loket bila ini kartu Anda.",
      en: "It was reported lost or has been replaced. If it is yours, please bring it to the counter.",
    },
  },
};
