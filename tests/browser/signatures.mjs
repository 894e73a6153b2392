// What mailauth makes of a mail's DKIM signatures, from the top.
//   stdin: {"mail": base64, "records": {"selector._domainkey.domain": "v=DKIM1; …"}}
//   stdout: [{"algorithm": "rsa-sha256", "holds": true}, …]
import { readFileSync } from "node:fs";
import { dkimVerify } from "mailauth/lib/dkim/verify.js";

const { mail, records } = JSON.parse(readFileSync(0, "utf-8"));

const resolver = async (name) => {
  if (!(name in records)) throw Object.assign(new Error(name), { code: "ENOTFOUND" });
  return [records[name].match(/.{1,255}/g)]; // as the DNS has it: in strings of 255 at most
};

const { results } = await dkimVerify(Buffer.from(mail, "base64"), { resolver });
const verdicts = results.map(({ algo, status }) => ({ algorithm: algo, holds: status.result === "pass" }));
process.stdout.write(JSON.stringify(verdicts));
