/** Files in forms: their bytes, and what to say of one that is not taken. */
import type { Text } from "../../lib/language.js";
import type { UploadProblem } from "../uploads.js";

const PROBLEMS: Readonly<Record<UploadProblem, Text>> = {
  missing: { id: "Berkas belum dipilih. Silakan pilih satu berkas.", en: "No file was chosen. Please choose one." },
  "too-large": {
    id: "Berkas lebih besar dari 5 MB. Silakan pilih foto yang lebih kecil.",
    en: "The file is larger than 5 MB. Please choose a smaller photo.",
  },
  "wrong-type": {
    id: "Berkas ini bukan jenis yang dapat kami terima. Silakan pilih foto JPG atau PNG, atau PDF.",
    en: "This is not a kind of file that we can take. Please choose a JPG or PNG photo, or a PDF.",
  },
};

/** What to say of a file that is not taken. */
export function uploadProblem(problem: UploadProblem): Text {
  return PROBLEMS[problem];
}

/** The bytes of a form's file; undefined when none was chosen. */
export async function fileOfForm(field: unknown): Promise<Uint8Array | undefined> {
  if (!(field instanceof File) || field.size === 0) return undefined;
  return new Uint8Array(await field.arrayBuffer());
}
