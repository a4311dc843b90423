/** A reader gets another firmware through the SDK, over a line that goes and comes back. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FirmwareImage, packImage, Reader, type RecordEvent, type UpdateProgress } from "../../../sdk/index.js";
import { createVirtualReader, type VirtualReader, type VirtualReaderOptions } from "../../../sdk/virtual/index.js";
import { readFirstRelease } from "../../support/first-release.js";
import { leaveHalfway, nextImage } from "../../support/update-rig.js";

const OLD = 1000;
let virtual: VirtualReader;

beforeEach(() => make({}));
afterEach(() => virtual.close());

function make(options: VirtualReaderOptions): void {
  virtual = createVirtualReader(options);
}

function open(options: object = {}): Promise<Reader> {
  const { path, binding, keys } = virtual;
  return Reader.open({ path, binding, keys, role: "maintainer", ...options });
}

function nearly({ bytes }: FirmwareImage): number {
  return bytes.length - (bytes.length % 1024) - 1024;
}

/** All but the last pieces are there from an earlier attempt: 240 of them take the pacing of the line 20 s. */
function nearlyThere(image: FirmwareImage): void {
  leaveHalfway(virtual.board, image, nearly(image));
}

describe("update", () => {
  test("goes on where it stopped, restarts the reader and waits until the new firmware has proved itself", async () => {
    const image = nextImage();
    nearlyThere(image);
    const records: RecordEvent[] = [];
    await using reader = await open({ onRecord: (event: RecordEvent) => records.push(event) });
    expect(reader.info.firmwareNumber).toBe(OLD);
    const seen: UpdateProgress[] = [];
    await reader.update(image, { onProgress: (progress) => seen.push(progress) });
    expect(reader.info).toMatchObject({ firmwareNumber: image.number, firmwareVersion: "9.8.7" });
    const phases = seen.map(({ phase }) => phase);
    expect([...new Set(phases)]).toEqual(["sending", "restarting", "confirming", "done"]);
    expect(seen[0]?.sentBytes).toBe(nearly(image) - 256);
    expect(seen.at(-1)).toEqual({ phase: "done", sentBytes: image.bytes.length, totalBytes: image.bytes.length });
    await virtual.advance(1000);
    const changes = records.flatMap(({ record }) => (record.kind === "firmware-change" ? [record.data] : []));
    expect(changes).toMatchObject([
      { step: "stored", number: image.number, previousNumber: OLD },
      { step: "confirmed", number: image.number, previousNumber: OLD },
    ]);
    await expect(reader.update(image)).rejects.toMatchObject({ code: "image-too-old" });
  }, 20_000);

  test("survives a board that loses its power again and again while the image arrives", async () => {
    const image = nextImage();
    leaveHalfway(virtual.board, image, nearly(image) - 3 * 1024);
    await using reader = await open();
    let pieces = 0;
    await reader.update(image, {
      onProgress: ({ phase }) => {
        if (phase === "sending" && ++pieces % 4 === 0 && pieces < 13) virtual.restart();
      },
    });
    expect(pieces).toBeGreaterThan(12);
    expect(reader.info.firmwareNumber).toBe(image.number);
  }, 40_000);

  test("ends with the signal, and the same image goes on there", async () => {
    const image = nextImage();
    nearlyThere(image);
    await using reader = await open();
    const stop = new AbortController();
    const updating = reader.update(image, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(updating).rejects.toMatchObject({ code: "aborted" });
    expect(reader.info.firmwareNumber).toBe(OLD);
    await reader.update(image);
    expect(reader.info.firmwareNumber).toBe(image.number);
  }, 20_000);

  test("says so when the new firmware was taken back", async () => {
    const firmware = `!function(){throw 1}();/*${" ".repeat(900)}*/`;
    await using reader = await open();
    const updating = reader.update(packImage({ firmware, number: 5000 }));
    await expect(updating).rejects.toMatchObject({ code: "update-taken-back" });
    expect(reader.info.firmwareNumber).toBe(OLD);
  }, 20_000);

  test("is refused for a lower number, for other boards, and to another role", async () => {
    {
      await using reader = await open();
      await expect(reader.update(nextImage({ number: 999 }))).rejects.toMatchObject({ code: "image-too-old" });
      await expect(reader.update(nextImage({ boards: ["c3"] }))).rejects.toMatchObject({ code: "image-foreign" });
    }
    await using reader = await open({ role: "operator" });
    await expect(reader.update(nextImage())).rejects.toMatchObject({ code: "refused" });
  });

  test("is refused by the firmware of the first release, which knows no updates and stays in use", async () => {
    await virtual.close();
    make({ firmware: readFirstRelease().firmware });
    // It knew nothing of an inverted D0, and took it for a held button.
    virtual.board.invertsBoot = false;
    virtual.restart();
    await using reader = await open();
    expect(reader.info.firmwareNumber).toBe(0);
    await expect(reader.update(nextImage())).rejects.toMatchObject({
      code: "refused",
      hint: expect.stringContaining("ketuk flash"),
    });
    await reader.ping();
  });
});
