"use strict";
// One small script for the door: signing in, a new password, a password by link, signing out.
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

const choice = document.getElementById("choose-password");
if (choice) {
  choice.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(choice.querySelector("button"), async () => {
      const password = choice.password.value;
      if (password !== choice.again.value) throw new Error(choice.dataset.unlike);
      await call("POST", "/api/v1/password-links", { token: choice.dataset.token, password });
      choice.hidden = true;
      document.getElementById("done").hidden = false;
    }, choice.querySelector(".problem"));
  });
}

for (const button of document.querySelectorAll("[data-call]")) {
  button.addEventListener("click", () => {
    const [method, address] = button.dataset.call.split(" ");
    busy(button, async () => {
      await call(method, address, {});
      location.reload();
    }, document.querySelector(".problem"));
  });
}
