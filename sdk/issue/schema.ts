/** The JSON schema of profiles, for editors and for other programs. `parseIssueProfile` checks more. JSON Schema 2020-12. */

const NAME = { type: "string", minLength: 1, maxLength: 64 };
const SLOT_NAME = { type: "string", pattern: "^[A-Za-z][A-Za-z0-9-]{0,31}$" };
const RIGHT = { oneOf: [{ type: "integer", minimum: 0, maximum: 13 }, { enum: ["free", "never"] }] };
const INT32 = { type: "integer", minimum: -2147483648, maximum: 2147483647 };

function object(required: object, optional: object = {}): object {
  return {
    type: "object",
    properties: { ...required, ...optional },
    required: Object.keys(required),
    additionalProperties: false,
  };
}

const RIGHTS = object({}, { read: RIGHT, write: RIGHT, readWrite: RIGHT, change: RIGHT });
const SLOT = object(
  { slot: { type: "integer", minimum: 0, maximum: 4294967295 } },
  { systemId: { type: "string", minLength: 1, maxLength: 24 }, diversified: { type: "boolean" } },
);
const PROTECTION = {
  number: { type: "integer", minimum: 0, maximum: 31 },
  mode: { enum: ["plain", "mac", "full"] },
  rights: RIGHTS,
};
const FILE = object(
  {
    ...PROTECTION,
    sizeBytes: { type: "integer", minimum: 1, maximum: 8192 },
    content: {
      oneOf: [{ const: "credential" }, object({ url: { type: "string", minLength: 1, maxLength: 240 } })],
    },
  },
  {
    type: { enum: ["standard", "backup"] },
    sun: object(
      { fileRead: { type: "integer", minimum: 0, maximum: 4 } },
      { metaRead: { type: "integer", minimum: 0, maximum: 4 } },
    ),
  },
);
const VALUE_FILE = object({
  ...PROTECTION,
  type: { const: "value" },
  lowerLimit: INT32,
  upperLimit: INT32,
  value: INT32,
});
const COMMON = {
  name: NAME,
  slots: { type: "object", propertyNames: SLOT_NAME, additionalProperties: SLOT, minProperties: 1 },
};
/** For editors, which look for it. */
const LINK = { $schema: { type: "string" } };

/** Shape of an {@link IssueProfile} as JSON. */
export const ISSUE_PROFILE_SCHEMA: object = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  title: "Ketuk card profile",
  oneOf: [
    object(
      {
        family: { const: "desfire" },
        ...COMMON,
        masterKey: SLOT_NAME,
        application: object({
          id: { type: "string", pattern: "^[0-9A-Fa-f]{6}$" },
          keys: { type: "array", items: SLOT_NAME, minItems: 1, maxItems: 14 },
        }),
        files: { type: "array", items: { oneOf: [FILE, VALUE_FILE] }, minItems: 1, maxItems: 32 },
      },
      { ...LINK, lock: { enum: ["keys-changeable", "frozen"] } },
    ),
    object(
      {
        family: { const: "ntag424" },
        ...COMMON,
        keys: { type: "array", items: SLOT_NAME, minItems: 5, maxItems: 5 },
        files: { type: "array", items: FILE, minItems: 1, maxItems: 2 },
      },
      LINK,
    ),
    object(
      {
        family: { const: "ultralight-aes" },
        ...COMMON,
        dataKey: SLOT_NAME,
        uidKey: SLOT_NAME,
        sizeBytes: { type: "integer", minimum: 1, maximum: 144 },
      },
      {
        ...LINK,
        page: { type: "integer", minimum: 4, maximum: 39 },
        protectFromPage: { type: "integer", minimum: 2, maximum: 4 },
        failureLimit: { type: "integer", minimum: 0, maximum: 1023 },
      },
    ),
  ],
};
