/** Pseudo terminals as serial ports: socat joins one to a TCP port. Real time, real driver. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for the paths of ports. */
export interface PtyFolder {
  path(name: string): string;
  /** Makes a port, joined to a TCP port of this computer. */
  plug(name: string, tcpPort: number): Promise<Pty>;
  /** Ends all ports. */
  close(): Promise<void>;
}

/** A port. */
export interface Pty {
  readonly path: string;
  /** Ends it at once, as pulling a USB adapter does. */
  unplug(): Promise<void>;
}

/** Waits for something that takes real time. */
export async function until(condition: () => boolean, what: string, ms = 5000): Promise<void> {
  for (const endMs = Date.now() + ms; Date.now() < endMs; ) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${what} did not happen within ${ms} ms`);
}

/** Resolves when a process is gone. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once("exit", () => resolve()));
}

export function createPtyFolder(): PtyFolder {
  const folder = mkdtempSync(join(tmpdir(), "ketuk-pty-"));
  const ptys: Pty[] = [];
  const pathOf = (name: string) => join(folder, name);
  return {
    path: pathOf,
    async plug(name, tcpPort) {
      const path = pathOf(name);
      const socat = spawn("socat", [`pty,raw,echo=0,link=${path}`, `tcp:127.0.0.1:${tcpPort}`]);
      await until(() => existsSync(path), "the pty");
      const pty: Pty = {
        path,
        async unplug() {
          socat.kill("SIGKILL");
          await ended(socat);
          // Killed like this it leaves its link behind.
          rmSync(path, { force: true });
        },
      };
      ptys.push(pty);
      return pty;
    },
    async close() {
      for (const pty of ptys) await pty.unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
