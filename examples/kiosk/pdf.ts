/** The certificate as a PDF: the same certificate gives the same bytes, whenever it is printed. */
import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from "pdf-lib";
import { dayAt, sayDay, sayMoment } from "../lib/days.js";
import { type Certificate, KINDS } from "./certificates.js";
import { sealPdf } from "./code.js";

const A4: [number, number] = [595.28, 841.89];
const LEFT = 72;
const INK = rgb(0.06, 0.13, 0.17);
const BRAND = rgb(0.04, 0.36, 0.36);

interface Fonts {
  readonly plain: PDFFont;
  readonly bold: PDFFont;
}

function centred(page: PDFPage, text: string, y: number, size: number, font: PDFFont): void {
  page.drawText(text, { x: (A4[0] - font.widthOfTextAtSize(text, size)) / 2, y, size, font, color: INK });
}

function letterhead(page: PDFPage, { plain, bold }: Fonts): void {
  centred(page, "PEMERINTAH KOTA TIRTASARI", 770, 17, bold);
  centred(page, "Pelayanan Satu Pintu, Jl. Alun-Alun No. 1, Tirtasari", 752, 10.5, plain);
  page.drawRectangle({ x: LEFT, y: 740, width: A4[0] - 2 * LEFT, height: 2, color: BRAND });
}

function facts(page: PDFPage, certificate: Certificate, { plain }: Fonts): void {
  const rows: [string, string][] = [
    ["Nama", certificate.name],
    ["NIK", certificate.nik],
    ["Tanggal lahir", sayDay(certificate.born, "id").replace(/^\S+ /, "")],
    ["Alamat", certificate.address],
    ["Lingkungan", certificate.neighbourhood],
    ["Kecamatan", certificate.district],
  ];
  rows.forEach(([name, value], index) => {
    const y = 620 - index * 22;
    page.drawText(name, { x: LEFT + 16, y, size: 12, font: plain, color: INK });
    page.drawText(`: ${value}`, { x: LEFT + 126, y, size: 12, font: plain, color: INK });
  });
}

function heads(page: PDFPage, certificate: Certificate, { plain, bold }: Fonts): void {
  const columns: [string, string, string][] = [
    ["Ketua Lingkungan", certificate.neighbourhood, certificate.neighbourhood_head],
    ["Camat", certificate.district, certificate.district_head],
  ];
  columns.forEach(([office, area, name], index) => {
    const x = LEFT + index * 240;
    page.drawText(office, { x, y: 350, size: 12, font: plain, color: INK });
    page.drawText(area, { x, y: 334, size: 12, font: plain, color: INK });
    page.drawText("disetujui dengan kartu", { x, y: 300, size: 9, font: plain, color: BRAND });
    page.drawText(name, { x, y: 280, size: 12, font: bold, color: INK });
  });
}

function verification(page: PDFPage, code: string, where: string, { plain, bold }: Fonts): void {
  page.drawRectangle({ x: LEFT, y: 130, width: A4[0] - 2 * LEFT, height: 92, borderColor: BRAND, borderWidth: 1.5 });
  page.drawText("Kode verifikasi", { x: LEFT + 18, y: 196, size: 10.5, font: plain, color: INK });
  page.drawText(code, { x: LEFT + 18, y: 172, size: 20, font: bold, color: BRAND });
  const words = `Keaslian surat ini dapat diperiksa di ${where}`;
  page.drawText(words, { x: LEFT + 18, y: 148, size: 9.5, font: plain, color: INK });
}

/**
 * Draws and seals a certificate.
 *
 * @param origin where the check page is, "https://..." without a slash at its end
 */
export async function drawCertificate(key: Uint8Array, certificate: Certificate, origin: string): Promise<Uint8Array> {
  const doc = await PDFDocument.create();
  const fonts = {
    plain: await doc.embedFont(StandardFonts.TimesRoman),
    bold: await doc.embedFont(StandardFonts.TimesRomanBold),
  };
  const kind = KINDS[certificate.kind];
  const title = kind?.title.id ?? certificate.kind;
  const at = new Date(certificate.at_ms);
  doc.setTitle(`${title} ${certificate.number}`);
  doc.setLanguage("id");
  doc.setCreationDate(at);
  doc.setModificationDate(at);
  const page = doc.addPage(A4);
  letterhead(page, fonts);
  centred(page, title.toUpperCase(), 700, 15, fonts.bold);
  centred(page, `Nomor ${certificate.number}`, 682, 11, fonts.plain);
  const say = (text: string, y: number) => page.drawText(text, { x: LEFT, y, size: 12, font: fonts.plain, color: INK });
  say("Yang bertanda tangan di bawah ini menerangkan bahwa:", 650);
  facts(page, certificate, fonts);
  say(kind?.states ?? "", 472);
  say("Surat keterangan ini dibuat untuk dipergunakan sebagaimana mestinya.", 450);
  say(`Tirtasari, ${sayDay(dayAt(certificate.at_ms), "id").replace(/^\S+ /, "")}`, 400);
  heads(page, certificate, fonts);
  verification(page, certificate.code, `${origin}/check`, fonts);
  const foot = `Diterbitkan secara elektronik ${sayMoment(certificate.at_ms, "id")}`;
  page.drawText(foot, { x: LEFT, y: 100, size: 8.5, font: fonts.plain, color: INK });
  return sealPdf(key, await doc.save(), certificate.code);
}
