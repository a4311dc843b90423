/** Carries commands out: one at a time for each reader, none twice, each answered whatever becomes of it. */
import { KetukError } from "../errors.js";
import { decodeImage, verifyImage } from "../firmware/image.js";
import type { Pattern } from "../reader/calls.js";
import type { Reader } from "../reader/node.js";
import type { Role } from "../roles.js";
import type { BrokerMessage } from "./broker.js";
import { type CommandName, type CommandRequest, isCommand, mayCommand } from "./command.js";

/** Commands of one reader that wait behind the one under way. */
const WAITING_MAX_COUNT = 4;
/** Requests that are remembered, so that a repeated one gets its answer again and the relay no second pulse. */
const REMEMBERED_COUNT = 1024;
const CALL_TIMEOUT_MS = 5000;

/** What it needs. */
export interface CommandDeskOptions {
  /** What the bridge's key allows. */
  readonly role: Role;
  /** The maker's key; without it no firmware is taken. */
  readonly releaseKey?: Uint8Array | undefined;
  reader(id: string): Reader | undefined;
  answer(message: BrokerMessage): void;
  /** A command was carried out, or was not: for a log. */
  done?(reader: string, name: string, code: string): void;
}

/** Takes commands. */
export interface CommandDesk {
  take(request: CommandRequest): void;
  /** Stops what is under way. */
  close(): void;
}

interface Outcome {
  readonly ok: boolean;
  /** "ok", or why not. */
  readonly code: string;
  readonly message?: string;
  readonly result?: unknown;
}

/** Creates it. */
export function createCommandDesk({ role, releaseKey, reader, answer, done }: CommandDeskOptions): CommandDesk {
  const stopping = new AbortController();
  /** Ends of the chains of work, by reader. */
  const lines = new Map<string, { count: number; tail: Promise<void> }>();
  /** Undefined while the request is under way. */
  const remembered = new Map<string, Outcome | undefined>();

  function take(request: CommandRequest): void {
    if (stopping.signal.aborted || repeats(request)) return;
    const line = lines.get(request.reader) ?? { count: 0, tail: Promise.resolve() };
    if (line.count > WAITING_MAX_COUNT) {
      return tell(request, { ok: false, code: "busy", message: "too many commands for this reader at once" });
    }
    line.count++;
    lines.set(request.reader, line);
    line.tail = line.tail.then(async () => {
      tell(request, await outcomeOf(request));
      if (--line.count === 0) lines.delete(request.reader);
    });
  }

  function repeats({ key, ...request }: CommandRequest): boolean {
    if (key === undefined) return false;
    if (remembered.has(key)) {
      const outcome = remembered.get(key);
      if (outcome) say({ key, ...request }, outcome);
      return true;
    }
    remembered.set(key, undefined);
    if (remembered.size > REMEMBERED_COUNT) remembered.delete(remembered.keys().next().value ?? "");
    return false;
  }

  function tell(request: CommandRequest, outcome: Outcome): void {
    if (request.key !== undefined && remembered.has(request.key)) remembered.set(request.key, outcome);
    done?.(request.reader, request.name, outcome.code);
    say(request, outcome);
  }

  function say({ reader: id, name, answer: to }: CommandRequest, outcome: Outcome): void {
    const payload = JSON.stringify({ reader: id, command: name, ...(to.id && { id: to.id }), ...outcome });
    const properties = {
      contentType: "application/json",
      ...(to.correlationData && { correlationData: to.correlationData }),
    };
    answer({ topic: to.topic, payload, properties });
  }

  async function outcomeOf({ reader: id, name, body }: CommandRequest): Promise<Outcome> {
    if (!isCommand(name)) return { ok: false, code: "unknown-command", message: `there is no command ${name}` };
    if (!mayCommand(role, name)) {
      return { ok: false, code: "forbidden", message: `the bridge has a key of role ${role}, which may not` };
    }
    const target = reader(id);
    if (!target) return { ok: false, code: "reader-not-found", message: `${id} is not at this bridge` };
    try {
      return { ok: true, code: "ok", result: await carryOut(target, name, body) };
    } catch (error) {
      const { code, message } = error instanceof KetukError ? error : new KetukError("refused", String(error));
      return { ok: false, code, message };
    }
  }

  async function carryOut(target: Reader, name: CommandName, body: CommandRequest["body"]): Promise<unknown> {
    const options = { signal: stopping.signal, timeoutMs: CALL_TIMEOUT_MS };
    // What is no number or pattern is found by the Reader, which names it.
    switch (name) {
      case "status":
        return target.status(options);
      case "signal":
        return target.signal(body.pattern as Pattern, {
          ...options,
          ...(body.durationMs !== undefined && { durationMs: body.durationMs as number }),
        });
      case "relay":
        return target.relay(body.pulseMs as number, options);
      case "update":
        return update(target, body.image);
    }
  }

  async function update(target: Reader, text: unknown): Promise<unknown> {
    if (!releaseKey) {
      throw new KetukError("image-forged", "this bridge was given no --release-key, and takes no firmware without");
    }
    const image = decodeImage(new Uint8Array(Buffer.from(typeof text === "string" ? text : "", "base64")));
    verifyImage(image, releaseKey);
    await target.update(image, { signal: stopping.signal });
    const { firmwareNumber: number, firmwareVersion: version, boot } = target.info;
    return { number, version, boot };
  }

  return { take, close: () => stopping.abort() };
}
