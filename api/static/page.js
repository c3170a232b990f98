"use strict";
// One small script for the door: signing in, a new password, a code beside it, signing out.
const here = document.currentScript.dataset;

async function call(method, address, body) {
  const headers = { "Content-Type": "application/json" };
  if (here.csrf) headers["X-CSRF-Token"] = here.csrf;
  const options = { method, headers, credentials: "same-origin" };
  if (method !== "DELETE") options.body = JSON.stringify(body);
  const answer = await fetch(address, options);
  if (answer.status === 204) return null;
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(told.detail || here.failed), { kind: told.type });
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
      const asked = { login: form.login.value, password: form.password.value };
      if (form.code.value) asked.code = form.code.value;
      try {
        await call("POST", "/api/v1/sessions", asked);
      } catch (error) {
        if (error.kind !== "urn:zhiban:problem:second-factor-needed") throw error;
        document.getElementById("code").hidden = false;
        form.code.required = true;
        form.code.focus();
        return;
      }
      location.assign(form.dataset.next);
    }, form.querySelector(".problem"));
  });
}

const asking = document.getElementById("register");
if (asking) {
  asking.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(asking.querySelector("button"), async () => {
      const fields = asking.elements;
      const given = (name) => fields.namedItem(name).value;
      if (given("password") !== given("again")) throw new Error(asking.dataset.unlike);
      await call("POST", "/api/v1/people", {
        id: given("account").trim(), name: given("name"), mail: given("mail").trim(),
        password: given("password"), language: asking.dataset.language,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "Asia/Shanghai",
      });
      asking.hidden = true;
      document.getElementById("done").hidden = false;
    }, asking.querySelector(".problem"));
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

const setting = document.getElementById("second-factor");
if (setting) {
  const at = "/api/v1/people/me/second-factor";
  const show = (id) => { document.getElementById(id).hidden = false; };
  setting.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(setting.querySelector("button"), async () => {
      const made = await call("POST", at, { password: setting.password.value });
      document.getElementById("picture").src = "data:image/svg+xml," + encodeURIComponent(made.svg);
      document.getElementById("secret").textContent = made.secret;
      setting.hidden = true;
      show("confirm");
      document.getElementById("confirm").code.focus();
    }, setting.querySelector(".problem"));
  });
  const confirming = document.getElementById("confirm");
  confirming.addEventListener("submit", (event) => {
    event.preventDefault();
    busy(confirming.querySelector("button"), async () => {
      const made = await call("POST", at + "/confirmation", { code: confirming.code.value });
      for (const code of made.codes) {
        const item = document.getElementById("codes").appendChild(document.createElement("li"));
        item.appendChild(document.createElement("code")).textContent = code;
      }
      confirming.hidden = true;
      show("kept");
    }, confirming.querySelector(".problem"));
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
