// The pages work without this module. With it they change in place: a link or form fetches the next
// page and only what differs is put in; a save on disk fetches the same page anew. Everything that
// is put in was made by our own server, which escapes what people wrote.
const live = ["top", "subjects", "main", "side"];
const parser = new DOMParser();
const pending = { asked: 0, people: 0, save: 0 }; // requests, those that somebody made, the latest save
const AGAIN = "again"; // an answer to what is not there any more
const $ = (id) => document.getElementById(id);

// ---- one page in the place of another

const shown = new Map(live.map((id) => [id, $(id)?.innerHTML]));

function isHeld(element) { // by what somebody typed: it is not to be lost
  const form = document.querySelector("form[data-dirty]");
  return Boolean(form && element.contains(form));
}

function put(fresh, quietly) {
  for (const id of live) {
    const [here, there] = [$(id), fresh.getElementById(id)];
    if (!here && !there) continue;
    if (!here || !there) return false;
    if (shown.get(id) === there.innerHTML) continue;
    if (quietly && isHeld(here)) continue;
    const place = standing();
    const scroll = [...here.querySelectorAll("[id]")].map((each) => [each.id, each.scrollTop]);
    const text = there.innerHTML;
    for (const each of here.querySelectorAll("details[id]")) there.querySelector(`#${each.id}`)?.toggleAttribute("open", each.open);
    keepFrame(here, there);
    shown.set(id, text);
    for (const [name, top] of scroll) if (top && $(name)) $(name).scrollTop = top;
    if (place && document.activeElement?.id !== place.id) refocus(place);
  }
  document.title = fresh.title;
  document.body.dataset.asOf = fresh.body.dataset.asOf;
  return true;
}

function keepFrame(here, there) { // the frame stays where it is, so that nothing flickers or jumps
  const [old, fresh] = [here.querySelector("#mail"), there.querySelector("#mail")];
  if (!old || !fresh || old.parentElement.className !== fresh.parentElement.className) {
    here.replaceChildren(...there.childNodes);
    here.className = there.className;
    return;
  }
  const panel = old.closest("#panel");
  const parts = [...there.children];
  const place = parts.findIndex((each) => each.id === "panel");
  for (const each of [...here.childNodes]) if (each !== panel) each.remove();
  parts.forEach((each, n) => { if (n < place) panel.before(each); else if (n > place) here.append(each); });
  if (old.getAttribute("src") !== fresh.getAttribute("src")) {
    old.dataset.next = fresh.getAttribute("src");
    old.title = fresh.title;
    drawMail();
  }
}

function standing() { // where somebody types, and between which letters
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  return id ? { id, selectionStart, selectionEnd } : null;
}

function refocus({ id, selectionStart, selectionEnd }) {
  const field = $(id);
  field?.focus({ preventScroll: true });
  if (field?.type === "search") field.setSelectionRange(field.value.length, field.value.length);
  else if (field?.setSelectionRange && typeof selectionStart === "number") field.setSelectionRange(selectionStart, selectionEnd);
}

async function show(address, { body, push = true, quietly = false, isTyping = false, isOutdated = () => false } = {}) {
  if (quietly && pending.people) return false; // what somebody waits for goes first; `settled` comes back
  const turn = ++pending.asked;
  if (!quietly) pending.people += 1;
  let [answer, text] = [];
  try {
    answer = await fetch(address, body ? { method: "POST", body } : undefined);
    text = await answer.text();
  } catch {
    lost();
    return false;
  } finally {
    if (!quietly) pending.people -= 1;
  }
  if (turn !== pending.asked) return false; // somebody has gone on already
  if (isOutdated()) return AGAIN;
  const fresh = parser.parseFromString(text, "text/html");
  const search = $("q")?.value;
  const isSameShape = put(fresh, quietly);
  if (!isSameShape) {
    document.body.replaceChildren(...fresh.body.childNodes);
    document.title = fresh.title;
    document.body.dataset.asOf = fresh.body.dataset.asOf;
    live.forEach((id) => shown.set(id, $(id)?.innerHTML));
  }
  if (quietly && search !== undefined && $("q")) $("q").value = search;
  if (push) {
    if (answer.url !== location.href) history.pushState(null, "", answer.url);
    if (!isTyping && (!isSameShape || body)) { // as a page that is loaded: from its top
      const field = document.querySelector("[autofocus]");
      (field ?? $("main") ?? document.body).focus?.();
      if (!field) scrollTo(0, 0);
    }
  }
  arrange();
  settled();
  return true;
}

function settled() { // what was saved while somebody waited for something else
  if (pending.save > Number(document.body.dataset.asOf)) refresh();
}

// ---- the mail: replaced within its frame, which runs no scripts

async function drawMail() {
  const frame = $("mail");
  if (!frame) return;
  const address = frame.dataset.next ?? frame.getAttribute("src");
  const answer = await fetch(address);
  const text = await answer.text();
  const root = frame.contentDocument?.documentElement;
  if (answer.status !== 200 || !root || frame !== $("mail")) return;
  root.innerHTML = text; // read by the frame's document, under its own policy: styles, no scripts
  root.lang = answer.headers.get("content-language");
  fit(frame);
}

function fit(frame) {
  const inside = frame.contentDocument?.documentElement;
  if (!inside) return;
  const grow = () => { frame.style.height = `${Math.max(200, inside.ownerDocument.body?.scrollHeight ?? 0) + 8}px`; };
  grow();
  requestAnimationFrame(grow);
}

function arrange() {
  const frame = $("mail");
  if (frame && !frame.dataset.fits) {
    frame.dataset.fits = "yes";
    frame.addEventListener("load", () => fit(frame));
    if (frame.contentDocument?.readyState === "complete") fit(frame);
  }
  const [list, chosen] = [$("readers"), document.querySelector("#readers [aria-current]")];
  if (chosen) { // within its list only: the page itself stays where it is
    const [top, bottom] = [chosen.offsetTop - list.offsetTop, chosen.offsetTop - list.offsetTop + chosen.offsetHeight];
    list.scrollTop = Math.min(top, Math.max(list.scrollTop, bottom - list.clientHeight));
  }
}
addEventListener("resize", () => { if ($("mail")) fit($("mail")); });

// ---- what people do

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.origin !== location.origin || link.hasAttribute("download") || link.target || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  show(link.href);
});

document.addEventListener("submit", (event) => {
  const [form, button] = [event.target, event.submitter];
  event.preventDefault();
  if (form.method === "get") return show(`${form.action.split("?")[0]}?${entered(form, button)}`);
  if (form.ariaBusy === "true") return; // pressed twice
  (button?.name === "row" ? reshape : give)(form, button);
});

const entered = (form, button) => new URLSearchParams(new FormData(form, button));

async function give(form, button) { // taken as it is: nothing is typed into it meanwhile
  const [body, isDirty] = [entered(form, button), "dirty" in form.dataset];
  delete form.dataset.dirty;
  form.inert = true;
  const isTaken = await show(form.action, { body });
  form.inert = false;
  if (!form.isConnected) return;
  if (isTaken) return form.reset(); // the next page is the same to the letter
  if (isDirty) form.dataset.dirty = "yes";
  button?.focus();
}

async function reshape(form, button) { // a row more or less; what is typed meanwhile goes along
  form.dataset.dirty = "yes";
  form.ariaBusy = "true";
  let [sent, isTyping, shown] = ["", false, AGAIN];
  const isOutdated = () => `${entered(form, button)}` !== sent;
  for (; shown === AGAIN; isTyping = true) {
    sent = `${entered(form, button)}`;
    shown = await show(form.action, { body: new URLSearchParams(sent), isTyping, isOutdated });
  }
  form.ariaBusy = "false";
}

let typing;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (form?.dataset.keep !== undefined) form.dataset.dirty = "yes";
  if (event.target.id !== "q") return;
  clearTimeout(typing);
  typing = setTimeout(() => show(`/?${new URLSearchParams(new FormData(form))}`, { push: false }), 120);
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.closest("#find, #readers")) return;
  const people = [...document.querySelectorAll("#readers a")];
  const here = people.findIndex((each) => each.hasAttribute("aria-current"));
  const next = people[Math.min(Math.max(here + step, 0), people.length - 1)];
  if (!next) return;
  event.preventDefault();
  history.replaceState(null, "", next.href);
  show(next.href, { push: false }).then(() => { if (!$("find")?.contains(document.activeElement)) $("q")?.focus({ preventScroll: true }); });
});

addEventListener("popstate", () => show(location.href, { push: false }));
addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-dirty]")) event.preventDefault(); });

// ---- what happens elsewhere

function lost() { $("news").textContent = document.body.dataset.lost; }

const stream = new EventSource("/news");
async function refresh() {
  await drawMail().catch(lost); // first, for it is what she looks at; the checks take as long again
  show(location.href, { push: false, quietly: true });
}
stream.addEventListener("changed", (event) => {
  pending.save = Number(event.data);
  refresh();
});
stream.addEventListener("progress", (event) => {
  const numbers = JSON.parse(event.data);
  const [bar, words] = [$("progress"), $("progress-words")];
  if (!bar) return;
  [bar.max, bar.value] = [numbers.total, numbers.done];
  words.textContent = words.dataset.pattern.replace(/\{(\w+)\}/g, (_, name) => numbers[name]);
});
stream.addEventListener("begun", (event) => { // what was saved before we listened, or while we could not
  $("news").textContent = "";
  pending.save = Number(event.data);
  settled();
});
stream.addEventListener("error", lost);

arrange();
