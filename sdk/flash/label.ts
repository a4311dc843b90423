/** The label of a reader: its id, and a QR code of it, for the terminal and as a picture to print. Nothing on it is secret. */
import { encode, renderUnicodeCompact } from "./qr.js";

/** Modules of white around the code: what ISO/IEC 18004 asks for. */
const QUIET_MODULES = 4;
const MODULE_PX = 8;
const TEXT_PX = 24;
const LINE_PX = 32;

/** What a label says. */
export interface Label {
  /** Reader id: of letters, digits, dot, underscore and hyphen only. */
  readonly id: string;
  /** Fingerprint of its fleet. */
  readonly fleet: string;
}

/** What the code says: a URI, so that a phone that reads it does not guess. */
export function labelText({ id, fleet }: Label): string {
  return `ketuk:${id}?fleet=${fleet}`;
}

/** Some 15 lines of block characters; light on dark, as terminals are. */
export function labelToTerminal(label: Label): string {
  return `${renderUnicodeCompact(labelText(label), { ecc: "M", border: 2 })}\n${label.id}  fleet ${label.fleet}\n`;
}

/** A picture of the code with the id below it. */
export function labelToSvg(label: Label): string {
  const { data, size } = encode(labelText(label), { ecc: "M", border: QUIET_MODULES });
  const width = size * MODULE_PX;
  const height = width + 2 * LINE_PX;
  const squares = data.flatMap((row, y) =>
    row.flatMap((dark, x) =>
      dark ? [`M${x * MODULE_PX} ${y * MODULE_PX}h${MODULE_PX}v${MODULE_PX}h-${MODULE_PX}z`] : [],
    ),
  );
  const text = (line: string, y: number, px: number) =>
    `<text x="${width / 2}" y="${y}" font-family="monospace" font-size="${px}" text-anchor="middle">${line}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>Ketuk reader ${label.id}</title>`,
    `<path fill="#fff" d="M0 0h${width}v${height}H0z"/>`,
    `<path d="${squares.join("")}"/>`,
    text(label.id, width, TEXT_PX),
    text(`fleet ${label.fleet}`, width + LINE_PX, TEXT_PX / 2),
    "</svg>\n",
  ].join("\n");
}
