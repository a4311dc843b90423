/** Keys that a page was given: the text of a role key file. */
import { KetukError } from "../errors.js";
import { fieldsOf } from "../keys/fields.js";
import type { KeyProvider } from "../keys/provider.js";
import { ROLE_KIND, roleKeysFromContent } from "../keys/role-key-content.js";

/**
 * The keys in the text of a role key file, as `ketuk keys export --role tap --reader ID` writes it. Whoever can read the
 * page's memory has them: export the least, for one reader. A key that must not be readable stays elsewhere, as a
 * CryptoKey that cannot be exported or behind a service: `createCallbackKeys`.
 *
 * @throws KetukError `key-file-invalid` for anything else, a key ring included: it does not belong into a page; `weak-key`
 */
export function parseKeys(text: string): KeyProvider {
  const content = fieldsOf(parse(text), "key file");
  if (content.ketuk === ROLE_KIND) return roleKeysFromContent(content);
  throw new KetukError("key-file-invalid", "this is no role key file", {
    hint: "make one with: ketuk keys export --role tap --reader ID",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote what may be a secret.
    throw new KetukError("key-file-invalid", "the key file is not JSON");
  }
}
