"use strict";
// Shows one view at a time; the address behind # holds mail, recipient and tab, so that it can be
// passed on. Everything is set as text: nothing of a mail becomes part of this page.
const { groups, pictures, words } = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const tabs = [...document.querySelectorAll("[role=tab]")];
const state = { mail: 0, to: 0, tab: "desktop" };

function make(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function frame(view, title) {
  const element = make("iframe", undefined, { sandbox: "", title, referrerpolicy: "no-referrer" });
  element.srcdoc = Object.entries(pictures).reduce(
    (html, [address, picture]) => html.replaceAll(address, picture), view.html);
  return element;
}

function table(head, rows, columns) {
  const element = make("table");
  const top = element.appendChild(make("thead")).appendChild(make("tr"));
  for (const cell of head) top.append(make("th", cell, { scope: "col" }));
  const body = element.appendChild(make("tbody"));
  for (const row of rows) {
    const line = body.appendChild(make("tr"));
    row.forEach((cell, n) => line.append(n ? make("td", cell, { class: columns[n] }) : make("th", cell, { scope: "row" })));
  }
  return element;
}

function list(pairs) {
  const element = make("dl");
  for (const [name, value] of pairs) element.append(make("dt", name), make("dd", value));
  return element;
}

function calendar(view) {
  const entry = view.entry;
  if (!entry) return [words.no_entry, view.offered].filter(Boolean).map((text) => make("p", text));
  const card = make("div", undefined, { class: entry.gone ? "entry gone" : "entry" });
  const leaf = card.appendChild(make("div", entry.month, { class: "leaf" }));
  leaf.append(make("strong", entry.day), make("span", entry.weekday));
  const about = card.appendChild(make("div", undefined, { class: "about" }));
  about.append(make("h3", entry.summary), make("p", entry.when), make("p", entry.location));
  const sheet = make("div", undefined, { class: "sheet" });
  sheet.append(list(entry.facts));
  const description = make("pre", entry.description);
  return [card, make("h3", words.calendar_says, { class: "sub" }), sheet,
    make("h3", words.description, { class: "sub" }), description];
}

const panels = {
  desktop: (view) => [frame(view, words.frame_desktop)],
  phone: (view) => {
    const device = make("div", undefined, { class: "phone" });
    device.append(frame(view, words.frame_phone));
    return [device];
  },
  text: (view) => [make("pre", view.text)],
  calendar,
  headers: (view) => [table([words.header, words.value], view.headers, ["", "fixed"])],
  parts: (view) => [table([words.part, words.filename, words.size], view.parts, ["", "", "number"]),
    make("p", view.size, { class: "note" })],
};

function current() {
  return groups[state.mail].views[state.to];
}

function showMail() {
  const view = current();
  $("kind").textContent = view.kind;
  $("subject").textContent = view.subject;
  $("addresses").replaceChildren(...list(view.addresses).childNodes);
  $("effect").textContent = view.effect;
  showTab();
}

function showTab() {
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === state.tab;
    tab.setAttribute("aria-selected", chosen);
    tab.tabIndex = chosen ? 0 : -1;
  }
  $("panel").setAttribute("aria-labelledby", "tab-" + state.tab);
  $("panel").replaceChildren(...panels[state.tab](current()));
  const to = encodeURIComponent(current().recipient);
  history.replaceState(null, "", `#mail=${state.mail}&to=${to}&tab=${state.tab}`);
}

function listRecipients() {
  const wanted = $("filter").value.trim().toLowerCase();
  const options = [];
  groups[state.mail].views.forEach((view, n) => {
    if (!`${view.name} ${view.recipient}`.toLowerCase().includes(wanted)) return;
    options.push(make("option", view.name, { value: n, title: view.recipient }));
  });
  $("recipient").replaceChildren(...options);
  $("recipient").value = String(state.to);
  $("count").textContent = words.count.replace("{shown}", options.length)
    .replace("{all}", groups[state.mail].views.length);
}

function chooseMail(mail, address) {
  state.mail = mail;
  const place = groups[mail].views.findIndex((view) => view.recipient === address);
  state.to = Math.max(place, 0);
  $("mail").value = String(mail);
  listRecipients();
  showMail();
}

function fromAddress() {
  const asked = new URLSearchParams(location.hash.slice(1));
  const mail = Number(asked.get("mail"));
  if (asked.get("tab") in panels) state.tab = asked.get("tab");
  chooseMail(mail in groups ? mail : 0, asked.get("to"));
}

$("mail").addEventListener("change", (event) => chooseMail(Number(event.target.value), current().recipient));
$("filter").addEventListener("input", listRecipients);
$("recipient").addEventListener("change", (event) => {
  state.to = Number(event.target.value);
  showMail();
});
for (const tab of tabs) {
  tab.addEventListener("click", () => { state.tab = tab.dataset.tab; showTab(); });
  tab.addEventListener("keydown", (event) => {
    const here = tabs.indexOf(tab) + tabs.length;
    const there = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (there === undefined) return;
    event.preventDefault();
    const next = tabs[there % tabs.length];
    state.tab = next.dataset.tab;
    showTab();
    next.focus();
  });
}
addEventListener("hashchange", fromAddress);
fromAddress();
