/** Draws how a board is wired, from its map: one SVG with every wire, what hangs on it, and the advice that goes with it. */
import { CHIPS } from "../../sdk/board/chips.js";
import type { BoardMap, KnownBoard, PinFunction } from "../../sdk/board/map.js";
import { capacitor, diode, ground, lamp, line, node, rect, reed, resistor, text, transistor, wire } from "./symbols.js";

const WIDTH = 1300;
/** Left edge of the board, its right edge, and the first pin. */
const BOARD = { left: 440, right: 640, top: 96, first: 150 };
const MODULE = { left: 50, right: 210 };
const ROW = 34;

/** Pins of the module from top to bottom, as they stand on it. */
const MODULE_PINS: readonly { label: string; from: PinFunction | "gnd" | "3v3"; colour: string }[] = [
  { label: "SDA (SS)", from: "cs", colour: "#7a3fb0" },
  { label: "SCK", from: "sck", colour: "#1f6fd0" },
  { label: "MOSI", from: "mosi", colour: "#0b8a6a" },
  { label: "MISO", from: "miso", colour: "#c98a00" },
  { label: "IRQ", from: "irq", colour: "#8a8f98" },
  { label: "GND", from: "gnd", colour: "#1d2129" },
  { label: "RST", from: "rst", colour: "#c2418a" },
  { label: "3.3V", from: "3v3", colour: "#d0312d" },
];

const LIGHTS: readonly { fn: PinFunction; colour: string; name: string; means: string }[] = [
  { fn: "hold", colour: "#2f7fe0", name: "blue", means: "hold still" },
  { fn: "accepted", colour: "#1f9d4d", name: "green", means: "accepted" },
  { fn: "refused", colour: "#d0312d", name: "red", means: "refused" },
];

const ADVICE = [
  "3.3 V only: the MFRC522 and every pin of the board die from 5 V. The 3V3 pin of the board is supply enough.",
  "Capacitors right at the module: 100 nF and 100 uF (10 to 220 uF). They cure most complaints about range.",
  "Wires between board and module shorter than 20 cm, GND beside SCK. Longer ones need a slower bus (spiHz).",
  "No metal behind the antenna, and no more than 8 mm of plastic before it.",
  "A light takes 330 ohms. A buzzer that needs more than 20 mA, and every relay, takes a transistor.",
  "Relay: its supply from 5 V, the diode across the coil (bar towards 5 V), 10 kilohms from the pin to GND: open in every reset.",
  "Mains, locks and strikes stay on the far side of the relay's contacts, with their own supply.",
];

function pinName(pin: number | undefined): string {
  return `D${pin}`;
}

/** Board and module, wire by wire. */
function radio(map: BoardMap): string {
  const height = MODULE_PINS.length * ROW + 46;
  const parts = [
    rect(MODULE.left, BOARD.first - 52, MODULE.right - MODULE.left, height, "#1f4e8c"),
    text(MODULE.left + 14, BOARD.first - 25, "MFRC522", { size: 17, weight: 700, fill: "#ffffff" }),
    `<g fill="none" stroke="#9fc0ea" stroke-width="2">${[0, 9, 18]
      .map(
        (d) =>
          `<rect x="${MODULE.left + 16 + d}" y="${BOARD.first + 42 + d}" width="${56 - 2 * d}" height="${150 - 2 * d}" rx="6"/>`,
      )
      .join("")}</g>`,
    text(MODULE.left + 16, BOARD.first + 218, "antenna", { size: 12, fill: "#cfe0f6" }),
  ];
  MODULE_PINS.forEach(({ label, from, colour }, i) => {
    const y = BOARD.first + i * ROW;
    const pin = from === "gnd" || from === "3v3" ? undefined : map.pins[from];
    const isPower = from === "gnd" || from === "3v3";
    parts.push(text(MODULE.right - 10, y + 5, label, { size: 14, fill: "#ffffff", anchor: "end" }));
    if (!isPower && pin === undefined) {
      parts.push(text(MODULE.right + 12, y + 5, "stays open", { size: 12, fill: "#6b7280" }));
      return;
    }
    const isLoose = from === "irq";
    parts.push(wire(MODULE.right, y, BOARD.left, y, colour, isLoose));
    const name = from === "gnd" ? "GND" : from === "3v3" ? "3V3" : pinName(pin);
    parts.push(text(BOARD.left + 12, y + 5, name, { size: 15, weight: 700, fill: "#ffffff" }));
    if (isLoose)
      parts.push(text(BOARD.left - 12, y - 6, "for ketuk doctor", { size: 12, fill: "#6b7280", anchor: "end" }));
  });
  return parts.join("\n");
}

/** The capacitors, from 3.3 V to ground, close to the module. */
function capacitors(): string {
  const y = BOARD.first + (MODULE_PINS.length - 1) * ROW;
  return [
    node(246, y, "#d0312d"),
    capacitor(246, y, "100 nF", false),
    node(352, y, "#d0312d"),
    capacitor(352, y, "100 uF", true),
  ].join("\n");
}

/** What hangs on the other side: one row after the other. Returns the drawing and where it ends. */
function signs(map: BoardMap, board: KnownBoard): { svg: string; bottom: number } {
  const parts: string[] = [];
  let y = BOARD.first;
  const label = (fn: PinFunction) =>
    text(BOARD.right - 12, y + 5, pinName(map.pins[fn]), { size: 15, weight: 700, fill: "#ffffff", anchor: "end" });
  for (const { fn, colour, name, means } of LIGHTS) {
    const pin = map.pins[fn];
    if (pin === undefined) continue;
    parts.push(label(fn), wire(BOARD.right, y, 690, y, colour), resistor(690, y, "330"));
    parts.push(wire(750, y, 790, y, colour), lamp(790, y, colour), wire(824, y, 850, y, "#1d2129"), ground(850, y));
    parts.push(text(884, y - 3, `${means}`, { size: 15, weight: 700 }));
    const isOnBoard = board.name === "devkit" && fn === "hold";
    parts.push(
      text(884, y + 16, isOnBoard ? "on most boards the blue light is there already" : `light, ${name}`, {
        size: 13,
        fill: "#4b5563",
      }),
    );
    y += 62;
  }
  if (map.pins.buzzer !== undefined) {
    parts.push(label("buzzer"), wire(BOARD.right, y, 760, y, "#6b4a1f"), rect(760, y - 17, 64, 34, "#3a3f47", 17));
    parts.push(`<circle cx="792" cy="${y}" r="5" fill="#ffffff"/>`, wire(824, y, 850, y, "#1d2129"), ground(850, y));
    parts.push(text(884, y - 3, "buzzer", { size: 15, weight: 700 }));
    parts.push(text(884, y + 16, "active, 3.3 V, up to 20 mA", { size: 13, fill: "#4b5563" }));
    y += 74;
  }
  if (map.pins.door !== undefined) {
    parts.push(
      label("door"),
      wire(BOARD.right, y, 740, y, "#0f7f8c"),
      reed(740, y),
      wire(812, y, 850, y, "#1d2129"),
      ground(850, y),
    );
    parts.push(text(884, y - 3, "door contact", { size: 15, weight: 700 }));
    parts.push(
      text(884, y + 16, `closed while the door is; --board ${board.name}+door`, { size: 13, fill: "#4b5563" }),
    );
    y += 128;
  }
  if (map.pins.relay !== undefined) {
    parts.push(label("relay"), relay(y, board.name));
    y += 150;
  }
  return { svg: parts.join("\n"), bottom: y };
}

/** Base resistor, transistor, coil with its diode, and the contacts. */
function relay(y: number, name: string): string {
  const top = y - 46;
  return [
    wire(BOARD.right, y, 690, y, "#a8530a"),
    node(664, y, "#a8530a"),
    line(664, y, 664, y + 24),
    resistor(664, y + 24, "10k", true),
    ground(664, y + 84, true),
    resistor(690, y, "1k"),
    wire(750, y, 776, y, "#a8530a"),
    transistor(776, y),
    line(800, y + 22, 800, y + 40),
    ground(800, y + 40, true),
    line(800, y - 22, 800, top),
    line(800, top, 930, top),
    rect(850, top - 14, 60, 28, "#ffffff", 3, "#1d2129"),
    text(880, top + 5, "coil", { size: 13, anchor: "middle" }),
    line(930, top, 966, top),
    text(972, top + 5, "5V", { size: 14, weight: 700, fill: "#d0312d" }),
    node(828, top, "#1d2129"),
    node(940, top, "#1d2129"),
    line(828, top, 828, top + 38),
    line(940, top, 940, top + 38),
    diode(828, top + 38, 940),
    // The contacts, moved by the coil and connected to nothing else here.
    `<line x1="880" y1="${top - 16}" x2="880" y2="${top - 30}" stroke="#1d2129" stroke-width="2" stroke-dasharray="4 3"/>`,
    line(812, top - 32, 862, top - 32),
    line(862, top - 32, 896, top - 44),
    line(898, top - 32, 966, top - 32),
    text(972, top - 27, "contacts: to the lock, on its own supply", { size: 13, fill: "#4b5563" }),
    text(884, y + 30, "relay", { size: 15, weight: 700 }),
    text(884, y + 49, `--board ${name}+relay`, { size: 13, fill: "#4b5563" }),
    text(884, y + 67, "NPN such as BC337, diode such as 1N4148; or a relay", { size: 13, fill: "#4b5563" }),
    text(884, y + 85, "module with optocoupler and 3.3 V input", { size: 13, fill: "#4b5563" }),
  ].join("\n");
}

/** The whole picture of a board, with what can be added to it. */
export function drawBoard(board: KnownBoard): string {
  const { extras, ...map } = board;
  const all: BoardMap = { ...map, pins: { ...map.pins, ...extras } };
  const chip = CHIPS[board.chip];
  const drawn = signs(all, board);
  const bottom = Math.max(drawn.bottom, BOARD.first + MODULE_PINS.length * ROW + 96);
  const adviceTop = bottom + 64;
  const lines =
    board.name === "c3"
      ? [`No pin is left for buzzer, relay and door: a board file may give up a light for one.`, ...ADVICE]
      : ADVICE;
  const height = adviceTop + 34 + lines.length * 24;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- Drawn by docs/wiring/generate.ts from sdk/board/map.ts; do not edit. -->
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="Helvetica, Arial, sans-serif" role="img" aria-label="Wiring of board ${board.name}">
<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>
${text(50, 44, `Board "${board.name}": ${chip.title} and MFRC522`, { size: 25, weight: 700 })}
${text(50, 70, `ketuk flash --board ${board.name}. This chip: ${chip.state}.`, { size: 15, fill: "#4b5563" })}
${rect(BOARD.left, BOARD.top, BOARD.right - BOARD.left, bottom - BOARD.top + 18, "#20262e")}
${text((BOARD.left + BOARD.right) / 2, BOARD.top + 26, chip.title, { size: 17, weight: 700, fill: "#ffffff", anchor: "middle" })}
${radio(all)}
${capacitors()}
${drawn.svg}
${text((BOARD.left + BOARD.right) / 2, bottom - 8, `BOOT = ${pinName(all.pins.button)}`, { size: 13, fill: "#cbd5e1", anchor: "middle" })}
${rect((BOARD.left + BOARD.right) / 2 - 32, bottom + 2, 64, 28, "#b6bcc6", 4)}
${text((BOARD.left + BOARD.right) / 2, bottom + 21, "USB", { size: 13, weight: 700, anchor: "middle" })}
${text(BOARD.left - 16, bottom + 21, "to the host: data and supply", { size: 13, fill: "#4b5563", anchor: "end" })}
${lines.map((advice, i) => `<circle cx="56" cy="${adviceTop + 18 + i * 24}" r="3.5" fill="#d0312d"/>${text(70, adviceTop + 23 + i * 24, advice, { size: 15 })}`).join("\n")}
</svg>
`;
}
