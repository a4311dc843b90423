/** Readers behind a TCP port. */
import { createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { openTcp, parseTcpPath } from "../../../sdk/transport/tcp.js";

test("paths are taken apart, others left alone", () => {
  expect(parseTcpPath("tcp://127.0.0.1:5333")).toEqual({ host: "127.0.0.1", port: 5333 });
  expect(parseTcpPath("tcp://[::1]:5333/")).toEqual({ host: "::1", port: 5333 });
  for (const other of ["/dev/ttyUSB0", "COM3", "tcp://host", "tcp://host:0", "tcp://host:65536", "http://host:80"]) {
    expect(parseTcpPath(other)).toBeUndefined();
  }
});

test("nobody there is port-not-found", async () => {
  const path = "tcp://127.0.0.1:1";
  await expect(openTcp(path, "127.0.0.1", 1, { bytes() {}, lost() {} })).rejects.toMatchObject({
    code: "port-not-found",
  });
});

test("bytes pass, and the other end's leaving is told once", async () => {
  const sockets: Socket[] = [];
  const heard: string[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("data", (data) => socket.end(`${data}!`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const lost = await new Promise<{ code: string }>((resolve, reject) => {
    const handlers = { bytes: (bytes: Uint8Array) => heard.push(Buffer.from(bytes).toString()), lost: resolve };
    openTcp(`tcp://127.0.0.1:${port}`, "127.0.0.1", port, handlers).then(
      (transport) => transport.write(Buffer.from("knock")),
      reject,
    );
  });
  expect(heard.join("")).toBe("knock!");
  expect(lost.code).toBe("disconnected");
  server.close();
});
