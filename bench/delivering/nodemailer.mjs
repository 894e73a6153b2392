// nodemailer's pool at work: what it cost from the first message to the last reply.
//
//   node bench/delivering/nodemailer.mjs WAY PORT MESSAGES CONNECTIONS FILE
//       ─▶ {"seconds": …, "cpu": …, "sent": …}
//
// WAY is `composing` (each mail made of its parts, as we make it; FILE is JSON) or `ready` (one raw
// message; FILE is its bytes), with `-tls` behind it where the relay speaks TLS from the beginning.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../tests/package.json", import.meta.url));
const nodemailer = require("nodemailer");

const [way, port, messages, connections, file] = process.argv.slice(2);
const pool = nodemailer.createTransport({
  pool: true,
  host: "127.0.0.1",
  port: Number(port),
  secure: way.endsWith("-tls"),
  ignoreTLS: true,
  tls: { rejectUnauthorized: false },
  maxConnections: Number(connections),
  maxMessages: Infinity,
});

const content = readFileSync(file);
const parts = way.startsWith("composing") ? JSON.parse(content) : null;

function mail(number) {
  const to = `stadt.${number}@ahlen.example`;
  if (!parts) return { envelope: { from: "rundbrief@netz.example", to: [to] }, raw: content };
  const { calendar, attachments, ...rest } = parts;
  return {
    ...rest,
    to,
    html: parts.html.replaceAll("{address}", to),
    text: parts.text.replaceAll("{address}", to),
    icalEvent: { method: "REQUEST", content: calendar.replaceAll("{address}", to) },
    attachments: attachments.map((each) => ({ ...each, encoding: "base64" })),
  };
}

const total = Number(messages);
const begun = process.hrtime.bigint();
const busy = process.cpuUsage();
let next = 0;
let sent = 0;

// As many in hand as keep the pool busy, and no more: its queue is memory.
async function lane() {
  while (next < total) {
    await pool.sendMail(mail(next++));
    sent += 1;
  }
}

await Promise.all(Array.from({ length: 2 * Number(connections) }, lane));
const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
const { user, system } = process.cpuUsage(busy);
console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6, sent }));
pool.close();
