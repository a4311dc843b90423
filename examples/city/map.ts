/** The drawing of Tirtasari: land, river, streets, houses, trees and the five places. Chance with a seed: always the same. */
import { chance } from "./day-plan.js";
import { distance, POINTS, type Point, SIZE, STREETS } from "./streets.js";

/** Where a building stands, and where its label begins: above its roof. */
export const SITES = {
  kiosk: { at: [300, 226], top: 174 },
  "shop-1": { at: [492, 80], top: 60 },
  "shop-2": { at: [872, 256], top: 234 },
  gate: { at: [536, 240], top: 206 },
  gateway: { at: [880, 392], top: 346 },
} as const satisfies Record<string, { readonly at: Point; readonly top: number }>;
/** A place on the map. */
export type SiteId = keyof typeof SITES;

const RIVER = "M690,-20 C640,75 560,112 610,206 S735,356 655,440 S600,505 610,552";
/** Points along the river, to keep houses out of it. */
const RIVER_POINTS: readonly Point[] = [
  [680, 0],
  [645, 56],
  [605, 112],
  [596, 168],
  [620, 225],
  [660, 281],
  [690, 337],
  [685, 393],
  [650, 444],
  [620, 487],
  [608, 524],
];
const ROOFS = ["#c4694a", "#b5553c", "#a9735a", "#7d8fa3", "#c98a5b"];
const GREENS = ["#86b07a", "#74a06b", "#97bd86"];
const FIELDS: readonly (readonly [x: number, y: number, width: number, height: number, turn: number])[] = [
  [10, 166, 76, 90, -3],
  [10, 330, 78, 86, 2],
  [205, 466, 90, 48, -2],
  [880, 474, 120, 50, 3],
  [850, 10, 110, 66, -4],
];

function streets(): string {
  const lines = STREETS.map((street) => street.map((point) => POINTS[point].join(",")).join(" "));
  const draw = (className: string) => lines.map((points) => `<polyline class="${className}" points="${points}"/>`);
  return [...draw("kerb"), ...draw("road"), ...draw("line")].join("");
}

function house([x, y]: Point, roof: string, size: number): string {
  const [w, h] = [13 * size, 9 * size];
  return `<g><rect x="${r(x - w / 2)}" y="${r(y - h)}" width="${r(w)}" height="${r(h)}" fill="#fdf7ec"/><path d="M${r(x - w / 2 - 2)},${r(y - h)} L${r(x)},${r(y - h - 8 * size)} L${r(x + w / 2 + 2)},${r(y - h)}Z" fill="${roof}"/></g>`;
}

function tree([x, y]: Point, green: string, size: number): string {
  return `<circle cx="${r(x)}" cy="${r(y)}" r="${r(6 * size)}" fill="${green}"/>`;
}

/** Is there room for a house, or a tree? */
function isFree(at: Point, taken: readonly Point[], gap: number): boolean {
  const sites = Object.values(SITES);
  const isAtSite = sites.some(({ at: [x, y] }) => Math.abs(at[0] - x) < 118 && at[1] > y - 100 && at[1] < y + 66);
  const isInField = FIELDS.some(
    ([x, y, w, h]) => at[0] > x - 10 && at[0] < x + w + 10 && at[1] > y - 6 && at[1] < y + h + 18,
  );
  const isOnStreet = STREETS.some((street) =>
    street.slice(1).some((point, i) => toSegment(at, POINTS[street[i]], POINTS[point]) < 19),
  );
  const isInRiver = RIVER_POINTS.some((point) => distance(point, at) < 42);
  const isOnSquare = at[0] > 186 && at[0] < 414 && at[1] > 290 && at[1] < 400;
  return !(
    isAtSite ||
    isOnSquare ||
    isInField ||
    isOnStreet ||
    isInRiver ||
    taken.some((one) => distance(one, at) < gap)
  );
}

/** Distance of a point from a straight piece of street. */
function toSegment(at: Point, from: Point, to: Point): number {
  const length = distance(from, to) || 1;
  const share = ((at[0] - from[0]) * (to[0] - from[0]) + (at[1] - from[1]) * (to[1] - from[1])) / length ** 2;
  const t = Math.max(0, Math.min(1, share));
  return distance(at, [from[0] + t * (to[0] - from[0]), from[1] + t * (to[1] - from[1])]);
}

/** Houses near the streets, trees where there is still room; those further back first. */
function town(): string {
  const random = chance(41);
  const houses: { readonly at: Point; readonly text: string }[] = [];
  const taken: Point[] = [];
  for (let i = 0; i < 2600; i++) {
    const at: Point = [14 + random() * (SIZE.width - 28), 22 + random() * (SIZE.height - 30)];
    const isHouse = i < 1500;
    const isNear = STREETS.some((street) =>
      street.slice(1).some((point, n) => toSegment(at, POINTS[street[n]], POINTS[point]) < 62),
    );
    if (!isFree(at, taken, isHouse ? 25 : 17) || (isHouse && !isNear)) continue;
    if (!isHouse && random() < 0.55) continue;
    taken.push(at);
    const size = 0.85 + random() * 0.45;
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)];
    houses.push({ at, text: isHouse ? house(at, pick(ROOFS), size) : tree(at, pick(GREENS), size) });
  }
  return houses
    .sort((a, b) => a.at[1] - b.at[1])
    .map(({ text }) => text)
    .join("");
}

function fields(): string {
  return FIELDS.map(([x, y, w, h, turn]) => {
    const rows = Array.from({ length: Math.floor(h / 9) }, (_, i) => `M${x + 5},${y + 7 + i * 9} h${w - 10}`).join(" ");
    return `<g transform="rotate(${turn} ${x + w / 2} ${y + h / 2})"><rect x="${x}" y="${y}" width="${w}" height="${h}" rx="6" fill="#d3e0a5"/><path d="${rows}" stroke="#b3c878" stroke-width="3" stroke-dasharray="5 4" fill="none"/></g>`;
  }).join("");
}

const CITY_HALL = `<rect x="-62" y="10" width="124" height="50" fill="#fffaf0"/><path d="M-74,10 L-52,-22 H52 L74,10Z" fill="#b5553c"/><path d="M-40,-22 L-24,-44 H24 L40,-22Z" fill="#c4694a"/><g fill="#e4d8c2"><rect x="-54" y="12" width="7" height="46"/><rect x="-32" y="12" width="7" height="46"/><rect x="25" y="12" width="7" height="46"/><rect x="47" y="12" width="7" height="46"/></g><rect x="-12" y="24" width="24" height="36" rx="3" fill="#0b5d5b"/><path d="M0,-44 v-14" stroke="#5b6b72" stroke-width="2"/><path d="M0,-58 h14 v4 h-14Z" fill="#c8362b"/><path d="M0,-54 h14 v4 h-14Z" fill="#fff"/>`;
const SHOP = `<rect x="-36" y="0" width="72" height="46" fill="#fffaf0"/><path d="M-42,-14 H42 L46,6 H-46Z" fill="#e0a33a"/><path d="M-28,-14 l-3,20 h15 l2,-20Z M0,-14 v20 h15 l-1,-20Z M28,-14 l3,20 h13 l-6,-20Z" fill="#fff6e0"/><rect x="-28" y="14" width="30" height="20" rx="2" fill="#bfe0dc"/><rect x="11" y="14" width="16" height="32" fill="#8a5a34"/>`;
const GATE = `<path d="M-36,46 V-6 h14 V46Z M22,46 V-6 h14 V46Z" fill="#e4d8c2"/><path d="M-44,-6 L-30,-26 H30 L44,-6Z" fill="#b5553c"/><path d="M-22,46 V18 M22,46 V18" stroke="#5b6b72" stroke-width="3"/><rect x="-20" y="24" width="17" height="6" rx="3" fill="#0b5d5b"/><rect x="3" y="24" width="17" height="6" rx="3" fill="#0b5d5b"/>`;
const CENTRE = `<rect x="-42" y="-6" width="84" height="54" rx="4" fill="#dfe8ee"/><rect x="-42" y="-6" width="84" height="12" fill="#7d8fa3"/><g fill="#33505f"><rect x="-32" y="14" width="18" height="26" rx="2"/><rect x="-9" y="14" width="18" height="26" rx="2"/><rect x="14" y="14" width="18" height="26" rx="2"/></g><g fill="#6fd6a4"><circle cx="-23" cy="20" r="2"/><circle cx="0" cy="20" r="2"/><circle cx="23" cy="20" r="2"/></g><path d="M28,-6 v-30 M20,-28 l8,-8 8,8 M18,-18 l10,-10 10,10" stroke="#5b6b72" stroke-width="2.5" fill="none"/>`;
const BUILDINGS: Readonly<Record<SiteId, string>> = {
  kiosk: CITY_HALL,
  "shop-1": SHOP,
  "shop-2": SHOP,
  gate: GATE,
  gateway: CENTRE,
};

/** The way of the records from a place to the gateway. */
function cable(id: SiteId): string {
  if (id === "gateway") return "";
  const [[ax, ay], [bx, by]] = [SITES[id].at, SITES.gateway.at];
  return `<path id="cable-${id}" class="cable" d="M${ax},${ay + 40} Q${(ax + bx) / 2},${Math.max(ay, by) + 50} ${bx},${by + 20}"/>`;
}

function site(id: SiteId): string {
  const [x, y] = SITES[id].at;
  return `<g id="site-${id}" class="site" transform="translate(${x} ${y})"><ellipse class="ground" cx="0" cy="52" rx="78" ry="16"/>${BUILDINGS[id]}<circle class="ring" r="30" cy="20"/><circle class="ring late" r="30" cy="20"/></g>`;
}

/** The square before the city hall. */
const SQUARE = `<g><rect x="196" y="304" width="208" height="78" rx="14" fill="#cfe3bd"/><path d="M196,343 H404 M300,304 V382" stroke="#e9e2cf" stroke-width="7"/><circle cx="300" cy="343" r="16" fill="#bfe0ea" stroke="#e9e2cf" stroke-width="6"/></g>`;

/** @returns the inside of the SVG; scripts find `#site-…`, `#cable-…` and `#people` in it */
export function drawMap(): string {
  const ids = Object.keys(SITES) as SiteId[];
  return `<rect width="${SIZE.width}" height="${SIZE.height}" fill="#e3edd9"/>
    ${fields()}<path d="${RIVER}" class="shore"/><path d="${RIVER}" class="river"/><path d="${RIVER}" class="wave"/>
    ${SQUARE}${streets()}${town()}${ids.map(cable).join("")}${ids.map(site).join("")}<g id="people"></g>`;
}

/** A label's place in percent of the map. */
export function labelPlace(id: SiteId): { readonly left: number; readonly top: number } {
  const { at, top } = SITES[id];
  return { left: (at[0] / SIZE.width) * 100, top: (top / SIZE.height) * 100 };
}

function r(value: number): string {
  return value.toFixed(1);
}
