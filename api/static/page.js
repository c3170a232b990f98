"use strict";
// One small script for the page: signing in, the buttons, and events as they come.
const here = document.currentScript.dataset;

async function call(method, address, body) {
  const headers = { "Content-Type": "application/json" };
  if (here.csrf) headers["X-CSRF-Token"] = here.csrf;
  const options = { method, headers, credentials: "same-origin" };
  if (method !== "DELETE") options.body = JSON.stringify(body);
  const answer = await fetch(address, options);
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail || here.failed);
  return told;
}

function tell(place, text) {
  if (!place) return;
  place.textContent = text || "";
  place.hidden = !text;
}

async function busy(button, work, place) {
  button.disabled = true;
  tell(place, "");
  try {
    await work();
  } catch (error) {
    tell(place, error instanceof TypeError ? here.failed : error.message);
  } finally {
    button.disabled = false;
  }
}

const form = document.getElementById("sign-in");
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(form.querySelector("button"), async () => {
      await call("POST", "/api/v1/sessions", { login: form.login.value, password: form.password.value });
      location.assign(form.dataset.next);
    }, form.querySelector(".problem"));
  });
}

const renewal = document.getElementById("new-password");
if (renewal) {
  renewal.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(renewal.querySelector("button"), async () => {
      const fields = renewal.elements;
      const password = fields.namedItem("new").value;
      await call("PUT", "/api/v1/people/me/password", { old: fields.namedItem("old").value, new: password });
      // A new password ends every session, this one too.
      await call("POST", "/api/v1/sessions", { login: renewal.dataset.login, password });
      location.assign("/");
    }, renewal.querySelector(".problem"));
  });
}

for (const button of document.querySelectorAll("[data-call]")) {
  button.addEventListener("click", () => {
    const [method, address] = button.dataset.call.split(" ");
    busy(button, async () => {
      const told = await call(method, address, {});
      if (button.dataset.then === "said") sessionStorage.setItem("said", told.text);
      location.reload();
    }, document.getElementById("problem"));
  });
}

const said = document.getElementById("said");
if (said) {
  // What was answered survives the reload that shows what it changed.
  tell(said, sessionStorage.getItem("said"));
  sessionStorage.removeItem("said");
}

const MOST_SHOWN = 50;

function wallTime(moment, zone) {
  // Swedish writes dates as ISO 8601 does, which is how the rest of the page shows them.
  const form = { dateStyle: "short", timeStyle: "short", timeZone: zone };
  return new Date(moment).toLocaleString("sv-SE", form);
}

function show(list, event) {
  const time = document.createElement("time");
  time.dateTime = event.time;
  time.textContent = wallTime(event.time, list.dataset.zone);
  const type = document.createElement("code");
  type.textContent = event.type;
  const subject = document.createElement("span");
  subject.className = "wide";
  subject.textContent = event.subject;
  const item = document.createElement("li");
  item.append(time, type, subject);
  list.prepend(item);
  while (list.children.length > MOST_SHOWN) list.lastElementChild.remove();
}

if (here.follow) {
  const list = document.getElementById("events");
  const state = document.getElementById("live");
  const source = new EventSource("/events/stream");
  source.onopen = () => { state.textContent = state.dataset.live; };
  source.onerror = () => { state.textContent = state.dataset.lost; };
  source.onmessage = (message) => {
    document.getElementById("no-events")?.remove();
    show(list, JSON.parse(message.data));
  };
}
