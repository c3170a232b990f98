"use strict";
// What the pages need beside htmx: one dialog, the mark of the connection, and ages that move on.

// Only what our own server answered becomes HTML; scripts in it fail closed.
htmx.registerExtension("tt", {
  init(api) {
    if (!window.trustedTypes) return;
    api.initSecurity(trustedTypes.createPolicy("htmx", {
      createHTML: (text) => text,
      createScript() { throw new TypeError("no script in an answer"); },
    }));
  },
});

const body = document.body;
const dialog = document.getElementById("dialog");
const dialogBody = document.getElementById("dialog-body");
const status = document.getElementById("status");
const refresh = () => htmx.trigger(body, "refresh");

// A question, or why something was refused, is shown in the one dialog.
dialog.addEventListener("close", () => dialogBody.replaceChildren());
body.addEventListener("htmx:after:swap", () => {
  if (dialogBody.childElementCount && !dialog.open) dialog.showModal();
  const first = dialogBody.querySelector("[autofocus]");
  if (first && !dialogBody.contains(document.activeElement)) first.focus();
});
body.addEventListener("zhiban:done", (event) => {
  if (dialog.open) dialog.close();
  tell(decodeURIComponent(event.detail.said || ""));
  refresh();
});

let silence;
function tell(text) {
  status.textContent = text;
  clearTimeout(silence);
  if (text) silence = setTimeout(() => { status.textContent = ""; }, 10000);
}

// What was done before this page is told once more, so that a screen reader says it, too.
if (status.textContent) {
  const done = status.textContent;
  status.textContent = "";
  setTimeout(() => tell(done), 300);
}

// Is the page live? The stream says so itself; htmx does not try again when its first try fails.
const stream = document.getElementById("stream");
const mark = document.getElementById("connection");
const lost = document.getElementById("lost");
const LATE = 5000;
const DEAD = 45000;
let lastSign = Date.now();
let late;
let wasLost = false;

function show(state) {
  if (mark.dataset.state === state) return;
  mark.dataset.state = state;
  mark.querySelector(".words").textContent = mark.dataset[state];
}

function live() {
  lastSign = Date.now();
  clearTimeout(late);
  late = undefined;
  show("live");
  if (!wasLost) return;
  wasLost = false;
  lost.hidden = true;
  lost.textContent = "";
  refresh();
}

function broken() {
  if (document.hidden || late !== undefined || wasLost) return;
  show("lost");
  late = setTimeout(() => {
    late = undefined;
    wasLost = true;
    const at = new Date(lastSign).toLocaleTimeString(mark.dataset.language, {
      timeZone: mark.dataset.zone, hour: "2-digit", minute: "2-digit",
    });
    lost.textContent = mark.dataset.since.replace("{time}", at);
    lost.hidden = false;
  }, LATE);
}

if (stream) {
  const again = () => setTimeout(() => htmx.trigger(stream, "retry"), 1000 + Math.random() * 2000);
  stream.addEventListener("htmx:sse:after:connection", live);
  stream.addEventListener("htmx:sse:before:message", live);
  stream.addEventListener("htmx:sse:error", (event) => {
    if (event.detail.status === 401 || event.detail.status === 403) location.reload();
    broken();
  });
  stream.addEventListener("htmx:sse:close", broken);
  for (const failed of ["htmx:error", "htmx:response:error"]) {
    stream.addEventListener(failed, () => { broken(); again(); });
  }
  stream.addEventListener("resync", refresh);
  setInterval(() => { if (Date.now() - lastSign > DEAD) broken(); }, 5000);
}

// Ages are words of the server, so that every language has its own; they move on once a minute.
setInterval(() => { if (!document.hidden) refresh(); }, 60000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });

// The palette: Ctrl+K or Cmd+K finds pages, actions and things; arrows walk, Enter opens, Escape leaves.
const palette = document.getElementById("palette");
const asked = document.getElementById("palette-q");
const found = document.getElementById("palette-found");
const counted = document.getElementById("palette-count");
let fits = "";

function openPalette() {
  if (palette.open || dialog.open) return;
  palette.showModal();
  asked.focus();
  asked.select();
  htmx.trigger(asked.form, "show");
}

document.addEventListener("keydown", (event) => {
  const isK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
  if (!isK || event.altKey || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  openPalette();
});
document.getElementById("palette-open").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openPalette();
});
document.getElementById("palette-close").addEventListener("click", () => palette.close());
palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
palette.addEventListener("htmx:after:swap", () => {
  const list = found.querySelector(".found");
  fits = list?.dataset.q ?? "";
  counted.textContent = list?.dataset.count ?? "";
});
palette.addEventListener("keydown", (event) => {
  if (event.isComposing || event.target.id === "palette-close") return;
  if (event.key === "Escape") {
    // A search field would only empty itself.
    event.preventDefault();
    palette.close();
    return;
  }
  const links = [...found.querySelectorAll("a.hit")];
  const at = links.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
  if (event.key in steps && (at >= 0 || event.key.startsWith("Arrow"))) {
    event.preventDefault();
    const to = steps[event.key];
    if (to === -1) asked.focus();
    else if (to < -1) links.at(-1)?.focus();
    else links[Math.min(to, links.length - 1)]?.focus();
  } else if (event.key === "Enter" && event.target === asked) {
    event.preventDefault();
    // What is shown may be of fewer letters than were typed; then the page searches.
    if (fits === asked.value.trim() && links.length) links[0].click();
    else asked.form.submit();
  } else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    asked.focus();
  }
});

// The menu of the account closes like every other one.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.account[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});

// "Cancel" leads back where there is no dialog, and else closes it.
dialogBody.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-close]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  dialog.close();
});

// The text of a chosen file goes into the field that its chooser names.
body.addEventListener("change", async (event) => {
  const into = document.getElementById(event.target.dataset.into ?? "");
  const [file] = event.target.files ?? [];
  if (into && file) into.value = await file.text();
});
