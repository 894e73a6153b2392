// Reads [[schema, value], …] and writes, for each, what ajv finds wrong: the paths, none if it fits.
// ajv 8 knows draft 7, of which our schemas use only what draft 4 has too.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.argv[2]);
const Ajv = require("ajv").default;

const cases = JSON.parse(readFileSync(0, "utf-8"));
const ajv = new Ajv({ allErrors: true, strict: false });
const found = cases.map(([{ $schema, ...schema }, value]) => {
  const validate = ajv.compile(schema);
  return validate(value) ? [] : validate.errors.map((error) => error.instancePath || error.message);
});
process.stdout.write(JSON.stringify(found));
