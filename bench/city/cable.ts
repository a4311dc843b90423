/** A stretch of network between a bridge and the broker that can be cut: a TCP proxy on this computer. */
import { connect, createServer, type Socket } from "node:net";

/** How a network fails: "refused": at once and audibly; "silent": nothing passes, and nobody says so. */
export type CutKind = "refused" | "silent";

/** A stretch of network. */
export interface NetworkCable {
  /** What the bridge connects to. */
  readonly url: string;
  cut(kind: CutKind): void;
  /** What waited goes on, as TCP would send it again. */
  mend(): void;
  close(): void;
}

/** Opens it. @param target mqtt://host:port */
export async function openCable(target: string): Promise<NetworkCable> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let state: CutKind | undefined;

  function join(from: Socket, to: Socket): void {
    sockets.add(from);
    if (state === "silent") from.pause();
    from.on("data", (bytes) => {
      if (!to.write(bytes)) {
        from.pause();
        to.once("drain", () => state !== "silent" && from.resume());
      }
    });
    from.on("error", () => {});
    from.on("close", () => {
      sockets.delete(from);
      to.destroy();
    });
  }

  const server = createServer({ noDelay: true }, (near) => {
    if (state === "refused") return void near.on("error", () => {}).destroy();
    const far = connect({ port: Number(port), host: hostname, noDelay: true });
    join(near, far);
    join(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const own = typeof address === "object" && address ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${own}`,
    cut(kind) {
      state = kind;
      for (const socket of sockets) {
        if (kind === "refused") socket.destroy();
        else socket.pause();
      }
    },
    mend() {
      state = undefined;
      for (const socket of sockets) socket.resume();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
