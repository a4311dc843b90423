/** Asks for a passphrase at a terminal without showing what is typed. */
import { KetukError } from "../errors.js";

/** What of a terminal is needed. */
export interface Terminal {
  readonly input: {
    setRawMode(raw: boolean): unknown;
    setEncoding(encoding: "utf8"): unknown;
    on(event: "data", listener: (text: string) => void): unknown;
    off(event: "data", listener: (text: string) => void): unknown;
    resume(): unknown;
    pause(): unknown;
  };
  print(text: string): void;
}

const LONGEST_CHARS = 1024;
const ENTER = "\r\n";
/** Ctrl-C and Ctrl-D. */
const GIVE_UP = "\x03\x04";
const CTRL_U = "\x15";
const BACKSPACES = "\x7f\b";

/**
 * Asks and waits for the Enter key.
 *
 * @throws KetukError `aborted` after Ctrl-C or Ctrl-D
 */
export function askHidden(question: string, { input, print }: Terminal): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed: string[] = [];
    const end = (settle: () => void) => {
      input.off("data", onData);
      input.setRawMode(false);
      input.pause();
      print("\n");
      settle();
    };
    const onKey = (key: string) => {
      if (key === CTRL_U) typed = [];
      else if (BACKSPACES.includes(key)) typed.pop();
      else if (key >= " " && typed.length < LONGEST_CHARS) typed.push(key);
    };
    const onData = (text: string) => {
      for (const key of text) {
        if (ENTER.includes(key)) return end(() => resolve(typed.join("")));
        if (GIVE_UP.includes(key)) return end(() => reject(new KetukError("aborted", "no passphrase given")));
        onKey(key);
      }
    };
    print(question);
    input.setEncoding("utf8");
    input.setRawMode(true);
    input.on("data", onData);
    input.resume();
  });
}
