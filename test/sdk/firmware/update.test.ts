/** A reader gets another firmware through the SDK, over a cable that is good or bad. */
import { expect, test } from "vitest";
import { KetukError, packImage, Reader, type RecordEvent, type UpdateProgress } from "../../../sdk/index.js";
import { createVirtualReader } from "../../../sdk/virtual/index.js";

test("update sends the image, restarts the reader and waits until the new firmware has proved itself", async () => {
  const virtual = createVirtualReader();
  const { path, binding, keys } = virtual;
  const records: RecordEvent[] = [];
  await using reader = await Reader.open({
    path,
    binding,
    keys,
    role: "maintainer",
    onRecord: (event) => records.push(event),
  });
  expect(reader.info.firmwareNumber).toBe(1000);
  const seen: UpdateProgress[] = [];
  const image = packImage({ number: 1001 });
  await reader.update(image, { onProgress: (progress) => seen.push(progress) });
  expect(reader.info.firmwareNumber).toBe(1001);
  expect(seen.map(({ phase }) => phase).filter((phase, i, all) => phase !== all[i - 1])).toEqual([
    "sending",
    "restarting",
    "confirming",
    "done",
  ]);
  expect(seen.at(-1)).toEqual({ phase: "done", sentBytes: image.bytes.length, totalBytes: image.bytes.length });
  await virtual.advance(1000);
  const steps = records.flatMap(({ record }) => (record.kind === "firmware-change" ? [record.data] : []));
  expect(steps.map(({ step, number, previousNumber }) => [step, number, previousNumber])).toEqual([
    ["stored", 1001, 1000],
    ["confirmed", 1001, 1000],
  ]);
  await expect(reader.update(image)).rejects.toMatchObject({ code: "image-too-old" });
  await expect(reader.update(packImage({ number: 1002, boards: ["c3"] }))).rejects.toBeInstanceOf(KetukError);
  await virtual.close();
}, 60_000);
