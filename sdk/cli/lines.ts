/** Splits a stream of bytes into lines, and keeps no more of a line than is worth reading. */
import { StringDecoder } from "node:string_decoder";

/** Called for each line. `whole`: it had an end; false for a last line without. */
export type OnLine = (text: string, whole: boolean) => void;

/** Bytes in, lines out. */
export interface LineSplitter {
  push(bytes: Uint8Array): void;
  end(): void;
}

/**
 * Creates a splitter. Lines end in LF or CR LF.
 *
 * @param maxChars of a longer line, only a little more than so many characters are kept and passed on
 */
export function createLineSplitter(maxChars: number, onLine: OnLine): LineSplitter {
  const decoder = new StringDecoder("utf8");
  let rest = "";

  function keep(text: string): void {
    rest = rest.length > maxChars ? rest : rest + text.slice(0, maxChars + 1);
  }

  return {
    push(bytes) {
      const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
      let from = 0;
      for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
        keep(text.slice(from, end));
        onLine(rest.endsWith("\r") ? rest.slice(0, -1) : rest, true);
        rest = "";
        from = end + 1;
      }
      keep(text.slice(from));
    },
    end() {
      if (rest !== "") onLine(rest, false);
      rest = "";
    },
  };
}
