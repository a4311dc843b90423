/** Holds a value against a JSON schema, as far as the schema of profiles goes. Names the place of the first mistake. */
import { KetukError } from "../errors.js";

/** The keywords in use. */
interface Schema {
  readonly type?: "object" | "array" | "string" | "integer" | "boolean";
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly propertyNames?: Schema;
  readonly minProperties?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/**
 * Checks a value.
 *
 * @throws KetukError `bad-argument` that names the place
 */
export function checkShape(schema: object, value: unknown, name: string): void {
  const wrong = mistakeIn(schema as Schema, value, name);
  if (wrong) throw new KetukError("bad-argument", wrong);
}

function mistakeIn(schema: Schema, value: unknown, at: string): string | undefined {
  if (schema.oneOf) return oneOf(schema.oneOf, value, at);
  if ("const" in schema && value !== schema.const) return `"${at}" is not ${JSON.stringify(schema.const)}`;
  if (schema.enum && !schema.enum.includes(value)) return `"${at}" is not one of ${schema.enum.join(", ")}`;
  switch (schema.type) {
    case "object":
      return isObject(value) ? inObject(schema, value, at) : `"${at}" is not an object`;
    case "array":
      return Array.isArray(value) ? inArray(schema, value, at) : `"${at}" is not a list`;
    case "string":
      return typeof value === "string" ? inText(schema, value, at) : `"${at}" is not text`;
    case "integer":
      return inInteger(schema, value, at);
    case "boolean":
      return typeof value === "boolean" ? undefined : `"${at}" is neither true nor false`;
    default:
      return undefined;
  }
}

/** The branch whose fixed words fit says what else is wrong; it is the one that was meant. */
function oneOf(branches: readonly Schema[], value: unknown, at: string): string | undefined {
  const mistakes = branches.map((branch) => mistakeIn(branch, value, at));
  if (mistakes.includes(undefined)) return undefined;
  const meant = branches.findIndex((branch) => isObject(value) && fitsWords(branch, value));
  return mistakes[meant < 0 ? 0 : meant];
}

function fitsWords({ properties = {} }: Schema, value: Readonly<Record<string, unknown>>): boolean {
  const words = Object.entries(properties).filter(([, schema]) => "const" in schema);
  return words.length > 0 && words.every(([name, schema]) => value[name] === schema.const);
}

function inObject(schema: Schema, value: Readonly<Record<string, unknown>>, at: string): string | undefined {
  const { properties = {}, required = [], additionalProperties, propertyNames, minProperties = 0 } = schema;
  const names = Object.keys(value);
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) return `"${at}.${missing}" is missing`;
  if (names.length < minProperties) return `"${at}" is empty`;
  for (const name of names) {
    const nameMistake = propertyNames && mistakeIn(propertyNames, name, `name ${name.slice(0, 40)} in ${at}`);
    if (nameMistake) return nameMistake;
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (known === false) return `"${at}.${name.slice(0, 40)}" is not known`;
    const mistake = known && mistakeIn(known, value[name], `${at}.${name}`);
    if (mistake) return mistake;
  }
  return undefined;
}

function inArray({ items, minItems = 0, maxItems = Infinity }: Schema, value: unknown[], at: string) {
  if (value.length < minItems || value.length > maxItems) return `"${at}" has ${value.length} entries`;
  for (const [i, one] of value.entries()) {
    const mistake = items && mistakeIn(items, one, `${at}[${i}]`);
    if (mistake) return mistake;
  }
  return undefined;
}

function inText({ minLength = 0, maxLength = Infinity, pattern }: Schema, value: string, at: string) {
  if (value.length < minLength || value.length > maxLength) return `"${at}" has ${value.length} characters`;
  return pattern === undefined || new RegExp(pattern, "u").test(value) ? undefined : `"${at}" does not fit ${pattern}`;
}

function inInteger({ minimum = -Infinity, maximum = Infinity }: Schema, value: unknown, at: string) {
  const isGood = typeof value === "number" && Number.isSafeInteger(value) && value >= minimum && value <= maximum;
  return isGood ? undefined : `"${at}" is not a whole number from ${minimum} to ${maximum}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
