/** What can be typed while the city runs: cables, places, the lost card, the crowd, the log. */
import type { City } from "./city.js";
import { PLACE_IDS } from "./day-plan.js";

const HELP = `  pull PLACE, plug PLACE     the cable of a reader: ${PLACE_IDS.join(", ")}
  stop PLACE, start PLACE    the application of a place, or the gateway
  block, unblock             the sample card
  rest, go                   the crowd
  check                      the whole log`;

/** Does something; what it says, if anything. */
type Act = () => unknown;

/** @returns what does a line and says what came of it */
export function createConsole(city: City): (line: string) => Promise<string> {
  const { crowd, gateway, seats } = city;
  const acts = new Map<string, Act>([
    ["block", () => city.block(true)],
    ["unblock", () => city.block(false)],
    ["rest", () => crowd.rest(true)],
    ["go", () => crowd.rest(false)],
    ["check", async () => JSON.stringify(await city.check())],
    ["stop gateway", () => gateway.stop()],
    ["start gateway", () => gateway.start()],
  ]);
  for (const id of PLACE_IDS) {
    const { plug, start, stop } = seats[id];
    acts.set(`stop ${id}`, stop).set(`start ${id}`, start);
    if (plug) acts.set(`pull ${id}`, plug.pull).set(`plug ${id}`, plug.plug);
  }
  return async (line) => {
    const act = acts.get(line.trim().replace(/\s+/g, " "));
    return act ? String((await act()) ?? "done") : HELP;
  };
}
