/** Bridge, workers and desk on Mosquitto with TLS, passwords and the rules of docs/mqtt.md: enough for each, and no more. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import mqtt, { type IClientOptions } from "mqtt";
import { afterEach, expect, test } from "vitest";
import { pseudonymsOf } from "../../examples/gateway/keys.js";
import { openStore } from "../../examples/gateway/store.js";
import { select } from "../../examples/gateway/work.js";
import { startWorker } from "../../examples/gateway/worker.js";
import { encodeImage, signImage } from "../../sdk/index.js";
import { ketuk } from "../support/cli.js";
import { createGatewayRig, until } from "../support/gateway-rig.js";
import { HAS_MOSQUITTO, HAS_OPENSSL, openMosquitto } from "../support/mosquitto.js";
import { nextImage } from "../support/update-rig.js";

const PAGE = readFileSync(new URL("../../docs/mqtt.md", import.meta.url), "utf8");
const RULES = PAGE.split("\n")
  .filter((line) => /^ {4}(user|topic) /.test(line))
  .map((line) => line.trim())
  .join("\n");
const PASSWORDS = { "hall-2": "one of the bridge", worker: "one of the workers", desk: "one of the desk" };

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

test.runIf(HAS_MOSQUITTO && HAS_OPENSSL)(
  "taps are posted, readers acknowledged and listed by accounts that may do just that",
  async () => {
    const rules = `${RULES}\n`;
    expect(rules).toContain("user desk");
    const broker = await openMosquitto({
      tls: true,
      withoutCertificate: true,
      accounts: { passwords: PASSWORDS, rules },
    });
    closing.push(broker.close);
    const ca = readFileSync(join(broker.folder, "ca.pem"), "utf8");
    const as = (username: keyof typeof PASSWORDS, password = PASSWORDS[username]) => {
      return { ...broker.options, ca, username, password };
    };
    const rig = await createGatewayRig(as("hall-2"), 3);
    closing.push(rig.close);
    const store = await openStore(":memory:");
    closing.push(() => store.close());
    const worker = startWorker({
      id: "w1",
      broker: as("worker"),
      db: store,
      keys: () => rig.keys,
      pseudonym: pseudonymsOf(undefined),
      lanes: 2,
    });
    closing.push(() => worker.close());
    await until(() => worker.isReady);
    const bridge = await rig.bridge({ id: "hall-2" });
    const refused: string[] = [];
    bridge.on("refused", ({ topic }) => void refused.push(topic));
    for (const { fake } of rig.boards) for (let i = 0; i < 5; i++) fake.tap();
    await until(() => rig.pending() === 0);
    const posted = () => store.read(() => select<{ n: number }>("SELECT count(*) AS n FROM posting"));
    while ((await posted())[0]?.n !== 15) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(refused).toEqual([]);

    // The desk sees the readers.
    const folder = await mkdtemp(join(tmpdir(), "ketuk-desk-"));
    closing.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "new.img"), encodeImage(signImage(nextImage(), new Uint8Array(32).fill(7))));
    const files = ["--image", join(folder, "new.img"), "--ca", join(broker.folder, "ca.pem")];
    const line = [
      "update",
      "--fleet",
      "--mqtt",
      broker.options.url,
      "--username",
      "desk",
      ...files,
      "--dry-run",
      "--json",
    ];
    const desk = await ketuk(line, { env: { KETUK_MQTT_PASSWORD: PASSWORDS.desk } });
    expect(JSON.parse(desk.out.split("\n")[0] ?? ""), desk.err).toMatchObject({ event: "plan", present: 3 });

    // Nobody else opens doors: their commands never reach a bridge, the desk's does.
    const commands: string[] = [];
    bridge.on("command", ({ name, code }) => void commands.push(`${name} ${code}`));
    for (const [user, id] of [
      ["worker", "1"],
      ["hall-2", "2"],
      ["desk", "3"],
    ] as const) {
      const { url, ...secrets } = as(user);
      const client = await mqtt.connectAsync(url, { ...secrets, protocolVersion: 5 } as IClientOptions);
      const body = JSON.stringify({ id, to: user, pattern: "accepted" });
      await client.publishAsync("ketuk/1/command/gate-1/signal", body, { qos: 1 }).catch(() => {});
      await client.endAsync();
    }
    await until(() => commands.length > 0);
    expect([commands, rig.boards[0]?.fake.patterns]).toEqual([["signal ok"], [2]]);
  },
  30_000,
);

test.runIf(HAS_MOSQUITTO && HAS_OPENSSL)(
  "a wrong password is said, and is not tried a hundred times a second",
  async () => {
    const accounts = { passwords: PASSWORDS, rules: RULES };
    const broker = await openMosquitto({ tls: true, withoutCertificate: true, accounts });
    closing.push(broker.close);
    const ca = readFileSync(join(broker.folder, "ca.pem"), "utf8");
    const rig = await createGatewayRig({ ...broker.options, ca, username: "hall-2", password: "wrong" }, 1);
    closing.push(rig.close);
    const bridge = await rig.bridge();
    const downs: { message: string; delayMs: number }[] = [];
    bridge.on("down", ({ error, delayMs }) => void downs.push({ message: error.message, delayMs }));
    await until(() => downs.length === 2);
    expect(downs[0]?.message).toMatch(/not authorized|bad user ?name or password/i);
    for (const { delayMs } of downs) expect(delayMs).toBeGreaterThan(180);
    expect(rig.pending()).toBe(1);
  },
);
