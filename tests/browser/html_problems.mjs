// html-validate on standard input; one line a problem on standard output, as a JSON list.

import { readFileSync } from "node:fs";
import { HtmlValidate } from "html-validate";

const judge = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Mails carry the attributes (bgcolor, align, width) that Outlook's Word engine goes by,
    "no-deprecated-attr": "off",
    // lay themselves out in tables without heads and bodies,
    "prefer-tbody": "off",
    // and are styled in place, for clients that drop <style>.
    "no-inline-style": "off",
  },
});

const report = await judge.validateString(readFileSync(0, "utf8"));
const problems = report.results.flatMap((result) =>
  result.messages.map(
    (found) => `${found.line}:${found.column}: ${found.ruleId}: ${found.message}`,
  ),
);
process.stdout.write(JSON.stringify(problems));
