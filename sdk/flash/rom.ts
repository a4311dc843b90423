/**
 * Writes Espruino itself onto a bare chip, through the loader in the chip's ROM. By esptool-js, which is loaded when it is
 * asked for, with a serialport binding in the shape of a Web Serial port.
 *
 * Its stub is not used: the ROM can do all that is needed, what the stub would erase beyond that is counter, journal and
 * coupons, and one thing less runs on the chip. The ROM takes blocks of 1 KB and answers a digest as text.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BAUD_RATE } from "../../protocol/index.js";
import { KetukError } from "../errors.js";
import type { BindingInterface } from "../transport/binding.js";
import { explainOpenError } from "../transport/port-error.js";
import { AGAIN } from "./console.js";
import { createWebSerialPort, type WebSerialPort } from "./web-serial.js";

const IMAGE_MAGIC = 0xe9;
const BOOTLOADER_ADDRESS = 0x1000;
const TABLE_ADDRESS = 0x8000;
const APP_ADDRESS = 0x10000;
/** Beside the interpreter in Espruino's archive. */
const BOOTLOADER_FILE = "bootloader.bin";
const TABLE_FILE = "partitions_espruino.bin";
/** First byte of a table of partitions. */
const TABLE_MAGIC = 0xaa;
const ROM_BLOCK_BYTES = 0x400;
const RESET_MS = 100;
/** Where esptool-js would print otherwise. */
const SILENT = { clean() {}, write() {}, writeLine() {} };

/** A piece of the chip's flash. */
interface FlashImage {
  readonly address: number;
  readonly data: Uint8Array;
}

/** What of esptool-js is used. */
interface Esptool {
  Transport: new (port: WebSerialPort, tracing: boolean) => EsptoolTransport;
  ESPLoader: new (options: object) => EsptoolLoader;
}
interface EsptoolTransport {
  trace(message: string): void;
  disconnect(): Promise<void>;
}
interface EsptoolLoader {
  FLASH_WRITE_SIZE: number;
  chip: { CHIP_NAME: string };
  detectChip(): Promise<void>;
  flashSpiAttach(pins: number): Promise<void>;
  writeFlash(options: object): Promise<void>;
  flashMd5sum(address: number, size: number): Promise<string>;
}

/** What to write, and where. */
export interface InterpreterOptions {
  readonly path: string;
  /** An image of the whole flash, or the interpreter with boot loader and table of partitions beside it. */
  readonly file: string;
  readonly binding?: BindingInterface | undefined;
  readonly signal: AbortSignal;
  readonly progress: (doneBytes: number, totalBytes: number) => void;
}

/**
 * Writes the interpreter, holds it against what the chip says of it, and restarts the chip.
 *
 * @throws KetukError `bad-argument` for a file that is none, `package-missing`, `flash-failed`, and those of opening a port
 */
export async function writeInterpreter(options: InterpreterOptions): Promise<void> {
  const { path, binding, signal } = options;
  const images = await readImages(options.file);
  const esptool = await loadEsptool();
  const used = binding ?? (await import("@serialport/bindings-cpp")).autoDetect();
  const opened = await used
    .open({ path, baudRate: BAUD_RATE, hupcl: false })
    .catch(async (cause: unknown) => Promise.reject(await explainOpenError(path, cause, binding)));
  const port = createWebSerialPort(opened);
  const transport = new esptool.Transport(port, false);
  // It prints what it traces even where tracing is off.
  transport.trace = () => {};
  const stop = () => void port.end();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await writeImages(esptool, transport, images, options);
    await restart(port);
  } catch (cause) {
    if (signal.aborted) throw new KetukError("aborted", `${path}: flashing was interrupted`, { hint: AGAIN });
    if (cause instanceof KetukError) throw cause;
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new KetukError("flash-failed", `${path}: the chip's loader: ${words}`, {
      cause,
      hint: `hold BOOT, press and let go EN, and let go BOOT. ${AGAIN}`,
    });
  } finally {
    signal.removeEventListener("abort", stop);
    await port.end();
  }
}

async function writeImages(
  { ESPLoader }: Esptool,
  transport: EsptoolTransport,
  images: readonly FlashImage[],
  { path, progress }: InterpreterOptions,
): Promise<void> {
  const loader = new ESPLoader({ transport, terminal: SILENT, baudrate: BAUD_RATE, romBaudrate: BAUD_RATE });
  await loader.detectChip();
  if (loader.chip.CHIP_NAME !== "ESP32") {
    throw new KetukError("flash-failed", `${path}: this is an ${loader.chip.CHIP_NAME}`, {
      hint: "its images lie elsewhere: use esptool.py and the addresses that come with the build",
    });
  }
  loader.FLASH_WRITE_SIZE = ROM_BLOCK_BYTES;
  await loader.flashSpiAttach(0);
  const totalBytes = images.reduce((sum, { data }) => sum + data.length, 0);
  let before = 0;
  for (const { address, data } of images) {
    await loader.writeFlash({
      fileArray: [{ address, data }],
      flashMode: "keep",
      flashFreq: "keep",
      flashSize: "keep",
      eraseAll: false,
      compress: true,
      reportProgress: (_file: number, written: number, total: number) =>
        progress(before + Math.floor((data.length * written) / total), totalBytes),
    });
    before += data.length;
    // The ROM answers with digits, and esptool-js makes digits of those.
    const answer = Buffer.from(await loader.flashMd5sum(address, data.length), "hex").toString("latin1");
    const expected = createHash("md5").update(data).digest("hex");
    if (answer.toLowerCase() !== expected) {
      throw new KetukError(
        "flash-failed",
        `${path}: the chip does not hold what was written at 0x${address.toString(16)}`,
        {
          hint: AGAIN,
        },
      );
    }
  }
}

async function restart(port: WebSerialPort): Promise<void> {
  await port.setSignals({ dataTerminalReady: false, requestToSend: true });
  await new Promise((resolve) => setTimeout(resolve, RESET_MS));
  await port.setSignals({ dataTerminalReady: false, requestToSend: false });
}

async function readImages(file: string): Promise<FlashImage[]> {
  const data = await readBytes(file);
  if (
    data[BOOTLOADER_ADDRESS] === IMAGE_MAGIC &&
    data[TABLE_ADDRESS] === TABLE_MAGIC &&
    data[APP_ADDRESS] === IMAGE_MAGIC
  ) {
    return [{ address: BOOTLOADER_ADDRESS, data: padded(data.subarray(BOOTLOADER_ADDRESS)) }];
  }
  if (data[0] !== IMAGE_MAGIC) throw new KetukError("bad-argument", `${file} is no image for an ESP32`);
  const beside = (name: string) => readBytes(join(dirname(file), name));
  return [
    { address: BOOTLOADER_ADDRESS, data: padded(await beside(BOOTLOADER_FILE)) },
    { address: TABLE_ADDRESS, data: padded(await beside(TABLE_FILE)) },
    { address: APP_ADDRESS, data: padded(data) },
  ];
}

/** Flash is written in words. */
function padded(data: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(data.length / 4) * 4).fill(0xff);
  whole.set(data);
  return whole;
}

async function readBytes(file: string): Promise<Uint8Array> {
  return readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new KetukError("bad-argument", `${file} cannot be read (${cause.code ?? "unknown error"})`, {
      hint: `--interpreter takes an image of the whole flash, or the interpreter with ${BOOTLOADER_FILE} and ${TABLE_FILE} beside it`,
    });
  });
}

async function loadEsptool(): Promise<Esptool> {
  // By a name that no compiler follows: its types are those of a browser.
  const name = "esptool-js";
  try {
    return (await import(name)) as Esptool;
  } catch (cause) {
    throw new KetukError("package-missing", "writing the interpreter needs the package esptool-js", {
      cause,
      hint: "npm install esptool-js, or use esptool.py as ketuk flash says without --interpreter",
    });
  }
}
