/**
 * Makes code that is installed shorter: without comments, which say again what the types say, without white space, and with
 * short names for variables. Functions and classes keep theirs: they are what a stack trace consists of.
 */
import { minifySync } from "rolldown/utils";
import { minify } from "terser";

/** Node prints the line of an error that nobody catches: none shall be a whole file. */
const LINE_LENGTH = 160;

/** @param file name of the file, which says what kind of module it is */
export async function shorten(file: string, code: string): Promise<string> {
  const { code: short, errors } = minifySync(file, code, {
    module: file.endsWith(".js"),
    compress: false,
    mangle: { toplevel: true, keepNames: { function: true, class: true } },
    codegen: { removeWhitespace: true },
  });
  if (errors.length) throw new Error(`${file}: ${errors[0]?.message}`);
  const format = { max_line_len: LINE_LENGTH, shebang: true };
  return (await minify(short, { compress: false, mangle: false, module: file.endsWith(".js"), format })).code ?? "";
}
