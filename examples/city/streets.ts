/** The streets of Tirtasari as points and ways between them: the map is drawn from it, and people walk on it. */

/** A place in the drawing, which is 1000 wide and 524 high. */
export type Point = readonly [x: number, y: number];

/** The size of the drawing. */
export const SIZE = { width: 1000, height: 524 } as const;

/** Crossings, ends of streets, doors of places, and homes. */
export const POINTS = {
  nw: [130, 128],
  n: [410, 148],
  ne: [775, 126],
  w: [112, 295],
  c: [430, 295],
  e: [745, 301],
  sw: [150, 446],
  s: [452, 438],
  se: [805, 448],
  "north-west": [0, 116],
  "north-east": [1000, 108],
  west: [0, 305],
  east: [1000, 316],
  "south-west": [0, 461],
  "south-east": [1000, 468],
  "north-1": [150, 0],
  "north-2": [795, 0],
  "south-1": [158, 524],
  "south-2": [458, 524],
  "shop-1": [500, 143],
  kiosk: [300, 295],
  gate: [520, 296],
  "shop-2": [872, 309],
  "home-1": [78, 122],
  "home-2": [905, 114],
  "home-3": [300, 442],
  "home-4": [132, 371],
  "home-5": [640, 443],
  "home-6": [936, 313],
} as const satisfies Record<string, Point>;
/** A name of one of them. */
export type PointId = keyof typeof POINTS;

/** Where people live. */
export const HOMES = ["home-1", "home-2", "home-3", "home-4", "home-5", "home-6"] as const satisfies readonly PointId[];

/** Streets, by the points on them in their order. */
export const STREETS: readonly (readonly PointId[])[] = [
  ["north-west", "home-1", "nw", "n", "shop-1", "ne", "home-2", "north-east"],
  ["west", "w", "kiosk", "c", "gate", "e", "shop-2", "home-6", "east"],
  ["south-west", "sw", "home-3", "s", "home-5", "se", "south-east"],
  ["north-1", "nw", "w", "home-4", "sw", "south-1"],
  ["n", "c", "s", "south-2"],
  ["north-2", "ne", "e", "se"],
];

const NEIGHBOURS = new Map<PointId, PointId[]>();
for (const street of STREETS) {
  for (const [i, point] of street.entries()) {
    const beside = [street[i - 1], street[i + 1]].filter((one): one is PointId => one !== undefined);
    NEIGHBOURS.set(point, [...(NEIGHBOURS.get(point) ?? []), ...beside]);
  }
}

/** Between two points as the crow flies. */
export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

/** The shortest way on streets, both ends included. */
export function wayBetween(from: PointId, to: PointId): readonly Point[] {
  const far = new Map<PointId, number>([[from, 0]]);
  const before = new Map<PointId, PointId>();
  const open = new Set<PointId>([from]);
  while (open.size > 0) {
    const [next] = [...open].sort((a, b) => (far.get(a) ?? 0) - (far.get(b) ?? 0));
    if (next === undefined || next === to) break;
    open.delete(next);
    for (const beside of NEIGHBOURS.get(next) ?? []) {
      const length = (far.get(next) ?? 0) + distance(POINTS[next], POINTS[beside]);
      if (length >= (far.get(beside) ?? Number.POSITIVE_INFINITY)) continue;
      far.set(beside, length);
      before.set(beside, next);
      open.add(beside);
    }
  }
  const way: PointId[] = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) way.unshift(at);
  return way.map((point) => POINTS[point]);
}
