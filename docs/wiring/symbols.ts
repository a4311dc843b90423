/** The symbols of the wiring pictures: each a piece of SVG at a place. */

const INK = "#1d2129";

/** How a text looks. */
export interface TextStyle {
  readonly size: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: "start" | "middle" | "end";
}

/** Text; `y` is its base line. */
export function text(x: number, y: number, words: string, { size, weight, fill = INK, anchor }: TextStyle): string {
  const escaped = words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const bold = weight ? ` font-weight="${weight}"` : "";
  const side = anchor ? ` text-anchor="${anchor}"` : "";
  return `<text x="${x}" y="${y}" font-size="${size}"${bold} fill="${fill}"${side}>${escaped}</text>`;
}

/** A box with round corners. */
export function rect(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  round = 10,
  stroke?: string,
): string {
  const edge = stroke ? ` stroke="${stroke}" stroke-width="2"` : "";
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${round}" fill="${fill}"${edge}/>`;
}

/** A wire with its own colour; dashed where it may be left out. */
export function wire(x1: number, y1: number, x2: number, y2: number, colour: string, isOptional = false): string {
  const dash = isOptional ? ' stroke-dasharray="7 5"' : "";
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="4"${dash}/>`;
}

/** A line of a circuit diagram. */
export function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}" stroke-width="2"/>`;
}

/** Where wires meet. */
export function node(x: number, y: number, colour: string): string {
  return `<circle cx="${x}" cy="${y}" r="5" fill="${colour}"/>`;
}

/** Ground: on the right of a wire, or below it. */
export function ground(x: number, y: number, isBelow = false): string {
  const [top, middle] = isBelow ? [y, x] : [y, x];
  const stem = isBelow ? line(middle, top, middle, top + 8) : line(middle, top, middle, top + 10);
  const bars = [12, 8, 4].map((half, i) => line(middle - half, top + 10 + i * 5, middle + half, top + 10 + i * 5));
  return [stem, ...bars].join("");
}

/** A resistor, 60 long, to the right of its place or below it. */
export function resistor(x: number, y: number, ohms: string, isUpright = false): string {
  if (isUpright)
    return `${rect(x - 8, y, 16, 40, "#ffffff", 2, INK)}${line(x, y + 40, x, y + 60)}${text(x + 14, y + 25, ohms, { size: 12 })}`;
  return `${line(x, y, x + 8, y)}${rect(x + 8, y - 8, 44, 16, "#ffffff", 2, INK)}${line(x + 52, y, x + 60, y)}${text(x + 30, y - 13, ohms, { size: 12, anchor: "middle" })}`;
}

/** A light, from its place 34 to the right. */
export function lamp(x: number, y: number, colour: string): string {
  const arrows = [0, 9]
    .map(
      (d) =>
        `<path d="M${x + 16 + d} ${y - 14} l7 -9 m-5 1 l5 -1 l0 5" fill="none" stroke="${colour}" stroke-width="1.6"/>`,
    )
    .join("");
  return `<path d="M${x} ${y} H${x + 8} M${x + 8} ${y - 12} V${y + 12} L${x + 26} ${y} Z M${x + 26} ${y - 12} V${y + 12} M${x + 26} ${y} H${x + 34}" fill="${colour}" stroke="${INK}" stroke-width="2"/>${arrows}`;
}

/** A capacitor hanging from a wire, with ground below it. */
export function capacitor(x: number, y: number, value: string, isPolar: boolean): string {
  const plate = isPolar
    ? `<path d="M${x - 16} ${y + 44} Q${x} ${y + 34} ${x + 16} ${y + 44}" fill="none" stroke="${INK}" stroke-width="3"/>`
    : `<line x1="${x - 16}" y1="${y + 38}" x2="${x + 16}" y2="${y + 38}" stroke="${INK}" stroke-width="3"/>`;
  const plus = isPolar ? text(x - 24, y + 26, "+", { size: 15, weight: 700 }) : "";
  return [
    line(x, y, x, y + 30),
    `<line x1="${x - 16}" y1="${y + 30}" x2="${x + 16}" y2="${y + 30}" stroke="${INK}" stroke-width="3"/>`,
    plate,
    line(x, y + 39, x, y + 56),
    ground(x, y + 56, true),
    plus,
    text(x + 21, y + 40, value, { size: 13, weight: 700 }),
  ].join("");
}

/** A contact that a magnet closes, 72 long. */
export function reed(x: number, y: number): string {
  return [
    rect(x, y - 14, 72, 28, "#eef6f7", 14, INK),
    line(x, y, x + 26, y),
    line(x + 26, y, x + 48, y - 8),
    line(x + 46, y, x + 72, y),
    `<circle cx="${x + 26}" cy="${y}" r="3" fill="${INK}"/><circle cx="${x + 46}" cy="${y}" r="3" fill="${INK}"/>`,
    rect(x + 16, y + 20, 40, 12, "#c2410c", 2),
    text(x + 36, y + 44, "magnet", { size: 11, anchor: "middle" }),
  ].join("");
}

/** An NPN transistor: base at its place, collector 22 above and emitter 22 below, 24 to the right. */
export function transistor(x: number, y: number): string {
  return [
    `<circle cx="${x + 16}" cy="${y}" r="22" fill="#ffffff" stroke="${INK}" stroke-width="2"/>`,
    line(x - 6, y, x + 8, y),
    `<line x1="${x + 8}" y1="${y - 13}" x2="${x + 8}" y2="${y + 13}" stroke="${INK}" stroke-width="3"/>`,
    line(x + 8, y - 5, x + 24, y - 15),
    line(x + 24, y - 15, x + 24, y - 22),
    line(x + 8, y + 5, x + 24, y + 15),
    line(x + 24, y + 15, x + 24, y + 22),
    `<path d="M${x + 24} ${y + 15} l-9 -1 l4 -6 z" fill="${INK}"/>`,
  ].join("");
}

/** A diode between two uprights, its bar to the right. */
export function diode(x1: number, y: number, x2: number): string {
  const middle = (x1 + x2) / 2;
  return `${line(x1, y, x2, y)}<path d="M${middle - 10} ${y - 9} V${y + 9} L${middle + 8} ${y} Z" fill="${INK}"/><line x1="${middle + 8}" y1="${y - 10}" x2="${middle + 8}" y2="${y + 10}" stroke="${INK}" stroke-width="3"/>`;
}
