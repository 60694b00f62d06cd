// The control surface of the tests. Everything takes and answers JSON; a refused change is 400 and changes nothing.
//
//   GET    /_test/state         who signs in, the decision, the lies, the accounts
//   POST   /_test/state         {"currentSub","decision":"approve"|"deny"|"hang","dpopNonce","accounts":{…},"mangle":{…}}:
//                               state.mjs
//   DELETE /_test/state         back to alice, approval and the truth
//   GET    /_test/rp            the clients, with their secrets
//   POST   /_test/rp            {"base_url","jwk","metadata":{client id: {…}}}: register the relying party (again)
//   POST   /_test/rotate        {"mode":"add"|"replace"|"remove-old"} → the published key ids
//   POST   /_test/backchannel   {"client_id","sub","sid"?} → {"status"} of the relying party's answer; without `sid`
//                               the newest session of that person with that client
//   GET    /_test/events        every request and what the library says about it, with reasons
//   DELETE /_test/events
import { CLIENT_IDS, clientsFor } from './clients.mjs';
import { logoutCall } from './provider.mjs';
import { changeState, resetState } from './state.mjs';

const MODES = ['add', 'replace', 'remove-old'];

class Refusal extends Error {}

/** Returns `(req, res, pathname)` for the paths above. */
export function createControl(op) {
  const { state } = op;
  const routes = {
    'GET /_test/state': () => view(state),
    'POST /_test/state': (body) => {
      refuse(() => changeState(state, body));
      return view(state);
    },
    'DELETE /_test/state': () => {
      resetState(state);
      return view(state);
    },
    'GET /_test/rp': () => ({ clients: clientsFor(state.rp) }),
    'POST /_test/rp': (body) => registerRp(op, body),
    'POST /_test/rotate': (body) => rotate(op, body),
    'POST /_test/backchannel': (body) => sendLogoutToken(op, body),
    'GET /_test/events': () => ({ events: state.events }),
    'DELETE /_test/events': () => {
      state.events.length = 0;
      return { events: [] };
    },
  };
  return async (req, res, pathname) => {
    const route = routes[`${req.method} ${pathname}`];
    if (!route) return send(res, 404, { error: `no such route; they are ${Object.keys(routes).join(', ')}` });
    try {
      return send(res, 200, await route(await readJson(req)));
    } catch (error) {
      return send(res, error instanceof Refusal ? 400 : 500, { error: error.message });
    }
  };
}

function view({ currentSub, decision, mangle, accounts }) {
  return { currentSub, decision, mangle, accounts };
}

function registerRp(op, { base_url: baseUrl, jwk = op.state.rp.jwk, metadata = {}, ...unknown }) {
  demand(typeof baseUrl === 'string' && URL.canParse(baseUrl), 'base_url has to be an origin');
  demand(new URL(baseUrl).origin === baseUrl, 'base_url has to be an origin, without a path or a slash at its end');
  demand(Object.keys(unknown).length === 0, `unknown: ${Object.keys(unknown).join(', ')}`);
  const uncalled = Object.keys(metadata).filter((id) => !CLIENT_IDS.includes(id));
  demand(uncalled.length === 0, `metadata: no client is called ${uncalled.join(', ')}`);
  op.state.rp = { baseUrl, jwk, metadata };
  op.rebuild();
  return { clients: clientsFor(op.state.rp) };
}

async function rotate(op, { mode }) {
  demand(MODES.includes(mode), `mode has to be one of ${MODES.join(', ')}`);
  await op.keys.rotate(mode);
  op.rebuild();
  return { kids: op.keys.jwks.keys.map((key) => key.kid) };
}

async function sendLogoutToken(op, { client_id: clientId, sub, sid }) {
  const client = await op.provider.Client.find(clientId);
  demand(client, `there is no client ${clientId}`);
  const known = sid ?? newestSid(op.store, clientId, sub);
  demand(known, `${sub} has no session with ${clientId}`);
  const outcome = {};
  const sent = logoutCall.run(outcome, () => client.backchannelLogout(sub, known));
  // Any status but 200 and 204 is an error over there; here it is the answer.
  await sent.catch((error) => demand(outcome.status !== undefined, `no answer: ${error.message}`));
  return { status: outcome.status, sid: known };
}

function newestSid(store, clientId, sub) {
  const sessions = store.all('Session').filter((session) => session.accountId === sub);
  return sessions.findLast((session) => session.authorizations?.[clientId])?.authorizations[clientId].sid;
}

async function readJson(req) {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return refuse(() => (text === '' ? {} : JSON.parse(text)));
}

function demand(condition, message) {
  if (!condition) throw new Refusal(message);
}

function refuse(action) {
  try {
    return action();
  } catch (error) {
    throw new Refusal(error.message);
  }
}

function send(res, status, body) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}
