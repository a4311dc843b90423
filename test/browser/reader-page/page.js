/** An application as anybody would write it: a button, the state of the reader, the taps. */
import { parseKeys, Reader } from "ketuk/web";

const show = (id, text) => {
  document.getElementById(id).textContent = text;
};

async function run() {
  const port = await navigator.serial.requestPort();
  const { keys, fleetPublicKey } = await (await fetch("keys.json")).json();
  const reader = await Reader.open({
    port,
    keys: parseKeys(keys),
    fleetPublicKey: Uint8Array.from(fleetPublicKey),
    reconnect: { firstDelayMs: 60_000 },
  });
  reader.on("state", ({ state }) => show("state", state));
  show("state", `open: ${reader.info.id}`);
  for await (const tap of reader.taps()) {
    const line = document.createElement("li");
    line.textContent = `${tap.uidHex} ${tap.verdict.reason}, signature ${tap.verdict.signature}`;
    document.getElementById("taps").append(line);
    tap.ack();
  }
}

document.getElementById("open").addEventListener("click", () => {
  run().catch((error) => show("state", `${error.code ?? error}: ${error.message}`));
});
