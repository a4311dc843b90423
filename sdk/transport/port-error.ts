/** Turns what a serial binding says about a port into an error that tells a person what to do. */
import { readFile, stat } from "node:fs/promises";
import { KetukError } from "../errors.js";
import type { BindingInterface } from "./binding.js";
import { listPorts } from "./list.js";

const LIST_TIMEOUT_MS = 1000;

/**
 * Explains why a port could not be opened.
 *
 * @param path as given by the caller
 * @param cause what the binding threw
 * @param binding whose ports there are instead; default that of this platform
 */
export async function explainOpenError(path: string, cause: unknown, binding?: BindingInterface): Promise<KetukError> {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/EACCES|EPERM|permission denied|access denied/i.test(text)) {
    return new KetukError("port-forbidden", `no permission to open ${path}`, {
      cause,
      hint: await forbiddenHint(path),
    });
  }
  if (/cannot lock|EBUSY|EAGAIN|temporarily unavailable|resource busy/i.test(text)) {
    return new KetukError("port-busy", `another program has ${path} open`, { cause, hint: busyHint(path) });
  }
  if (/ENOENT|ENODEV|ENXIO|no such file|file not found|does not exist|is not a valid port/i.test(text)) {
    return new KetukError("port-not-found", `there is no port ${path}`, { cause, hint: await portsHint(binding) });
  }
  return new KetukError("port-failed", `${path} cannot be opened: ${text}`, {
    cause,
    hint: "is it a serial port? ketuk list",
  });
}

async function portsHint(binding: BindingInterface | undefined): Promise<string> {
  // A hint is worth no waiting: some listing never ends.
  const ports = await listPorts({ timeoutMs: LIST_TIMEOUT_MS, ...(binding && { binding }) }).catch(() => []);
  if (ports.length === 0) return "no serial port exists here: plug the reader in, and use a cable that carries data";
  return `ports that exist: ${ports.map((port) => port.path).join(", ")}`;
}

function busyHint(path: string): string {
  return process.platform === "win32"
    ? "close the serial monitor or IDE that uses it"
    : `close the serial monitor or IDE that uses it; this names it: fuser -v ${path}`;
}

async function forbiddenHint(path: string): Promise<string> {
  if (process.platform === "win32") return "close the program that uses it; on a managed computer ask for the COM port";
  if (process.platform === "darwin") return `close other programs; then: sudo chmod a+rw ${path}`;
  if (process.platform !== "linux") return "close other programs, or run with the rights to open serial ports";
  const group = (await groupOf(path)) ?? "dialout";
  if (group === "root")
    return `only root may open it; give it a group with a udev rule, or: sudo chgrp dialout ${path}`;
  return `sudo usermod -aG ${group} $USER, then log out and in again; or the udev rule docs/99-ketuk.rules of the package`;
}

/** Name of the group that owns a file, or undefined when it cannot be read. */
async function groupOf(path: string): Promise<string | undefined> {
  try {
    const { gid } = await stat(path);
    const groups = await readFile("/etc/group", "utf8");
    return groups
      .split("\n")
      .map((line) => line.split(":"))
      .find((fields) => fields[2] === String(gid))?.[0];
  } catch {
    return undefined;
  }
}
