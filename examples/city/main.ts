/** `npm run example:city`: a whole city in one process, with one sealed log and a live map. */
import { createInterface } from "node:readline";
import { runUntilStopped } from "../lib/run.js";
import { listen } from "../lib/server.js";
import { startCity } from "./city.js";
import { createConsole } from "./console.js";
import { readCityOptions } from "./options.js";
import { createMapApp } from "./server.js";

const { folder, keyFile, fleet, ports, webPort, hasCrowd } = await readCityOptions();
const city = await startCity({ folder, fleet, ports, webPort });
city.crowd.rest(!hasCrowd);
const map = createMapApp(city);
const server = await listen(map.app, webPort);
const input = createInterface({ input: process.stdin });
const say = createConsole(city);
input.on("line", async (line) => process.stdout.write(`${await say(line)}\n`));

const pages: [string, string][] = [
  [server.url, "the map"],
  [city.seats.kiosk.url, "the service desk"],
  [city.seats["shop-1"].url, "a shop's till"],
  [city.seats["shop-2"].url, "another one"],
  [city.seats.gate.url, "the gate"],
  [city.gateway.url, "the gateway"],
  [city.backEndUrl, "the shops' books"],
];
const words = pages.map(([url, what]) => `  ${url.padEnd(26)} ${what}`).join("\n");
const check = `npx ketuk verify ${city.log.path} --keys ${keyFile}`;
runUntilStopped(`${words}\n\nThe log: ${check}\nType help and Enter for what can be broken.`, [
  city,
  server,
  map,
  { close: () => input.close() },
]);
