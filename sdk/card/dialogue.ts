/** Commands to one card: framing, chaining, secure messaging, and what happens to the session. cards.md 6.1 to 6.5. */
import { joinBytes } from "../bytes.js";
import { KetukError } from "../errors.js";
import type { CardChannel, TransceiveOptions } from "./channel.js";
import type { CardAnswer, Framing } from "./framing.js";
import type { CommMode, PlainCommand, SecureMessaging } from "./messaging.js";
import { type CardFailure, type CardResult, failure, refusal, STATUS, success } from "./result.js";

/** Longest answer that is collected, in bytes: the largest file of an 8 KB card with its MAC fits. */
const ANSWER_LIMIT_BYTES = 16_384;
const NO_DATA = new Uint8Array(0);

/** A command and how it is protected; modes count in a session only. */
export interface CardCommand {
  /** Instruction byte. */
  readonly ins: number;
  /** Parameters that stay readable. */
  readonly header?: Uint8Array | undefined;
  /** What mode "full" enciphers. */
  readonly data?: Uint8Array | undefined;
  /** Enciphered behind the data and their checksum. */
  readonly tail?: Uint8Array | undefined;
  /** Protection of the command. */
  readonly send: CommMode;
  /** Protection of the answer. */
  readonly receive: CommMode;
  /** Length of the answer's data, where the command determines it. */
  readonly answerBytes?: number | undefined;
  /** A second status that means success, for the one command that has it. */
  readonly otherOkStatus?: number | undefined;
  /** Without a session the command is not sent at all. */
  readonly needsSession?: boolean | undefined;
  /** Its success ends the session, and is told without a MAC: ChangeKey of the session's own key. */
  readonly endsSession?: boolean | undefined;
}

/** The conversation with one card. */
export interface Dialogue {
  /** The session; undefined before authentication and after it was lost. */
  readonly session: SecureMessaging | undefined;
  /** Opens a session, or goes back to the state before any. */
  setSession(session: SecureMessaging | undefined): void;
  /** The session is over. Nothing but selection and authentication is sent then: no command falls back to plain. */
  loseSession(): void;
  /** One frame and its answer, outside secure messaging. */
  frame(ins: number, data: Uint8Array): Promise<CardAnswer | CardFailure>;
  /** One APDU as it stands, with its status word. */
  apdu(bytes: Uint8Array): Promise<CardAnswer | CardFailure>;
  /** One command under the present session. A failure of any kind ends the session, as it does in the card. */
  command(command: CardCommand): Promise<CardResult<Uint8Array>>;
  /** Runs a task alone: tasks wait for each other, since all of them move the state of the session. */
  alone<T>(task: () => Promise<T>): Promise<T>;
}

/** Is this a failure, not an answer? */
export function isFailure(answer: CardAnswer | CardFailure): answer is CardFailure {
  return "ok" in answer;
}

/** Begins a dialogue over a channel. The options go with every exchange. */
export function createDialogue(channel: CardChannel, framing: Framing, options?: TransceiveOptions): Dialogue {
  let session: SecureMessaging | undefined;
  let isLost = false;
  let tail: Promise<unknown> = Promise.resolve();

  async function transceive(bytes: Uint8Array): Promise<Uint8Array | CardFailure> {
    try {
      return await channel.transceive(bytes, options);
    } catch (error) {
      if (error instanceof KetukError && error.code === "bad-argument") throw error;
      return failure("no-answer", error);
    }
  }

  async function frame(ins: number, data: Uint8Array): Promise<CardAnswer | CardFailure> {
    const answer = await transceive(framing.encode(ins, data));
    return answer instanceof Uint8Array ? (framing.decode(answer) ?? failure("malformed")) : answer;
  }

  async function apdu(bytes: Uint8Array): Promise<CardAnswer | CardFailure> {
    const answer = await transceive(bytes);
    if (!(answer instanceof Uint8Array)) return answer;
    const end = answer.length - 2;
    if (end < 0) return failure("malformed");
    return { status: ((answer[end] ?? 0) << 8) | (answer[end + 1] ?? 0), data: answer.slice(0, end) };
  }

  /** Sends a command in as many frames as it needs and collects the answer. */
  async function exchange(ins: number, body: Uint8Array): Promise<CardAnswer | CardFailure> {
    let answer = await frame(ins, body.subarray(0, framing.frameDataBytes));
    for (let at = framing.frameDataBytes; at < body.length; at += framing.frameDataBytes) {
      if (isFailure(answer) || answer.status !== STATUS.additionalFrame) return answer;
      if (answer.data.length > 0) return failure("malformed");
      answer = await frame(STATUS.additionalFrame, body.subarray(at, at + framing.frameDataBytes));
    }
    const parts: Uint8Array[] = [];
    let collectedBytes = 0;
    while (!isFailure(answer) && answer.status === STATUS.additionalFrame) {
      parts.push(answer.data);
      collectedBytes += answer.data.length;
      // A card that sends nothing, or never ends, would keep us here for ever.
      if (answer.data.length === 0 || collectedBytes > ANSWER_LIMIT_BYTES) return failure("malformed");
      answer = await frame(STATUS.additionalFrame, NO_DATA);
    }
    return isFailure(answer) ? answer : { status: answer.status, data: joinBytes(...parts, answer.data) };
  }

  function lose(): void {
    isLost = true;
    session = undefined;
  }

  async function command(wanted: CardCommand): Promise<CardResult<Uint8Array>> {
    const { ins, header = NO_DATA, data = NO_DATA, tail, send } = wanted;
    const current = session;
    if (isLost || (wanted.needsSession && !current)) return failure("no-session");
    if (current && !current.isUsable) {
      lose();
      return failure("no-session");
    }
    const plain: PlainCommand = { ins, header, data, tail };
    const answer = await exchange(ins, current ? current.protect(plain, send) : joinBytes(header, data));
    const checkedBy = wanted.endsSession ? undefined : current;
    const result = isFailure(answer) ? answer : receiveAnswer(answer, checkedBy, wanted);
    if (current && (!result.ok || wanted.endsSession)) lose();
    return result;
  }

  return {
    get session() {
      return session;
    },
    setSession(next) {
      session = next;
      isLost = false;
    },
    loseSession: lose,
    frame,
    apdu,
    command,
    alone<T>(task: () => Promise<T>): Promise<T> {
      const run = tail.then(task);
      tail = run.catch(() => undefined);
      return run;
    },
  };
}

function receiveAnswer(
  { status, data: body }: CardAnswer,
  session: SecureMessaging | undefined,
  { receive, answerBytes, otherOkStatus = STATUS.ok }: CardCommand,
): CardResult<Uint8Array> {
  if (status !== STATUS.ok && status !== otherOkStatus) {
    return refusal(status, status === STATUS.authenticationDelay ? "delayed" : "refused");
  }
  const data = session ? session.unprotect(body, receive, answerBytes) : body;
  if (data === undefined) return failure("bad-mac");
  return answerBytes !== undefined && data.length !== answerBytes ? failure("malformed") : success(data);
}
