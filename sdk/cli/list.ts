/** `ketuk list`: the serial ports of this computer. */
import type { Command } from "commander";
import { listPorts, type PortDescription } from "../transport/list.js";
import { EXIT, type Io, writeJson } from "./io.js";

const EXAMPLES = `
Examples:
  ketuk list
  ketuk list --json | jq -r 'select(.likelyReader) | .path'

Exit codes: 0 done, also when there is no port, 1 the ports cannot be listed, 2 wrong usage, 130 Ctrl-C.
`;

/** Adds the command. `done` takes its exit code. */
export function addListCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command("list")
    .description("list serial ports, likely readers first")
    .option("--json", "one JSON object per line")
    .addHelpText("after", EXAMPLES)
    .action(async ({ json }: { json?: boolean }) => {
      const ports = await listPorts();
      if (json) for (const port of ports) writeJson(io, port);
      else printPorts(io, ports);
      done(EXIT.ok);
    });
}

function printPorts(io: Io, ports: readonly PortDescription[]): void {
  if (ports.length === 0) {
    io.err("no serial port found: plug the reader in, with a cable that carries data\n");
    io.err("  without hardware: ketuk demo\n");
    return;
  }
  for (const port of ports) {
    const usb = port.vendorId ? `${port.vendorId}:${port.productId ?? "????"}` : "-";
    const mark = port.likelyReader ? "likely a reader" : "";
    io.out(
      `${[port.path.padEnd(16), usb.padEnd(10), (port.manufacturer ?? "").padEnd(20), mark].join(" ").trimEnd()}\n`,
    );
    if (port.stablePath) io.out(`  ${port.stablePath}\n`);
  }
}
