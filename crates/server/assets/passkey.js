// Passkeys: signing in on the login page, and adding one on the page of the account.
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What the browser's own parse…OptionsFromJSON and toJSON do. Those are younger than passkeys.
function parse({ challenge, user, excludeCredentials, ...options }) {
  options.challenge = decode(challenge);
  if (user) options.user = { ...user, id: decode(user.id) };
  if (excludeCredentials) options.excludeCredentials = excludeCredentials.map((one) => ({ ...one, id: decode(one.id) }));
  return options;
}
function serialize({ id, rawId, type, response }) {
  const fields = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = fields.filter((name) => response[name]).map((name) => [name, encode(response[name])]);
  return { id, rawId: encode(rawId), type, response: Object.fromEntries(sent) };
}

// Resolves to the answer; rejects with the problem document of a refusal.
async function post(url, body = {}) {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  const json = await answer.json();
  return answer.ok ? json : Promise.reject(json);
}

// A refusal is shown by the page, in the reader's language; what the browser itself says, by `message`.
function explain(error, message, page, words) {
  if (error.code && error.status) {
    const url = new URL(page, location.href);
    url.searchParams.set("error", error.code);
    if (error.ref) url.searchParams.set("ref", error.ref);
    location.assign(url);
    return;
  }
  message.textContent = words[error.name] ?? words.other;
  message.hidden = false;
}

for (const block of document.querySelectorAll("[data-passkey-sign-in]")) {
  const { challenge, answer, returnTo, page, cancelled, noAnswer } = block.dataset;
  const button = block.querySelector("button");
  const message = block.querySelector("[role=alert]");
  const words = { NotAllowedError: cancelled, SecurityError: cancelled, other: noAnswer };
  let pending;
  const signIn = async (mediation) => {
    pending?.abort();
    const { signal } = (pending = new AbortController());
    try {
      const { publicKey } = await post(challenge);
      const credential = await navigator.credentials.get({ publicKey: parse(publicKey), mediation, signal });
      button.disabled = true;
      const { redirect_to } = await post(answer, { credential: serialize(credential), return_to: returnTo });
      location.assign(redirect_to);
    } catch (error) {
      button.disabled = false;
      if (signal.aborted) return;
      explain(error, message, page, words);
    }
  };
  // The browser offers passkeys in the field for the address. A challenge lasts ten minutes; the page may stay open.
  const offer = async () => {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    signIn("conditional");
    const offered = pending;
    setTimeout(() => { if (pending === offered) offer(); }, 8 * 60_000);
  };
  if (window.PublicKeyCredential) {
    button.hidden = false;
    button.addEventListener("click", () => {
      message.hidden = true;
      signIn("optional");
    });
    // After a refusal the person reads first.
    if (!new URLSearchParams(location.search).has("error")) offer();
  }
}

for (const form of document.querySelectorAll("[data-passkey-add]")) {
  const { challenge, answer, added, page, cancelled, exists, noAnswer, unsupported } = form.dataset;
  const button = form.querySelector("button");
  const message = form.querySelector("[role=alert]");
  const words = { InvalidStateError: exists, NotAllowedError: cancelled, other: noAnswer };
  button.disabled = !window.PublicKeyCredential;
  if (button.disabled) explain({}, message, page, { other: unsupported });
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    message.hidden = true;
    button.disabled = true;
    try {
      const { publicKey } = await post(challenge);
      const credential = await navigator.credentials.create({ publicKey: parse(publicKey) });
      await post(answer, { name: form.elements.name.value, credential: serialize(credential) });
      location.assign(added);
    } catch (error) {
      button.disabled = false;
      explain(error, message, page, words);
    }
  });
}
