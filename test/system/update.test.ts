/** Another firmware over the link: taken, refused, and taken back. On the wire, with the built firmware and loader. */
import { describe, expect, test } from "vitest";
import { HEAD_BYTES, PAGE_BYTES, SLOT_BYTES } from "../../protocol/image.js";
import { messages } from "../../protocol/index.js";
import { packImage } from "../../sdk/firmware/image.js";
import { builtFirmware } from "../../sdk/virtual/board.js";
import { demoCards } from "../../sdk/virtual/index.js";
import { createRig, type Rig } from "../support/rig.js";
import { announcementMac, createUpdater, nextImage, PIECE_BYTES } from "../support/update-rig.js";

const { Code } = messages;
const OLD = 1000;
const NEW = 9_008_007;
const FIVE_MINUTES = 300_000;

function taps(rig: Rig): void {
  rig.board.field.place(demoCards(rig.keys).genuine);
  rig.advance(400);
  rig.removeAll();
  rig.advance(350);
  createUpdater(rig).acknowledge();
}

describe("an update", () => {
  test("runs the new firmware, which confirms itself, and says so in three places of the chain", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    expect(updater.running()).toBe(OLD);
    expect((rig.host.hello?.features ?? 0) & (1 << messages.Feature.FEATURE_UPDATE)).not.toBe(0);
    await updater.update(nextImage());
    expect(updater.running()).toBe(NEW);
    expect(rig.host.hello).toMatchObject({ firmwareVersion: "9.8.7", boot: 2 });
    expect(updater.steps()).toEqual([`STORED ${NEW}`, `CONFIRMED ${NEW}`]);
    const boots = rig.allRecords().flatMap(({ bootRecord }) => (bootRecord ? [bootRecord.firmwareHash] : []));
    expect(Buffer.from(boots[1] ?? "").toString("hex")).not.toBe(Buffer.from(boots[0] ?? "").toString("hex"));
    taps(rig);
    expect(rig.taps()).toHaveLength(1);
    // Far beyond three starts: it is on trial no more.
    for (let i = 0; i < 5; i++) rig.board.powerOn();
    await updater.reopen();
    expect(updater.running()).toBe(NEW);
  });

  test("goes from slot to slot, again and again", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    for (const number of [2000, 3000, 4000]) {
      await updater.update(nextImage({ number }));
      expect(updater.running()).toBe(number);
    }
  });

  test("leaves counter, chain and keys as they are, and cards are taken while it arrives", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = nextImage();
    updater.begin(image);
    updater.send({ ...image, bytes: image.bytes.slice(0, 4096) });
    taps(rig);
    expect(rig.taps()).toHaveLength(1);
    await updater.update(image);
    const counters = rig.allRecords().map(({ counter }) => counter);
    expect(new Set(counters).size).toBe(counters.length);
    taps(rig);
    expect(rig.taps()).toHaveLength(2);
  });

  test("goes on where it stopped, after a restart at any piece and after an announcement that is repeated", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = nextImage();
    updater.begin(image);
    updater.send({ ...image, bytes: image.bytes.slice(0, 5000) });
    expect(Number(updater.begin(image).updateState?.received)).toBe(4864);
    rig.board.powerOn();
    await updater.reopen();
    expect(updater.running()).toBe(OLD);
    // The last piece may have been cut: it comes again.
    expect(Number(updater.begin(image).updateState?.received)).toBe(4864);
    expect(updater.store(image, 4864).code).toBe(Code.CODE_OK);
    expect(updater.store(image, 4864).code).toBe(Code.CODE_OK);
    expect(updater.store(image, 0).code).toBe(Code.CODE_OK);
    await updater.update(image);
    expect(updater.running()).toBe(NEW);
  });

  test("of another image starts anew", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    updater.begin(nextImage());
    updater.send({ ...nextImage(), bytes: nextImage().bytes.slice(0, 8192) });
    const other = nextImage({ number: 5000 });
    expect(Number(updater.begin(other).updateState?.received)).toBe(0);
    await updater.update(other);
    expect(updater.running()).toBe(5000);
  });
});

describe("refused is", () => {
  test.each([
    ["the same number", nextImage({ number: OLD }), Code.CODE_TOO_OLD],
    ["a lower number", nextImage({ number: OLD - 1 }), Code.CODE_TOO_OLD],
    ["an image for other boards", nextImage({ boards: ["c3", "s3"] }), Code.CODE_FOREIGN],
    [
      "an image longer than a slot",
      { ...nextImage(), manifest: messages.ImageManifest.encode({ number: NEW, size: 65_537 }).finish() },
      Code.CODE_FOREIGN,
    ],
    [
      "an empty image",
      { ...nextImage(), manifest: messages.ImageManifest.encode({ number: NEW }).finish() },
      Code.CODE_FOREIGN,
    ],
  ])("%s", async (_, image, code) => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    expect(updater.begin(image).code).toBe(code);
    expect(updater.store(image, 0).code).toBe(Code.CODE_BAD_REQUEST);
    expect(updater.finish().code).toBe(Code.CODE_BAD_REQUEST);
    expect(rig.board.flash.ownSlots).toBe(false);
  });

  test("an image for this board among others is taken", async () => {
    const updater = createUpdater(await createRig());
    expect(updater.begin(nextImage({ boards: ["c3", "devkit"] })).code).toBe(Code.CODE_OK);
  });

  test("an announcement with a wrong MAC, or another manifest under a right one", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = nextImage();
    expect(updater.begin(image, new Uint8Array(32)).code).toBe(Code.CODE_FORBIDDEN);
    expect(updater.begin(image, new Uint8Array(0)).code).toBe(Code.CODE_FORBIDDEN);
    const mac = announcementMac(rig, image.manifest);
    expect(updater.begin(nextImage({ number: NEW + 1 }), mac).code).toBe(Code.CODE_FORBIDDEN);
    expect(rig.board.flash.ownSlots).toBe(false);
  });

  test("an image that is not the one of its manifest, in any byte; the right one is taken then", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = nextImage();
    for (const at of [0, 30_000, image.bytes.length - 1]) {
      const bytes = image.bytes.slice();
      bytes[at] = (bytes[at] ?? 0) & 0x5e;
      if (bytes[at] === image.bytes[at]) bytes[at] = 0;
      expect(Number(updater.begin(image).updateState?.received)).toBe(0);
      updater.send({ ...image, bytes });
      expect(updater.finish().code).toBe(Code.CODE_FOREIGN);
    }
    expect(updater.steps()).toEqual([]);
    await updater.update(image);
    expect(updater.running()).toBe(NEW);
  }, 20_000);

  test("a piece out of order, beyond the end, or without an announcement", async () => {
    const updater = createUpdater(await createRig());
    const image = nextImage();
    expect(updater.store(image, 0).code).toBe(Code.CODE_BAD_REQUEST);
    updater.begin(image);
    expect(updater.store(image, PIECE_BYTES).code).toBe(Code.CODE_BAD_REQUEST);
    expect(updater.finish().code).toBe(Code.CODE_BAD_REQUEST);
    expect(updater.request({ storeImage: { offset: 0, data: new Uint8Array(0) } }).code).toBe(Code.CODE_BAD_REQUEST);
  });

  test("everything to a role below the maintainer", async () => {
    const rig = await createRig();
    rig.host.requestHello();
    rig.advance(300);
    rig.host.messages.length = 0;
    rig.host.send({
      open: {
        protocol: 1,
        readerNonce: rig.host.hello?.nonce ?? new Uint8Array(),
        hostNonce: new Uint8Array(16).fill(77),
        role: messages.Role.ROLE_ISSUER,
      },
    });
    rig.advance(300);
    const session = rig.host.messages.findLast(({ opened }) => opened)?.session ?? 0;
    const updater = createUpdater({ ...rig, session: () => session });
    expect(updater.begin(nextImage()).code).toBe(Code.CODE_FORBIDDEN);
    expect(updater.store(nextImage(), 0).code).toBe(Code.CODE_FORBIDDEN);
    expect(updater.finish().code).toBe(Code.CODE_FORBIDDEN);
  });
});

describe("taken back is a firmware", () => {
  async function tryFirmware(firmware: string): Promise<{ rig: Rig; updater: ReturnType<typeof createUpdater> }> {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = packImage({ firmware, number: NEW });
    updater.begin(image);
    updater.send(image);
    expect(updater.finish().code).toBe(Code.CODE_OK);
    return { rig, updater };
  }

  async function isTakenBack({ rig, updater }: Awaited<ReturnType<typeof tryFirmware>>): Promise<void> {
    await updater.reopen();
    rig.advance(1000);
    expect(updater.running()).toBe(OLD);
    expect(rig.host.hello?.boot).toBe(2);
    expect(updater.steps()).toEqual([`STORED ${NEW}`, `TAKEN_BACK ${NEW}`]);
    for (let i = 0; i < 3; i++) rig.board.powerOn();
    await updater.reopen();
    rig.advance(1000);
    expect(updater.running()).toBe(OLD);
    // Told once.
    expect(updater.steps()).toHaveLength(2);
    // And the reader takes another one.
    await updater.update(nextImage({ number: NEW + 1 }));
    expect(updater.running()).toBe(NEW + 1);
  }

  test("that throws at its start", async () => {
    const tried = await tryFirmware("!function(){throw new Error('broken')}();");
    tried.rig.advance(5000);
    await isTakenBack(tried);
  });

  test("that is no program", async () => {
    const tried = await tryFirmware("!function(){");
    tried.rig.advance(5000);
    await isTakenBack(tried);
  });

  test("that never talks", async () => {
    const tried = await tryFirmware("E.CRC32('');");
    tried.rig.advance(3 * FIVE_MINUTES + 5000);
    await isTakenBack(tried);
  });

  test("that hangs: the watchdog ends it", async () => {
    const tried = await tryFirmware("for(;;)SPI2.send('\\0',D5);");
    tried.rig.advance(60_000);
    await isTakenBack(tried);
  });

  test("in which nobody opens a session", async () => {
    const tried = await tryFirmware(builtFirmware());
    tried.rig.advance(2 * FIVE_MINUTES + 10_000);
    expect(tried.updater.running()).toBe(NEW);
    tried.rig.advance(FIVE_MINUTES);
    await tried.updater.reopen();
    tried.rig.advance(500);
    expect(tried.updater.running()).toBe(OLD);
    expect(tried.updater.steps()).toEqual([`STORED ${NEW}`, `TAKEN_BACK ${NEW}`]);
  });

  test("that finds no chip, after three starts", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    updater.begin(nextImage());
    updater.send(nextImage());
    rig.board.chip.faults.silent = "00";
    expect(updater.finish().code).toBe(Code.CODE_OK);
    rig.advance(500);
    await updater.reopen();
    rig.advance(3000);
    expect(updater.running()).toBe(NEW);
    // On trial it takes no other: the one before is still needed.
    expect(updater.begin(nextImage({ number: NEW + 1 })).code).toBe(Code.CODE_BUSY);
    for (let i = 0; i < 3; i++) rig.board.powerOn();
    await updater.reopen();
    expect(updater.running()).toBe(OLD);
  });
});

describe("BOOT held at the start", () => {
  test("leaves the line to the console and runs the firmware that has proved itself, for the record only", async () => {
    const rig = await createRig();
    const updater = createUpdater(rig);
    const image = packImage({ firmware: "E.reboot();", number: NEW });
    updater.begin(image);
    updater.send(image);
    rig.board.buttonHeld = true;
    updater.finish();
    rig.advance(2000);
    expect(rig.board.console).toBe("Serial1");
    rig.advance(2 * FIVE_MINUTES);
    expect(rig.board.console).toBe("Serial1");
    rig.board.buttonHeld = false;
    for (let i = 0; i < 4; i++) rig.board.powerOn();
    await updater.reopen();
    expect(updater.running()).toBe(OLD);
    const faults = rig.allRecords().filter(({ fault }) => fault?.fault === messages.Fault.FAULT_CONSOLE);
    expect(faults).toHaveLength(1);
  });
});

/** Heads of slots are not where the addresses say. */
function moveStorage({ board: { flash } }: Rig): void {
  const read = flash.read;
  Object.assign(flash, {
    read: (length: number, address: number) =>
      length === HEAD_BYTES ? new Uint8Array(length) : read.call(flash, length, address),
  });
}

test("a board whose Storage lies elsewhere takes no image, and erases nothing there", async () => {
  const rig = await createRig();
  const updater = createUpdater(rig);
  moveStorage(rig);
  const { erases, writes } = rig.board.flash.counts;
  expect(updater.begin(nextImage()).code).toBe(Code.CODE_FLASH);
  expect(updater.store(nextImage(), 0).code).toBe(Code.CODE_BAD_REQUEST);
  expect(rig.board.flash.counts).toMatchObject({ erases, writes });
  expect(rig.board.flash.ownSlots).toBe(false);
});

test("a firmware that has confirmed itself and throws at its start stays: the one before never comes back", async () => {
  const rig = await createRig();
  const updater = createUpdater(rig);
  await updater.update(nextImage());
  const slots = (rig.board.flash.slots as Uint8Array).slice();
  slots.set(Buffer.from("throw 1;"), SLOT_BYTES + PAGE_BYTES);
  rig.board.flash.slots = slots;
  rig.host.messages.length = 0;
  rig.board.powerOn();
  rig.advance(60_000);
  expect(rig.host.messages).toEqual([]);
  expect(rig.board.flash.ownSlots).toBe(false);
  rig.board.buttonHeld = true;
  rig.advance(2000);
  expect(rig.board.console).toBe("Serial1");
});

test("a board whose Storage lies elsewhere counts no start of an image on trial, and does not run it", async () => {
  const rig = await createRig();
  const updater = createUpdater(rig);
  updater.begin(nextImage());
  updater.send(nextImage());
  updater.finish();
  moveStorage(rig);
  rig.advance(500);
  await updater.reopen();
  expect(updater.running()).toBe(OLD);
});

test("a slot whose head is damaged does not run, whatever its other words say", async () => {
  const rig = await createRig();
  const { flash } = rig.board;
  const slots = (flash.slots as Uint8Array).slice();
  // The whole first slot, proved and complete, with a number that its checksum does not know.
  slots.set(slots.subarray(0, SLOT_BYTES), SLOT_BYTES);
  slots.fill(0x66, SLOT_BYTES, SLOT_BYTES + 4);
  flash.slots = slots;
  rig.board.powerOn();
  const updater = createUpdater(rig);
  await updater.reopen();
  expect(updater.running()).toBe(OLD);
});
